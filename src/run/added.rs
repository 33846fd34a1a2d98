//! What a change adds, decided by secrets and not by lines.
//!
//! A secret is added if it stands more often in the new tree than in every parent's. Only files that differ can make that
//! so, and moves, renames and what a merge took over from one side then need no diff algorithm: the sum stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bstr::BString;

use super::additions::{LARGEST, kind_of, of_file, of_markers};
use super::context::{Context, Gathered};
use super::finish::{Judged, finish_resolved};
use super::outcome::BlobOutcome;
use super::part::count;
use super::step::Step;
use super::tree::path_findings;
use super::versions::{Version, Versions};
use crate::model::{Addition, Gap, GapKind, Origin, Secret};
use crate::source::git::{Entry, ObjectId, Repository};
use crate::suppress::Statement;

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
        let settled = versions.settled().bytes(&(fresh.id, fresh.path.clone()));
        count(settled.unwrap_or(version.read), context, gathered);
        gathered.report.gaps.extend(version.gaps.iter().cloned());
        if fresh.before.iter().all(Option::is_none) {
            path_findings(&origin, context, gathered);
        }
        // A version with nothing new may have been read because of others: those before it need not have been.
        if settled.is_some() || !version.is_hot() || moved.contains(fresh.path) {
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
    let read =
        |id: ObjectId| repository.object(id, LARGEST).ok().and_then(|object| object.data).map(Arc::unwrap_or_clone);
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

/// Turns all that a version holds into findings, and what is inside it.
pub(super) fn whole(origin: &Origin, version: Version, context: &Context<'_>, gathered: &mut Gathered) {
    let Version { spots, keys, markers, members, .. } = version;
    let outcome = BlobOutcome { spots, keys, markers, ..BlobOutcome::default() };
    finish_resolved(origin, outcome, Judged::Whole, context, gathered);
    for (origin, member) in members {
        whole(&origin, member, context, gathered);
    }
}
