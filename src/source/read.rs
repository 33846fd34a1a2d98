//! Reading a file: whole into a buffer that is used again, or, where it is large, window by window.

use std::fs::File;
use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use std::path::Path;

use crate::blob::{OVERLAP, container, cut_point};

/// Larger files are read window by window.
const WHOLE: u64 = 64 << 20;

/// Length of a window.
const WINDOW: usize = 32 << 20;

/// A piece of a file.
#[derive(Debug)]
pub struct Piece<'p> {
    /// Bytes, with lead and tail.
    pub content: &'p [u8],
    /// The part of `content` that belongs to this piece.
    pub core: Range<usize>,
    /// Offset of `content` in the file.
    pub base: u64,
}

/// Reads files, one after the other, into one buffer.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    /// Reads a file and hands its pieces to `scan`, in order. A file that grows meanwhile is read up to the length that
    /// it had when it was opened. Gives the bytes read. `scan` may break off.
    ///
    /// `admit` is asked once, with the first bytes and the length: `false` leaves the file unread.
    pub fn read(
        &mut self,
        path: &Path,
        admit: &mut dyn FnMut(&[u8], u64) -> bool,
        scan: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>,
    ) -> io::Result<u64> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        if length > WHOLE {
            let mut head = vec![0; 8192];
            let got = fill(&mut file, &mut head)?;
            head.truncate(got);
            if !admit(&head, length) {
                return Ok(0);
            }
            // What is inside a container can be told only where all of it is at hand.
            if container(path.as_os_str().as_encoded_bytes(), &head).is_some() {
                let mut content = head;
                file.take(length.saturating_sub(got as u64)).read_to_end(&mut content)?;
                _ = scan(Piece { content: &content, core: 0..content.len(), base: 0 });
                return Ok(content.len() as u64);
            }
            return read_stream(head.chain(file).take(length), scan);
        }
        // A length of 0 is also what /proc and the like say of files that have content.
        let content = if length == 0 { self.unknown_length(file)? } else { self.known_length(&mut file, length)? };
        let read = content.len() as u64;
        if admit(content.get(..content.len().min(8192)).unwrap_or_default(), read) {
            _ = scan(Piece { content, core: 0..content.len(), base: 0 });
        }
        Ok(read)
    }

    /// Reads at one go; the buffer only ever grows, so that it is not cleared for each file.
    fn known_length(&mut self, file: &mut File, length: u64) -> io::Result<&[u8]> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
        let got = fill(file, self.buffer.get_mut(..length).unwrap_or_default())?;
        Ok(self.buffer.get(..got).unwrap_or_default())
    }

    fn unknown_length(&mut self, file: File) -> io::Result<&[u8]> {
        self.buffer.clear();
        file.take(WHOLE).read_to_end(&mut self.buffer)?;
        Ok(&self.buffer)
    }
}

fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(more) => got += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// Reads a stream of any length window by window and hands its pieces on, in order, until `scan` breaks off. Gives the
/// bytes read.
pub fn read_stream(mut source: impl Read, scan: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> io::Result<u64> {
    let mut buffer: Vec<u8> = Vec::new();
    let (mut base, mut core) = (0u64, 0usize);
    loop {
        let had = buffer.len();
        buffer.resize(had + WINDOW, 0);
        let got = fill(&mut source, buffer.get_mut(had..).unwrap_or_default())?;
        buffer.truncate(had + got);
        let last = got < WINDOW;
        let end = if last { buffer.len() } else { cut_point(&buffer, core, buffer.len().saturating_sub(OVERLAP)) };
        let next = scan(Piece { content: &buffer, core: core..end, base });
        if last || next.is_break() {
            return Ok(base + buffer.len() as u64);
        }
        let drop = end.saturating_sub(OVERLAP);
        buffer.drain(..drop);
        base += drop as u64;
        core = end - drop;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_the_stream_once() {
        let text: Vec<u8> = (0u32..)
            .map(|n| if n % 61 == 0 { b'\n' } else { b'a' + (n % 26) as u8 })
            .take(2 * WINDOW + 12345)
            .collect();
        let mut joined = Vec::new();
        let read = read_stream(text.as_slice(), &mut |piece: Piece<'_>| {
            assert_eq!(piece.base + piece.core.start as u64, joined.len() as u64);
            joined.extend_from_slice(&piece.content[piece.core.clone()]);
            ControlFlow::Continue(())
        });
        assert_eq!(read.unwrap(), text.len() as u64);
        assert!(joined == text);
    }
}
