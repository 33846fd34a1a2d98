//! LZW, as PDF has it (ISO 32000-1, 7.4.4) and as `compress` writes it into `.Z` files.
//!
//! Both begin with codes of nine bits and lengthen them while their table of known texts grows. PDF takes bits from the highest on
//! and lengthens one code early; `compress` takes them from the lowest on, in groups of eight codes, of which the rest is left out
//! when the length changes.

use std::io::{Error, ErrorKind, Read, Result};

/// The code that empties the table.
const CLEAR: u16 = 256;

/// The code that ends a stream of PDF.
const END: u16 = 257;

/// Reads what was packed.
pub(super) struct Lzw<'c> {
    packed: &'c [u8],
    /// The next bit.
    at: usize,
    /// Bits of a code now, and at most.
    width: usize,
    most: usize,
    /// PDF's form.
    pdf: bool,
    /// Lengthens one code early (PDF), or may be emptied (`compress`).
    early: bool,
    /// Of each code from 256 on: the code of all but its last byte, and that byte.
    table: Vec<(u16, u8)>,
    last: Option<u16>,
    /// Where the group of codes began.
    group: usize,
    /// What was unpacked and not handed out yet, the last byte first.
    pending: Vec<u8>,
    over: bool,
}

impl<'c> Lzw<'c> {
    /// A stream of PDF.
    pub(super) fn pdf(packed: &'c [u8], early: bool) -> Self {
        Self::new(packed, 12, true, early)
    }

    /// A `.Z` file.
    pub(super) fn compress(content: &'c [u8]) -> Result<Self> {
        let (head, packed) = content.split_at_checked(3).ok_or_else(cut)?;
        let flags = head.get(2).copied().unwrap_or_default();
        let most = usize::from(flags & 0x1f);
        if !(9..=16).contains(&most) {
            return Err(Error::new(ErrorKind::InvalidData, "the .Z file breaks its own format"));
        }
        Ok(Self::new(packed, most, false, flags & 0x80 != 0))
    }

    fn new(packed: &'c [u8], most: usize, pdf: bool, early: bool) -> Self {
        let (at, group, table, pending) = (0, 0, Vec::new(), Vec::new());
        let mut lzw = Self { packed, at, width: 9, most, pdf, early, table, last: None, group, pending, over: false };
        lzw.empty();
        lzw
    }

    /// Takes all texts out of the table; codes that stand for none keep their places.
    fn empty(&mut self) {
        self.table.clear();
        let kept = if self.pdf { 2 } else { usize::from(self.early) };
        self.table.resize(kept, (0, 0));
        self.last = None;
    }

    /// Goes to codes of another length.
    fn resize(&mut self, width: usize) {
        if !self.pdf {
            let group = self.width * 8;
            self.at = self.group + (self.at - self.group).next_multiple_of(group);
            self.group = self.at;
        }
        self.width = width;
    }

    fn code(&mut self) -> Option<u16> {
        let mut code = 0u32;
        for bit in 0..self.width {
            let at = self.at + bit;
            let byte = u32::from(*self.packed.get(at / 8)?);
            if self.pdf {
                code = code << 1 | byte >> (7 - at % 8) & 1;
            } else {
                code |= (byte >> (at % 8) & 1) << bit;
            }
        }
        self.at += self.width;
        u16::try_from(code).ok()
    }

    /// Unpacks the next code into what is pending. `false`: the stream is over.
    fn advance(&mut self) -> Result<bool> {
        let next = 256 + self.table.len() + usize::from(self.pdf && self.early);
        if next >= 1 << self.width && self.width < self.most {
            self.resize(self.width + 1);
        }
        let Some(code) = self.code().filter(|code| !self.pdf || *code != END) else {
            self.over = true;
            return Ok(false);
        };
        if code == CLEAR && (self.pdf || self.early) {
            self.empty();
            self.resize(9);
            return Ok(true);
        }
        let Some(last) = self.last else {
            let byte = u8::try_from(code).ok().ok_or_else(wrong)?;
            self.pending.push(byte);
            self.last = Some(code);
            return Ok(true);
        };
        let known = usize::from(code) < 256 + self.table.len();
        if !known && usize::from(code) > 256 + self.table.len() {
            return Err(wrong());
        }
        let first = self.text(if known { code } else { last })?;
        if !known {
            self.pending.insert(0, first);
        }
        if 256 + self.table.len() < 1 << self.most {
            self.table.push((last, first));
        }
        self.last = Some(code);
        Ok(true)
    }

