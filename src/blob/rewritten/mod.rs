//! Text that stands in other text with some of its characters written in another way: escapes of strings, entities of
//! markup, percent signs of addresses, literals that code puts together.
//!
//! As with [`super::Encoded`], nothing is searched for here: whoever reads the text says where such a thing may be. The
//! line around is read, with what other lines are put together with it, and one way of writing is undone at a time. The
//! escapes are those that JSON (RFC 8259, 7) and C have in common with most languages; entities are HTML's (13.5) by
//! number and XML's five by name; percent signs are RFC 3986's (2.1).

mod escape;
mod join;

pub use join::joins_behind;

use std::ops::Range;

/// Bytes of a line that are read before a place in it, and of what is put together behind it.
const BEFORE: usize = 2048;

/// Bytes that are read behind a place, where the line is as long as that.
const BEHIND: usize = 4096;

/// Bytes behind a place up to which another look would say nothing new.
const SEEN: usize = 2048;

/// A way in which text is written as something else than it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writing {
    /// `\u0067`, `\x67`, `\/`.
    Escapes,
    /// `&#103;`, `&#x67;`, `&amp;`.
    Entities,
    /// `%67`.
    Percent,
    /// `"ab" + "cd"`, `"ab" "cd"`, a backslash at the end of a line.
    Pieces,
}

/// What wakes a look at each way of writing: texts of five bytes and more, which cost nothing to look for, and which are
/// seldom there for nothing. Of characters that are escaped one by one, letters are enough. Where a value has an escape,
/// whoever reads values tells.
pub fn signs() -> Vec<(String, Writing)> {
    const FIXED: &[(&str, Writing)] = &[
        (r"\u002", Writing::Escapes),
        (r"\u003", Writing::Escapes),
        (r"\u004", Writing::Escapes),
        (r"\u005", Writing::Escapes),
        (r"\u006", Writing::Escapes),
        (r"\u007", Writing::Escapes),
        (r":\/\/", Writing::Escapes),
        (r#"\\":"#, Writing::Escapes),
        ("%3a%2f%2f", Writing::Percent),
        ("\" + \"", Writing::Pieces),
        ("' + '", Writing::Pieces),
        ("\" . \"", Writing::Pieces),
        ("' . '", Writing::Pieces),
        ("\" .. \"", Writing::Pieces),
        ("\" & \"", Writing::Pieces),
    ];
    let fixed = FIXED.iter().map(|(text, writing)| ((*text).to_owned(), *writing));
    let escapes = (b'a'..=b'z').map(|letter| (format!("\\x{letter:02x}\\"), Writing::Escapes));
    let entities =
        (b'a'..=b'z').chain(*b"_+/=").flat_map(|letter| [format!("&#{letter};"), format!("&#x{letter:02x};")]);
    fixed.chain(escapes).chain(entities.map(|text| (text, Writing::Entities))).collect()
}

impl Writing {
    /// Its name, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Escapes => "escapes",
            Self::Entities => "entities",
            Self::Percent => "percent-encoding",
            Self::Pieces => "pieces",
        }
    }

    /// The bytes from `at` on that are written for others, if any, and what they say.
    fn undo(self, text: &[u8], at: usize) -> Option<(usize, Said)> {
        match self {
            Self::Escapes => escape::backslash(text, at),
            Self::Entities => escape::entity(text, at),
            Self::Percent => escape::percent(text, at),
            Self::Pieces => join::seam(text, at).map(|length| (length, Said::default())),
        }
    }

    /// What everything that is written so begins with.
    fn begins(self, byte: u8) -> bool {
        match self {
            Self::Escapes => byte == b'\\',
            Self::Entities => byte == b'&',
            Self::Percent => byte == b'%',
            Self::Pieces => matches!(byte, b'"' | b'\'' | b'\\'),
        }
    }
}

/// The length of an entity at the beginning of a text, and what it says.
pub(super) fn entity(text: &[u8]) -> Option<(usize, String)> {
    let (length, said) = escape::entity(text, 0)?;
    Some((length, String::from_utf8_lossy(said.bytes()).into_owned()))
}

/// The bytes that an escape says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Said {
    bytes: [u8; 4],
    length: usize,
}

impl Said {
    fn byte(byte: u8) -> Self {
        Self { bytes: [byte, 0, 0, 0], length: 1 }
    }

    fn character(character: char) -> Self {
        let mut bytes = [0; 4];
        let length = character.encode_utf8(&mut bytes).len();
        Self { bytes, length }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// A part of a text, as it reads with one way of writing undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// What it says.
    pub text: Vec<u8>,
    /// How it was written.
    pub writing: Writing,
    /// Where the part begins in the outer text.
    start: usize,
    /// Of each place that reads otherwise, where it is inside and outside.
    marks: Vec<(Range<usize>, Range<usize>)>,
}

/// What a look at a place found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Up to here another look would say nothing new.
    pub end: usize,
    /// The part of the outer text that decides the answer.
    pub extent: Range<usize>,
    /// What it says, if it says anything else than what stands there.
    pub rewritten: Option<Rewritten>,
}

impl Rewritten {
    /// Reads the line around a place.
    pub fn around(text: &[u8], at: usize, writing: Writing) -> Reading {
        let at = at.min(text.len());
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let low = at.saturating_sub(BEFORE);
        let before = text.get(low..at).unwrap_or_default();
        let start = before.iter().rposition(is_end).map_or(low, |found| low + found + 1);
        let most = text.len().min(at + BEHIND);
        let mut read = Self { text: Vec::new(), writing, start, marks: Vec::new() };
        let mut here = start;
        while let Some(&byte) = text.get(here).filter(|_| here < most) {
            if writing.begins(byte)
                && let Some((length, said)) = writing.undo(text, here)
            {
                let inner = read.text.len();
                read.text.extend(said.bytes());
                read.marks.push((inner..read.text.len(), here..here + length));
                here += length;
                continue;
            }
            if is_end(&byte) && here >= at {
                break;
            }
            read.text.push(byte);
            here += 1;
        }
        let end = if here < most { here } else { here.min(at + SEEN) };
        let extent = start.saturating_sub(1)..here + join::LOOK;
        Reading { end: end.max(at + 1), extent, rewritten: (!read.marks.is_empty()).then_some(read) }
    }

    /// Where the first place is, in the outer text, that reads otherwise within a part of what it says.
    pub fn first_within(&self, part: &Range<usize>) -> Option<usize> {
        let from = self.marks.partition_point(|(inner, _)| inner.end <= part.start && inner.start < part.start);
        let (inner, outer) = self.marks.get(from..)?.iter().find(|(inner, _)| {
            // A seam is no character: it is within what begins before it.
            if inner.is_empty() { inner.start > part.start } else { inner.end > part.start }
        })?;
        (inner.start < part.end).then_some(outer.start)
    }

    /// Where a part of what it says stands in the outer text.
    pub fn outer(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.place(part.start, true);
        start..self.place(part.end, false).max(start)
    }

    fn place(&self, at: usize, begins: bool) -> usize {
        // A seam belongs to neither side.
        let passed = |inner: &Range<usize>| if begins { inner.start <= at } else { inner.start < at };
        let count = self.marks.partition_point(|(inner, _)| passed(inner));
        let Some((inner, outer)) = count.checked_sub(1).and_then(|last| self.marks.get(last)) else {
            return self.start + at;
        };
        if at < inner.end && begins {
            return outer.start;
        }
        outer.end + at.saturating_sub(inner.end)
    }
}

#[cfg(test)]
mod tests;
