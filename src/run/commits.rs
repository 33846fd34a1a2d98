//! Commits as what each of them changes against its parents.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::step::Step;
use crate::model::{Gap, GapKind, Origin};
use crate::source::git::{Change, Chosen, Commit, GitError, ObjectId, Repository, changes};

/// How many commits are looked at before what was read is forgotten.
const BATCH: usize = 500;

/// Commits that are to be scanned. What the first of them change is known, for it is needed in any case and can be read while
/// rules are made ready.
#[derive(Debug)]
pub struct Range {
    /// Which commits.
    pub(super) chosen: Chosen,
    first: Batch,
}

/// Some commits, and what could not be told of them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Each with what it changes.
    pub(super) steps: Vec<(ObjectId, Commit, Step)>,
    /// Commits and trees that are not here.
    pub(super) gaps: Vec<Gap>,
}

impl Range {
    /// Reads what the first commits change, on this thread, until `stop` says that there is no time for it.
    pub fn read(repository: &Repository, chosen: Chosen, stop: &AtomicBool) -> Self {
        let ids = chosen.commits.chunks(BATCH).next().unwrap_or_default();
        let first = ids.iter().filter_map(|&id| unless(stop, repository, id)).collect();
        Self { chosen, first: joined(first) }
    }

    /// How many commits they are.
    pub fn commits(&self) -> usize {
        self.chosen.commits.len()
    }

    /// Calls `take` for batch after batch, until it says no.
    pub(super) fn each_batch(&self, repository: &Repository, stop: &AtomicBool, mut take: impl FnMut(&Batch) -> bool) {
        let others = self.chosen.commits.chunks(BATCH).skip(1);
        _ = take(&self.first)
            && others
                .map(|ids| joined(ids.par_iter().filter_map(|&id| unless(stop, repository, id)).collect()))
                .all(|batch| take(&batch));
    }
}

fn joined(all: Vec<Batch>) -> Batch {
    let mut whole = Batch::default();
    for Batch { steps, gaps } in all {
        whole.steps.extend(steps);
        whole.gaps.extend(gaps);
    }
    whole
}

/// What a commit changes, unless the run is stopped.
fn unless(stop: &AtomicBool, repository: &Repository, id: ObjectId) -> Option<Batch> {
    (!stop.load(Ordering::Relaxed)).then(|| one(repository, id))
}

/// A commit against each of its parents.
fn one(repository: &Repository, id: ObjectId) -> Batch {
    let commit = match repository.commit(id) {
        Ok(commit) => commit,
        Err(error) => return Batch { gaps: vec![gap(&error, id)], ..Batch::default() },
    };
    let (mut step, mut gaps) = (Step::default(), Vec::new());
    let side = |parent: Option<ObjectId>| -> Result<Vec<Change>, GitError> {
        let old = parent.map(|parent| repository.commit(parent)).transpose()?.map(|parent| parent.tree);
        changes(repository, Some(commit.tree), old)
    };
    let parents: Vec<Option<ObjectId>> =
        if commit.parents.is_empty() { vec![None] } else { commit.parents.iter().copied().map(Some).collect() };
    for parent in parents {
        match side(parent) {
            Ok(changes) => step.sides.push(changes),
            Err(error) => gaps.push(cut_off(repository, parent, gap(&error, id))),
        }
    }
    Batch { steps: vec![(id, commit, step)], gaps }
}

/// A gap at a parent, which in a shallow clone is where the history was cut off.
fn cut_off(repository: &Repository, parent: Option<ObjectId>, gap: Gap) -> Gap {
    if !repository.place().shallow || parent.is_some_and(|parent| repository.contains(parent)) {
        return gap;
    }
    let detail = "nobody can tell what it adds: its parent is not here".to_owned();
    Gap { kind: GapKind::Shallow, detail, ..gap }
}

/// What could not be read of a commit.
pub(super) fn gap(error: &GitError, commit: ObjectId) -> Gap {
    Gap { kind: error.gap(), origin: Origin::file(format!("commit {}", commit.short())), detail: error.to_string() }
}