    /// Puts the text of a code before what is pending, backwards; gives its first byte.
    fn text(&mut self, mut code: u16) -> Result<u8> {
        loop {
            let Some(at) = code.checked_sub(256) else {
                let byte = u8::try_from(code).ok().ok_or_else(wrong)?;
                self.pending.push(byte);
                return Ok(byte);
            };
            let &(before, byte) = self.table.get(usize::from(at)).ok_or_else(wrong)?;
            // Each entry names an earlier one, so that this ends.
            if before >= code {
                return Err(wrong());
            }
            self.pending.push(byte);
            code = before;
        }
    }
}

impl Read for Lzw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut got = 0;
        while got < buffer.len() {
            if let Some(byte) = self.pending.pop() {
                buffer.iter_mut().skip(got).take(1).for_each(|slot| *slot = byte);
                got += 1;
                continue;
            }
            match if self.over { Ok(false) } else { self.advance() } {
                Ok(true) => {}
                // What was read before is handed out first; the next call says it again.
                Err(error) if got == 0 => return Err(error),
                _ => break,
            }
        }
        Ok(got)
    }
}

fn cut() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the LZW stream is cut off")
}

fn wrong() -> Error {
    Error::new(ErrorKind::InvalidData, "the LZW stream is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the PDF standard.
    #[test]
    fn pdfs_example_is_read() {
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        let mut text = Vec::new();
        Lzw::pdf(&packed, true).read_to_end(&mut text).unwrap();
        assert_eq!(text, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    }

    fn numbers() -> Vec<u8> {
        (0..4000).flat_map(|number| format!("{number} ").into_bytes()).collect()
    }

    /// Files that `compress` made of the same text, with codes of up to 10 and 16 bits: its table is emptied often, or never.
    #[test]
    fn files_of_compress_are_read() {
        for packed in [
            include_bytes!("../../../fixtures/archives/numbers-10.Z").as_slice(),
            include_bytes!("../../../fixtures/archives/numbers-16.Z"),
        ] {
            let mut text = Vec::new();
            Lzw::compress(packed).unwrap().read_to_end(&mut text).unwrap();
            assert!(text == numbers());
            for at in 0..packed.len().min(3000) {
                let mut broken = packed.to_vec();
                broken[at] ^= 0x5a;
                _ = Lzw::compress(&broken).map(|reader| reader.take(1 << 20).read_to_end(&mut Vec::new()));
            }
        }
        assert!(Lzw::compress(b"\x1f\x9d").is_err() && Lzw::compress(b"\x1f\x9d\x8f").is_ok());
    }

    /// The other direction, as writers of PDF do it, to have long streams.
    fn pack(text: &[u8], early: bool) -> Vec<u8> {
        let (mut bits, mut table) = (Vec::new(), std::collections::BTreeMap::new());
        let mut width = 9;
        let mut put = |code: u16, width: u32| bits.extend((0..width).rev().map(|bit| code >> bit & 1));
        put(CLEAR, 9);
        let mut known: Vec<u8> = Vec::new();
        let code_of = |table: &std::collections::BTreeMap<Vec<u8>, u16>, text: &[u8]| match text {
            [byte] => u16::from(*byte),
            _ => table[text],
        };
        let mut next = 258;
        for &byte in text {
            let longer = [known.as_slice(), &[byte]].concat();
            if longer.len() == 1 || table.contains_key(&longer) {
                known = longer;
                continue;
            }
            put(code_of(&table, &known), width);
            table.insert(longer, next);
            next += 1;
            if next == 4095 {
                put(CLEAR, width);
                table.clear();
                (next, width) = (258, 9);
            } else if next + u16::from(early) > 1 << width {
                width += 1;
            }
            known = vec![byte];
        }
        put(code_of(&table, &known), width);
        put(END, if next + 1 + u16::from(early) > 1 << width { width + 1 } else { width });
        bits.chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |all, (at, bit)| all | u8::from(*bit == 1) << (7 - at)))
            .collect()
    }

    #[test]
    fn long_streams_of_pdf_are_read() {
        for early in [true, false] {
            let mut text = Vec::new();
            Lzw::pdf(&pack(&numbers(), early), early).read_to_end(&mut text).unwrap();
            assert_eq!(text.len(), numbers().len(), "{early}");
            assert!(text == numbers(), "{early}");
        }
    }
}
