//! Android's compiled XML and tables of resources (`ResourceTypes.h` of the Android Open Source Project): chunks, each
//! with its kind, the length of its header and its own.

use super::{Lines, little, sixteen, size};
use crate::blob::archive::{Sink, Trouble};

const POOL: usize = 0x0001;
const TABLE: usize = 0x0002;
const XML: usize = 0x0003;
const ELEMENT: usize = 0x0102;
const PACKAGE: usize = 0x0200;
const ENTRIES: usize = 0x0201;

/// A value that is a text.
const TEXT: u64 = 3;

/// Most strings of a pool, and most values, that are read.
const MOST: usize = 4_000_000;

/// Texts with the names that they have.
pub(super) fn android(content: &[u8], sink: &mut Sink<'_, '_>) {
    let mut reader =
        Reader { content, pool: Vec::new(), keys: Vec::new(), lines: Lines::new(sink), left: MOST, cut: false };
    let read = reader.chunks(0, content.len(), 0);
    let Reader { lines, left, cut, .. } = reader;
    if read.is_none() || cut {
        sink.damaged("a chunk that lies outside");
    }
    if left == 0 {
        sink.trouble(Trouble::Limit("more values than are read of one file".to_owned()));
    }
    lines.give("resources", sink);
}

struct Reader<'c> {
    content: &'c [u8],
    /// The strings of the file.
    pool: Vec<String>,
    /// The names of a package's resources.
    keys: Vec<String>,
    lines: Lines,
    /// Values that may still be read.
    left: usize,
    /// A chunk is longer than what it lies in.
    cut: bool,
}

