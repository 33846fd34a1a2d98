//! A change as the files that it touches, and which of their versions have to be read to decide what it adds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bstr::{BString, ByteSlice as _};
use rayon::prelude::*;

use super::context::Context;
use super::needles::Needles;
use super::outcome::Spot;
use super::settled::Key;
use super::tree::is_clue;
use super::versions::{Version, Versions, WHOLE};
use crate::model::Secret;
use crate::source::OwnIgnores;
use crate::source::git::{Change, Entry, Object, ObjectId};

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

impl Fresh<'_> {
    /// The versions before it, at its path.
    fn before_at_path(&self) -> Vec<Key> {
        self.before.iter().flatten().map(|&id| (id, self.path.clone())).collect()
    }
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
    pub(super) fn new_versions(&self, passes: &dyn Fn(&BString) -> bool) -> BTreeSet<Key> {
        let fresh = self.fresh().into_iter().filter(|fresh| passes(fresh.path));
        fresh.map(|fresh| (fresh.id, fresh.path.clone())).collect()
    }

    /// The new versions with anything in them that may be new, each with those before it.
    pub(super) fn hot<'v>(&self, versions: &'v Versions<'_>) -> Vec<(Fresh<'_>, &'v Version)> {
        let settled = |fresh: &Fresh<'_>| versions.settled().bytes(&(fresh.id, fresh.path.clone())).is_some();
        let fresh = self.fresh().into_iter().filter(|fresh| !settled(fresh));
        let all = fresh.map(|fresh| (versions.get(fresh.id, fresh.path).as_ref(), fresh));
        all.filter(|(version, _)| version.is_hot()).map(|(version, fresh)| (fresh, version)).collect()
    }

    /// What stands more often in a new version than in each of those before it, with the version.
    fn grown<'v>(&self, versions: &'v Versions<'_>) -> Vec<(&'v Version, &'v Spot)> {
        let mut found = Vec::new();
        for (fresh, version) in self.hot(versions) {
            let before: Vec<&Version> =
                fresh.before.iter().flatten().map(|&id| versions.get(id, fresh.path).as_ref()).collect();
            let is_grown = |spot: &&Spot| {
                let here = version.count(&spot.secret);
                before.iter().all(|old| old.count(&spot.secret) < here)
            };
            for part in std::iter::once(version).chain(version.members.iter().map(|(_, member)| member)) {
                found.extend(part.spots.iter().filter(is_grown).map(|spot| (part, spot)));
            }
        }
        found
    }

    /// The versions of both sides that are not known and differ in what stands in them.
    fn unknown(&self, versions: &Versions<'_>) -> Vec<Key> {
        let differing = self.sides.iter().flatten().filter(|change| !versions.settled().is_same(change));
        let entries = differing.flat_map(|change| {
            let both = [change.new, change.old].into_iter().flatten().filter(Entry::is_blob);
            both.map(|entry| (entry.id, change.path.clone()))
        });
        entries.filter(|key| !versions.knows(key)).collect()
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

/// Reads the other versions of some steps whose new ones are known: those before a new one that has anything in it, and then
/// those in which something may stand that has become more there. A whole that moved from one file to another is nothing new.
pub(super) fn read_others<'s>(versions: &mut Versions<'_>, steps: impl Iterator<Item = &'s Step> + Clone) {
    let before = |step: &Step| -> Vec<Key> {
        let hot = step.hot(versions);
        hot.into_iter().flat_map(|(fresh, _)| fresh.before_at_path()).collect()
    };
    let before = steps.clone().flat_map(before).collect();
    versions.read(before);
    // For each version the texts of which one would matter; none: whatever stands in it.
    let mut asked: BTreeMap<Key, Vec<Option<Arc<Needles>>>> = BTreeMap::new();
    for step in steps {
        let grown = step.grown(versions);
        if grown.is_empty() {
            continue;
        }
        let needles = Needles::of(grown.into_iter()).map(Arc::new);
        for key in step.unknown(versions) {
            asked.entry(key).or_default().push(needles.clone());
        }
    }
    let (repository, context) = (versions.repository(), versions.context());
    let may_hold = |(id, path): &Key, needles: &[Option<Arc<Needles>>]| match repository.object(*id, WHOLE) {
        Ok(Object { data: Some(bytes), .. }) => {
            needles.iter().any(|needles| needles.as_ref().is_none_or(|needles| needles.may_stand_in(path, &bytes)))
        }
        _ => true,
    };
    let stopped = || context.stop.load(Ordering::Relaxed);
    let wanted = asked.into_par_iter().filter(|(key, needles)| stopped() || may_hold(key, needles));
    let wanted: Vec<Key> = wanted.map(|(key, _)| key).collect();
    versions.read(wanted.into_iter().collect());
}
