//! Keywords of five bytes and more: a hash table of four-byte grams, looked up at every other place.
//!
//! Each keyword is entered with two neighbouring grams, the rarest that it has: wherever it stands, exactly one of them
//! stands at an even place. So half of the places need no look, and no hit is found twice.

use super::gram;
use super::word::{Hit, Word, boxed, eight};

/// Fewest bytes of a keyword.
pub(super) const LEAST: usize = 5;

/// Makes a gram's hash: its upper bits ([`FILTER_BITS`]) choose a byte of the filter, the next three a bit of that.
pub(super) const MULTIPLIER: u32 = 0x9e37_79b1;

/// Bits of a gram's hash that choose a byte of the filter. With one less it fits the processor's nearest cache, but so many
/// more grams pass that the whole is slower.
pub(super) const FILTER_BITS: u32 = 16;

/// Bits of a gram's hash that choose a slot.
const SLOT_BITS: u32 = 12;

/// Bits of a gram's hash that choose what stands beside it.
#[cfg(target_arch = "x86_64")]
const BESIDE_BITS: u32 = 14;

/// A part of a keyword by which it is found.
#[derive(Clone, Copy, Debug)]
struct Entry {
    gram: u32,
    /// Where the gram stands in the keyword.
    offset: u32,
    /// The keyword's place in `words`.
    word: u32,
}

/// A bit for each hash that a gram has.
#[derive(Debug)]
pub(super) struct Filter {
    bytes: Box<[u8; 1 << FILTER_BITS]>,
}

impl Filter {
    fn new(hashes: impl Iterator<Item = u32>) -> Self {
        let mut bytes = boxed::<{ 1 << FILTER_BITS }, u8>();
        for hash in hashes {
            bytes.get_mut(byte_of(hash)).into_iter().for_each(|byte| *byte |= 1 << bit_of(hash));
        }
        Self { bytes }
    }

    /// The byte that the upper bits of a hash choose.
    #[inline]
    pub(super) fn byte(&self, upper: u16) -> u8 {
        self.bytes.get(usize::from(upper)).copied().unwrap_or(0)
    }

    #[inline]
    fn passes(&self, hash: u32) -> bool {
        self.bytes.get(byte_of(hash)).is_some_and(|byte| byte >> bit_of(hash) & 1 == 1)
    }
}

/// Which byte of the filter.
#[inline]
fn byte_of(hash: u32) -> usize {
    (hash >> (32 - FILTER_BITS)) as usize
}

/// Which bit of it.
#[inline]
fn bit_of(hash: u32) -> u32 {
    hash >> (29 - FILTER_BITS) & 7
}

/// The keywords by their grams.
#[derive(Debug)]
pub(super) struct Long {
    words: Vec<Word>,
    filter: Filter,
    /// Where a slot's entries begin; the next one's beginning is their end.
    slots: Box<[u32; (1 << SLOT_BITS) + 1]>,
    entries: Vec<Entry>,
    /// For a gram's hash, which classes of bytes stand before it and behind it in keywords.
    #[cfg(target_arch = "x86_64")]
    beside: Box<[[u8; 2]; 1 << BESIDE_BITS]>,
}

impl Long {
    pub(super) fn new(words: Vec<Word>) -> Self {
        let mut entries: Vec<Entry> = (0u32..).zip(&words).flat_map(|(at, word)| entries(word, at)).collect();
        entries.sort_by_key(|entry| hash(entry.gram));
        let filter = Filter::new(entries.iter().map(|entry| hash(entry.gram)));
        let mut slots = boxed::<{ (1 << SLOT_BITS) + 1 }, u32>();
        let mut passed = 0;
        for (number, begin) in slots.iter_mut().enumerate() {
            let rest = entries.get(passed as usize..).unwrap_or_default();
            passed += u32::try_from(rest.iter().take_while(|e| slot(hash(e.gram)) < number).count()).unwrap_or(0);
            *begin = passed;
        }
        Self {
            #[cfg(target_arch = "x86_64")]
            beside: beside(&words, &entries),
            words,
            filter,
            slots,
            entries,
        }
    }

