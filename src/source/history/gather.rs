//! What one thread learns of trees, commits and tags while everything is read.

use std::collections::HashMap;

use super::alike::{Alike, Marks};
use super::descend::Like;
use super::names::Names;
use super::number::Number;
use super::objects::Objects;
use super::trees::{Entry, EntryAt, Trees};
use crate::source::git::{ObjectId, ObjectKind, RawCommit, RawEntry, next_entry};

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

/// A commit, as its object says.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) number: Number,
    pub(super) tree: Option<Number>,
    pub(super) parents: Vec<Number>,
    pub(super) seconds: i64,
}

/// An entry of a tree: where it is among those of the thread that read it.
#[derive(Clone, Copy, Debug)]
pub struct Row(EntryAt);

/// What one thread gathered.
#[derive(Debug, Default)]
pub struct Part {
    /// Tells it from other threads' by where it lies.
    own: Box<u8>,
    pub(super) trees: Trees,
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
    /// Takes a tree; `hash` is the bytes of an object's name. Gives its entries, which it need not read in another tree that is
    /// made from this one.
    pub fn tree(
        &mut self,
        objects: &Objects,
        number: Number,
        (content, hash): (&[u8], usize),
        base: Option<Like<'_, Marks<Row>>>,
    ) -> Marks<Row> {
        // Names, and what is absent, have numbers of their own in each part.
        let way = std::ptr::from_ref(&*self.own) as usize as u64;
        let mut alike = Alike::of(base, way, content.len());
        let mut rows = Marks::new(&alike);
        self.trees.begin(number);
        let mut at = 0;
        while at < content.len() {
            let trees = &mut self.trees;
            at = alike.go_on(at, &mut rows, |Row(entry)| trees.add_again(entry));
            let mut rest = content.get(at..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let Some(entry) = next_entry(&mut rest, hash) else {
                self.damaged.push(number);
                break;
            };
            let end = content.len() - rest.len();
            if let Some(entry) = self.entry(objects, &entry) {
                let Some(entry) = self.trees.add(entry) else {
                    self.damaged.push(number);
                    break;
                };
                rows.add(at..end, (0, end), Row(entry), content.len());
            }
            at = end;
        }
        rows
    }

    /// What an entry of a tree says.
    fn entry(&mut self, objects: &Objects, entry: &RawEntry<'_>) -> Option<Entry> {
        let what = match (entry.is_submodule(), entry.is_tree()) {
            (true, _) => Submodule::Yes,
            (_, true) => Submodule::No(ObjectKind::Tree),
            _ => Submodule::No(ObjectKind::Blob),
        };
        let child = match what {
            Submodule::Yes => None,
            Submodule::No(_) => objects.find(entry.object),
        };
        let child = child.or_else(|| self.absent(entry.object, what))?;
        Some(Entry { child, name: self.names.number(entry.name) })
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rayon::prelude::ParallelIterator as _;

    use super::*;
    use crate::source::git::Copied;

    const HASH: usize = 20;

    fn id(number: u8) -> [u8; HASH] {
        std::array::from_fn(|at| number.wrapping_mul(37).wrapping_add(u8::try_from(at).unwrap()))
    }

    /// An entry: a file or a folder, of which not all are here, or a submodule.
    fn entry(number: u8) -> Vec<u8> {
        let mode = ["100644", "40000", "160000"][usize::from(number % 3)];
        [format!("{mode} name{}\0", number / 4).as_bytes(), &id(number)].concat()
    }

    fn edges(part: &Part) -> Vec<(Number, Number, Vec<u8>)> {
        let of = |(tree, entries)| {
            let edge = |Entry { child, name }| (child, tree, part.names.name(name).to_vec());
            Iterator::map(entries, edge).collect::<Vec<_>>()
        };
        part.trees.list().flat_map_iter(of).collect()
    }

    proptest! {
        #[test]
        fn what_was_copied_is_not_read_again(
            base in proptest::collection::vec(any::<u8>(), 0..30),
            pieces in proptest::collection::vec((any::<u8>(), 0usize..1000, 0usize..400), 0..8),
            other_thread in any::<bool>(),
            cut in 0usize..40,
        ) {
            let here = (0..=u8::MAX).filter(|number| number % 5 > 0);
            let objects = Objects::of_names(here.map(|number| ObjectId::from_bytes(&id(number)).unwrap()).collect());
            let base: Vec<u8> = base.into_iter().flat_map(entry).collect();
            let base = &base[..base.len() - cut.min(base.len()) / 20 * 3];
            let (mut tree, mut copied) = (Vec::new(), Vec::new());
            for (number, from, length) in pieces {
                tree.extend(entry(number));
                let from = from % (base.len() + 1);
                let length = length.min(base.len() - from);
                copied.push(Copied { from, to: tree.len(), length });
                tree.extend(&base[from..from + length]);
            }
            let (mut plain, mut part) = (Part::default(), Part::default());
            plain.tree(&objects, 1, (base, HASH), None);
            let left = part.tree(&objects, 1, (base, HASH), None);
            let mut second = Part::default();
            plain.tree(&objects, 2, (&tree, HASH), None);
            let like = Like { left: &left, length: base.len(), copied: &copied };
            if other_thread {
                second.tree(&objects, 2, (&tree, HASH), Some(like));
                let mut alone = Part::default();
                alone.tree(&objects, 2, (&tree, HASH), None);
                prop_assert_eq!((edges(&second), &second.damaged), (edges(&alone), &alone.damaged));
            } else {
                part.tree(&objects, 2, (&tree, HASH), Some(like));
                prop_assert_eq!((edges(&part), &part.damaged), (edges(&plain), &plain.damaged));
                prop_assert_eq!(part.absent, plain.absent);
            }
        }
    }
}
