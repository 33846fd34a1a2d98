//! What an object is, and what a name in a tree or in the index leads to.

use std::sync::Arc;

use super::ObjectId;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// Content.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

/// An object, or its size where that is over the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes; none if there are more than were asked for. Others may be made from them, which is why they are shared.
    pub data: Option<Arc<Vec<u8>>>,
}

/// What a name in a tree or in the index leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Git's mode.
    pub mode: u32,
    /// The object.
    pub id: ObjectId,
}

impl Entry {
    /// A folder.
    pub fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// A commit of another repository.
    pub fn is_submodule(&self) -> bool {
        self.mode & 0o170_000 == 0o160_000
    }

    /// A file or a symbolic link, whose content is a blob.
    pub fn is_blob(&self) -> bool {
        !self.is_tree() && !self.is_submodule()
    }
}

impl ObjectKind {
    /// The word that git has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Tree => "tree",
            Self::Commit => "commit",
            Self::Tag => "tag",
        }
    }

    /// By the word that git has for it.
    pub fn from_word(word: &[u8]) -> Option<Self> {
        [Self::Blob, Self::Tree, Self::Commit, Self::Tag].into_iter().find(|kind| kind.as_str().as_bytes() == word)
    }
}
