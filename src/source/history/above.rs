//! All that leads to a few objects: the trees that hold them, and the trees that hold those.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::graph::Graph;
use super::names::Name;
use super::number::Number;
use super::trees::{Edge, Entry};

/// Stands for no place.
const NOWHERE: u32 = u32::MAX;

/// Some objects and all that holds one of them, directly or not. Each has a place in it.
#[derive(Debug, Default)]
pub(super) struct Above {
    /// For each number its place; [`NOWHERE`] for what leads to none of the objects.
    local: Vec<u32>,
    /// By parent.
    edges: Vec<Edge>,
    /// For each edge the place of its child.
    children: Vec<u32>,
    /// For each place the edges of which it is the parent.
    ranges: Vec<Range<usize>>,
    /// All places, parents before children.
    sequence: Vec<u32>,
}

impl Above {
    pub(super) fn of(graph: &Graph, wanted: &[Number]) -> Self {
        let mut above = Self::default();
        above.close(graph, wanted);
        above.arrange();
        above.order();
        above
    }

    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The place of an object; beyond all of them where it leads to nothing.
    pub(super) fn at(&self, number: Number) -> usize {
        self.local.get(number as usize).copied().unwrap_or(NOWHERE) as usize
    }

    /// All places, parents before children.
    pub(super) fn sequence(&self) -> &[u32] {
        &self.sequence
    }

    /// All that leads to one of the objects, sorted by parent.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// What stands in the object at a place: the child's place, and its name there.
    pub(super) fn below(&self, at: u32) -> impl Iterator<Item = (u32, Name)> + Clone {
        let range = self.ranges.get(at as usize).cloned().unwrap_or_default();
        let edges = self.edges.get(range.clone()).unwrap_or_default();
        let children = self.children.get(range).unwrap_or_default();
        children.iter().copied().zip(edges.iter().map(|edge| edge.name))
    }

    /// Finds the edges and gives out the places, in the order of numbers.
    fn close(&mut self, graph: &Graph, wanted: &[Number]) {
        let inside: Vec<AtomicBool> = (0..graph.numbers()).map(|_| AtomicBool::new(false)).collect();
        let mark = |number: Number| inside.get(number as usize).is_some_and(|is| !is.swap(true, Ordering::Relaxed));
        let is_in = |number: Number| inside.get(number as usize).is_some_and(|is| is.load(Ordering::Relaxed));
        for &number in wanted {
            mark(number);
        }
        // All threads go through the trees at once; which of them sees what first changes nothing of what is marked at last.
        loop {
            let leads_on = graph.trees().filter(|(tree, entries)| {
                !is_in(*tree) && entries.clone().any(|entry| is_in(entry.child)) && mark(*tree)
            });
            if leads_on.count() == 0 {
                break;
            }
        }
        let mut count = 0;
        let places = inside.iter().map(|is| {
            let is = is.load(Ordering::Relaxed);
            count += u32::from(is);
            if is { count - 1 } else { NOWHERE }
        });
        self.local = places.collect();
        self.ranges = vec![0..0; count as usize];
        let edges = |(parent, entries)| {
            let edge = move |Entry { child, name }| Edge { parent, child, name };
            Iterator::map(entries, edge).filter(|edge| is_in(edge.child))
        };
        self.edges = graph.trees().filter(|(tree, _)| is_in(*tree)).flat_map_iter(edges).collect();
    }

    /// Sorts the edges by parent.
    fn arrange(&mut self) {
        // Those that were remembered are sorted already, which this sort knows to use.
        self.edges.par_sort();
        let local = |number: Number| self.local.get(number as usize).copied().unwrap_or(NOWHERE);
        self.children = self.edges.par_iter().map(|edge| local(edge.child)).collect();
        let mut from = 0;
        for run in self.edges.chunk_by(|a, b| a.parent == b.parent) {
            let to = from + run.len();
            let at = run.first().map_or(NOWHERE, |edge| local(edge.parent));
            if let Some(range) = self.ranges.get_mut(at as usize) {
                *range = from..to;
            }
            from = to;
        }
    }

    /// Finds an order in which parents come before children.
    fn order(&mut self) {
        let mut waits = vec![0u32; self.len()];
        for &child in &self.children {
            waits.get_mut(child as usize).into_iter().for_each(|waits| *waits += 1);
        }
        let mut ready: Vec<u32> = (0..).zip(&waits).filter(|(_, waits)| **waits == 0).map(|(at, _)| at).collect();
        let mut sequence = Vec::with_capacity(self.len());
        while let Some(at) = ready.pop() {
            sequence.push(at);
            for (child, _) in self.below(at) {
                let Some(waits) = waits.get_mut(child as usize) else { continue };
                *waits -= 1;
                if *waits == 0 {
                    ready.push(child);
                }
            }
        }
        self.sequence = sequence;
    }
}
