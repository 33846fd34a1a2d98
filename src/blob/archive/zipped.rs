//! Archives that compress each member: ZIP.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;
use zip::result::ZipError;

use super::document::Book;
use super::{Sink, Trouble};

/// ZIP. A member that asks for a password or is compressed by a rare method is passed over, and said.
pub(super) fn zip(content: &[u8], sink: &mut Sink<'_, '_>) {
    let mut archive = match ZipArchive::new(Cursor::new(content)) {
        Ok(archive) => archive,
        Err(error) => {
            one_by_one(content, sink);
            return sink.trouble(of_zip(error));
        }
    };
    let is_book = archive.index_for_name(SHEET).is_some();
    for index in 0..archive.len() {
        match archive.by_index(index) {
            Ok(member) if member.is_dir() => {}
            Ok(member) if is_book && is_of_book(member.name_raw()) => {}
            Ok(mut member) => {
                let name = member.name_raw().to_vec();
                if !sink.unpack(&name, &mut member) {
                    return;
                }
            }
            Err(error) => sink.trouble(of_zip(error)),
        }
    }
    if is_book {
        workbook(&mut archive, sink);
    }
}

/// The first sheet of a workbook, and the texts that its sheets share.
const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

fn is_of_book(name: &[u8]) -> bool {
    name == TEXTS.as_bytes() || (name.starts_with(b"xl/worksheets/sheet") && name.ends_with(b".xml"))
}

/// The cells of a workbook, whose sheets have numbers for texts that another member has.
fn workbook(archive: &mut ZipArchive<Cursor<&[u8]>>, sink: &mut Sink<'_, '_>) {
    let names: Vec<String> = archive.file_names().flatten().map(Cow::into_owned).collect();
    let names = names.into_iter().filter(|name| is_of_book(name.as_bytes()) && name != TEXTS);
    let mut book = Book::new(&part(archive, TEXTS, sink).unwrap_or_default());
    for name in names {
        if let Some(sheet) = part(archive, &name, sink) {
            book.cells(&name, &sheet, sink);
        }
    }
    book.others(TEXTS, sink);
}

/// Unpacks a part of a workbook, if it is there.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, sink: &mut Sink<'_, '_>) -> Option<Vec<u8>> {
    archive.index_for_name(name)?;
    let most = sink.budget.member.min(sink.budget.bytes);
    let mut content = Vec::new();
    match archive.by_name(name) {
        Ok(member) => {
            if let Err(error) = member.take(most + 1).read_to_end(&mut content) {
                sink.damaged(error);
            }
        }
        Err(error) => sink.trouble(of_zip(error)),
    }
    if content.len() as u64 > most {
        sink.trouble(Trouble::Limit(format!("a member of more than {most} bytes")));
        return None;
    }
    Some(content)
}

/// The members of an archive whose directory, which stands at its end, is not there: as far as they can be read.
fn one_by_one(mut content: &[u8], sink: &mut Sink<'_, '_>) {
    while let Ok(Some(mut member)) = read_zipfile_from_stream(&mut content) {
        let name = member.name_raw().to_vec();
        if !member.is_dir() && !sink.unpack(&name, &mut member) {
            return;
        }
    }
}

fn of_zip(error: ZipError) -> Trouble {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Trouble::Encrypted("members that ask for a password".to_owned())
        }
        ZipError::UnsupportedArchive(what) => Trouble::Unsupported(what.to_owned()),
        other => Trouble::Damaged(other.to_string()),
    }
}
