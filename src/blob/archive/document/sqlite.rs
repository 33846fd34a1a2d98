//! `SQLite` databases (<https://sqlite.org/fileformat2.html>): the rows of each table, under its name, with the names of
//! its columns.
//!
//! Tables are walked from the schema, page by page, with the pages that long values go on in. What is in no table any
//! more (free pages, what was deleted) stands in the bytes of the file, which are searched as well.

use super::{Lines, big, size};
use crate::blob::archive::{Sink, Trouble};

/// Levels of a tree; its own have twenty at most.
const DEEPEST: usize = 24;

/// Most bytes of one value; what is longer is cut off.
const VALUE: usize = 1 << 20;

/// Names of columns that hold the value of what another column of their row names.
const VALUES: [&[u8]; 7] = [b"value", b"val", b"v", b"data", b"content", b"setting", b"option_value"];

/// Rows of all tables.
pub(super) fn sqlite(content: &[u8], sink: &mut Sink<'_, '_>) {
    let page = match size(big(content, 16, 2)) {
        Some(1) => 65_536,
        Some(page) if page.is_power_of_two() && page >= 512 => page,
        _ => return sink.damaged("a database whose pages have no length"),
    };
    let Some(usable) = size(big(content, 20, 1)).map(|reserved| page - reserved).filter(|usable| *usable >= 480) else {
        return sink.damaged("a database whose pages have no room");
    };
    let pages = content.len() / page;
    let mut file = File { content, page, usable, left: pages * 2 + 2, broken: !content.len().is_multiple_of(page) };
    let mut tables = Vec::new();
    file.rows(1, 0, &mut |row| {
        let text = |number: usize| row.get(number).map(Value::text).unwrap_or_default();
        if let (b"table", Some(Value::Number(root))) = (text(0).as_slice(), row.get(3)) {
            tables.push((text(1), text(4), usize::try_from(*root).unwrap_or(0)));
        }
        true
    });
    for (name, sql, root) in tables {
        let (columns, mut lines) = (columns(&sql), Lines::new(sink));
        file.rows(root, 0, &mut |row| {
            line_of(&row, &columns, &mut lines);
            !lines.over
        });
        lines.give(&String::from_utf8_lossy(&name), sink);
    }
    if file.left == 0 {
        sink.trouble(Trouble::Damaged("a database whose pages lead in circles".to_owned()));
    } else if file.broken {
        sink.damaged("a database with a page that is not there");
    }
}

enum Value {
    Number(i64),
    Text(Vec<u8>),
    Other,
}

impl Value {
    fn text(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(_) | Self::Other => Vec::new(),
        }
    }
}

/// `login: "a"`, `password: "b"`; of a table of names and values `a: "b"`.
fn line_of(row: &[Value], columns: &[Vec<u8>], lines: &mut Lines) {
    let mut label: &[u8] = b"";
    for (place, value) in row.iter().enumerate() {
        let Value::Text(text) = value else { continue };
        let column = columns.get(place).map_or(&b""[..], Vec::as_slice);
        let is_value = !label.is_empty() && VALUES.iter().any(|name| name.eq_ignore_ascii_case(column));
        lines.pair(if is_value { label } else { column }, text);
        if label.is_empty() && text.len() <= 64 && text.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b))
        {
            label = text;
        }
    }
}

/// The names of a table's columns: the first words of its definitions.
fn columns(sql: &[u8]) -> Vec<Vec<u8>> {
    let Some(open) = memchr::memchr(b'(', sql) else { return Vec::new() };
    let (mut depth, mut definitions) = (0usize, vec![Vec::new()]);
    for byte in sql.get(open + 1..).unwrap_or_default() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b',' if depth == 0 => definitions.push(Vec::new()),
            byte if depth == 0 => definitions.last_mut().into_iter().for_each(|text| text.push(*byte)),
            _ => {}
        }
    }
    let name = |definition: &Vec<u8>| {
        let word = definition.trim_ascii().split(u8::is_ascii_whitespace).next().unwrap_or_default();
        word.iter().filter(|byte| !b"\"`[]'".contains(byte)).copied().collect()
    };
    definitions.iter().map(name).collect()
}

