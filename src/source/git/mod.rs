//! Reading a git repository without running anything that it says.
//!
//! [`Repository`] is the one way in, for a walk, the index, a range and the history. Two readers stand behind it: libgit2,
//! and the `git` program for what libgit2 refuses. What is neither a question about refs, index or configuration nor an
//! object is built from objects here, in one way for both.

mod changes;
mod commit;
mod error;
mod id;
mod include;
mod index;
mod libgit;
mod object;
pub(super) mod packed;
mod program;
mod repository;
mod revisions;
mod store;
mod tree;
mod url;
mod worktree;

pub use changes::{Change, changes, staged};
pub use commit::{Commit, RawCommit, Signature};
pub use error::GitError;
pub use id::ObjectId;
pub use index::IndexEntry;
pub use object::{Entry, Object, ObjectKind};
pub use packed::Copied;
pub use repository::{At, Repository};
pub use revisions::{Chosen, Known, Update, between, choose, pushed, read_updates};
pub use store::{Checkout, Place, Refs};
pub use tree::{RawEntry, entries, next_entry};
pub use worktree::{Tracked, Worktree};
