//! Keywords of three or four bytes.
//!
//! Common words (`key`, `auth`) and token prefixes (`sk_`) are short, so every place of the text is looked at. A place is
//! looked up by its first three bytes, and compared.

use super::gram;
use super::word::{Hit, Word, boxed, eight};

/// Fewest bytes of a keyword.
pub(super) const LEAST: usize = 3;

/// Bits of the hash of three bytes.
const BITS: u32 = 12;

/// Bits of the hash for the second look.
#[cfg(target_arch = "x86_64")]
const SEEN_BITS: u32 = 15;

/// The keywords by their first three bytes.
#[derive(Debug)]
pub(super) struct Short {
    words: Vec<Word>,
    /// Where the words of a hash begin; the next one's beginning is their end.
    slots: Box<[u16; (1 << BITS) + 1]>,
    /// A bit for each longer hash that a word has.
    #[cfg(target_arch = "x86_64")]
    seen: Box<[u8; 1 << (SEEN_BITS - 3)]>,
}

impl Short {
    pub(super) fn new(mut words: Vec<Word>) -> Self {
        words.sort_by_key(|word| hash(eight(word.text(), 0)));
        let mut slots = boxed::<{ (1 << BITS) + 1 }, u16>();
        let mut passed = 0;
        for (number, begin) in slots.iter_mut().enumerate() {
            let rest = words.get(usize::from(passed)..).unwrap_or_default();
            let count = rest.iter().take_while(|word| hash(eight(word.text(), 0)) < number).count();
            passed += u16::try_from(count).unwrap_or(0);
            *begin = passed;
        }
        Self {
            #[cfg(target_arch = "x86_64")]
            seen: seen(&words),
            words,
            slots,
        }
    }

    /// The keywords.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// Finds the keywords in a text.
    pub(super) fn each(&self, text: &[u8], found: &mut impl FnMut(Hit)) {
        for at in 0..text.len() {
            self.compare(text, at, found);
        }
    }

    /// Whether the first three bytes at a place are a keyword's, as far as their hash tells.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    pub(super) fn may(&self, text: &[u8], at: usize) -> bool {
        let hash = scatter(eight(text, at)) >> (32 - SEEN_BITS);
        self.seen.get(hash as usize >> 3).is_some_and(|byte| byte >> (hash & 7) & 1 == 1)
    }

    /// Finds the keywords that begin at a place.
    #[inline]
    pub(super) fn compare(&self, text: &[u8], at: usize, found: &mut impl FnMut(Hit)) {
        let slot = hash(eight(text, at));
        let [from, to] = [slot, slot + 1].map(|slot| self.slots.get(slot).map_or(0, |&at| usize::from(at)));
        for word in self.words.get(from..to).unwrap_or_default() {
            if let Some(hit) = word.at(text, at) {
                found(hit);
            }
        }
    }
}

/// A bit for each hash that a word has.
#[cfg(target_arch = "x86_64")]
fn seen(words: &[Word]) -> Box<[u8; 1 << (SEEN_BITS - 3)]> {
    let mut seen = boxed::<{ 1 << (SEEN_BITS - 3) }, u8>();
    for word in words {
        let hash = scatter(eight(word.text(), 0)) >> (32 - SEEN_BITS);
        seen.get_mut(hash as usize >> 3).into_iter().for_each(|byte| *byte |= 1 << (hash & 7));
    }
    seen
}

/// The slot of the first three bytes.
#[inline]
fn hash(eight: u64) -> usize {
    (scatter(eight) >> (32 - BITS)) as usize
}

/// The first three bytes, whatever their case, as a number whose upper bits are a hash of them.
#[inline]
fn scatter(eight: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "three bytes are asked for")]
    let three = gram::fold(eight as u32) << 8;
    three.wrapping_mul(0x9e37_79b1)
}
