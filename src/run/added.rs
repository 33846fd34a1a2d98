//! What a change adds, decided by secrets and not by lines.
//!
//! A secret is added if it stands more often in the new tree than in every parent's. Only files that differ can make that
//! so, and moves, renames and what a merge took over from one side then need no diff algorithm: the sum stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bstr::{BString, ByteSlice as _};

use super::additions::{LARGEST, kind_of, of_file, of_markers};
use super::context::{Context, Gathered};
use super::finish::{Judged, finish_resolved};
use super::outcome::BlobOutcome;
use super::part::count;
use super::tree::path_findings;
use super::versions::{Key, Version, Versions};
use crate::model::{Addition, Gap, GapKind, Origin, Secret};
use crate::source::OwnIgnores;
use crate::source::git::{Change, Entry, ObjectId, Repository};
use crate::suppress::Statement;

/// A change against each of its parents: of a commit, or of what is staged.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// For each parent, the paths at which it differs. A first commit has one side, on which nothing was before.
    pub(super) sides: Vec<Vec<Change>>,
}

/// A file that no parent has like this.
struct Fresh<'s> {
    path: &'s BString,
    id: ObjectId,
    /// Its versions in the parents; none where a parent has no such file.
    before: Vec<Option<ObjectId>>,
}

impl Step {
    /// The files whose content no parent has at that path.
    fn fresh(&self) -> Vec<Fresh<'_>> {
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
    fn moved(&self) -> BTreeSet<&BString> {
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

    /// The versions that have to be read first.
    pub(super) fn new_versions(&self, passes: &dyn Fn(&BString) -> bool) -> impl Iterator<Item = Key> {
        let keys: Vec<Key> = self.fresh().into_iter().map(|fresh| (fresh.id, fresh.path.clone())).collect();
        keys.into_iter().filter(|(_, path)| passes(path)).collect::<Vec<_>>().into_iter()
    }

    /// The new versions with anything in them.
    pub(super) fn hot<'v>(&self, versions: &'v Versions<'_>) -> Vec<&'v Version> {
        let all = self.fresh().into_iter().map(|fresh| versions.get(fresh.id, fresh.path).as_ref());
        all.filter(|version| version.is_hot()).collect()
    }

    /// The other versions of both sides, where some new one has anything in it: those that have to be scanned whatever
    /// stands in them, because their markers matter, and those of which only the secrets matter.
    pub(super) fn other_versions(&self, versions: &Versions<'_>) -> (Vec<Key>, Vec<Key>) {
        let fresh = self.fresh();
        if !fresh.iter().any(|fresh| versions.get(fresh.id, fresh.path).is_hot()) {
            return (Vec::new(), Vec::new());
        }
        let marked = |fresh: &&Fresh<'_>| !versions.get(fresh.id, fresh.path).markers.is_empty();
        let marked: BTreeSet<&BString> = fresh.iter().filter(marked).map(|fresh| fresh.path).collect();
        let entries = self.sides.iter().flatten().flat_map(|change| {
            let both = [change.new, change.old].into_iter().flatten().filter(Entry::is_blob);
            both.map(|entry| (entry.id, change.path.clone()))
        });
        entries.partition(|(_, path)| marked.contains(path))
    }

    /// By how much more often a secret stands in the new tree than in each parent's, at least.
    fn growth(&self, secret: &Secret, versions: &Versions<'_>) -> i64 {
        let count = |entry: Option<Entry>, path: &BString| {
            let found = entry.map_or(0, |entry| versions.get(entry.id, path).count(secret));
            i64::try_from(found).unwrap_or(i64::MAX)
        };
        let side = |side: &Vec<Change>| {
            side.iter().map(|change| count(change.new, &change.path) - count(change.old, &change.path)).sum::<i64>()
        };
        self.sides.iter().map(side).min().unwrap_or_default()
    }
}

/// Turns what a step adds into findings. Everything that it needs has been read.
pub(super) fn decide(
    step: &Step,
    versions: &Versions<'_>,
    passes: &dyn Fn(&BString) -> bool,
    context: &Context<'_>,
    gathered: &mut Gathered,
) {
    let mut grown: BTreeMap<Secret, bool> = BTreeMap::new();
    let moved = step.moved();
    for fresh in step.fresh().into_iter().filter(|fresh| passes(fresh.path)) {
        let origin = Origin::file(fresh.path.clone());
        let version = versions.get(fresh.id, fresh.path);
        count(version.read, context, gathered);
        gathered.report.gaps.extend(version.gaps.iter().cloned());
        if fresh.before.iter().all(Option::is_none) {
            path_findings(&origin, context, gathered);
        }
        if !version.is_hot() || moved.contains(fresh.path) {
            continue;
        }
        let before: Vec<&Arc<Version>> =
            fresh.before.iter().filter_map(|id| id.map(|id| versions.get(id, fresh.path))).collect();
        let is_added = |secret: &Secret, grown: &mut BTreeMap<Secret, bool>| {
            let here = version.count(secret);
            before.iter().all(|old| old.count(secret) < here)
                && *grown.entry(secret.clone()).or_insert_with(|| step.growth(secret, versions) > 0)
        };
        let statements: Vec<Statement> = before.iter().flat_map(|old| old.statements()).cloned().collect();
        let older: Vec<&Version> = before.iter().map(AsRef::as_ref).collect();
        gathered.report.additions.extend(of_markers(&origin, version, &older, context));
        let members = version.members.iter().map(|(origin, member)| (origin, member));
        for (origin, part) in std::iter::once((&origin, &**version)).chain(members) {
            let spots = part.spots.iter().filter(|spot| is_added(&spot.secret, &mut grown)).cloned().collect();
            let keys = part.keys.iter().filter(|spot| !before.iter().any(|old| old.holds(spot))).cloned().collect();
            let outcome = BlobOutcome { spots, keys, markers: part.markers.clone(), ..BlobOutcome::default() };
            finish_resolved(origin, outcome, Judged::Added(&statements), context, gathered);
        }
    }
    gathered.report.gaps.extend(submodules(step));
    gathered.report.additions.extend(additions(step, versions.repository(), context));
}

/// What a step adds to the files that say what is allowed.
fn additions(step: &Step, repository: &Repository, context: &Context<'_>) -> Vec<Addition> {
    let read = |id: ObjectId| repository.object(id, LARGEST).ok().and_then(|object| object.data);
    let mut found = Vec::new();
    for fresh in step.fresh() {
        let Some(kind) = kind_of(fresh.path.as_ref(), context) else { continue };
        let before: Vec<Vec<u8>> = fresh.before.iter().flatten().filter_map(|&id| read(id)).collect();
        let now = read(fresh.id).unwrap_or_default();
        found.extend(of_file(kind, &Origin::file(fresh.path.clone()), &before, &now, context));
    }
    found
}

/// Submodules that a step moves: what they hold is another repository's.
fn submodules(step: &Step) -> Vec<Gap> {
    let moved = step.sides.iter().flatten().filter(|change| change.new.as_ref().is_some_and(Entry::is_submodule));
    let paths: BTreeSet<&BString> = moved.map(|change| &change.path).collect();
    let detail = "a repository of its own, to be scanned there".to_owned();
    let gap =
        |path: &BString| Gap { kind: GapKind::Submodule, origin: Origin::file(path.clone()), detail: detail.clone() };
    paths.into_iter().map(gap).collect()
}