impl Reader<'_> {
    fn number(&self, at: usize, width: usize) -> Option<usize> {
        size(little(self.content, at, width))
    }

    /// Reads chunks, one behind the other.
    fn chunks(&mut self, mut at: usize, end: usize, depth: usize) -> Option<()> {
        let mut pools = 0;
        while at + 8 <= end {
            let (kind, header, length) = (self.number(at, 2)?, self.number(at + 2, 2)?, self.number(at + 4, 4)?);
            let chunk_end = at.checked_add(length)?;
            if length < 8 || header > length {
                return None;
            }
            // What is cut off is read as far as it goes.
            self.cut |= chunk_end > end;
            let chunk_end = chunk_end.min(end);
            match kind {
                TABLE | XML | PACKAGE if depth < 2 => self.chunks(at + header, chunk_end, depth + 1)?,
                POOL => {
                    let strings = self.strings(at, chunk_end)?;
                    self.keep(strings, depth, pools);
                    pools += 1;
                }
                ELEMENT => self.element(at + header)?,
                ENTRIES => self.entries(at, header, chunk_end)?,
                _ => {}
            }
            at = chunk_end;
        }
        Some(())
    }

    /// Keeps a pool. Of a package the first has the names of types, the second those of resources.
    fn keep(&mut self, strings: Vec<String>, depth: usize, before: usize) {
        match (depth, before) {
            (0 | 1, 0) => self.pool = strings,
            (_, 1) => self.keys = strings,
            _ => {}
        }
    }

    fn strings(&self, at: usize, end: usize) -> Option<Vec<String>> {
        let (count, flags, start) = (self.number(at + 8, 4)?, self.number(at + 16, 4)?, self.number(at + 20, 4)?);
        let header = self.number(at + 2, 2)?;
        // Each has a place of four bytes in the chunk.
        if count.checked_mul(4)? > end - at || count > MOST {
            return None;
        }
        let one = |number: usize| -> Option<String> {
            let place = at + start + self.number(at + header + 4 * number, 4)?;
            let bytes = self.content.get(..end)?;
            if flags & 0x100 != 0 {
                // Both its length in UTF-16 and its own.
                let (_, place) = self.length(place, 1)?;
                let (length, place) = self.length(place, 1)?;
                return Some(String::from_utf8_lossy(bytes.get(place..place.checked_add(length)?)?).into_owned());
            }
            let (length, place) = self.length(place, 2)?;
            Some(sixteen(bytes.get(place..place.checked_add(length.checked_mul(2)?)?)?, u16::from_le_bytes))
        };
        // Several may share their bytes, but not all of them all bytes.
        let (mut strings, mut left) = (Vec::new(), 8 * (end - at));
        for number in 0..count {
            let string = one(number).unwrap_or_default();
            left = left.checked_sub(string.len())?;
            strings.push(string);
        }
        Some(strings)
    }

    /// A length of one or two units, of which the first has a bit more for that.
    fn length(&self, at: usize, width: usize) -> Option<(usize, usize)> {
        let high = 1usize << (8 * width - 1);
        let first = self.number(at, width)?;
        if first & high == 0 {
            return Some((first, at + width));
        }
        let second = self.number(at + width, width)?;
        Some(((first & (high - 1)) << (8 * width) | second, at + 2 * width))
    }

    /// An element's attributes; `<meta-data android:name="x" android:value="y"/>` says that `x` is `y`.
    fn element(&mut self, at: usize) -> Option<()> {
        let (start, each, count) = (self.number(at + 8, 2)?, self.number(at + 10, 2)?, self.number(at + 12, 2)?);
        let (mut called, mut valued) = (None, None);
        for place in 0..count {
            let attribute = at + start + place * each.max(20);
            let (name, value) = (self.number(attribute + 4, 4)?, self.number(attribute + 8, 4)?);
            let (Some(name), Some(text)) = (self.pool.get(name), self.pool.get(value)) else { continue };
            match name.as_str() {
                "name" => called = Some(value),
                "value" => valued = Some(value),
                _ => self.lines.pair(name.as_bytes(), text.as_bytes()),
            }
        }
        let text = |number: Option<usize>| number.and_then(|number| self.pool.get(number)).map(String::as_bytes);
        match (text(called), text(valued)) {
            (Some(name), Some(value)) => self.lines.pair(name, value),
            (Some(name), None) => self.lines.pair(b"name", name),
            (None, Some(value)) => self.lines.pair(b"value", value),
            (None, None) => {}
        }
        Some(())
    }

    /// The resources of one type in one configuration.
    fn entries(&mut self, at: usize, header: usize, end: usize) -> Option<()> {
        let (flags, count, start) = (self.number(at + 9, 1)?, self.number(at + 12, 4)?, self.number(at + 16, 4)?);
        // Sparse tables have pairs of number and place.
        let sparse = flags & 1 != 0;
        if count.checked_mul(4)? > end - at {
            return None;
        }
        for place in 0..count {
            let slot = at + header + 4 * place;
            let offset = if sparse { self.number(slot + 2, 2)? * 4 } else { self.number(slot, 4)? };
            if offset == 0xffff_ffff {
                continue;
            }
            let entry = at + start + offset;
            let (length, flags, key) = (self.number(entry, 2)?, self.number(entry + 2, 2)?, self.number(entry + 4, 4)?);
            // A value, or a bag: pairs of a name and a value.
            let is_bag = flags & 1 != 0;
            let (first, count) =
                if is_bag { (entry + length + 4, self.number(entry + 12, 4)?) } else { (entry + length, 1) };
            for value in (0..count.min(self.left)).map(|place| first + 12 * place) {
                self.left -= 1;
                self.value(value, key)?;
            }
        }
        Some(())
    }

    /// A resource's value, where it is a text.
    fn value(&mut self, at: usize, key: usize) -> Option<()> {
        if little(self.content, at + 3, 1)? == TEXT {
            let text = self.number(at + 4, 4).and_then(|text| self.pool.get(text)).map(String::as_bytes);
            let key = self.keys.get(key).map(String::as_bytes);
            self.lines.pair(key.unwrap_or_default(), text.unwrap_or_default());
        }
        Some(())
    }
}