struct File<'c> {
    content: &'c [u8],
    page: usize,
    /// Of a page, without what is reserved.
    usable: usize,
    /// Pages that may still be looked at.
    left: usize,
    broken: bool,
}

impl<'c> File<'c> {
    fn page(&mut self, number: usize) -> Option<&'c [u8]> {
        self.left = self.left.checked_sub(1)?;
        let start = number.checked_sub(1)?.checked_mul(self.page)?;
        let page = self.content.get(start..start.checked_add(self.page)?);
        self.broken |= page.is_none();
        page
    }

    /// Hands on the rows of a tree. `false` of `each` ends it.
    fn rows(&mut self, number: usize, depth: usize, each: &mut dyn FnMut(Vec<Value>) -> bool) -> bool {
        let Some(page) = self.page(number).filter(|_| depth < DEEPEST) else { return true };
        let header = if number == 1 { 100 } else { 0 };
        let (kind, cells) = (page.get(header).copied(), size(big(page, header + 3, 2)).unwrap_or(0));
        let inner = kind == Some(5);
        if !inner && kind != Some(13) {
            // A table without row numbers is kept as an index is.
            return true;
        }
        let pointers = header + if inner { 12 } else { 8 };
        for cell in 0..cells.min(self.page / 2) {
            let Some(at) = size(big(page, pointers + 2 * cell, 2)) else { return true };
            let more = if inner {
                size(big(page, at, 4)).is_none_or(|child| self.rows(child, depth + 1, each))
            } else {
                self.row(page, at).is_none_or(&mut *each)
            };
            if !more || self.left == 0 {
                return false;
            }
        }
        !inner || size(big(page, header + 8, 4)).is_none_or(|child| self.rows(child, depth + 1, each))
    }

    fn row(&mut self, page: &'c [u8], mut at: usize) -> Option<Vec<Value>> {
        let length = usize::try_from(varint(page, &mut at)?).ok()?;
        varint(page, &mut at)?;
        // How much of a record lies in its own page (1.6 of the format).
        let most = self.usable - 35;
        let here = if length <= most {
            length
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let wanted = least + (length - least) % (self.usable - 4);
            if wanted <= most { wanted } else { least }
        };
        let own = page.get(at..at.checked_add(here)?)?;
        if here == length {
            return record(own);
        }
        let mut whole = own.to_vec();
        let mut next = size(big(page, at + here, 4))?;
        while next != 0 && whole.len() < length.min(4 * VALUE) {
            let page = self.page(next)?;
            next = size(big(page, 0, 4))?;
            whole.extend(page.get(4..self.usable)?.iter().take(length - whole.len()));
        }
        record(&whole)
    }
}

/// The values of a record: their kinds, then themselves.
fn record(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let header = usize::try_from(varint(bytes, &mut at)?).ok()?;
    let mut place = header;
    let mut values = Vec::new();
    while at < header {
        let kind = varint(bytes, &mut at)?;
        let length = match kind {
            0 | 8 | 9 | 10 | 11 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let end = place.checked_add(length)?.min(bytes.len());
        let value = bytes.get(place..end).unwrap_or_default();
        values.push(match kind {
            1..=6 => Value::Number(big(value, 0, value.len())?.cast_signed()),
            9 => Value::Number(1),
            // A blob may be text as well.
            12.. if std::str::from_utf8(value).is_ok() || kind % 2 == 1 => {
                Value::Text(value.get(..value.len().min(VALUE)).unwrap_or_default().to_vec())
            }
            _ => Value::Other,
        });
        place = place.checked_add(length)?;
    }
    Some(values)
}

/// Up to nine bytes, seven bits each, and eight of the ninth.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            return Some(number << 8 | u64::from(byte));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}
