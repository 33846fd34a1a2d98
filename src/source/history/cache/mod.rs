//! What a run over a history remembers for the next one: which objects were found clean, which have something in them and
//! share it, what holds the latter, which looks at files speak for which secret, and where the code at `HEAD` says
//! something.
//!
//! Names of objects and numbers, nothing else: no text, no path, nothing that is computed from a secret. The name of a file
//! is remembered as "the third entry of that tree", and read from there again. What an object holds can never change, so
//! that what was found in it is true as long as the rules are the same; which objects are here is looked up each time.

mod build;
mod fit;
mod format;
mod read;

pub use build::{Findings, LookFound};
pub use fit::{Belief, Code, KnownLook, Remembered};

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
    /// Something in it: what it is, the look at it as a file says.
    Hot,
    /// A pointer of Git LFS, with nothing else in it.
    Lfs,
    /// A binary over the size limit.
    Large,
}

impl State {
    const ALL: [Self; 4] = [Self::Clean, Self::Hot, Self::Lfs, Self::Large];
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
    /// Child, parent and the number of the name, of everything that leads to what has something in it.
    edges: Vec<[u32; 3]>,
    /// For each name a tree, and the place of its entry there.
    names: Vec<[u32; 2]>,
    /// Chunks with something in them, each with an object that holds it. The numbers mean nothing outside this list and the
    /// next.
    chunks: Vec<[u32; 2]>,
    /// Secrets: each with what one look says it all of, and with a chunk that holds it.
    traces: Vec<[u32; 3]>,
    /// The looks at files.
    looks: Vec<Look>,
    /// The tree of which each file was judged as code, and behind it the trees and files in it that lead to a statement;
    /// nothing where not all of it was.
    code: Vec<Node>,
}

/// An object that was looked at as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    object: Node,
    /// The names that make the path; none for a message.
    path: Vec<u32>,
    came: Came,
    /// The secrets of what came of it, in order.
    secrets: Vec<Heard>,
}

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing.
    Nothing,
    /// Findings of secrets of the list, each of which counts, and nothing else: where other looks speak for these secrets, it
    /// need not be done again.
    Plain,
    /// Anything else.
    More,
}

impl Came {
    const ALL: [Self; 3] = [Self::Nothing, Self::Plain, Self::More];
}

/// A secret that a look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heard {
    /// Its number; [`NO_SECRET`] where none of the list is meant.
    pub secret: u32,
    /// Another look made more of it.
    pub outdone: bool,
}

/// Stands for no secret of the list.
pub const NO_SECRET: u32 = u32::MAX;

/// Under what a cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// All that decides whether there is anything in a text.
    pub texts: [u8; 32],
    /// All that decides what a file with something in it comes to at its path.
    pub paths: [u8; 32],
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
