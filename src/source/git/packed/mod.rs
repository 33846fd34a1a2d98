//! Objects of packs, decoded by ourselves.
//!
//! libgit2 computes the name of each object that it reads once more, which takes longer than decoding it, and lets one thread
//! at a time read. What is decoded here is what the pack holds under that name; whatever cannot be decoded so easily (loose,
//! damaged, over a limit, in a place that only libgit2 knows) is left to it. [`Packs`] reads single objects for an index or
//! a range; whole histories go down the chains themselves (`source/history`).

mod bases;
pub(in crate::source) mod delta;
mod file;
mod folders;
mod inflate;

use std::path::Path;
use std::sync::Mutex;
use std::thread::ThreadId;

pub(in crate::source) use bases::Bases;
pub use delta::Copied;
pub(in crate::source) use file::{Based, PackFile};
pub(in crate::source) use folders::{Lost, indexes, with_alternates};
pub(in crate::source) use inflate::Inflate;

use super::id::ObjectId;
use super::object::Object;

/// The packs of a repository, for reading single objects on any number of threads.
#[derive(Default)]
pub(super) struct Packs {
    files: Vec<PackFile>,
    /// What threads work with, while none does; with the thread that had it last, whose next object is likely made from one
    /// of those.
    idle: Mutex<Vec<(ThreadId, (Inflate, Bases))>>,
}

impl std::fmt::Debug for Packs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packs").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Packs {
    /// Those of a folder of objects and of its alternates. What cannot be opened is left out.
    pub(super) fn of(folder: &Path) -> Self {
        let (folders, _) = with_alternates(folder);
        let files = folders.iter().flat_map(|folder| indexes(folder)).filter_map(|index| PackFile::open(&index).ok());
        Self { files: files.collect(), ..Self::default() }
    }

    /// An object of at most `limit` bytes, if it is here and easily read.
    pub(super) fn object(&self, id: ObjectId, limit: u64) -> Option<Object> {
        let (file, at) = self.find(id)?;
        let thread = std::thread::current().id();
        let mut with = self.lend(thread).unwrap_or_default();
        let decoded = file.decode(at, limit, &mut with);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push((thread, with));
        }
        let (kind, data) = decoded?;
        Some(Object { kind, size: data.len() as u64, data: Some(data) })
    }

    fn lend(&self, thread: ThreadId) -> Option<(Inflate, Bases)> {
        let mut idle = self.idle.lock().ok()?;
        let own = idle.iter().position(|(last, _)| *last == thread).or_else(|| idle.len().checked_sub(1))?;
        Some(idle.swap_remove(own).1)
    }

    /// An order in which objects are best read: what others are written down as a difference from comes first.
    pub(super) fn place(&self, id: ObjectId) -> Option<(usize, u64)> {
        let here = |(number, file): (usize, &PackFile)| Some((number, file.offset(file.find(id)?)));
        self.files.iter().enumerate().find_map(here)
    }

    fn find(&self, id: ObjectId) -> Option<(&PackFile, u32)> {
        self.files.iter().find_map(|file| Some((file, file.find(id)?)))
    }
}
