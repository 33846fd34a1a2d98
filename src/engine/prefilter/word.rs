//! A keyword, ready to be compared.

use crate::check::ends_escape;
use crate::rule::Keyword;

/// A keyword in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in [`crate::rule::RuleSet::keywords`].
    pub keyword: usize,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// A keyword in lower case, its first eight bytes as a number.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The first eight bytes; 0xff where there are fewer.
    head: u64,
    /// What is laid over the text before it is compared: 0x20 for letters, 0xff behind the end.
    mask: u64,
    length: u32,
    number: u32,
    /// It is no hit behind a letter or a digit.
    begins: bool,
    text: Box<[u8]>,
}

impl Word {
    /// A keyword with its number.
    pub(super) fn new(keyword: &Keyword, number: u32) -> Self {
        let text = keyword.text.to_ascii_lowercase().into_bytes().into_boxed_slice();
        let (mut head, mut mask) = ([0xff; 8], [0xff; 8]);
        for ((head, mask), byte) in head.iter_mut().zip(&mut mask).zip(&text) {
            *head = *byte;
            *mask = if byte.is_ascii_lowercase() { 0x20 } else { 0 };
        }
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            head: u64::from_le_bytes(head),
            mask: u64::from_le_bytes(mask),
            length,
            number,
            begins: keyword.begins,
            text,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.length as usize
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// It is no hit behind a letter or a digit.
    pub(super) fn begins(&self) -> bool {
        self.begins
    }

    /// The hit, if the word stands at a place of the text.
    #[inline]
    pub(super) fn at(&self, text: &[u8], start: usize) -> Option<Hit> {
        if eight(text, start) | self.mask != self.head {
            return None;
        }
        if self.begins && is_within_word(text, start) {
            return None;
        }
        let end = start + self.len();
        let tail = self.text.get(8..).unwrap_or_default();
        let fits = end <= text.len()
            && (tail.is_empty() || text.get(start + 8..end).is_some_and(|rest| rest.eq_ignore_ascii_case(tail)));
        fits.then_some(Hit { keyword: self.number as usize, start, end })
    }
}

/// So many bytes before a keyword decide whether an escape ends there.
const ESCAPE: usize = 24;

/// Whether a letter or a digit stands before a place, and not one of an escape. Where the text may be a piece of a longer
/// one, and what is before the place is not known, nothing is said.
fn is_within_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(ESCAPE).and_then(|from| text.get(from..at)).unwrap_or_default();
    before.last().is_some_and(u8::is_ascii_alphanumeric) && !ends_escape(before)
}

/// The eight bytes at a place, zero behind the end of the text.
#[inline]
pub(super) fn eight(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => eight_at_end(text, at),
    }
}

#[cold]
fn eight_at_end(text: &[u8], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.get(at..).unwrap_or_default()).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(bytes)
}

/// Zeros that never lie on the stack.
pub(super) fn boxed<const N: usize, T: Copy + Default>() -> Box<[T; N]> {
    let zeros = vec![T::default(); N].into_boxed_slice();
    zeros.try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}
