//! A change as the files that it touches, and which of their versions have to be read to decide what it adds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use bstr::{BString, ByteSlice as _};
use rayon::prelude::*;

use super::context::Context;
use super::needles::Needles;
use super::tree::is_clue;
use super::versions::{Key, Version, Versions, WHOLE};
use crate::model::Secret;
use crate::source::OwnIgnores;
use crate::source::git::{Change, Entry, ObjectId};

/// A change against each of its parents: of a commit, or of what is staged.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// For each parent, the paths at which it differs. A first commit has one side, on which nothing was before.
    pub(super) sides: Vec<Vec<Change>>,
}

/// A file that no parent has like this.
pub(super) struct Fresh<'s> {
    /// Where.
    pub(super) path: &'s BString,
    /// Its content.
    pub(super) id: ObjectId,
    /// Its versions in the parents; none where a parent has no such file.
    pub(super) before: Vec<Option<ObjectId>>,
}

impl Step {
    /// The files whose content no parent has at that path.
    pub(super) fn fresh(&self) -> Vec<Fresh<'_>> {
        let Some((first, others)) = self.sides.split_first() else { return Vec::new() };
        let blob = |entry: Option<Entry>| entry.filter(Entry::is_blob).map(|entry| entry.id);
        let mut found = Vec::new();
        for change in first {
            let Some(id) = blob(change.new) else { continue };
            let mut before = vec![blob(change.old)];
            for side in others {
                let at = side.binary_search_by(|other| other.path.cmp(&change.path));
                // Where a side does not differ, that parent has the same content.
                before.push(at.map_or(Some(id), |at| side.get(at).and_then(|other| blob(other.old))));
            }
            if !before.contains(&Some(id)) {
                found.push(Fresh { path: &change.path, id, before });
            }
        }
        found
    }

    /// The paths to which whole files moved, unchanged: with their content went their markers, so that nothing is news.
    /// Where several files are equal to one that is gone, the last by path is the one that moved. Of a merge, which has
    /// more than one side, none.
    pub(super) fn moved(&self) -> BTreeSet<&BString> {
        let [side] = self.sides.as_slice() else { return BTreeSet::new() };
        let mut gone: BTreeMap<ObjectId, usize> = BTreeMap::new();
        for change in side.iter().filter(|change| change.new.is_none()) {
            if let Some(entry) = change.old.filter(Entry::is_blob) {
                *gone.entry(entry.id).or_default() += 1;
            }
        }
        let came = side.iter().rev().filter(|change| change.old.is_none());
        let is_moved = |change: &&Change| {
            let left = change.new.filter(Entry::is_blob).and_then(|entry| gone.get_mut(&entry.id));
            left.is_some_and(|left| {
                let found = *left > 0;
                *left = left.saturating_sub(1);
                found
            })
        };
        came.filter(is_moved).map(|change| &change.path).collect()
    }

    /// The changed files that our own ignore files leave out.
    pub(super) fn left_out(&self, ignores: &mut Option<OwnIgnores<'_>>) -> BTreeSet<BString> {
        let Some(ignores) = ignores else { return BTreeSet::new() };
        let paths: BTreeSet<&BString> = self.sides.iter().flatten().map(|change| &change.path).collect();
        paths.into_iter().filter(|path| ignores.matches_name(path.as_bstr())).cloned().collect()
    }

    /// Whether a file that it adds is by its path a clue to what an application is.
    pub(super) fn brings_clue(&self, context: &Context<'_>) -> bool {
        let is_added = |fresh: &Fresh<'_>| fresh.before.iter().all(Option::is_none);
        self.fresh().iter().filter(|fresh| is_added(fresh)).any(|fresh| is_clue(fresh.path, context))
    }

    /// The versions that have to be read first.
    pub(super) fn new_versions(&self, passes: &dyn Fn(&BString) -> bool) -> impl Iterator<Item = Key> {
        let keys: Vec<Key> = self.fresh().into_iter().map(|fresh| (fresh.id, fresh.path.clone())).collect();
        keys.into_iter().filter(|(_, path)| passes(path)).collect::<Vec<_>>().into_iter()
    }

    /// The new versions with anything in them.
    fn hot<'v>(&self, versions: &'v Versions<'_>) -> Vec<&'v Version> {
        let all = self.fresh().into_iter().map(|fresh| versions.get(fresh.id, fresh.path).as_ref());
        all.filter(|version| version.is_hot()).collect()
    }

    /// The other versions of both sides, where some new one has anything in it: those that have to be scanned whatever
    /// stands in them, because their markers matter, and those of which only the secrets matter.
    fn other_versions(&self, versions: &Versions<'_>) -> (Vec<Key>, Vec<Key>) {
        let fresh = self.fresh();
        if !fresh.iter().any(|fresh| versions.get(fresh.id, fresh.path).is_hot()) {
            return (Vec::new(), Vec::new());
        }
        let marked = |fresh: &&Fresh<'_>| !versions.get(fresh.id, fresh.path).markers.is_empty();
        let marked: BTreeSet<&BString> = fresh.iter().filter(marked).map(|fresh| fresh.path).collect();
        let differs = |change: &&Change| marked.contains(&change.path) || !versions.settled().is_same(change);
        let entries = self.sides.iter().flatten().filter(differs).flat_map(|change| {
            let both = [change.new, change.old].into_iter().flatten().filter(Entry::is_blob);
            both.map(|entry| (entry.id, change.path.clone()))
        });
        entries.partition(|(_, path)| marked.contains(path))
    }

    /// By how much more often a secret stands in the new tree than in each parent's, at least.
    pub(super) fn growth(&self, secret: &Secret, versions: &Versions<'_>) -> i64 {
        let count = |entry: Option<Entry>, path: &BString| {
            let found = entry.map_or(0, |entry| versions.get(entry.id, path).count(secret));
            i64::try_from(found).unwrap_or(i64::MAX)
        };
        let side = |side: &Vec<Change>| {
            let differing = side.iter().filter(|change| !versions.settled().is_same(change));
            differing.map(|change| count(change.new, &change.path) - count(change.old, &change.path)).sum::<i64>()
        };
        self.sides.iter().map(side).min().unwrap_or_default()
    }
}

/// Reads the other versions of some steps whose new ones are known: none twice, and only those of which something
/// matters.
pub(super) fn read_others<'s>(versions: &mut Versions<'_>, steps: impl Iterator<Item = &'s Step> + Clone) {
    let (mut whole, mut rest) = (BTreeSet::new(), BTreeSet::new());
    for step in steps.clone() {
        let (marked, others) = step.other_versions(versions);
        whole.extend(marked);
        rest.extend(others);
    }
    let needles = Needles::of(steps.flat_map(|step| step.hot(versions)));
    if let Some(needles) = needles {
        rest.retain(|key| !versions.knows(key));
        let (repository, context) = (versions.repository(), versions.context());
        let may_hold = |(id, path): &Key| match repository.object(*id, WHOLE) {
            Ok(object) => object.data.is_none_or(|bytes| needles.may_stand_in(path, &bytes)),
            Err(_) => true,
        };
        let stopped = || context.stop.load(Ordering::Relaxed);
        whole.extend(rest.into_par_iter().filter(|key| stopped() || may_hold(key)).collect::<Vec<_>>());
    } else {
        whole.extend(rest);
    }
    versions.read(whole);
}
