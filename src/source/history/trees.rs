//! What trees hold.
//!
//! A history has many versions of each folder, of which most entries are the same. What was read of an entry is kept once for all
//! versions that were made from each other; a version is the places of its entries, one behind the other. What is where is
//! asked by going through all of it, so that nothing need be sorted or looked up.

use rayon::prelude::*;

use super::names::Name;
use super::number::Number;

/// `child` stands in the tree `parent` under `name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) parent: Number,
    pub(super) child: Number,
    pub(super) name: Name,
}

/// `child` stands under `name`, in whichever trees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) child: Number,
    pub(super) name: Name,
}

/// The place of an entry in [`Trees`].
pub(super) type EntryAt = u32;

/// So many places lie in one piece of memory: what grows is never copied.
const BLOCK: usize = 1 << 14;

/// Some trees.
#[derive(Debug, Default)]
pub(super) struct Trees {
    entries: Vec<Entry>,
    blocks: Vec<Block>,
}

#[derive(Debug, Default)]
struct Block {
    /// What stands in the trees, one tree behind the other.
    places: Vec<EntryAt>,
    /// Trees, with where in `places` each begins. One that goes on in the next block is in both.
    trees: Vec<(Number, usize)>,
}

impl Trees {
    /// What is added from now on stands in that tree.
    pub(super) fn begin(&mut self, tree: Number) {
        match self.blocks.last_mut() {
            Some(block) => block.trees.push((tree, block.places.len())),
            None => self.go_on(tree),
        }
    }

    /// Adds an entry that was read to the tree that was begun, and gives its place. None where there are more than can be told apart.
    pub(super) fn add(&mut self, entry: Entry) -> Option<EntryAt> {
        let at = EntryAt::try_from(self.entries.len()).ok()?;
        self.entries.push(entry);
        self.add_again(at);
        Some(at)
    }

    /// Adds to the tree that was begun an entry that stood in another.
    pub(super) fn add_again(&mut self, at: EntryAt) {
        if let Some(block) = self.blocks.last_mut().filter(|block| block.places.len() < BLOCK) {
            block.places.push(at);
        } else if let Some(&(tree, _)) = self.blocks.last().and_then(|block| block.trees.last()) {
            self.go_on(tree);
            self.blocks.last_mut().into_iter().for_each(|block| block.places.push(at));
        }
    }

    fn go_on(&mut self, tree: Number) {
        self.blocks.push(Block { places: Vec::with_capacity(BLOCK), trees: vec![(tree, 0)] });
    }

    /// What was read, each once or a few times.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The same, to be numbered anew.
    pub(super) fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.entries
    }

    /// The trees with what stands in them; one may come in several parts.
    pub(super) fn list(&self) -> impl ParallelIterator<Item = (Number, impl Iterator<Item = Entry> + Clone)> {
        self.blocks.par_iter().flat_map_iter(|block| {
            let next = block.trees.iter().skip(1).map(|&(_, from)| from).chain([block.places.len()]);
            block.trees.iter().zip(next).map(|(&(tree, from), to)| {
                let places = block.places.get(from..to).unwrap_or_default();
                (tree, places.iter().filter_map(|&at| self.entries.get(at as usize).copied()))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_go_on_in_the_next_block() {
        let (mut trees, mut expected) = (Trees::default(), Vec::new());
        for tree in 0..40 {
            trees.begin(tree);
            for name in 0..tree * 100 {
                let entry = Entry { child: tree + name, name };
                let edge = if let (0, Some(at)) = (name % 3, trees.entries().len().checked_sub(5)) {
                    trees.add_again(EntryAt::try_from(at).unwrap());
                    trees.entries()[at]
                } else {
                    trees.add(entry).unwrap();
                    entry
                };
                expected.push(Edge { parent: tree, child: edge.child, name: edge.name });
            }
        }
        assert!(trees.blocks.len() > 3);
        let edges = |(parent, entries)| {
            let edge = move |Entry { child, name }| Edge { parent, child, name };
            Iterator::map(entries, edge).collect::<Vec<Edge>>()
        };
        assert!(trees.list().map(edges).collect::<Vec<_>>().concat() == expected);
    }
}
