//! Which commits count, and which came first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::graph::{CommitAt, Graph};
use super::number::Number;
use super::objects::Objects;
use super::roots::{Root, Roots};
use crate::source::git::ObjectId;

/// What to look at of a history.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// Of a merge only the first parent.
    pub first_parent: bool,
    /// Everything that is there, whether a ref leads to it or not.
    pub unreachable: bool,
}

/// The commits that count, from the oldest on: no commit comes before a parent of it, and of those that could come
/// next the one that was committed first does.
#[derive(Debug, Default)]
pub struct Order {
    /// In order.
    pub commits: Vec<CommitAt>,
    /// For each commit of the graph its place in `commits`; `u32::MAX` where it does not count.
    pub places: Vec<u32>,
    /// Annotated tags that count.
    pub tags: BTreeSet<Number>,
    /// Trees and blobs that a root names without a commit, with its name.
    pub bare: Vec<(Number, String)>,
    /// Roots that lead to something that is not here.
    pub broken: Vec<(String, ObjectId)>,
    /// For each root what it leads to.
    pub targets: Vec<Option<(Number, Vec<Number>)>>,
}

impl Order {
    /// Walks from the roots.
    pub fn of(objects: &Objects, graph: &Graph, roots: &Roots, narrowed: &Narrowed) -> Self {
        let mut order = Self { places: vec![u32::MAX; graph.commits.len()], ..Self::default() };
        let mut open: Vec<CommitAt> = Vec::new();
        for root in &roots.list {
            let target = root.target(objects, graph);
            match &target {
                Ok((number, tags)) => {
                    order.tags.extend(tags);
                    match graph.commit_at(*number) {
                        Some(commit) => open.push(commit),
                        None if (*number as usize) < objects.len() => order.bare.push((*number, root.name.clone())),
                        None => order.broken(root, root.id, roots),
                    }
                }
                Err(id) => order.broken(root, *id, roots),
            }
            order.targets.push(target.ok());
        }
        if narrowed.unreachable {
            open.extend((0..).take(graph.commits.len()));
        }
        let counts = order.reachable(graph, open, narrowed);
        order.sort(graph, &counts, narrowed);
        order
    }

    /// What a reflog or `ORIG_HEAD` names may be gone; what a ref or `HEAD` names may not.
    fn broken(&mut self, root: &Root, id: ObjectId, roots: &Roots) {
        if root.shown || roots.head == Some(root.id) {
            self.broken.push((root.name.clone(), id));
        }
    }

    fn reachable(&self, graph: &Graph, mut open: Vec<CommitAt>, narrowed: &Narrowed) -> Vec<bool> {
        let mut counts = vec![false; self.places.len()];
        while let Some(at) = open.pop() {
            let Some(seen) = counts.get_mut(at as usize).filter(|seen| !**seen) else { continue };
            *seen = true;
            open.extend(parents(graph, at, narrowed));
        }
        counts
    }

    fn sort(&mut self, graph: &Graph, counts: &[bool], narrowed: &Narrowed) {
        let counts = |at: CommitAt| counts.get(at as usize) == Some(&true);
        let all = || (0..).take(graph.commits.len()).filter(|&at: &CommitAt| counts(at));
        let mut waits = vec![0u32; graph.commits.len()];
        let mut children: Vec<Vec<CommitAt>> = vec![Vec::new(); graph.commits.len()];
        for at in all() {
            for parent in parents(graph, at, narrowed).filter(|&parent| counts(parent)) {
                waits.get_mut(at as usize).into_iter().for_each(|waits| *waits += 1);
                children.get_mut(parent as usize).into_iter().for_each(|children| children.push(at));
            }
        }
        let key = |at: CommitAt| Reverse((graph.commits.get(at as usize).map_or(0, |c| c.seconds), at));
        let free = all().filter(|&at| waits.get(at as usize) == Some(&0));
        let mut ready: BinaryHeap<_> = free.map(key).collect();
        while let Some(Reverse((_, at))) = ready.pop() {
            self.push(at);
            for &child in children.get(at as usize).into_iter().flatten() {
                let Some(waits) = waits.get_mut(child as usize) else { continue };
                *waits -= 1;
                if *waits == 0 {
                    ready.push(key(child));
                }
            }
        }
        // Commits that are each other's forebears cannot be made, but nothing may be lost if they were.
        let rest: Vec<CommitAt> = all().filter(|&at| self.place(at).is_none()).collect();
        for at in rest {
            self.push(at);
        }
    }

    fn push(&mut self, at: CommitAt) {
        let place = u32::try_from(self.commits.len()).unwrap_or(u32::MAX);
        if let Some(slot) = self.places.get_mut(at as usize) {
            *slot = place;
            self.commits.push(at);
        }
    }

    /// The place of a commit that counts.
    pub fn place(&self, at: CommitAt) -> Option<u32> {
        self.places.get(at as usize).copied().filter(|&place| place != u32::MAX)
    }
}

/// The parents of a commit that are looked at.
pub(super) fn parents<'g>(graph: &'g Graph, at: CommitAt, narrowed: &Narrowed) -> impl Iterator<Item = CommitAt> + 'g {
    let most = if narrowed.first_parent { 1 } else { usize::MAX };
    graph.commits.get(at as usize).into_iter().flat_map(move |commit| commit.parents.iter().copied().take(most))
}
