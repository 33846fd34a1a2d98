//! What a run over a history remembers for the next one: which objects were found clean, which are to be looked at again,
//! and what holds the latter.
//!
//! Names of objects and numbers, nothing else: no text, no path, nothing that is computed from a secret. The name of a file
//! is remembered as "the third entry of that tree", and read from there again. What an object holds can never change, so
//! that what was found in it is true as long as the rules are the same; which objects are here is looked up each time.

mod build;
mod fit;
mod format;

pub use build::Findings;
pub use fit::{Belief, Remembered};

use super::gather::Absent;
use crate::source::git::{ObjectId, ObjectKind};

/// A place in the list of what is remembered: first the objects that were read, then those that are only named.
type Node = u32;

/// Stands for no node.
const NO_NODE: Node = Node::MAX;

/// What came of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing in it.
    Clean,
    /// Something in it: to be looked at again.
    Again,
    /// Something in it of which nothing comes at the paths where it stands: to be looked at again where it stands elsewhere.
    Idle,
    /// A pointer of Git LFS, with nothing else in it.
    Lfs,
    /// A binary over the size limit.
    Large,
}

impl State {
    const ALL: [Self; 5] = [Self::Clean, Self::Again, Self::Idle, Self::Lfs, Self::Large];
}

/// An object that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    id: ObjectId,
    kind: ObjectKind,
    state: State,
    /// All that holds it is remembered as well.
    placed: bool,
    /// Bytes that count as read: of a blob all, of a commit or a tag its message.
    bytes: u32,
}

/// A commit: itself, its tree, its parents, when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    commit: Node,
    tree: Node,
    parents: Vec<Node>,
    seconds: i64,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    objects: Vec<Kept>,
    /// Objects that are named and were not read.
    others: Vec<Absent>,
    commits: Vec<Line>,
    /// Annotated tags, with what they are of.
    tags: Vec<[Node; 2]>,
    /// Child, parent and the number of the name, of everything that leads to what is to be looked at again.
    edges: Vec<[u32; 3]>,
    /// For each name a tree, and the place of its entry there.
    names: Vec<[u32; 2]>,
    /// Idle objects, each with the names that make a path at which it stands.
    idle: Vec<(Node, Vec<u32>)>,
}

/// Why a cache is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stale {
    /// It is not as it was written.
    #[error("it is damaged")]
    Damaged,
    /// A newer program has written it.
    #[error("a newer version of this program has written it")]
    Newer,
    /// It was written under other rules, other settings or by an older program.
    #[error("it was written with other rules or settings, or by another version of this program")]
    Rules,
    /// It is another repository's.
    #[error("it is another repository's")]
    Repository,
}
