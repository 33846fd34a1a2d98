//! Which blobs are looked at as whole files.
//!
//! Of the blobs in which the judge sees the same, the first one at each path: the path decides what a finding is worth, and
//! an allow that only some versions of a file carry must not speak for the others.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;
use rayon::prelude::*;

use super::known::{Done, Look};
use super::look::{Looked, look_at, name};
use super::shown::Shown;
use super::spare;
use super::story::{Story, message_path};
use super::watch::Watch;
use crate::model::{Finding, Status, SuppressionKind};
use crate::rule::{RuleIndex, Scope};
use crate::run::chunks::Key;
use crate::source::git::ObjectKind;
use crate::source::history::{Number, Spread};

/// Looks at the chosen blobs; then, where an allow kept something quiet, at the other blobs that hold the same.
pub(super) fn scan(story: &Story<'_>, spread: &Spread<'_>, watch: &Watch<'_>) -> Looked {
    let chooser = Chooser::of(story, spread);

    let Looks { first, names, idle } = chooser.first_looks(watch);
    let mut looked = Looked::default();
    looked.past.looks.extend(idle.into_iter().map(|look| Done::idle(look.number, look.path)));
    let (first, spare) = spare::part(first, story);
    look_at(&first, story, watch, &mut looked);
    for look in &names {
        name(look, story, &mut looked);
    }
    let done: BTreeSet<&Look> = first.iter().chain(&spare).collect();
    let second: Vec<Look> =
        chooser.where_quiet(&looked, watch).into_iter().filter(|look| !done.contains(look)).collect();
    look_at(&second, story, watch, &mut looked);
    spare::complete(spare, story, watch, &mut looked);
    looked
}

/// Which blobs to look at.
#[derive(Default)]
struct Looks {
    first: Vec<Look>,
    /// At these only by their name.
    names: Vec<Look>,
    /// At these not: what is in them does not count at their path.
    idle: Vec<Look>,
}

struct Chooser<'c> {
    story: &'c Story<'c>,
    /// Where each object stands.
    places: BTreeMap<Number, Vec<(u32, BString)>>,
}

impl<'c> Chooser<'c> {
    fn of(story: &'c Story<'c>, spread: &Spread<'_>) -> Self {
        let mut numbers: Vec<Number> = story.hot.iter().map(|&(_, number)| number).collect();
        numbers.extend(&story.named);
        numbers.sort_unstable();
        numbers.dedup();
        let places = numbers.into_par_iter().map(|number| (number, places(story, spread, number))).collect();
        Self { story, places }
    }

    fn at(&self, number: Number) -> &[(u32, BString)] {
        self.places.get(&number).map(Vec::as_slice).unwrap_or_default()
    }

    /// For each secret, what the judge sees of it, and path the first blob; and beside them those at which to look by their
    /// name only.
    fn first_looks(&self, watch: &Watch<'_>) -> Looks {
        let (mut looks, mut idle) = (BTreeSet::new(), BTreeSet::new());
        let mut alike: Vec<(u64, Key)> = self.story.traces.iter().map(|trace| (trace.look, trace.chunk)).collect();
        alike.sort_unstable();
        alike.dedup();
        let runs: Vec<&[(u64, Key)]> = alike.chunk_by(|a, b| a.0 == b.0).collect();
        let of_runs: Vec<Vec<(Look, bool)>> = runs.par_iter().map(|run| self.firsts(run, watch)).collect();
        for (look, counts) in of_runs.into_iter().flatten() {
            _ = if counts { looks.insert(look) } else { idle.insert(look) };
        }
        let mut names: BTreeMap<&BString, (u32, Number)> = BTreeMap::new();
        let rules = self.story.context.engine.rules();
        for &number in &self.story.named {
            for (first, path) in self.at(number) {
                let chosen = rules.chosen_by_path(path);
                // Where the path is all that a rule asks for, one version says as much as all.
                let reads = |rule: &RuleIndex| rules.get(*rule).is_some_and(|rule| rule.scope != Scope::Tree);
                if chosen.iter().any(reads) {
                    looks.insert(Look { number, path: path.clone(), first: *first });
                } else if !chosen.is_empty() {
                    let slot = names.entry(path).or_insert((*first, number));
                    *slot = (*slot).min((*first, number));
                }
            }
        }
        let names = names.into_iter().map(|(path, (first, number))| Look { number, path: path.clone(), first });
        let idle = idle.into_iter().filter(|look| !looks.contains(look)).collect();
        Looks { names: names.collect(), idle, first: looks.into_iter().collect() }
    }

