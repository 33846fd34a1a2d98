//! Containers: archives, compressed streams, packages, and what else holds files of its own.
//!
//! Recognised by content, opened in memory, each member handed on as soon as it is unpacked. Nothing is written to disk,
//! so names inside are names only (`../x`, `/etc/x`), and links are not followed. All that can be large is bounded by a
//! [`Budget`] that an outer file shares with everything inside it. How deep to go is the caller's business.

mod bundle;
mod document;
mod kind;
mod lzw;
mod sevenz;
mod stream;
mod tarball;
mod wide;
mod xz;
mod zipped;

pub use kind::{Container, container};
pub use wide::wide_strings;

use std::io::{ErrorKind, Read};

/// What one outer file may unpack to, with all that is inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of all members.
    pub bytes: u64,
    /// Bytes of one member.
    pub member: u64,
    /// Members.
    pub members: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: 1 << 30, member: 256 << 20, members: 200_000 }
    }
}

/// Why a container, or a part of it, was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It breaks its own format.
    Damaged(String),
    /// It asks for a password.
    Encrypted(String),
    /// The budget is used up.
    Limit(String),
    /// A format or method that cannot be read here.
    Unsupported(String),
}

/// Takes a member: its name and its content, and the budget for what is inside it.
pub type Take<'t> = dyn FnMut(&[u8], &[u8], &mut Budget) + 't;

/// Unpacks a container and hands each member to `each`, also what could be read of a damaged one. Gives the first
/// trouble of each kind.
pub fn unfold(kind: Container, name: &[u8], content: &[u8], budget: &mut Budget, each: &mut Take<'_>) -> Vec<Trouble> {
    let mut sink = Sink { budget, each, troubles: Vec::new() };
    match kind {
        Container::Zip => zipped::zip(content, &mut sink),
        Container::Tar => tarball::tar(content, &mut sink),
        Container::Ar => tarball::ar(content, &mut sink),
        Container::Cpio => tarball::cpio(content, &mut sink),
        Container::Asar => bundle::asar(content, &mut sink),
        Container::SourceMap => bundle::source_map(content, &mut sink),
        Container::Pdf
        | Container::Sqlite
        | Container::Plist
        | Container::Class
        | Container::Pyc
        | Container::Android
        | Container::Markup
        | Container::Mail => document::document(kind, content, &mut sink),
        Container::Rar => sink.trouble(Trouble::Unsupported("a RAR archive".to_owned())),
        Container::SevenZ => sevenz::seven_z(content, &mut sink),
        Container::Gzip
        | Container::Zlib
        | Container::Bzip2
        | Container::Xz
        | Container::Lzma
        | Container::Zstd
        | Container::Compress
        | Container::Rpm => stream::stream(kind, name, content, &mut sink),
    }
    sink.troubles
}

/// Where members go.
struct Sink<'s, 't> {
    budget: &'s mut Budget,
    each: &'s mut Take<'t>,
    troubles: Vec<Trouble>,
}

impl Sink<'_, '_> {
    /// Notes a trouble, the first of each kind.
    fn trouble(&mut self, trouble: Trouble) {
        let kind = std::mem::discriminant(&trouble);
        if self.troubles.iter().all(|known| std::mem::discriminant(known) != kind) {
            self.troubles.push(trouble);
        }
    }

    /// Notes that something breaks its format.
    fn damaged(&mut self, error: impl std::fmt::Display) {
        self.trouble(Trouble::Damaged(error.to_string()));
    }

    /// Hands a member on that lies in the container as it is. `false`: no more is to come.
    fn member(&mut self, name: &[u8], content: &[u8]) -> bool {
        let Some(members) = self.budget.members.checked_sub(1) else {
            self.trouble(Trouble::Limit("more members than are read of one file".to_owned()));
            return false;
        };
        let Some(bytes) = self.budget.bytes.checked_sub(content.len() as u64) else {
            self.trouble(Trouble::Limit("unpacks to more than is read of one file".to_owned()));
            return false;
        };
        (self.budget.members, self.budget.bytes) = (members, bytes);
        (self.each)(name, content, self.budget);
        true
    }

    /// Unpacks a member and hands it on, as much of it as can be read. `false`: no more is to come.
    fn unpack(&mut self, name: &[u8], source: &mut dyn Read) -> bool {
        let most = self.budget.member.min(self.budget.bytes);
        let mut content = Vec::new();
        let read = source.take(most + 1).read_to_end(&mut content);
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::OutOfMemory => self.trouble(Trouble::Limit(error.to_string())),
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                self.trouble(Trouble::Unsupported(error.to_string()));
            }
            Err(error) => self.damaged(error),
        }
        if content.len() as u64 > most {
            content.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            self.trouble(Trouble::Limit(format!("a member of more than {most} bytes: its beginning was read")));
        }
        self.member(name, &content)
    }
}

#[cfg(test)]
mod tests;
