//! The one cutter: text of any length becomes segments that overlap, each scanned alone.
//!
//! A keyword belongs to the segment in whose core it begins. Lead and tail are as long as all that a window rule, its
//! judge and the quoted line can look at, so that the pieces find what the whole would (`tests/properties.rs`).

use std::ops::Range;

/// Most bytes that one match of a window rule may be long.
pub const MAX_REACH: usize = 16_384;

/// Usual length of a core.
pub const CORE: usize = 1 << 20;

/// Bytes of lead and tail: twice the longest match (one for the rule, one for a neighbour to be masked), and the line around it.
pub const OVERLAP: usize = 2 * MAX_REACH + 4096;

/// How far back from the wanted place a line end is looked for.
const SLACK: usize = 4096;

/// A piece of a text, with its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'t> {
    /// Lead, core and tail.
    pub text: &'t [u8],
    /// The part of `text` whose keywords belong to this segment.
    pub core: Range<usize>,
    /// Offset of `text` in the whole.
    pub base: u64,
}

impl<'t> Segment<'t> {
    /// A text in one piece.
    pub fn whole(text: &'t [u8]) -> Self {
        Self { text, core: 0..text.len(), base: 0 }
    }

    /// Whether it is the whole text, with nothing before it or behind it.
    pub fn is_all(&self) -> bool {
        self.base == 0 && self.core == (0..self.text.len())
    }

    /// Whether a place belongs to this segment.
    pub fn owns(&self, at: usize) -> bool {
        self.core.contains(&at)
    }
}

/// Cuts a text that lies in memory.
pub fn cut(text: &[u8], core: usize) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = if text.len() - from <= core { text.len() } else { cut_point(text, from, from + core) };
        let (lead, tail) = (from.saturating_sub(OVERLAP), text.len().min(to + OVERLAP));
        let piece = text.get(lead..tail).unwrap_or_default();
        segments.push(Segment { text: piece, core: from - lead..to - lead, base: lead as u64 });
        from = to;
    }
    segments
}

/// A good place to cut at, after `from` and at most at `wanted`: behind a line end if one is near; never between CR
/// and LF, never within a UTF-8 sequence.
pub fn cut_point(text: &[u8], from: usize, wanted: usize) -> usize {
    let wanted = wanted.min(text.len());
    let low = from.max(wanted.saturating_sub(SLACK));
    let slack = text.get(low..wanted).unwrap_or_default();
    if let Some(at) = memchr::memrchr(b'\n', slack) {
        return low + at + 1;
    }
    let mut at = wanted;
    while at > from + 1 && wanted - at < 4 && text.get(at).is_some_and(|b| b & 0xc0 == 0x80 || *b == b'\n') {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cores_are_the_text(text in proptest::collection::vec(any::<u8>(), 0..3000), core in 1usize..700) {
            let joined: Vec<u8> = cut(&text, core).iter().flat_map(|s| s.text[s.core.clone()].to_vec()).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn characters_and_line_ends_stay_whole(text in "[aé\u{1f600}]{0,50}(\r\n)?[aé\u{1f600}]{0,50}", core in 8usize..40) {
            for segment in cut(text.as_bytes(), core) {
                let piece = &segment.text[segment.core.clone()];
                prop_assert!(std::str::from_utf8(piece).is_ok());
                let after = segment.text.get(segment.core.end);
                prop_assert!(!(piece.last() == Some(&b'\r') && after == Some(&b'\n')));
            }
        }
    }
}
