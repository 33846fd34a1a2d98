//! Compiled Python, 3.8 and later: the texts among its constants, and the names that they are given to.
//!
//! The format is that of `Python/marshal.c`. What the code does is read only so far as "load this constant, store it
//! under this name" goes, whose numbers stayed the same until 3.12 (`Lib/opcode.py`).

use super::{Lines, little, size};
use crate::blob::archive::{Sink, Trouble};

/// Objects within each other.
const DEEPEST: usize = 200;

/// Objects in all.
const MOST: usize = 4_000_000;

/// The first bytes, as a number, of Python 3.8 and 3.11, and of the first behind 3.12.
const PYTHON_3_8: u64 = 3400;
const PYTHON_3_11: u64 = 3450;
const PYTHON_3_13: u64 = 3550;

/// Whether content is such a file, of a version that is known: its mark ends with a line end, and code follows.
pub(in crate::blob::archive) fn is_pyc(content: &[u8]) -> bool {
    let number = little(content, 0, 2).unwrap_or(0);
    content.get(2..4) == Some(b"\r\n")
        && (PYTHON_3_8..3700).contains(&number)
        && content.get(16).is_some_and(|byte| byte & 0x7f == b'c')
}

/// Texts of compiled code.
pub(super) fn pyc(content: &[u8], sink: &mut Sink<'_, '_>) {
    let version = little(content, 0, 2).unwrap_or(0);
    let mut reader = Reader { content, at: 16, version, seen: Vec::new(), lines: Lines::new(sink), left: MOST };
    let whole = reader.object(0).is_some();
    let Reader { lines, left, .. } = reader;
    if left == 0 {
        sink.trouble(Trouble::Limit("more objects than are read of one file".to_owned()));
    } else if !whole {
        sink.damaged("compiled code that is cut off");
    }
    lines.give("constants", sink);
}

/// As much of an object as is needed.
#[derive(Clone)]
enum Object<'c> {
    Text(&'c [u8]),
    Bytes(&'c [u8]),
    Tuple(Vec<Self>),
    Other,
}

struct Reader<'c> {
    content: &'c [u8],
    at: usize,
    version: u64,
    /// What may be referred to.
    seen: Vec<Object<'c>>,
    lines: Lines,
    left: usize,
}

impl<'c> Reader<'c> {
    fn number(&mut self, width: usize) -> Option<usize> {
        let number = size(little(self.content, self.at, width))?;
        self.at += width;
        Some(number)
    }

    fn bytes(&mut self, length: usize) -> Option<&'c [u8]> {
        let bytes = self.content.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    fn object(&mut self, depth: usize) -> Option<Object<'c>> {
        self.left = self.left.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        let mark = u8::try_from(self.number(1)?).ok()?;
        let slot = (mark & 0x80 != 0).then(|| {
            self.seen.push(Object::Other);
            self.seen.len() - 1
        });
        let object = self.content_of(mark & 0x7f, depth)?;
        // What holds others is not kept: a few bytes that refer to it over and over would be copied each time.
        if let Some(place) = slot.and_then(|slot| self.seen.get_mut(slot))
            && !matches!(object, Object::Tuple(_))
        {
            *place = object.clone();
        }
        Some(object)
    }

    fn content_of(&mut self, kind: u8, depth: usize) -> Option<Object<'c>> {
        Some(match kind {
            b'0' | b'N' | b'F' | b'T' | b'S' | b'.' => Object::Other,
            b'i' => self.skip(4)?,
            b'g' | b'I' => self.skip(8)?,
            b'y' => self.skip(16)?,
            b'l' => {
                let digits = self.number(4)?;
                let digits = i32::try_from(digits).ok().or_else(|| u32::try_from(digits).ok().map(u32::cast_signed))?;
                self.skip(usize::try_from(digits.unsigned_abs()).ok()?.checked_mul(2)?)?
            }
            b's' => {
                let length = self.number(4)?;
                let bytes = self.bytes(length)?;
                if std::str::from_utf8(bytes).is_ok() && depth > 0 {
                    self.lines.line(bytes);
                }
                Object::Bytes(bytes)
            }
            b'u' | b'a' | b'A' | b't' => self.text(4)?,
            b'z' | b'Z' => self.text(1)?,
            b')' => {
                let count = self.number(1)?;
                self.members(count, depth)?
            }
            b'(' | b'[' | b'<' | b'>' => {
                let count = self.number(4)?;
                self.members(count, depth)?
            }
            b'{' => {
                while self.content.get(self.at) != Some(&b'0') {
                    self.object(depth + 1)?;
                }
                self.skip(1)?
            }
            b'r' => {
                let number = self.number(4)?;
                self.seen.get(number)?.clone()
            }
            b'c' => self.code(depth)?,
            _ => return None,
        })
    }

    fn skip(&mut self, length: usize) -> Option<Object<'c>> {
        self.bytes(length).map(|_| Object::Other)
    }

    fn text(&mut self, width: usize) -> Option<Object<'c>> {
        let length = self.number(width)?;
        let text = self.bytes(length)?;
        self.lines.line(text);
        Some(Object::Text(text))
    }

    fn members(&mut self, count: usize, depth: usize) -> Option<Object<'c>> {
        // Each takes a byte at least.
        if count > self.content.len().checked_sub(self.at)? {
            return None;
        }
        let members: Option<Vec<Object<'c>>> = (0..count).map(|_| self.object(depth + 1)).collect();
        Some(Object::Tuple(members?))
    }

    fn code(&mut self, depth: usize) -> Option<Object<'c>> {
        let later = self.version >= PYTHON_3_11;
        // Counts and flags.
        self.skip(4 * if later { 5 } else { 6 })?;
        // The code itself is no text.
        let before = self.lines.text.len();
        let code = self.object(depth + 1)?;
        self.lines.text.truncate(before);
        let (constants, names) = (self.object(depth + 1)?, self.object(depth + 1)?);
        // Names of variables, of the file, of the code.
        for _ in 0..5 {
            self.object(depth + 1)?;
        }
        self.skip(4)?;
        for _ in 0..if later { 2 } else { 1 } {
            self.object(depth + 1)?;
        }
        if let (Object::Bytes(code), Object::Tuple(constants), Object::Tuple(names)) = (code, constants, names)
            && self.version < PYTHON_3_13
        {
            self.stores(code, &constants, &names);
        }
        Some(Object::Other)
    }

    /// `NAME = "text"`: a constant that is loaded, and stored at once.
    fn stores(&mut self, code: &[u8], constants: &[Object<'c>], names: &[Object<'c>]) {
        const LOAD_CONST: u8 = 100;
        const LOAD_FAST: u8 = 124;
        const STORES: [u8; 3] = [90, 95, 97];
        const EXTENDED: u8 = 144;
        let (mut loaded, mut high) = (None, 0usize);
        for &[operation, low] in code.as_chunks::<2>().0 {
            let argument = high << 8 | usize::from(low);
            high = 0;
            match operation {
                EXTENDED => high = argument & 0x00ff_ffff,
                // Whose attribute it is.
                LOAD_FAST => {}
                LOAD_CONST => loaded = constants.get(argument),
                _ => {
                    self.store(loaded, names.get(argument).filter(|_| STORES.contains(&operation)));
                    loaded = None;
                }
            }
        }
    }

    fn store(&mut self, value: Option<&Object<'c>>, name: Option<&Object<'c>>) {
        if let (Some(Object::Text(value)), Some(Object::Text(name))) = (value, name) {
            self.lines.pair(name, value);
        }
    }
}
