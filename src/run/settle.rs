//! Which new versions of files have nothing that those before them do not have: they need no scan.
//!
//! Worth it where a file has several new versions, of which all but the changes are then searched once; a single one is
//! scanned as it is.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use bstr::BString;
use rayon::prelude::*;

use super::glance::{Glances, Sight};
use super::settled::{Key, Settled};
use super::step::{Fresh, Step};
use super::versions::{Versions, WHOLE};
use crate::source::git::ObjectId;

/// In so many shares for each thread versions are looked at: few, as what lies together should be read by one; and enough that
/// no thread has nothing left to do.
const SHARES: usize = 16;

/// A new version, and for each change that brings it the versions before it.
type Successor = (Key, Vec<Vec<ObjectId>>);

/// What a glance at a version gave: its bytes, what stands in it, and whether rules on facts say something; of one that is not
/// new, whether they may.
#[derive(Default)]
struct Seen {
    read: u64,
    sight: Option<Sight>,
    says: bool,
}

/// Glances at the new versions of some steps, and tells those in which a scan would find nothing new.
pub(super) fn settle<'s>(
    steps: impl Iterator<Item = &'s Step>,
    glances: &Glances<'_>,
    passes: &dyn Fn(&BString) -> bool,
    versions: &Versions<'_>,
) -> Settled {
    let successors = successors(steps, passes);
    // For each version whether it is a new one: the code of the others is not read.
    let mut wanted: BTreeMap<Key, bool> = BTreeMap::new();
    for ((id, path), before) in &successors {
        wanted.insert((*id, path.clone()), true);
        for old in before.iter().flatten() {
            wanted.entry((*old, path.clone())).or_default();
        }
    }
    let seen = look(wanted, glances, versions);
    let mut found = Settled::default();
    for (key, before) in successors {
        let Some(new) = seen.get(&key).filter(|seen| !seen.says) else { continue };
        let Some(now) = &new.sight else { continue };
        let is_same = |old: &Seen| old.sight.as_ref().is_some_and(|old| old.found == now.found);
        let seen_before = |old: ObjectId| seen.get(&(old, key.1.clone())).filter(|old| is_same(old));
        for &old in before.iter().flatten() {
            if seen_before(old).is_some_and(|old| !old.says) {
                found.same.insert((key.1.clone(), key.0, old));
            }
        }
        if before.iter().all(|before| before.iter().any(|&old| seen_before(old).is_some())) {
            found.read.insert(key, new.read);
        }
    }
    let empty = seen.into_iter().filter(|(_, seen)| seen.sight.as_ref().is_some_and(Sight::is_nothing));
    found.empty = empty.map(|(key, _)| key).collect();
    found
}

/// The new versions of files that have several of them, each with what was before.
fn successors<'s>(steps: impl Iterator<Item = &'s Step>, passes: &dyn Fn(&BString) -> bool) -> Vec<Successor> {
    let mut by_path: BTreeMap<BString, BTreeMap<ObjectId, Vec<Vec<ObjectId>>>> = BTreeMap::new();
    for Fresh { path, id, before } in steps.flat_map(Step::fresh).filter(|fresh| passes(fresh.path)) {
        // Where nothing was before, nothing is the same.
        let before = before.into_iter().flatten().collect();
        by_path.entry(path.clone()).or_default().entry(id).or_default().push(before);
    }
    by_path.retain(|_, fresh| fresh.len() > 1);
    let successors = by_path
        .into_iter()
        .flat_map(|(path, fresh)| fresh.into_iter().map(move |(id, before)| ((id, path.clone()), before)));
    successors.collect()
}

fn look(wanted: BTreeMap<Key, bool>, glances: &Glances<'_>, versions: &Versions<'_>) -> BTreeMap<Key, Seen> {
    let (repository, context) = (versions.repository(), versions.context());
    let mut wanted: Vec<(Key, bool)> = wanted.into_iter().collect();
    // What was made from each other lies together, and is read by one thread.
    wanted.sort_by_cached_key(|((id, _), _)| repository.reading_order(*id));
    let share = wanted.len().div_ceil(SHARES * context.jobs.max(1));
    let one = |((id, path), is_new): &(Key, bool)| {
        let object = repository.object(*id, WHOLE).ok().filter(|_| !context.stop.load(Ordering::Relaxed));
        let Some(text) = object.and_then(|object| object.data) else { return Seen::default() };
        let sight = glances.at(path, &text);
        let may_say = sight.as_ref().filter(|sight| !sight.woken.is_empty());
        let says = may_say.is_some_and(|sight| !*is_new || glances.says(sight, path, &text));
        Seen { read: text.len() as u64, sight, says }
    };
    let seen = wanted.par_chunks(share.max(1)).flat_map_iter(|share| share.iter().map(|of| (of.0.clone(), one(of))));
    seen.collect::<Vec<_>>().into_iter().collect()
}
