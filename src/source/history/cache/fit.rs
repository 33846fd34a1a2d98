//! What is remembered, laid over what is here now.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;
use rayon::prelude::*;

use super::{Cache, Came, Heard, Kept, Line, Look, NO_NODE, Node, State};
use crate::source::git::{ObjectId, ObjectKind, entries};
use crate::source::history::gather::{Part, Read, Submodule};
use crate::source::history::names::Name;
use crate::source::history::number::Number;
use crate::source::history::objects::Objects;
use crate::source::history::repository::History;
use crate::source::history::trees::{Edge, Entry};

/// Most bytes of a tree.
const LARGEST_TREE: u64 = 256 << 20;

/// How much is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belief {
    /// Of blobs without anything in them.
    Blobs,
    /// Of all objects without anything in them.
    Clean,
    /// Of the others as well, and what looks at them gave.
    All,
}

/// What a look at a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLook {
    /// What came of it.
    pub came: Came,
    /// The secrets of what came of it, in order.
    pub secrets: Vec<Heard>,
}

/// What files came to as code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The tree of which each file was judged.
    pub tree: Number,
    /// The files in it that said something, and the trees that lead to them.
    pub loud: BTreeSet<Number>,
}

/// What need not be read.
#[derive(Debug, Default)]
pub struct Remembered {
    /// For each object its kind; none for those that are to be read.
    pub kinds: Vec<Option<ObjectKind>>,
    /// For each object the bytes that count as read.
    pub sizes: Vec<u32>,
    /// For each object whether all that holds it is in `part`.
    pub placed: Vec<bool>,
    /// What holds what.
    pub part: Part,
    /// Pointers of Git LFS.
    pub lfs: Vec<Number>,
    /// Binaries over the size limit.
    pub large: Vec<Number>,
    /// Chunks with something in them, each with an object that holds it.
    pub chunks: Vec<(u32, Number)>,
    /// Secrets: each with what one look says it all of, and with a chunk that holds it.
    pub traces: Vec<[u32; 3]>,
    /// Looks at objects as files; the path of a message is empty.
    pub looks: BTreeMap<(Number, BString), KnownLook>,
    /// What files came to as code.
    pub code: Option<Code>,
    /// Trees, commits and tags are remembered, not only blobs.
    pub is_whole: bool,
}

impl Code {
    /// Whether it says the same as another of what is here.
    pub fn is_as(&self, other: &Self, history: &History) -> bool {
        let is_here = |number: &&Number| (**number as usize) < history.objects().len();
        self.tree == other.tree && self.loud.iter().filter(is_here).eq(other.loud.iter().filter(is_here))
    }
}

/// So many objects or edges are gone through by one thread.
const PART: usize = 1 << 14;

/// What of the remembered is here now.
struct Here<'h> {
    objects: &'h Objects,
    /// The number of each object that was read.
    numbers: &'h [Option<Number>],
    names: &'h [Vec<u8>],
}

impl Cache {
    /// The numbers that its objects have here, in its order; nothing for those that are not here. None where it was written of
    /// another repository, with which this one shares no commit.
    pub fn numbers(&self, objects: &Objects) -> Option<Vec<Option<Number>>> {
        let number = |next: &mut Number, kept: &Kept| {
            // What was written is in the order of names, as the objects are.
            let is_next = objects.id(*next).as_ref() == Some(&kept.id);
            let number = if is_next { Some(*next) } else { objects.find_exactly(&kept.id) };
            *next = number.map_or(*next, |number| number + 1);
            number
        };
        let parts = self.objects.par_chunks(PART);
        let parts = parts.map(|part| part.iter().scan(0, |next, kept| Some(number(next, kept))).collect());
        let numbers = parts.collect::<Vec<Vec<Option<Number>>>>().concat();
        let here = |line: &Line| numbers.get(line.commit as usize).is_some_and(Option::is_some);
        (self.commits.is_empty() || self.commits.iter().any(here)).then_some(numbers)
    }

    /// The bytes that count as read of its objects.
    pub fn bytes(&self) -> u64 {
        self.objects.iter().map(|kept| u64::from(kept.bytes)).sum()
    }

    /// What of the objects that are here need not be read. Where something has gone, nobody can tell without all trees
    /// who names it: then only blobs are remembered.
    pub fn fit(&self, history: &History, numbers: &[Option<Number>], belief: Belief) -> Remembered {
        let objects = history.objects();
        let is_whole = belief > Belief::Blobs && numbers.iter().all(Option::is_some);
        if is_whole && let Some(remembered) = self.lay(objects, numbers, Some((history, belief))) {
            return remembered;
        }
        self.lay(objects, numbers, None).unwrap_or_default()
    }

    /// Of blobs only where there is no history to read names from. None where a name cannot be read.
    fn lay(
        &self,
        objects: &Objects,
        numbers: &[Option<Number>],
        history: Option<(&History, Belief)>,
    ) -> Option<Remembered> {
        let with_hot = matches!(history, Some((_, Belief::All)));
        let read = || history.map(|(history, _)| self.read_names(history));
        let (names, mut found) = rayon::join(read, || self.laid(objects, numbers, (history.is_some(), with_hot)));
        if let Some(names) = names {
            let names = names?;
            let here = Here { objects, numbers, names: &names };
            if with_hot {
                self.hot(&here, &mut found)?;
            }
            self.graph(&here, &mut found)?;
        }
        Some(found)
    }

