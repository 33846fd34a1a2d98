//! Where the few objects that matter stand: at which paths, since when, in which commits, on which refs.
//!
//! Upwards from the objects, the trees that hold them and the trees that hold those: a few passes over all edges. What is
//! left is small, and is then gone through downwards for paths and upwards for commits, each tree once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use bstr::BString;
use rayon::prelude::*;

use super::gather::Edge;
use super::graph::Graph;
use super::names::Name;
use super::number::Number;
use super::order::{Narrowed, Order};

/// A path's number; the paths of a [`Spread`] are kept by their last part and the path before it.
type PathAt = u32;

/// Most paths of one object that are told apart, and the number of all after which it is fewer.
const PATHS: usize = 4096;
const ALL_PATHS: usize = 4 << 20;
const FEW_PATHS: usize = 16;

/// No commit, but a root by itself.
const NO_COMMIT: u32 = u32::MAX;

/// A path at which an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The place in [`Order::commits`] of the first commit in which it stands there; the highest number where no commit
    /// leads to it.
    pub first: u32,
    path: PathAt,
}

/// Where some objects stand.
#[derive(Debug)]
pub struct Spread<'g> {
    pub(super) graph: &'g Graph,
    pub(super) order: &'g Order,
    /// For each number, its place among those that hold one of the objects; `u32::MAX` for the others.
    pub(super) local: Vec<u32>,
    /// By parent.
    pub(super) edges: Vec<Edge>,
    /// For each place in `local`, its edges.
    ranges: Vec<Range<usize>>,
    /// Parents before children.
    pub(super) sequence: Vec<u32>,
    /// The commits' trees: local place, first commit.
    pub(super) places: Vec<Vec<Place>>,
    paths: Vec<(PathAt, PathName)>,
    path_at: HashMap<(PathAt, Name), PathAt, foldhash::fast::RandomState>,
    kept: usize,
    cut: bool,
}

#[derive(Clone, Debug)]
enum PathName {
    Top,
    Part(Name),
    Whole(BString),
}

const TOP: PathAt = 0;

impl<'g> Spread<'g> {
    /// Of some objects.
    pub fn of(graph: &'g Graph, order: &'g Order, wanted: &[Number], narrowed: &Narrowed) -> Self {
        let mut spread = Self {
            graph,
            order,
            local: vec![u32::MAX; graph.numbers()],
            edges: Vec::new(),
            ranges: Vec::new(),
            sequence: Vec::new(),
            places: Vec::new(),
            paths: vec![(TOP, PathName::Top)],
            path_at: HashMap::default(),
            kept: 0,
            cut: false,
        };
        spread.close(wanted);
        spread.arrange();
        spread.begin(narrowed);
        spread.descend();
        spread
    }

    /// Gives back what it holds while the report is written.
    pub fn leave(self) {
        let Self { local, edges, ranges, sequence, places, paths, path_at, .. } = self;
        rayon::spawn(move || drop((local, edges, ranges, sequence, places, paths, path_at)));
    }

    /// All that leads to one of the objects, sorted by parent.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Some paths were left out because there are too many.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// All that holds one of the objects, directly or not.
    fn close(&mut self, wanted: &[Number]) {
        let inside: Vec<AtomicBool> = (0..self.local.len()).map(|_| AtomicBool::new(false)).collect();
        let mark = |number: Number| inside.get(number as usize).is_some_and(|is| !is.swap(true, Ordering::Relaxed));
        let is_in = |number: Number| inside.get(number as usize).is_some_and(|is| is.load(Ordering::Relaxed));
        for &number in wanted {
            mark(number);
        }
        // All threads go through the edges at once; which of them sees what first changes nothing of what is marked at last.
        let leads_on = |edge: &Edge| is_in(edge.child) && !is_in(edge.parent) && mark(edge.parent);
        while self.graph.edges.par_iter().filter(|edge| leads_on(edge)).count() > 0 {}
        let mut count = 0;
        for (local, _) in self.local.iter_mut().zip(&inside).filter(|(_, is)| is.load(Ordering::Relaxed)) {
            *local = count;
            count += 1;
        }
        self.edges = self.graph.edges.par_iter().filter(|edge| is_in(edge.child)).copied().collect();
        self.places = vec![Vec::new(); count as usize];
    }

