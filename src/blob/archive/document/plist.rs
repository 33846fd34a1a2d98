//! Binary property lists of Apple's systems: `bplist00`, objects, a table of their places, a trailer that says where it
//! is (`CFBinaryPList.c` of Apple's Core Foundation describes it).

use super::{Lines, big, sixteen, size};
use crate::blob::archive::{Sink, Trouble};

/// Objects within each other.
const DEEPEST: usize = 64;

/// Objects that are read; one may stand in several places.
const MOST: usize = 1_000_000;

/// Most characters of a key.
const KEY: usize = 256;

/// Texts of a property list, each under its key.
pub(super) fn plist(content: &[u8], sink: &mut Sink<'_, '_>) {
    let table = content.len().checked_sub(32).and_then(|trailer| {
        let number = |at: usize, width| size(big(content, trailer + at, width));
        let (offset, reference, top) = (number(6, 1)?, number(7, 1)?, number(16, 8)?);
        let (count, start) = (number(8, 8)?, number(24, 8)?);
        let fits = start.checked_add(count.checked_mul(offset)?)? <= trailer && (1..=8).contains(&reference);
        (fits && (1..=8).contains(&offset)).then_some((offset, reference, top, start))
    });
    let Some((offset, reference, top, start)) = table else {
        return sink.damaged("a property list without its table");
    };
    let mut reader =
        Reader { content, offset, reference, start, lines: Lines::new(sink), left: MOST, broken: false, deep: false };
    reader.object(top, b"", 0);
    let Reader { lines, broken, deep, .. } = reader;
    if broken {
        sink.damaged("a property list with an object that lies outside");
    }
    if deep {
        sink.trouble(Trouble::Limit("a property list with too many objects within each other".to_owned()));
    }
    lines.give("property list", sink);
}

struct Reader<'c> {
    content: &'c [u8],
    offset: usize,
    reference: usize,
    start: usize,
    lines: Lines,
    left: usize,
    broken: bool,
    deep: bool,
}

impl Reader<'_> {
    /// Reads an object under its key.
    fn object(&mut self, number: usize, key: &[u8], depth: usize) {
        if depth > DEEPEST || self.left == 0 || self.lines.over {
            self.deep = true;
            return;
        }
        self.left -= 1;
        match self.at(number).and_then(|(kind, at, count)| self.members(kind, at, count, key, depth)) {
            Some(()) => {}
            None => self.broken = true,
        }
    }

    /// The kind of an object, where its content begins, and how much of it there is.
    fn at(&self, number: usize) -> Option<(u8, usize, usize)> {
        let at = size(big(self.content, self.start.checked_add(number.checked_mul(self.offset)?)?, self.offset))?;
        let mark = *self.content.get(at)?;
        let (kind, count) = (mark >> 4, usize::from(mark & 15));
        if count < 15 || kind < 4 {
            return Some((kind, at + 1, count));
        }
        let width = 1usize << (self.content.get(at + 1)? & 3);
        Some((kind, at + 2 + width, size(big(self.content, at + 2, width))?))
    }

    fn members(&mut self, kind: u8, at: usize, count: usize, key: &[u8], depth: usize) -> Option<()> {
        match kind {
            5 | 6 => {
                let text = self.text(kind, at, count)?;
                self.lines.pair(key, text.as_bytes());
            }
            // Lists and sets.
            10..=12 => {
                for place in 0..count.min(self.left) {
                    let member = self.reference(at, place)?;
                    self.object(member, key, depth + 1);
                }
            }
            13 => {
                for place in 0..count.min(self.left) {
                    let (name, member) = (self.reference(at, place)?, self.reference(at, place.checked_add(count)?)?);
                    let (kind, at, count) = self.at(name)?;
                    let name = self.text(kind, at, count.min(KEY)).unwrap_or_default();
                    self.object(member, name.as_bytes(), depth + 1);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn reference(&self, at: usize, place: usize) -> Option<usize> {
        size(big(self.content, at.checked_add(place.checked_mul(self.reference)?)?, self.reference))
    }

    fn text(&self, kind: u8, at: usize, count: usize) -> Option<String> {
        let length = if kind == 6 { count.checked_mul(2)? } else { count };
        let bytes = self.content.get(at..at.checked_add(length)?)?;
        Some(match kind {
            5 => String::from_utf8_lossy(bytes).into_owned(),
            6 => sixteen(bytes, u16::from_be_bytes),
            _ => return None,
        })
    }
}