    /// What is known of each object: of all, or of blobs only; with those that have something in them, or without.
    fn laid(&self, objects: &Objects, numbers: &[Option<Number>], (is_whole, with_hot): (bool, bool)) -> Remembered {
        let mut found = Remembered {
            kinds: vec![None; objects.len()],
            sizes: vec![0; objects.len()],
            placed: vec![false; objects.len()],
            is_whole,
            ..Remembered::default()
        };
        for (kept, number) in self.objects.iter().zip(numbers) {
            let Some(number) = *number else { continue };
            let Kept { kind, state, placed, bytes, .. } = *kept;
            if (state == State::Hot && !with_hot) || (!is_whole && kind != ObjectKind::Blob) {
                continue;
            }
            match state {
                State::Lfs => found.lfs.push(number),
                State::Large => found.large.push(number),
                State::Clean | State::Hot => {}
            }
            set(&mut found.kinds, number, Some(kind));
            set(&mut found.sizes, number, bytes);
            set(&mut found.placed, number, placed);
        }
        found
    }

    /// What has something in it, and what it came to.
    fn hot(&self, &Here { objects, numbers, names }: &Here<'_>, found: &mut Remembered) -> Option<()> {
        let here = |node: Node| numbers.get(node as usize).copied().flatten();
        found.chunks = self.chunks.iter().filter_map(|&[chunk, object]| Some((chunk, here(object)?))).collect();
        found.traces.clone_from(&self.traces);
        for Look { object, path, came, secrets } in &self.looks {
            let parts: Option<Vec<&Vec<u8>>> = path.iter().map(|&name| names.get(name as usize)).collect();
            let look = KnownLook { came: *came, secrets: secrets.clone() };
            found.looks.insert((here(*object)?, bstr::join("/", parts?).into()), look);
        }
        if let Some((&tree, loud)) = self.code.split_first() {
            // What was not here may have come since.
            let other = |node: Node| self.others.get((node as usize).checked_sub(numbers.len())?);
            let number = |&node: &Node| here(node).or_else(|| objects.find_exactly(&other(node)?.id));
            found.code = here(tree).map(|tree| Code { tree, loud: loud.iter().filter_map(number).collect() });
        }
        Some(())
    }

    /// Makes a part of a graph, as if its objects had been read.
    fn graph(&self, &Here { objects, numbers, names }: &Here<'_>, found: &mut Remembered) -> Option<()> {
        let mut part = Part::default();
        let names: Vec<Name> = names.iter().map(|name| part.names.number(name)).collect();
        let others: Vec<Option<Number>> = self
            .others
            .iter()
            .map(|other| {
                // A submodule's commit is another repository's, also where this one has it.
                let is_ours = other.what != Submodule::Yes;
                let come = is_ours.then(|| objects.find_exactly(&other.id)).flatten();
                come.or_else(|| part.absent(other.id.as_bytes(), other.what))
            })
            .collect();
        let number = |node: Node| match numbers.get(node as usize) {
            Some(number) => *number,
            None => others.get((node as usize).checked_sub(numbers.len())?).copied().flatten(),
        };
        // What is read once more tells what it holds itself.
        let known =
            |node: Node| number(node).filter(|&number| found.kinds.get(number as usize).is_some_and(Option::is_some));
        for Line { commit, tree, parents, seconds } in &self.commits {
            let Some(commit) = known(*commit) else { continue };
            let tree = if *tree == NO_NODE { None } else { number(*tree) };
            let parents = parents.iter().filter_map(|&parent| number(parent)).collect();
            part.commits.push(Read { number: commit, tree, parents, seconds: *seconds });
        }
        for &[tag, of] in &self.tags {
            part.tags.extend(known(tag).zip(number(of)));
        }
        let edge = |&[child, parent, name]: &[u32; 3]| {
            let (child, parent) = number(child).zip(known(parent))?;
            Some(names.get(name as usize).map(|&name| Edge { parent, child, name }))
        };
        let parts = self.edges.par_chunks(PART).map(|part| part.iter().filter_map(edge).collect());
        let parts = parts.collect::<Option<Vec<Vec<Edge>>>>()?;
        for tree in parts.iter().flat_map(|part| part.chunk_by(|a, b| a.parent == b.parent)) {
            tree.first().into_iter().for_each(|edge| part.trees.begin(edge.parent));
            for &Edge { child, name, .. } in tree {
                part.trees.add(Entry { child, name })?;
            }
        }
        found.part = part;
        Some(())
    }

    /// The names, from the trees in which they stand.
    fn read_names(&self, history: &History) -> Option<Vec<Vec<u8>>> {
        let mut names = vec![Vec::new(); self.names.len()];
        let mut wanted: Vec<(u32, u32, usize)> =
            self.names.iter().zip(0..).map(|(&[tree, place], name)| (tree, place, name)).collect();
        wanted.sort_unstable();
        let reader = history.reader();
        for run in wanted.chunk_by(|a, b| a.0 == b.0) {
            let tree = history.objects().find_exactly(&self.objects.get(run.first()?.0 as usize)?.id)?;
            let (_, content) = reader.read(tree, LARGEST_TREE).ok()?;
            let mut rest = run.iter().peekable();
            let mut at = 0;
            entries(&content, history.hash, |entry| {
                while let Some((_, _, name)) = rest.next_if(|(_, place, _)| *place == at) {
                    names.get_mut(*name).into_iter().for_each(|slot| *slot = entry.name.to_vec());
                }
                at += 1;
            });
            if rest.next().is_some() {
                return None;
            }
        }
        Some(names)
    }
}

fn set<T>(list: &mut [T], number: Number, value: T) {
    if let Some(slot) = list.get_mut(number as usize) {
        *slot = value;
    }
}

impl Objects {
    /// The number of an object by its whole name: a prefix that is the same is not enough where what was found in the one
    /// would be believed of the other.
    pub(super) fn find_exactly(&self, id: &ObjectId) -> Option<Number> {
        self.find(id.as_bytes()).filter(|&number| self.id(number).as_ref() == Some(id))
    }
}
