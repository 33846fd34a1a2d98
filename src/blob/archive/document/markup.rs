//! The text of Office (ECMA-376) and `OpenDocument` (ISO/IEC 26300) files: the XML without its elements. What stands in
//! several runs, because a part of it is bold or a checker marked it, is one text again.

use super::Lines;
use crate::blob::archive::Sink;

/// Elements behind whose end a line ends: paragraphs, headings, shared strings.
const LINES: [&[u8]; 3] = [b"p", b"h", b"si"];

/// Elements for which a blank stands: tabs, line breaks, blanks that are counted.
const BLANKS: [&[u8]; 4] = [b"tab", b"br", b"s", b"line-break"];

/// Rows of tables, and their cells. What stands in the first cell names what stands in the second.
const ROWS: [&[u8]; 2] = [b"tr", b"table-row"];
const CELLS: [&[u8]; 2] = [b"tc", b"table-cell"];

/// Text of a part of a document.
pub(super) fn markup(content: &[u8], sink: &mut Sink<'_, '_>) {
    let mut lines = Lines::new(sink);
    let mut tags = Tags::new(content);
    let (mut cells, mut in_cell) = (0usize, false);
    for (text, tag) in &mut tags {
        // Line ends that only lay out the XML say nothing.
        if !(text.contains(&b'\n') && text.iter().all(u8::is_ascii_whitespace)) {
            text_of(text, &mut |part| lines.add(part));
        }
        let ends = tag.starts_with(b"/") || tag.ends_with(b"/");
        let name = tag.strip_prefix(b"/").unwrap_or(tag);
        let name = name.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        if CELLS.contains(&local) {
            if ends {
                lines.add([&b": "[..], b"\t"].get(cells.min(1)).copied().unwrap_or_default());
                cells += 1;
            }
            in_cell = !ends;
        } else if ends && ROWS.contains(&local) {
            lines.add(b"\n");
            cells = 0;
        } else if ends && (LINES.contains(&local) && !in_cell) {
            lines.add(b"\n");
        } else if ends && (BLANKS.contains(&local) || LINES.contains(&local)) {
            lines.add(b" ");
        }
    }
    if tags.cut {
        sink.damaged("a document that is cut off within an element");
    }
    lines.give("text", sink);
}

/// Elements, each with the text before it.
pub(super) struct Tags<'c> {
    rest: &'c [u8],
    /// The last one does not end.
    cut: bool,
}

impl<'c> Tags<'c> {
    pub(super) fn new(content: &'c [u8]) -> Self {
        Self { rest: content, cut: false }
    }
}

impl<'c> Iterator for Tags<'c> {
    type Item = (&'c [u8], &'c [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let open = memchr::memchr(b'<', self.rest)?;
        let Some(close) = memchr::memchr(b'>', self.rest.get(open..)?) else {
            self.cut = true;
            return None;
        };
        let both = (self.rest.get(..open)?, self.rest.get(open + 1..open + close)?);
        self.rest = self.rest.get(open + close + 1..)?;
        Some(both)
    }
}

/// The value of an attribute, as it is written.
pub(super) fn attribute<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let wanted = [b" ", name, b"=\""].concat();
    let start = memchr::memmem::find(tag, &wanted)? + wanted.len();
    tag.get(start..)?.split(|byte| *byte == b'"').next()
}

/// Hands on text without its entities.
pub(super) fn text_of(text: &[u8], each: &mut dyn FnMut(&[u8])) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest) {
        let (plain, entity) = rest.split_at_checked(at).unwrap_or_default();
        each(plain);
        let (length, said) = crate::blob::rewritten::entity(entity).unwrap_or((1, String::from("&")));
        each(said.as_bytes());
        rest = entity.get(length..).unwrap_or_default();
    }
    each(rest);
}
