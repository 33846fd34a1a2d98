//! The cells of a workbook (ECMA-376, part 1, 18.3): a sheet has numbers of texts, which another part of the file has.

use super::Lines;
use super::markup::{Tags, attribute, text_of};
use crate::blob::archive::Sink;

/// The texts that the cells of all sheets share.
pub(in crate::blob::archive) struct Book {
    texts: Vec<Vec<u8>>,
    /// Which of them some cell has.
    used: Vec<bool>,
}

impl Book {
    /// Reads the texts.
    pub(in crate::blob::archive) fn new(content: &[u8]) -> Self {
        let (mut texts, mut text, mut reads) = (Vec::new(), Vec::new(), false);
        for (before, tag) in Tags::new(content) {
            if reads {
                text_of(before, &mut |part| text.extend(part));
            }
            reads = tag == b"t" || tag.starts_with(b"t ");
            if tag == b"/si" {
                texts.push(std::mem::take(&mut text));
            }
        }
        Self { used: vec![false; texts.len()], texts }
    }

    /// Hands on the texts that no cell has.
    pub(in crate::blob::archive) fn others(self, name: &str, sink: &mut Sink<'_, '_>) {
        let mut lines = Lines::new(sink);
        let unused = self.texts.iter().zip(&self.used).filter(|(_, used)| !**used);
        unused.for_each(|(text, _)| lines.line(text));
        lines.give(name, sink);
    }

    /// Hands on the texts of a sheet: each under the head of its column, and under the first cell of its row.
    pub(in crate::blob::archive) fn cells(&mut self, name: &str, content: &[u8], sink: &mut Sink<'_, '_>) {
        let mut lines = Lines::new(sink);
        // The first row that has anything in it is that of the heads.
        let (mut heads, mut heads_end, mut row) = (Vec::new(), None, Vec::new());
        let (mut is_shared, mut column, mut reads) = (false, 0, false);
        for (before, tag) in Tags::new(content) {
            if reads {
                row.extend(self.text(before, is_shared).map(|text| (column, text)));
            }
            if tag.starts_with(b"c ") {
                is_shared = attribute(tag, b"t") == Some(b"s");
                column = attribute(tag, b"r").map_or(column + 1, column_of);
            }
            reads = matches!(tag, b"v" | b"t" | b"f") || tag.starts_with(b"t ") || tag.starts_with(b"f ");
            if tag == b"/row" {
                say(&row, &heads, &self.texts, &mut lines);
                heads.append(&mut row);
                heads.truncate(heads_end.unwrap_or(heads.len()));
                heads_end = (!heads.is_empty()).then_some(heads.len());
            }
        }
        lines.give(name, sink);
    }

    /// The text of a cell, or the number of one that is shared.
    fn text(&mut self, written: &[u8], is_shared: bool) -> Option<Text> {
        if !is_shared {
            let mut text = Vec::new();
            text_of(written, &mut |part| text.extend(part));
            return (!text.is_empty()).then_some(Text::Own(text));
        }
        let number = std::str::from_utf8(written).ok()?.trim().parse().ok()?;
        *self.used.get_mut(number)? = true;
        Some(Text::Shared(number))
    }
}

/// What stands in a cell: a text may be shared by many, and is not copied for each.
enum Text {
    Own(Vec<u8>),
    Shared(usize),
}

impl Text {
    fn of<'t>(&'t self, shared: &'t [Vec<u8>]) -> &'t [u8] {
        match self {
            Self::Own(text) => text,
            Self::Shared(number) => shared.get(*number).map_or(b"", Vec::as_slice),
        }
    }
}

/// A cell's column, and its text.
type Cell = (usize, Text);

fn say(row: &[Cell], heads: &[Cell], shared: &[Vec<u8>], lines: &mut Lines) {
    for (column, text) in row {
        let head = heads.binary_search_by_key(column, |head| head.0).ok().and_then(|at| heads.get(at));
        let head = head.map(|head| head.1.of(shared)).filter(|head| is_name(head));
        lines.pair(head.unwrap_or_default(), text.of(shared));
    }
    if let [(_, name), (_, value), ..] = row
        && is_name(name.of(shared))
    {
        lines.pair(name.of(shared), value.of(shared));
    }
}

/// Whether a text may be the name of a value.
fn is_name(text: &[u8]) -> bool {
    text.len() <= 64 && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(byte))
}

/// The column of `AB12`.
fn column_of(place: &[u8]) -> usize {
    let letters = place.iter().take(4).take_while(|byte| byte.is_ascii_uppercase());
    letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1)
}
