//! Where the few objects that matter stand: at which paths, since when, in which commits, on which refs.
//!
//! Upwards from the objects, the trees that hold them and the trees that hold those: a few passes over all trees. What is
//! left is small, and is then gone through downwards for paths and upwards for commits, each tree once.

use std::collections::HashMap;

use bstr::BString;

use super::above::Above;
use super::graph::Graph;
use super::names::Name;
use super::number::Number;
use super::order::{Narrowed, Order};
use super::trees::Edge;

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
    /// What holds one of the objects.
    pub(super) above: Above,
    /// For each place of `above` the paths.
    places: Vec<Vec<Place>>,
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
        let above = Above::of(graph, wanted);
        let places = vec![Vec::new(); above.len()];
        let mut spread = Self {
            graph,
            order,
            above,
            places,
            paths: vec![(TOP, PathName::Top)],
            path_at: HashMap::default(),
            kept: 0,
            cut: false,
        };
        spread.begin(narrowed);
        spread.descend();
        spread
    }

    /// Gives back what it holds while the report is written.
    pub fn leave(self) {
        let Self { above, places, paths, path_at, .. } = self;
        rayon::spawn(move || drop((above, places, paths, path_at)));
    }

    /// All that leads to one of the objects, sorted by parent.
    pub(super) fn edges(&self) -> &[Edge] {
        self.above.edges()
    }

    /// Some paths were left out because there are too many.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Gives their places to the trees of commits, and to what a root names by itself.
    fn begin(&mut self, narrowed: &Narrowed) {
        for (first, &at) in (0u32..).zip(&self.order.commits) {
            let tree = self.graph.commits.get(at as usize).and_then(|commit| commit.tree);
            let local = tree.map_or(usize::MAX, |tree| self.above.at(tree));
            if let Some(places) = self.places.get_mut(local).filter(|places| places.is_empty()) {
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
        for edge in self.above.edges() {
            held.get_mut(self.above.at(edge.child)).into_iter().for_each(|held| *held = true);
        }
        for (local, held) in self.places.iter_mut().zip(held) {
            if !held && local.is_empty() {
                local.push(Place { first: NO_COMMIT, path: TOP });
            }
        }
    }

    fn put(&mut self, number: Number, path: PathAt) {
        if let Some(places) = self.places.get_mut(self.above.at(number)) {
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
        let above = std::mem::take(&mut self.above);
        for &at in above.sequence() {
            let own = match self.places.get_mut(at as usize) {
                // An object that holds nothing here is one of those that were asked for.
                Some(places) if above.below(at).next().is_some() => std::mem::take(places),
                _ => continue,
            };
            for (child, name) in above.below(at) {
                for place in &own {
                    let path = self.path_below(place.path, name);
                    self.hand_down(child, Place { first: place.first, path });
                }
            }
            self.kept = self.kept.saturating_sub(own.len());
            // Asked for by itself, a tree keeps its places.
            if let Some(places) = self.places.get_mut(at as usize) {
                *places = own;
            }
        }
        self.above = above;
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
        let places = self.places.get(self.above.at(number)).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<(Place, BString)> = places.iter().map(|&place| (place, self.path(place.path))).collect();
        found.sort_by(|a, b| (a.0.first, &a.1).cmp(&(b.0.first, &b.1)));
        found
    }

    /// The names that make a path at which an object stands. None where it is made otherwise, or stands elsewhere.
    pub(super) fn parts(&self, number: Number, path: &BString) -> Option<Vec<Name>> {
        let places = self.places.get(self.above.at(number)).map(Vec::as_slice).unwrap_or_default();
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
            found.extend(self.places.get(self.above.at(number)).into_iter().flatten().map(|place| place.path));
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