    /// The place of an object among those that hold one of the objects; beyond all of them where it holds none.
    pub(super) fn at(&self, number: Number) -> usize {
        self.local.get(number as usize).copied().unwrap_or(u32::MAX) as usize
    }

    /// What stands in the object at a place.
    pub(super) fn below(&self, at: u32) -> &[Edge] {
        let range = self.ranges.get(at as usize).cloned().unwrap_or_default();
        self.edges.get(range).unwrap_or_default()
    }

    /// Sorts the edges by parent and finds an order in which parents come before children.
    fn arrange(&mut self) {
        let local = |number: Number| self.local.get(number as usize).copied().unwrap_or(u32::MAX);
        self.edges.par_sort_unstable_by_key(|edge| (local(edge.parent), edge.child, edge.name));
        let nodes = self.places.len();
        let mut ranges = vec![0..0; nodes];
        let mut waits = vec![0u32; nodes];
        let mut from = 0;
        for run in self.edges.chunk_by(|a, b| a.parent == b.parent) {
            let to = from + run.len();
            if let Some(range) = run.first().and_then(|edge| ranges.get_mut(local(edge.parent) as usize)) {
                *range = from..to;
            }
            from = to;
            for edge in run {
                waits.get_mut(local(edge.child) as usize).into_iter().for_each(|waits| *waits += 1);
            }
        }
        let mut ready: Vec<u32> = (0..).zip(&waits).filter(|(_, waits)| **waits == 0).map(|(at, _)| at).collect();
        let mut sequence = Vec::with_capacity(nodes);
        while let Some(at) = ready.pop() {
            sequence.push(at);
            let range = ranges.get(at as usize).cloned().unwrap_or_default();
            for edge in self.edges.get(range).unwrap_or_default() {
                let child = local(edge.child);
                let Some(waits) = waits.get_mut(child as usize) else { continue };
                *waits -= 1;
                if *waits == 0 {
                    ready.push(child);
                }
            }
        }
        self.sequence = sequence;
        self.ranges = ranges;
    }

    /// Gives their places to the trees of commits, and to what a root names by itself.
    fn begin(&mut self, narrowed: &Narrowed) {
        for (first, &at) in (0u32..).zip(&self.order.commits) {
            let tree = self.graph.commits.get(at as usize).and_then(|commit| commit.tree);
            let local = tree.and_then(|tree| self.local.get(tree as usize)).copied().unwrap_or(u32::MAX);
            if let Some(places) = self.places.get_mut(local as usize).filter(|places| places.is_empty()) {
                places.push(Place { first, path: TOP });
            }
        }
        let bare = self.order.bare.clone();
        for (number, name) in bare {
            let path = self.whole(format!(".git/{name}").into());
            self.put(number, path);
        }
        if narrowed.unreachable {
            self.begin_alone();
        }
    }

    /// What nothing holds is a root as well, where everything is looked at.
    fn begin_alone(&mut self) {
        let mut held = vec![false; self.places.len()];
        for edge in &self.edges {
            let at = self.local.get(edge.child as usize).copied().unwrap_or(u32::MAX);
            held.get_mut(at as usize).into_iter().for_each(|held| *held = true);
        }
        for (local, held) in self.places.iter_mut().zip(held) {
            if !held && local.is_empty() {
                local.push(Place { first: NO_COMMIT, path: TOP });
            }
        }
    }

    fn put(&mut self, number: Number, path: PathAt) {
        let local = self.local.get(number as usize).copied().unwrap_or(u32::MAX);
        if let Some(places) = self.places.get_mut(local as usize) {
            places.push(Place { first: NO_COMMIT, path });
        }
    }

    fn whole(&mut self, path: BString) -> PathAt {
        let at = PathAt::try_from(self.paths.len()).unwrap_or(TOP);
        self.paths.push((TOP, PathName::Whole(path)));
        at
    }

