//! What both readers of a repository can do: libgit2, and the `git` program.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use bstr::BString;

use super::{GitError, IndexEntry, Object, ObjectId};

/// Where a repository lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The top of the working tree; none for a bare repository.
    pub top: Option<PathBuf>,
    /// The git directory of this working tree.
    pub git_dir: PathBuf,
    /// What all working trees share: objects, refs, configuration, hooks.
    pub common_dir: PathBuf,
    /// There is no working tree.
    pub bare: bool,
    /// Its history is cut off somewhere.
    pub shallow: bool,
}

impl Place {
    /// The top of the working tree, where there is one; else the git directory.
    pub fn root(&self) -> &Path {
        self.top.as_ref().map_or_else(|| self.git_dir.as_path(), PathBuf::as_path)
    }
}

/// Where a checkout comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// The URL of `origin`, without credentials.
    pub url: Option<String>,
    /// The commit that is checked out.
    pub revision: Option<ObjectId>,
    /// The branch that is checked out.
    pub branch: Option<String>,
}

/// The refs of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refs {
    /// Each with the object that it names, sorted by name. Refs that name another ref are that one's double and left out.
    pub named: Vec<(BString, ObjectId)>,
    /// Why some could not be read.
    pub broken: Option<String>,
}

/// A way to read a repository. Everything else is built from these few questions.
pub(super) trait Store: Send + Sync + Debug {
    /// An object; without its bytes if there are more than `limit`.
    fn object(&self, id: ObjectId, limit: u64) -> Result<Object, GitError>;

    /// Where an object lies among others, which are best read in this order; none where that does not matter.
    fn place(&self, _id: ObjectId) -> Option<(usize, u64)> {
        None
    }

    /// The index, sorted by path.
    fn index(&self) -> Result<Vec<IndexEntry>, GitError>;

    /// The commit that a revision names.
    fn resolve(&self, revision: &str) -> Result<ObjectId, GitError>;

    /// The commits that the wanted ones reach and the unwanted ones do not, parents first.
    fn range(&self, wanted: &[ObjectId], unwanted: &[ObjectId]) -> Result<Vec<ObjectId>, GitError>;

    /// A best common ancestor.
    fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError>;

    /// All refs with what they name, tags not followed.
    fn references(&self) -> Result<Refs, GitError>;

    /// A value of the configuration.
    fn config(&self, key: &str) -> Option<BString>;

    /// Where the checkout comes from.
    fn checkout(&self) -> Checkout;

    /// The same once more, for another thread.
    fn again(&self) -> Result<Box<dyn Store>, GitError>;
}