    /// The first look.
    pub(super) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Finds the keywords in a text.
    pub(super) fn each(&self, text: &[u8], found: &mut impl FnMut(Hit)) {
        for at in (0..text.len()).step_by(2) {
            if self.filter.passes(hash(gram::fold(low(eight(text, at))))) {
                self.compare(text, at, found);
            }
        }
    }

    /// Whether the bytes beside a gram that passed the first look are those of a keyword, as far as their classes tell.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    pub(super) fn may(&self, text: &[u8], at: usize) -> bool {
        let eight = eight(text, at);
        let before = text.get(at.wrapping_sub(1)).copied().unwrap_or(0);
        let [_, _, _, _, behind, ..] = eight.to_le_bytes();
        let place = (hash(gram::fold(low(eight))) >> (32 - BESIDE_BITS)) as usize;
        let [left, right] = self.beside.get(place).copied().unwrap_or_default();
        // Both, whatever the first says: a branch would cost more.
        (left & class(before) != 0) & (right & class(behind) != 0)
    }

    /// Finds the keywords of which a gram begins at an even place.
    #[inline]
    pub(super) fn compare(&self, text: &[u8], at: usize, found: &mut impl FnMut(Hit)) {
        let gram = gram::fold(low(eight(text, at)));
        let slot = slot(hash(gram));
        let [from, to] = [slot, slot + 1].map(|slot| self.slots.get(slot).map_or(0, |&at| at as usize));
        for entry in self.entries.get(from..to).unwrap_or_default() {
            if entry.gram == gram
                && let Some(start) = at.checked_sub(entry.offset as usize)
                && let Some(hit) = self.words.get(entry.word as usize).and_then(|word| word.at(text, start))
            {
                found(hit);
            }
        }
    }
}

/// The two entries of a keyword: neighbours, so that one of them stands at an even place; those of which the commoner
/// is the rarest.
fn entries(word: &Word, number: u32) -> [Entry; 2] {
    let text = word.text();
    let rarities: Vec<u32> = text.windows(4).map(gram::rarity).collect();
    let pairs = rarities.windows(2).map(|pair| pair.iter().min().copied().unwrap_or(0)).enumerate();
    let best = pairs.max_by_key(|&(at, rarity)| (rarity, usize::MAX - at)).map_or(0, |best| best.0);
    [best, best + 1].map(|offset| Entry {
        gram: gram::fold(low(eight(text, offset))),
        offset: u32::try_from(offset).unwrap_or(u32::MAX),
        word: number,
    })
}

/// What stands beside the grams of entries.
#[cfg(target_arch = "x86_64")]
fn beside(words: &[Word], all: &[Entry]) -> Box<[[u8; 2]; 1 << BESIDE_BITS]> {
    let mut beside = boxed::<{ 1 << BESIDE_BITS }, [u8; 2]>();
    for entry in all {
        let text = words.get(entry.word as usize).map(Word::text).unwrap_or_default();
        let offset = entry.offset as usize;
        let before = offset.checked_sub(1).and_then(|at| text.get(at));
        let behind = text.get(offset + 4);
        if let Some([left, right]) = beside.get_mut((hash(entry.gram) >> (32 - BESIDE_BITS)) as usize) {
            *left |= before.map_or(u8::MAX, |&byte| class(byte));
            *right |= behind.map_or(u8::MAX, |&byte| class(byte));
        }
    }
    beside
}

/// One of eight classes that bytes are in, whatever their case, as a bit.
#[cfg(target_arch = "x86_64")]
#[inline]
fn class(byte: u8) -> u8 {
    1 << ((byte | 0x20).wrapping_mul(0x9d) >> 5)
}

/// The lower half.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
fn low(eight: u64) -> u32 {
    eight as u32
}

#[inline]
fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(MULTIPLIER)
}

fn slot(hash: u32) -> usize {
    (hash >> (32 - SLOT_BITS)) as usize
}
