//! Archives that compress each member: ZIP.

use std::io::Cursor;

use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;
use zip::result::ZipError;

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
    for index in 0..archive.len() {
        match archive.by_index(index) {
            Ok(member) if member.is_dir() => {}
            Ok(mut member) => {
                let name = member.name_raw().to_vec();
                if !sink.unpack(&name, &mut member) {
                    return;
                }
            }
            Err(error) => sink.trouble(of_zip(error)),
        }
    }
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
