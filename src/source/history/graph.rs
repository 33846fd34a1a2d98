//! Who holds whom: the parts of all threads put together.
//!
//! Numbers from the count of objects on stand for objects that are named and not here, so that a gap has a path and a commit
//! as a finding has.

use std::collections::{BTreeMap, HashMap};

use bstr::BStr;
use rayon::prelude::*;

use super::gather::{ABSENT, Absent, Part, Read, Submodule};
use super::names::{Name, Names};
use super::number::Number;
use super::trees::{Entry, Trees};
use crate::source::git::ObjectId;

/// A commit's place in [`Graph::commits`].
pub type CommitAt = u32;

/// A commit.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its number.
    pub number: Number,
    /// Its tree.
    pub tree: Option<Number>,
    /// Its parents that are here.
    pub parents: Vec<CommitAt>,
    /// Parents that are not here.
    pub lost: Vec<Number>,
    /// When it was committed: seconds since 1970; 0 where it does not tell.
    pub seconds: i64,
}

/// What trees, commits and tags say of each other.
#[derive(Debug, Default)]
pub struct Graph {
    trees: Vec<Trees>,
    pub(super) names: Names,
    /// All commits, also those that nothing leads to, by number.
    pub commits: Vec<Commit>,
    commit_at: HashMap<Number, CommitAt, foldhash::fast::RandomState>,
    tags: BTreeMap<Number, Number>,
    absent: Vec<Absent>,
    objects: Number,
    /// Trees that break off.
    pub damaged: Vec<Number>,
}

impl Graph {
    /// Puts parts together; `objects` is how many objects there are.
    pub fn of(parts: Vec<Part>, objects: usize) -> Self {
        let mut graph = Self { objects: Number::try_from(objects).unwrap_or(ABSENT), ..Self::default() };
        let mut reads = Vec::new();
        let mut absent: BTreeMap<ObjectId, Number> = BTreeMap::new();
        for part in parts {
            reads.extend(graph.join(part, &mut absent));
        }
        graph.damaged.sort_unstable();
        reads.sort_unstable_by_key(|read| read.number);
        graph.commit_at = (0..).zip(&reads).map(|(at, read)| (read.number, at)).collect();
        graph.commits = reads.into_iter().map(|read| graph.commit(read)).collect();
        graph
    }

    fn join(&mut self, part: Part, known: &mut BTreeMap<ObjectId, Number>) -> Vec<Read> {
        let Part { mut trees, names, mut commits, tags, absent, damaged, .. } = part;
        let names: Vec<Name> = names.list().iter().map(|name| self.names.number(name)).collect();
        let absent: Vec<Number> = absent
            .into_iter()
            .map(|absent| {
                let next = self.objects.saturating_add(Number::try_from(self.absent.len()).unwrap_or(ABSENT));
                *known.entry(absent.id).or_insert_with(|| {
                    self.absent.push(absent);
                    next
                })
            })
            .collect();
        let number = |number: Number| match number & ABSENT {
            0 => number,
            _ => absent.get((number & !ABSENT) as usize).copied().unwrap_or(number),
        };
        trees.entries_mut().par_iter_mut().for_each(|entry| {
            entry.child = number(entry.child);
            entry.name = names.get(entry.name as usize).copied().unwrap_or_default();
        });
        self.trees.push(trees);
        self.tags.extend(tags.into_iter().map(|(tag, of)| (tag, number(of))));
        self.damaged.extend(damaged);
        for commit in &mut commits {
            commit.tree = commit.tree.map(number);
            commit.parents.iter_mut().for_each(|parent| *parent = number(*parent));
        }
        commits
    }

    fn commit(&self, read: Read) -> Commit {
        let (mut parents, mut lost) = (Vec::new(), Vec::new());
        for parent in read.parents {
            match self.commit_at.get(&parent) {
                Some(&at) => parents.push(at),
                None => lost.push(parent),
            }
        }
        Commit { number: read.number, tree: read.tree, parents, lost, seconds: read.seconds }
    }

    /// The place of a commit.
    pub fn commit_at(&self, number: Number) -> Option<CommitAt> {
        self.commit_at.get(&number).copied()
    }

    /// What an annotated tag is of.
    pub fn tagged(&self, tag: Number) -> Option<Number> {
        self.tags.get(&tag).copied()
    }

    /// All annotated tags, with what each is of.
    pub(super) fn tags(&self) -> impl Iterator<Item = (Number, Number)> {
        self.tags.iter().map(|(&tag, &of)| (tag, of))
    }

    /// One more than the highest number.
    pub fn numbers(&self) -> usize {
        self.objects as usize + self.absent.len()
    }

    /// The objects that are named and not here: number, name, what each is.
    pub fn absent(&self) -> impl Iterator<Item = (Number, ObjectId, Submodule)> {
        (self.objects..).zip(&self.absent).map(|(number, absent)| (number, absent.id, absent.what))
    }

    /// All names of files and folders, with their numbers.
    pub fn names(&self) -> impl Iterator<Item = (u32, &[u8])> {
        (0..).zip(self.names.list()).map(|(number, name)| (number, name.as_ref()))
    }

    /// The trees with what stands in them; one may come in several parts.
    pub(super) fn trees(&self) -> impl ParallelIterator<Item = (Number, impl Iterator<Item = Entry> + Clone)> {
        self.trees.par_iter().flat_map(Trees::list)
    }

    /// The object at a path below a tree.
    pub fn below(&self, tree: Number, path: &BStr) -> Option<Number> {
        path.split(|byte| *byte == b'/').try_fold(tree, |tree, part| {
            let is = |entry: &Entry| self.names.name(entry.name) == part;
            let of = self.trees().filter(|(other, _)| *other == tree);
            of.find_map_first(|(_, mut entries)| entries.find(is)).map(|entry| entry.child)
        })
    }

    /// The objects that stand under some of the names, anywhere; sorted, each once.
    pub fn named(&self, wanted: &[bool]) -> Vec<Number> {
        let is = |entry: &&Entry| wanted.get(entry.name as usize) == Some(&true);
        let mut found: Vec<Number> =
            self.trees.iter().flat_map(Trees::entries).filter(is).map(|entry| entry.child).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