    /// Hands places down, from trees to what they hold.
    fn descend(&mut self) {
        for at in self.sequence.clone() {
            let range = self.ranges.get(at as usize).cloned().unwrap_or_default();
            let own = match self.places.get_mut(at as usize) {
                // An object that holds nothing here is one of those that were asked for.
                Some(places) if !range.is_empty() => std::mem::take(places),
                _ => continue,
            };
            for index in range {
                let Some(&edge) = self.edges.get(index) else { continue };
                let child = self.local.get(edge.child as usize).copied().unwrap_or(u32::MAX);
                for place in &own {
                    let path = self.path_below(place.path, edge.name);
                    self.hand_down(child, Place { first: place.first, path });
                }
            }
            self.kept = self.kept.saturating_sub(own.len());
            // Asked for by itself, a tree keeps its places.
            if let Some(places) = self.places.get_mut(at as usize) {
                *places = own;
            }
        }
    }

    fn path_below(&mut self, above: PathAt, name: Name) -> PathAt {
        let next = PathAt::try_from(self.paths.len()).unwrap_or(TOP);
        let at = *self.path_at.entry((above, name)).or_insert(next);
        if at == next {
            self.paths.push((above, PathName::Part(name)));
        }
        at
    }

    fn hand_down(&mut self, child: u32, place: Place) {
        let most = if self.kept > ALL_PATHS { FEW_PATHS } else { PATHS };
        let Some(places) = self.places.get_mut(child as usize) else { return };
        if let Some(other) = places.iter_mut().find(|other| other.path == place.path) {
            other.first = other.first.min(place.first);
            return;
        }
        if places.len() < most {
            places.push(place);
            self.kept += 1;
        } else {
            self.cut = true;
        }
    }

    /// Where an object stands, the oldest place first; then by path. Nothing where nothing that counts leads to it.
    pub fn places(&self, number: Number) -> Vec<(Place, BString)> {
        let local = self.local.get(number as usize).copied().unwrap_or(u32::MAX);
        let places = self.places.get(local as usize).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<(Place, BString)> = places.iter().map(|&place| (place, self.path(place.path))).collect();
        found.sort_by(|a, b| (a.0.first, &a.1).cmp(&(b.0.first, &b.1)));
        found
    }

    /// The names that make a path at which an object stands. None where it is made otherwise, or stands elsewhere.
    pub(super) fn parts(&self, number: Number, path: &BString) -> Option<Vec<Name>> {
        let local = self.local.get(number as usize).copied().unwrap_or(u32::MAX);
        let places = self.places.get(local as usize).map(Vec::as_slice).unwrap_or_default();
        self.parts_of(places.iter().find(|place| self.path(place.path) == *path)?.path)
    }

    fn parts_of(&self, mut at: PathAt) -> Option<Vec<Name>> {
        let mut parts = Vec::new();
        while at != TOP {
            let (above, PathName::Part(name)) = self.paths.get(at as usize)? else { return None };
            parts.push(*name);
            at = *above;
        }
        parts.reverse();
        Some(parts)
    }

    /// The paths at which some objects stand, sorted, each once.
    pub fn paths(&self, numbers: &[Number]) -> Vec<BString> {
        let mut found = std::collections::BTreeSet::new();
        for &number in numbers {
            let local = self.local.get(number as usize).copied().unwrap_or(u32::MAX);
            found.extend(self.places.get(local as usize).into_iter().flatten().map(|place| place.path));
        }
        let mut paths: Vec<BString> = found.into_iter().map(|at| self.path(at)).collect();
        paths.sort();
        paths
    }

    fn path(&self, mut at: PathAt) -> BString {
        let mut parts: Vec<&[u8]> = Vec::new();
        while let Some((above, name)) = self.paths.get(at as usize) {
            match name {
                PathName::Top => break,
                PathName::Part(name) => parts.push(self.graph.names.name(*name)),
                PathName::Whole(path) => {
                    parts.push(path);
                    break;
                }
            }
            at = *above;
        }
        parts.reverse();
        bstr::join("/", parts).into()
    }
}
