//! Files that hold text in a form of their own: documents, databases, compiled programs.
//!
//! Each gives one text or a few, a line for a paragraph, a row or a constant; where a name belongs to a value, the line
//! says both. Their bytes are searched as they are, too: what a reader does not know of is still seen there. What they
//! claim of lengths and places is held against what is there, and what they refer to is followed only so far. Nothing that can
//! be referred to many times is copied for each.

mod android;
mod class;
mod mail;
mod markup;
mod pdf;
mod plist;
mod pyc;
mod sheet;
mod sqlite;

use super::{Container, Sink};
pub(super) use pyc::is_pyc;
pub(super) use sheet::Book;

/// Reads a document.
pub(super) fn document(kind: Container, content: &[u8], sink: &mut Sink<'_, '_>) {
    match kind {
        Container::Pdf => pdf::pdf(content, sink),
        Container::Sqlite => sqlite::sqlite(content, sink),
        Container::Plist => plist::plist(content, sink),
        Container::Class => class::class(content, sink),
        Container::Pyc => pyc::pyc(content, sink),
        Container::Android => android::android(content, sink),
        Container::Markup => markup::markup(content, sink),
        Container::Mail => mail::mail(content, sink),
        // Not documents: [`super::unfold`] sends them elsewhere.
        _ => {}
    }
}

/// A number of up to eight bytes, most significant first.
fn big(content: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(width)?)?;
    (width <= 8).then(|| bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// A number of up to eight bytes, least significant first.
fn little(content: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = content.get(at..at.checked_add(width)?)?;
    (width <= 8).then(|| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// A length or place.
fn size(number: Option<u64>) -> Option<usize> {
    usize::try_from(number?).ok()
}

/// Text in two bytes a character.
fn sixteen(bytes: &[u8], number: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| number(*pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

/// A text that grows line by line up to a limit.
struct Lines {
    text: Vec<u8>,
    most: usize,
    over: bool,
}

impl Lines {
    /// As much as one member may have.
    fn new(sink: &Sink<'_, '_>) -> Self {
        let most = usize::try_from(sink.budget.member.min(sink.budget.bytes)).unwrap_or(usize::MAX);
        Self { text: Vec::new(), most, over: false }
    }

    /// Adds text as it is, but for NUL bytes, which would make it no text.
    fn add(&mut self, text: &[u8]) {
        self.over |= self.text.len() + text.len() > self.most;
        if !self.over {
            self.text.extend(text.iter().map(|byte| if *byte == 0 { b' ' } else { *byte }));
        }
    }

    /// Adds a line.
    fn line(&mut self, text: &[u8]) {
        if !text.is_empty() && !self.over {
            self.add(text);
            self.add(b"\n");
        }
    }

    /// Adds a line with a name and its value, in quotes where that can be read.
    fn pair(&mut self, name: &[u8], value: &[u8]) {
        if name.is_empty() || self.over {
            return self.line(value);
        }
        self.add(name);
        let plain = !value.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        for part in if plain { [&b": \""[..], value, b"\"\n"] } else { [b": ", value, b"\n"] } {
            self.add(part);
        }
    }

    /// Hands it on.
    fn give(self, name: &str, sink: &mut Sink<'_, '_>) {
        if self.over {
            let detail = format!("more than {} bytes of text: its beginning was read", self.most);
            sink.trouble(super::Trouble::Limit(detail));
        }
        if !self.text.is_empty() {
            sink.member(name.as_bytes(), &self.text);
        }
    }
}