    /// Of the blobs in which the judge sees the same, the first at each path, and whether what is seen may count there.
    fn firsts(&self, run: &[(u64, Key)], watch: &Watch<'_>) -> Vec<(Look, bool)> {
        let engine = watch.context.engine;
        // With rules of gitleaks the judge does not decide.
        let by_judge = watch.context.gitleaks.is_none();
        let mut first: BTreeMap<&BString, (u32, Number)> = BTreeMap::new();
        let mut opened: BTreeSet<&BString> = BTreeSet::new();
        for number in run.iter().flat_map(|&(_, chunk)| self.story.holders_of(chunk)) {
            let is_container = self.story.opened.binary_search(&number).is_ok();
            for (place, path) in self.at(number) {
                opened.extend(is_container.then_some(path));
                let slot = first.entry(path).or_insert((*place, number));
                *slot = (*slot).min((*place, number));
            }
        }
        let shown = run.first().and_then(|(look, _)| self.story.shown.get(look)).filter(|_| by_judge);
        let judged = first.into_iter().map(|(path, (first, number))| {
            let may_count = |shown: &Shown| opened.contains(path) || shown.may_count(engine, path, watch.least);
            (Look { number, path: path.clone(), first }, shown.is_none_or(may_count))
        });
        judged.collect()
    }

    /// The other blobs at the same path with a secret that an allow of the source kept quiet.
    fn where_quiet(&self, looked: &Looked, watch: &Watch<'_>) -> Vec<Look> {
        let mut looks = BTreeSet::new();
        for found in looked.found.iter().filter(|found| is_quiet_by_source(&found.finding)) {
            let secret = watch.secret(&found.finding.rule.id, found.finding.secret.expose());
            for key in looked.past.kin.keys(self.story, secret) {
                for number in self.story.holders_of(key) {
                    let same = self.at(number).iter().filter(|(_, path)| *path == found.finding.origin.path);
                    looks.extend(same.map(|(first, path)| Look { number, path: path.clone(), first: *first }));
                }
            }
        }
        looks.into_iter().collect()
    }
}

/// Whether a comment in the source keeps a finding quiet.
pub(super) fn is_quiet_by_source(finding: &Finding) -> bool {
    match &finding.status {
        Status::Suppressed(said) => matches!(said.kind, SuppressionKind::Inline | SuppressionKind::ForeignMarker),
        Status::Open => false,
    }
}

/// Where an object stands: the place of the first commit, and the path. Nothing where nothing leads to it.
fn places(story: &Story<'_>, spread: &Spread<'_>, number: Number) -> Vec<(u32, BString)> {
    match story.kind(number) {
        Some(kind @ ObjectKind::Commit) => {
            let place = story.graph.commit_at(number).and_then(|at| story.order.place(at));
            place.map(|place| (place, message_path(kind))).into_iter().collect()
        }
        Some(kind @ ObjectKind::Tag) => {
            let counts = story.order.tags.contains(&number) || story.options.unreachable;
            if counts { vec![(u32::MAX, message_path(kind))] } else { Vec::new() }
        }
        _ => spread
            .places(number)
            .into_iter()
            .map(|(place, path)| (place.first, named_path(story, number, path)))
            .collect(),
    }
    .into_iter()
    .filter(|(_, path)| story.admits(path))
    .collect()
}

/// A blob that nothing holds has no path but the one at which git keeps it.
fn named_path(story: &Story<'_>, number: Number, path: BString) -> BString {
    if !path.is_empty() {
        return path;
    }
    let id = story.name(number);
    let (folder, file) = id.split_at_checked(2).unwrap_or_default();
    format!(".git/objects/{folder}/{file}").into()
}
