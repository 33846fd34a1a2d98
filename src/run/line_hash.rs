//! Which findings carry GitHub's `primaryLocationLineHash`.
//!
//! It is an unsalted hash over 100 characters, and a short password among them could be tried out. So it is exact, and
//! given only where every secret in those characters has 64 random bits by its format; elsewhere it is left out, and
//! who uploads computes it from the checkout. How it is computed is the business of [`crate::check::line_hash`].

use std::ops::Range;

use super::outcome::Spot;
use crate::blob::Segment;
use crate::check::line_hash::{BLOCK, line_hashes};

/// Random bits of a secret that nobody tries out.
pub(super) const ENOUGH: u32 = 64;

/// Whether the characters that the hash of a place's line covers hold none of the given parts. No, where the line
/// begins before the segment.
pub(super) fn covers_none_of<'r>(
    segment: &Segment<'_>,
    at: usize,
    mut parts: impl Iterator<Item = &'r Range<usize>>,
) -> bool {
    let before = segment.text.get(..at).unwrap_or_default();
    let start = match before.iter().rposition(|b| matches!(b, b'\n' | b'\r')) {
        Some(end) => end + 1,
        None if segment.base == 0 => 0,
        None => return false,
    };
    let end = start + length(segment.text.get(start..).unwrap_or_default());
    parts.all(|part| part.end <= start || part.start >= end)
}

/// At least the bytes that make [`BLOCK`] characters as GitHub counts them: what it may count as none or as two is
/// counted as none.
fn length(text: &[u8]) -> usize {
    let counts = |b: &u8| !matches!(b, b' ' | b'\t' | b'\r') && b & 0xc0 != 0x80;
    let last = text.iter().enumerate().filter(|(_, b)| counts(b)).nth(BLOCK);
    last.map_or(text.len(), |(at, _)| at)
}

/// Gives the spots of a whole file that may have one their hash.
pub(super) fn fill(content: &[u8], spots: &mut [Spot]) {
    let mut may: Vec<&mut Spot> = spots.iter_mut().filter(|spot| spot.may_hash).collect();
    let lines: Vec<u64> = may.iter().map(|spot| spot.location.start.line).collect();
    for (spot, hash) in may.iter_mut().zip(line_hashes(content, &lines)) {
        spot.line_hash = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers_none(text: &str, at: usize, part: Range<usize>) -> bool {
        covers_none_of(&Segment::whole(text.as_bytes()), at, [part].iter())
    }

    #[test]
    fn a_part_within_a_hundred_characters_of_the_line_is_covered() {
        let text = format!("first\n{}\nthird {}", "x y\t".repeat(20), "z".repeat(200));
        // 40 characters of the second line, its end, and 59 of the third.
        assert!(!covers_none(&text, 10, 6..7));
        assert!(!covers_none(&text, 10, 145..146));
        assert!(covers_none(&text, 10, 0..5));
        assert!(covers_none(&text, 10, 150..160));
        assert!(covers_none(&text, 90, 6..20));
    }

    #[test]
    fn a_line_that_begins_elsewhere_is_not_known() {
        let segment = Segment { text: b"abc", core: 0..3, base: 7 };
        assert!(!covers_none_of(&segment, 1, [].iter()));
        assert!(covers_none_of(&Segment { base: 0, ..segment }, 1, [].iter()));
    }
}
