//! 7-Zip archives (`DOC/7zFormat.txt` of <https://www.7-zip.org/sdk.html>): a header at the end says how files were put
//! together into folders, and each folder by which chain of methods it was packed.
//!
//! Taken apart here, because a reader is wanted that allocates nothing because a header says so: lists grow with the bytes
//! that they are read from, and the windows of all decoders of a folder share one limit.

mod coder;
mod fields;
mod header;

use std::io::{Error, ErrorKind, Read as _, Result};

use super::{Sink, Trouble};
use fields::Fields;
use header::{Archive, Folder};

/// Length of the header at the beginning, which says where the other one is.
const START: usize = 32;

/// Most that a packed header may unpack to.
const HEADER: u64 = 64 << 20;

/// A header may be packed, and what comes out be packed again; so often.
const NESTED: usize = 4;

/// Hands on the files of an archive.
pub(super) fn seven_z(content: &[u8], sink: &mut Sink<'_, '_>) {
    match open(content) {
        Ok(Some(archive)) => files(content, &archive, sink),
        Ok(None) => {}
        Err(error) => trouble(&error, sink),
    }
}

fn trouble(error: &Error, sink: &mut Sink<'_, '_>) {
    sink.trouble(match error.kind() {
        ErrorKind::PermissionDenied => Trouble::Encrypted(error.to_string()),
        ErrorKind::Unsupported => Trouble::Unsupported(error.to_string()),
        ErrorKind::OutOfMemory => Trouble::Limit(error.to_string()),
        _ => Trouble::Damaged(error.to_string()),
    });
}

/// The header that describes an archive; none if it is empty.
fn open(content: &[u8]) -> Result<Option<Archive>> {
    let number = |at: usize| content.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    let (offset, size) = number(12).zip(number(20)).ok_or_else(cut)?;
    if size == 0 {
        return Ok(None);
    }
    let place = |at: u64| usize::try_from(at).ok();
    let from = place(offset).and_then(|at| at.checked_add(START)).ok_or_else(cut)?;
    let header = place(size).and_then(|size| content.get(from..from.checked_add(size)?)).ok_or_else(cut)?;
    let said = content.get(28..32).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    if said != Some(crc32fast::hash(header)) {
        return Err(Error::new(ErrorKind::InvalidData, "the header of the 7-Zip archive is damaged"));
    }
    let mut header = header.to_vec();
    for _ in 0..NESTED {
        let mut fields = Fields(&header);
        match fields.byte()? {
            header::HEADER => return Archive::read(&mut fields).map(Some),
            header::PACKED => header = unpack_header(content, &mut fields)?,
            _ => return Err(wrong()),
        }
    }
    Err(wrong())
}

/// A header that is packed like a file.
fn unpack_header(content: &[u8], fields: &mut Fields<'_>) -> Result<Vec<u8>> {
    let streams = header::Streams::read(fields)?;
    let folder = streams.folders.first().ok_or_else(wrong)?;
    let size = folder.size().ok_or_else(wrong)?;
    if size > HEADER {
        return Err(Error::new(ErrorKind::OutOfMemory, "a header that unpacks to more than is read of one"));
    }
    let mut header = Vec::new();
    coder::reader(folder, &streams.packed(content, 0)?)?.take(size).read_to_end(&mut header)?;
    if header.len() as u64 == size { Ok(header) } else { Err(cut()) }
}

/// The files of each folder, one after the other. What cannot be read ends its folder, and the next is read.
fn files(content: &[u8], archive: &Archive, sink: &mut Sink<'_, '_>) {
    let mut names = archive.filled();
    for (index, folder) in archive.streams.folders.iter().enumerate() {
        let sizes = archive.streams.sizes(index);
        let mine: Vec<Vec<u8>> = sizes.iter().map(|_| names.next().unwrap_or_else(|| b"content".to_vec())).collect();
        if sizes.is_empty() {
            continue;
        }
        let reader = archive.streams.packed(content, index).and_then(|packed| coder::reader(folder, &packed));
        let mut reader = match reader {
            Ok(reader) => reader,
            Err(error) => {
                trouble(&error, sink);
                continue;
            }
        };
        for (name, &size) in mine.iter().zip(sizes) {
            let mut file = (&mut reader).take(size);
            if !sink.unpack(name, &mut file) {
                return;
            }
            // Cut off or broken: what follows in this folder cannot be found.
            if file.limit() > 0 {
                sink.damaged(cut());
                break;
            }
        }
    }
}

fn cut() -> Error {
    Error::new(ErrorKind::UnexpectedEof, "the 7-Zip archive is cut off")
}

fn wrong() -> Error {
    Error::new(ErrorKind::InvalidData, "the 7-Zip archive breaks its own format")
}

fn unsupported(what: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("a 7-Zip archive with {what}"))
}

impl Folder {
    /// The size of what comes out of it in the end.
    fn size(&self) -> Option<u64> {
        self.sizes.get(self.last()?).copied()
    }
}

#[cfg(test)]
mod tests;
