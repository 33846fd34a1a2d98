//! What one thread learns of trees, commits and tags while everything is read.

use std::collections::HashMap;

use super::names::{Name, Names};
use super::number::Number;
use super::objects::Objects;
use crate::source::git::{ObjectId, ObjectKind, RawCommit, entries};

/// Marks the number of an object that is named and not here: its place in [`Part::absent`].
pub(super) const ABSENT: Number = 1 << 31;

/// Something that a tree or a commit names and that is not in the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Absent {
    pub(super) id: ObjectId,
    pub(super) what: Submodule,
}

/// What an absent object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Submodule {
    /// A commit of another repository, which is where it belongs.
    Yes,
    /// An object of this repository that should be here.
    No(ObjectKind),
}

/// `child` stands in the tree `parent` under `name`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) child: Number,
    pub(super) parent: Number,
    pub(super) name: Name,
}

/// A commit, as its object says.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) number: Number,
    pub(super) tree: Option<Number>,
    pub(super) parents: Vec<Number>,
    pub(super) seconds: i64,
}

/// What one thread gathered.
#[derive(Debug, Default)]
pub struct Part {
    pub(super) edges: Vec<Edge>,
    pub(super) names: Names,
    pub(super) commits: Vec<Read>,
    /// Annotated tags, with what they are of.
    pub(super) tags: Vec<(Number, Number)>,
    pub(super) absent: Vec<Absent>,
    known_absent: HashMap<ObjectId, Number>,
    /// Trees that break off.
    pub(super) damaged: Vec<Number>,
}

impl Part {
    /// Takes a tree.
    pub fn tree(&mut self, objects: &Objects, number: Number, content: &[u8], hash: usize) {
        let whole = entries(content, hash, |entry| {
            let what = match (entry.is_submodule(), entry.is_tree()) {
                (true, _) => Submodule::Yes,
                (_, true) => Submodule::No(ObjectKind::Tree),
                _ => Submodule::No(ObjectKind::Blob),
            };
            let child = match what {
                Submodule::Yes => None,
                Submodule::No(_) => objects.find(entry.object),
            };
            let Some(child) = child.or_else(|| self.absent(entry.object, what)) else { return };
            let name = self.names.number(entry.name);
            self.edges.push(Edge { child, parent: number, name });
        });
        if !whole {
            self.damaged.push(number);
        }
    }

    /// Takes a commit; gives where its message begins.
    pub fn commit(&mut self, objects: &Objects, number: Number, content: &[u8]) -> usize {
        let raw = RawCommit::read(content);
        let tree = raw.tree.and_then(|id| self.named(objects, id, ObjectKind::Tree));
        let parents = raw.parents.iter().filter_map(|&id| self.named(objects, id, ObjectKind::Commit)).collect();
        self.commits.push(Read { number, tree, parents, seconds: raw.committer.seconds.unwrap_or(0) });
        raw.message
    }

    /// Takes an annotated tag; gives where its message begins.
    pub fn tag(&mut self, objects: &Objects, number: Number, content: &[u8]) -> usize {
        let raw = RawCommit::read(content);
        let of = raw.object.and_then(|(id, kind)| self.named(objects, id, kind.unwrap_or(ObjectKind::Commit)));
        self.tags.extend(of.map(|of| (number, of)));
        raw.message
    }

    fn named(&mut self, objects: &Objects, id: ObjectId, kind: ObjectKind) -> Option<Number> {
        objects.find(id.as_bytes()).or_else(|| self.absent(id.as_bytes(), Submodule::No(kind)))
    }

    pub(super) fn absent(&mut self, name: &[u8], what: Submodule) -> Option<Number> {
        let id = ObjectId::from_bytes(name)?;
        if let Some(&number) = self.known_absent.get(&id) {
            return Some(number);
        }
        let number = ABSENT | Number::try_from(self.absent.len()).ok()?;
        self.absent.push(Absent { id, what });
        self.known_absent.insert(id, number);
        Some(number)
    }
}
