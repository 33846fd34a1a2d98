//! Where files are read from that say what is allowed: the disk, or a commit that is trusted more than what lies there.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bstr::{BStr, BString};

use super::git::{Entry, GitError, ObjectId, Repository};
use super::root::relative_bytes;

/// Most bytes of a file in a commit.
const LARGEST: u64 = 64 << 20;

/// A tree that can be asked for a path.
#[derive(Debug, Default)]
pub enum Snapshot {
    /// What lies on the disk.
    #[default]
    Disk,
    /// Within a repository what a commit holds; elsewhere what lies on the disk.
    Commit(Base),
}

/// A commit, and where its files would lie.
#[derive(Debug)]
pub struct Base {
    repository: Repository,
    tree: ObjectId,
    top: PathBuf,
}

impl Base {
    /// Of a revision. `top` is the folder that its paths are relative to.
    pub fn of(repository: &Repository, revision: &str, top: &Path) -> Result<Self, GitError> {
        let tree = repository.commit(repository.resolve(revision)?)?.tree;
        Ok(Self { repository: repository.again()?, tree, top: top.to_path_buf() })
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The tree of the commit.
    pub fn tree(&self) -> ObjectId {
        self.tree
    }

    /// The file at a path from the top; none where there is none.
    pub fn file(&self, path: &BStr) -> Option<Entry> {
        self.repository.lookup(self.tree, path).ok().flatten().filter(Entry::is_blob)
    }

    /// What it holds; none where there is no file, or one that is too large.
    pub fn read(&self, path: &BStr) -> Option<Vec<u8>> {
        self.repository.object(self.file(path)?.id, LARGEST).ok()?.data.map(Arc::unwrap_or_clone)
    }

    /// The way from the top to a path below it.
    fn way(&self, path: &Path) -> Option<BString> {
        path.strip_prefix(&self.top).ok().map(relative_bytes)
    }
}

impl Snapshot {
    /// The commit, if it is one.
    pub fn base(&self) -> Option<&Base> {
        match self {
            Self::Disk => None,
            Self::Commit(base) => Some(base),
        }
    }

    fn within(&self, path: &Path) -> Option<(&Base, BString)> {
        let base = self.base()?;
        base.way(path).map(|way| (base, way))
    }

    /// Whether a path lies where a commit holds it.
    pub fn holds(&self, path: &Path) -> bool {
        self.within(path).is_some()
    }

    /// Whether a file or a link is there.
    pub fn exists(&self, path: &Path) -> bool {
        match self.within(path) {
            Some((base, way)) => base.file(way.as_ref()).is_some(),
            None => path.symlink_metadata().is_ok(),
        }
    }

    /// Reads a regular file. A link in a commit is not followed.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let Some((base, way)) = self.within(path) else { return std::fs::read(path) };
        let entry = base.file(way.as_ref()).ok_or(ErrorKind::NotFound)?;
        if entry.mode & 0o170_000 == 0o120_000 {
            return Err(io::Error::other("a symbolic link, which is not followed in a commit"));
        }
        base.read(way.as_ref()).ok_or_else(|| io::Error::other("it is missing from this clone, or too large"))
    }
}
