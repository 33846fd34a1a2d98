//! The quoted line: clipped around the secret, with every secret on it masked.

use std::cmp::Reverse;
use std::ops::Range;

use crate::model::{Excerpt, printable};
use crate::order::Order as _;

/// Bytes shown before the secret at most.
const LEFT: usize = 80;

/// Bytes shown behind the secret's start at most.
const RIGHT: usize = 120;

/// A part of the text that must not be shown, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hidden {
    /// In the text.
    pub range: Range<usize>,
    /// The mask.
    pub mask: String,
}

/// Sorts by start. Of parts that begin together the longest comes first: it hides the others as well, and the line shows one mask.
pub(super) fn arrange(hidden: &mut [Hidden]) {
    hidden.order_by_key(|part| (part.range.start, Reverse(part.range.end)));
}

/// Quotes the line on which `mark` begins. `hidden` is as [`arrange`] leaves it; parts may overlap.
pub(super) fn excerpt(text: &[u8], mark: &Range<usize>, hidden: &[Hidden]) -> Excerpt {
    let (line, clipped_left, clipped_right) = clip(text, mark.start);
    let mut quoted = Quoted { text, shown: String::new(), at: line.start, mark: mark.clone(), found: None };
    let first = hidden.partition_point(|part| part.range.start + crate::blob::MAX_REACH < line.start);
    for part in hidden.iter().skip(first) {
        if part.range.start >= line.end {
            break;
        }
        if part.range.end > quoted.at {
            quoted.plain_until(part.range.start.max(quoted.at).min(line.end));
            quoted.hide(part);
        }
    }
    quoted.plain_until(line.end);
    let (mark, width) = quoted.found.unwrap_or((0, 1));
    Excerpt { text: quoted.shown, mark, width: width.max(1), clipped_left, clipped_right }
}

/// The part of a line that is shown around `at`, and whether something was cut off left and right.
fn clip(text: &[u8], at: usize) -> (Range<usize>, bool, bool) {
    let is_end = |b: &u8| *b == b'\n' || *b == b'\r';
    let low = at.saturating_sub(LEFT);
    let before = text.get(low..at).unwrap_or_default();
    let start = before.iter().rposition(is_end).map_or(low, |found| low + found + 1);
    let clipped_left = start == low && low > 0 && !text.get(low - 1).is_some_and(&is_end);
    let high = text.len().min(at + RIGHT);
    let after = text.get(at..high).unwrap_or_default();
    let end = after.iter().position(is_end).map_or(high, |found| at + found);
    let clipped_right = end == high && high < text.len() && !text.get(high).is_some_and(is_end);
    (whole_characters(text, start)..end, clipped_left, clipped_right)
}

/// Forward to the start of a UTF-8 sequence.
fn whole_characters(text: &[u8], mut at: usize) -> usize {
    let limit = at + 3;
    while at < limit && text.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
        at += 1;
    }
    at
}

/// A line on its way into a report.
struct Quoted<'t> {
    text: &'t [u8],
    shown: String,
    at: usize,
    mark: Range<usize>,
    found: Option<(usize, usize)>,
}

impl Quoted<'_> {
    fn length(&self) -> usize {
        self.shown.chars().count()
    }

    /// Shows text up to `until`; a mark that begins in it and is not hidden is noted.
    fn plain_until(&mut self, until: usize) {
        if self.at >= until {
            return;
        }
        let piece = self.text.get(self.at..until).unwrap_or_default();
        if self.found.is_none() && (self.at..until).contains(&self.mark.start) {
            let offset = self.mark.start - self.at;
            let before = printable(piece.get(..offset).unwrap_or_default()).chars().count();
            let inside = piece.get(offset..self.mark.end.min(until) - self.at).unwrap_or_default();
            self.found = Some((self.length() + before, printable(inside).chars().count()));
        }
        self.shown.push_str(&printable(piece));
        self.at = until;
    }

    fn hide(&mut self, part: &Hidden) {
        if self.found.is_none() && part.range.contains(&self.mark.start) {
            self.found = Some((self.length(), part.mask.chars().count()));
        }
        self.shown.push_str(&part.mask);
        self.at = self.at.max(part.range.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MASK;

    fn hidden(range: Range<usize>) -> Hidden {
        Hidden { range, mask: MASK.to_owned() }
    }

    #[test]
    fn parts_that_begin_together_show_one_mask() {
        for mut parts in [[hidden(4..6), hidden(4..9)], [hidden(4..9), hidden(4..6)]].map(Vec::from) {
            arrange(&mut parts);
            assert_eq!(excerpt(b"key=abcde;", &(4..6), &parts).text, format!("key={MASK};"));
        }
    }

    #[test]
    fn every_secret_on_the_line_is_masked() {
        let text = b"first\na = 'xyz', b = 'uvw'\tc\nlast";
        let quoted = excerpt(text, &(22..25), &[hidden(11..14), hidden(22..25)]);
        // The offsets are those of the two values.
        assert_eq!(quoted.text, format!("a = '{MASK}', b ={MASK}'\u{20}c").replace("b =", "b = '").replace("' '", "'"));
    }

    #[test]
    fn long_lines_are_clipped_on_both_sides() {
        let text = "x".repeat(500);
        let quoted = excerpt(text.as_bytes(), &(250..260), &[hidden(250..260)]);
        assert!(quoted.clipped_left && quoted.clipped_right);
        assert_eq!((quoted.mark, quoted.width), (LEFT, 8));
    }

    #[test]
    fn a_secret_that_begins_before_the_clip_is_not_shown() {
        let text = "y".repeat(600);
        let quoted = excerpt(text.as_bytes(), &(300..310), &[hidden(0..290), hidden(300..310)]);
        assert_eq!(quoted.text, format!("{MASK}{}{MASK}{}", "y".repeat(10), "y".repeat(110)));
    }
}
