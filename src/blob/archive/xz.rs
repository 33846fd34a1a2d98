//! The .xz container (<https://tukaani.org/xz/xz-file-format.txt>, version 1.2.1) around LZMA2.
//!
//! Taken apart here and not by the library, which gives each block the window that it asks for: four gigabytes in every
//! block of a file of some hundred bytes. Check sums are not verified: what is damaged shows in what comes out.

use std::io::{Error, ErrorKind, Read, Result};

use lzma_rust2::Lzma2Reader;

/// Length of a stream's header, and of its footer.
const FRAME: usize = 12;

/// Reads the blocks of all streams, one after the other.
pub(super) struct Xz<'c> {
    /// What was not read yet, from the current block on.
    rest: &'c [u8],
    block: Option<Block<'c>>,
    /// Bytes of the check behind each block; none between streams.
    check: Option<usize>,
    window: u64,
}

struct Block<'c> {
    /// Bytes of its header.
    header: usize,
    /// What follows the header.
    body: &'c [u8],
    reader: Box<Lzma2Reader<&'c [u8]>>,
}

impl<'c> Xz<'c> {
    /// Of a whole file; blocks that ask for a larger window are not read.
    pub(super) fn new(content: &'c [u8], window: u64) -> Self {
        Self { rest: content, block: None, check: None, window }
    }

    fn skip(&mut self, length: usize) -> Result<()> {
        self.rest = self.rest.get(length..).ok_or_else(cut)?;
        Ok(())
    }

    /// The end of a block: its padding and its check.
    fn close(&mut self, block: &Block<'_>) -> Result<()> {
        let length = block.header + block.body.len() - block.reader.inner().len();
        self.skip(length.next_multiple_of(4) + self.check.unwrap_or(0))
    }

    /// Goes to the next block. `false`: none comes any more.
    fn advance(&mut self) -> Result<bool> {
        while self.block.is_none() {
            match (self.check, self.rest.first()) {
                (None, None) => return Ok(false),
                (None, Some(_)) => self.begin()?,
                (Some(_), None) => return Err(cut()),
                (Some(_), Some(0)) => self.end()?,
                (Some(_), Some(&size)) => self.block = Some(self.open((usize::from(size) + 1) * 4)?),
            }
        }
        Ok(true)
    }

    /// The header of a stream, or padding before it.
    fn begin(&mut self) -> Result<()> {
        if self.rest.starts_with(&[0; 4]) {
            return self.skip(4);
        }
        let head = self.rest.get(..FRAME).ok_or_else(cut)?;
        let flags = head.get(7).copied().filter(|_| head.starts_with(b"\xfd7zXZ\0")).ok_or_else(wrong)?;
        self.check = [0, 4, 8, 16, 32, 64].get(usize::from(flags & 15).div_ceil(3)).copied();
        self.skip(FRAME)
    }

    fn open(&self, length: usize) -> Result<Block<'c>> {
        let (header, body) = self.rest.split_at_checked(length).ok_or_else(cut)?;
        let flags = header.get(1).copied().ok_or_else(cut)?;
        let mut fields = header.get(2..).unwrap_or_default();
        for _ in 0..(flags >> 6 & 1) + (flags >> 7) {
            number(&mut fields)?;
        }
        if flags & 3 != 0 || number(&mut fields)? != 0x21 || number(&mut fields)? != 1 {
            return Err(Error::new(ErrorKind::Unsupported, "xz with other filters than LZMA2"));
        }
        let dictionary = match fields.first() {
            Some(bits @ 0..=39) => u64::from(2 | bits & 1) << (bits / 2 + 11),
            _ => u64::MAX,
        };
        let dictionary = u32::try_from(dictionary).ok().filter(|size| u64::from(*size) <= self.window);
        let memory = || Error::new(ErrorKind::OutOfMemory, "asks for more memory than is given");
        let reader = Box::new(Lzma2Reader::new(body, dictionary.ok_or_else(memory)?, None));
        Ok(Block { header: length, body, reader })
    }

    /// The list of blocks at the end of a stream, and its footer.
    fn end(&mut self) -> Result<()> {
        let mut fields = self.rest.get(1..).ok_or_else(cut)?;
        let records = number(&mut fields)?;
        for _ in 0..records.saturating_mul(2) {
            number(&mut fields)?;
        }
        let length = self.rest.len() - fields.len();
        self.check = None;
        self.skip(length.next_multiple_of(4) + 4 + FRAME)
    }
}

impl Read for Xz<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            let got = self.block.as_mut().map(|block| block.reader.read(buffer)).transpose()?.unwrap_or(0);
            if got > 0 || buffer.is_empty() {
                return Ok(got);
            }
            if let Some(block) = self.block.take() {
                self.close(&block)?;
            }
            if !self.advance()? {
                return Ok(0);
            }
        }
    }
}

/// A number of up to nine bytes, seven bits in each.
fn number(fields: &mut &[u8]) -> Result<u64> {
    let mut number = 0u64;
    for at in 0..9 {
        let (&byte, rest) = fields.split_first().ok_or_else(cut)?;
        *fields = rest;
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(wrong())
}

fn cut() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the xz stream is cut off")
}

fn wrong() -> Error {
    Error::new(ErrorKind::InvalidData, "the xz stream is damaged")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn pack(content: &[u8], block: u64) -> Vec<u8> {
        let mut options = lzma_rust2::XzOptions::default();
        options.set_block_size(std::num::NonZeroU64::new(block));
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap()
    }

    fn unpack(packed: &[u8], window: u64) -> Result<Vec<u8>> {
        let mut content = Vec::new();
        Xz::new(packed, window).read_to_end(&mut content).map(|_| content)
    }

    #[test]
    fn blocks_and_streams_are_read_one_after_the_other() {
        let text: Vec<u8> = (0u32..60_000).flat_map(u32::to_le_bytes).collect();
        for block in [0, 4096, 100_000] {
            let packed = pack(&text, block);
            assert_eq!(unpack(&packed, 1 << 27).unwrap(), text, "{block}");
            let twice = [packed.as_slice(), &[0; 8], &packed].concat();
            assert_eq!(unpack(&twice, 1 << 27).unwrap(), [text.as_slice(), &text].concat());
        }
    }

    #[test]
    fn no_block_gets_more_than_is_given_and_nothing_panics() {
        let packed = pack(b"some text, and more of it", 0);
        assert_eq!(unpack(&packed, 1 << 12).unwrap_err().kind(), ErrorKind::OutOfMemory);
        // The size of the window stands behind the filter's name and the length of its properties.
        let at = memchr::memmem::find(&packed, &[0x21, 1]).unwrap() + 2;
        for bits in [39, 40, 41, 255] {
            let mut greedy = packed.clone();
            greedy[at] = bits;
            assert_eq!(unpack(&greedy, 1 << 27).unwrap_err().kind(), ErrorKind::OutOfMemory, "{bits}");
        }
        for length in 0..packed.len() {
            assert!(length == 0 || unpack(&packed[..length], 1 << 27).is_err(), "{length}");
            for bit in 0..8 {
                let mut flipped = packed.clone();
                flipped[length] ^= 1 << bit;
                _ = unpack(&flipped, 1 << 27);
            }
        }
    }
}
