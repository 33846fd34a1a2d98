//! Places in a text: byte spans, lines and columns, and the extent that lets pieces of a text be located apart.

use serde::Serialize;

/// A range of bytes in a blob as it lies on disk. Half-open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

/// A place between two characters. Both numbers count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Lines end with LF, CR LF or a lone CR.
    pub line: u64,
    /// In UTF-16 code units, as SARIF and editors count.
    pub column: u64,
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    /// In bytes of the outermost file.
    pub span: Span,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// How far a piece of text reaches: its line ends, and the UTF-16 units after the last of them.
///
/// Extents add up ([`Extent::then`] is associative), so that the pieces of a file can be scanned in any order, on any
/// thread, and be located afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Line ends in the piece.
    pub lines: u64,
    /// UTF-16 code units after the last line end.
    pub units: u64,
}

impl Extent {
    /// Measures a text. A CR and the LF after it must lie in the same piece; the cutter sees to that.
    pub fn of(text: &[u8]) -> Self {
        let feeds = memchr::memchr_iter(b'\n', text).count();
        let returns = memchr::memchr_iter(b'\r', text);
        let alone = returns.filter(|at| text.get(at + 1) != Some(&b'\n')).count();
        let last = memchr::memrchr2(b'\n', b'\r', text).map_or(0, |at| at + 1);
        Self { lines: (feeds + alone) as u64, units: utf16_len(text.get(last..).unwrap_or_default()) }
    }

    /// This piece, followed by `next`.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        if next.lines == 0 {
            Self { lines: self.lines, units: self.units + next.units }
        } else {
            Self { lines: self.lines + next.lines, units: next.units }
        }
    }

    /// The position right after this extent.
    pub fn position(self) -> Position {
        Position { line: self.lines + 1, column: self.units + 1 }
    }

    /// A position that was measured from the start of a piece, seen from before this extent.
    pub fn shift(self, inner: Position) -> Position {
        let inner = Self { lines: inner.line - 1, units: inner.column - 1 };
        self.then(inner).position()
    }
}

/// UTF-16 code units of a text; each invalid sequence counts as one (U+FFFD).
fn utf16_len(text: &[u8]) -> u64 {
    if text.is_ascii() {
        return text.len() as u64;
    }
    text.utf8_chunks()
        .map(|chunk| {
            chunk.valid().chars().map(|c| c.len_utf16() as u64).sum::<u64>() + u64::from(!chunk.invalid().is_empty())
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_line_ends_count_and_emoji_are_two_units() {
        assert_eq!(Extent::of(b"a\nb\r\nc\rd").position(), Position { line: 4, column: 2 });
        assert_eq!(Extent::of("x\n\u{1f600}".as_bytes()).position(), Position { line: 2, column: 3 });
    }

    proptest! {
        #[test]
        fn pieces_add_up(text in "[a\n\u{1f600}é]{0,40}", cut in 0usize..200) {
            let cut = text.floor_char_boundary(cut);
            let (a, b) = text.as_bytes().split_at(cut);
            prop_assert_eq!(Extent::of(a).then(Extent::of(b)), Extent::of(text.as_bytes()));
        }
    }
}
