//! In which commits a few objects stand, since when, and which commit took them away.
//!
//! From the objects upwards to the trees that hold them, then once over all commits, with a bit for each of 64 sets.

use rayon::prelude::*;

use super::graph::CommitAt;
use super::number::Number;
use super::order::{Narrowed, parents};
use super::spread::Spread;

/// In which commits something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carriers {
    /// How many commits.
    pub commits: u64,
    /// The first of them.
    pub first: Option<CommitAt>,
    /// The commit after which it does not stand at `HEAD` any more.
    pub removed: Option<CommitAt>,
    /// It stands at `HEAD`.
    pub at_head: bool,
    /// The roots, by their place in the list, that lead to one of the commits.
    pub roots: Vec<usize>,
}

impl Spread<'_> {
    /// In which commits the objects of each set stand. A commit or a tag in a set stands for itself.
    pub fn carriers(&self, sets: &[Vec<Number>], head: Option<CommitAt>, narrowed: &Narrowed) -> Vec<Carriers> {
        sets.par_chunks(64).flat_map_iter(|sets| self.carriers_of_few(sets, head, narrowed)).collect()
    }

    fn carriers_of_few(&self, sets: &[Vec<Number>], head: Option<CommitAt>, narrowed: &Narrowed) -> Vec<Carriers> {
        let masks = self.masks(sets);
        let mask = |number: Number| masks.get(self.above.at(number)).copied().unwrap_or(0);
        let commits = self.graph.commits.len();
        let mut tally =
            Tally { own: vec![0; commits], reach: vec![0; commits], found: vec![Carriers::default(); sets.len()] };
        for &at in &self.order.commits {
            let Some(commit) = self.graph.commits.get(at as usize) else { continue };
            let own = commit.tree.map_or(0, mask) | mask(commit.number);
            tally.commit(at, own, parents(self.graph, at, narrowed));
        }
        for (root, target) in self.order.targets.iter().enumerate() {
            let Some((number, tags)) = target else { continue };
            let direct = tags.iter().fold(mask(*number), |all, &tag| all | mask(tag));
            let below = self.graph.commit_at(*number).map_or(0, |at| at_of(&tally.reach, at));
            each_bit(direct | below, |bit| {
                if let Some(found) = tally.found.get_mut(bit) {
                    found.roots.push(root);
                }
            });
        }
        self.gone(head, narrowed, &mut tally);
        tally.found
    }

    /// For each object of the spread the sets of which it is, or holds, one.
    fn masks(&self, sets: &[Vec<Number>]) -> Vec<u64> {
        let mut masks = vec![0u64; self.above.len()];
        for (bit, set) in sets.iter().enumerate() {
            for &number in set {
                masks.get_mut(self.above.at(number)).into_iter().for_each(|mask| *mask |= 1 << bit);
            }
        }
        // Children are settled before their parents in the reversed sequence.
        for &at in self.above.sequence().iter().rev() {
            let below = self.above.below(at);
            let below = below.fold(0, |all, (child, _)| all | masks.get(child as usize).copied().unwrap_or(0));
            masks.get_mut(at as usize).into_iter().for_each(|mask| *mask |= below);
        }
        masks
    }

    /// What stands at `HEAD`, and which commit took away what does not.
    fn gone(&self, head: Option<CommitAt>, narrowed: &Narrowed, tally: &mut Tally) {
        let Some(head) = head else { return };
        let own = |at: CommitAt| at_of(&tally.own, at);
        let live = own(head);
        let mut before = vec![false; self.graph.commits.len()];
        let mut open = vec![head];
        let mut last: Vec<Option<(u32, CommitAt)>> = vec![None; tally.found.len()];
        while let Some(at) = open.pop() {
            let Some(seen) = before.get_mut(at as usize).filter(|seen| !**seen) else { continue };
            *seen = true;
            let above = parents(self.graph, at, narrowed).fold(0, |all, parent| all | own(parent));
            let place = self.order.place(at).unwrap_or(0);
            each_bit(above & !own(at) & !live, |bit| {
                if let Some(last) = last.get_mut(bit).filter(|last| last.is_none_or(|(other, _)| other < place)) {
                    *last = Some((place, at));
                }
            });
            open.extend(parents(self.graph, at, narrowed));
        }
        for (bit, (found, last)) in tally.found.iter_mut().zip(last).enumerate() {
            found.at_head = live >> bit & 1 == 1;
            found.removed = last.map(|(_, at)| at);
        }
    }
}

/// What is counted commit by commit, a bit for each set and a mask for each commit of the graph.
struct Tally {
    /// What a commit holds.
    own: Vec<u64>,
    /// What it or one before it holds.
    reach: Vec<u64>,
    found: Vec<Carriers>,
}

impl Tally {
    fn commit(&mut self, at: CommitAt, own: u64, parents: impl Iterator<Item = CommitAt>) {
        let reach = parents.fold(own, |all, parent| all | at_of(&self.reach, parent));
        self.own.get_mut(at as usize).into_iter().for_each(|slot| *slot = own);
        self.reach.get_mut(at as usize).into_iter().for_each(|slot| *slot = reach);
        each_bit(own, |bit| {
            if let Some(found) = self.found.get_mut(bit) {
                found.commits += 1;
                found.first.get_or_insert(at);
            }
        });
    }
}

fn at_of(masks: &[u64], at: CommitAt) -> u64 {
    masks.get(at as usize).copied().unwrap_or(0)
}

fn each_bit(mut mask: u64, mut each: impl FnMut(usize)) {
    while mask != 0 {
        each(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}
