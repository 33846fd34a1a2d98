//! Which blobs are looked at as whole files, and the look itself.
//!
//! Of the blobs that hold a chunk with something in it, the first one at each path: the path decides what a finding is
//! worth, and an allow that only some versions of a file carry must not speak for the others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use bstr::BString;
use rayon::prelude::*;

use super::chunks::Key;
use super::eye::Watch;
use super::known::{Done, Kin};
use super::story::{LARGEST, Story, message_path};
use crate::model::{Finding, Gap, GapKind, Origin, Status, SuppressionKind};
use crate::rule::{RuleIndex, Scope};
use crate::run::context::Gathered;
use crate::run::part::Part;
use crate::run::tree::path_findings;
use crate::source::Piece;
use crate::source::git::{ObjectKind, RawCommit};
use crate::source::history::{Number, Spread};
use crate::suppress;

/// A finding, and where it was found.
pub(super) struct Found {
    pub(super) finding: Finding,
    pub(super) number: Number,
    /// The place of the first commit that has it there.
    pub(super) first: u32,
}

/// What the look at whole blobs gave.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) found: Vec<Found>,
    pub(super) rest: Gathered,
    /// The looks, with those that were not done because the last run says that nothing comes of them.
    pub(super) looks: Vec<Done>,
    pub(super) kin: Kin,
}

impl Looked {
    fn merge(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
        self.looks.append(&mut other.looks);
        self.rest.merge(other.rest);
    }
}

/// A blob at a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    number: Number,
    path: BString,
    first: u32,
}

/// Looks at the chosen blobs; then, where an allow kept something quiet, at the other blobs that hold the same.
pub(super) fn scan(story: &Story<'_>, spread: &Spread<'_>, watch: &Watch<'_>) -> Looked {
    let chooser = Chooser::of(story, spread);

    let (first, names) = chooser.first_looks();
    let mut looked = Looked::default();
    look_at(&first, story, watch, &mut looked);
    for look in &names {
        name(look, story, &mut looked);
    }
    let done: BTreeSet<&Look> = first.iter().collect();
    let second: Vec<Look> =
        chooser.where_quiet(&looked, watch).into_iter().filter(|look| !done.contains(look)).collect();
    look_at(&second, story, watch, &mut looked);
    looked
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

    /// For each chunk and path the first blob; and beside them those at which to look by their name only.
    fn first_looks(&self) -> (Vec<Look>, Vec<Look>) {
        let mut looks = BTreeSet::new();
        for run in self.story.hot.chunk_by(|a, b| a.0 == b.0) {
            let mut first: BTreeMap<&BString, (u32, Number)> = BTreeMap::new();
            for &(_, number) in run {
                for (place, path) in self.at(number) {
                    let slot = first.entry(path).or_insert((*place, number));
                    *slot = (*slot).min((*place, number));
                }
            }
            let chosen = first.into_iter();
            looks.extend(chosen.map(|(path, (first, number))| Look { number, path: path.clone(), first }));
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
        (looks.into_iter().collect(), names.collect())
    }

    /// The other blobs at the same path with a secret that an allow of the source kept quiet.
    fn where_quiet(&self, looked: &Looked, watch: &Watch<'_>) -> Vec<Look> {
        let mut looks = BTreeSet::new();
        for found in looked.found.iter().filter(|found| is_quiet_by_source(&found.finding)) {
            let secret = watch.secret(&found.finding.rule.id, found.finding.secret.expose());
            for key in looked.kin.keys(self.story, secret) {
                for number in numbers_of(&self.story.hot, key) {
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

/// The chunks that hold a secret.
pub(super) fn keys_of(secrets: &[(u64, Key)], secret: u64) -> impl Iterator<Item = Key> {
    let from = secrets.partition_point(|&(other, _)| other < secret);
    secrets.iter().skip(from).take_while(move |&&(other, _)| other == secret).map(|&(_, key)| key)
}

/// The objects that hold a chunk.
pub(super) fn numbers_of(hot: &[(Key, Number)], key: Key) -> impl Iterator<Item = Number> {
    let from = hot.partition_point(|&(other, _)| other < key);
    hot.iter().skip(from).take_while(move |&&(other, _)| other == key).map(|&(_, number)| number)
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

/// Looks at blobs as at any other file, unless the last run says that nothing comes of it.
fn look_at(looks: &[Look], story: &Story<'_>, watch: &Watch<'_>, into: &mut Looked) {
    let quiet = |look: &Look| story.known_look(look.number, &look.path).and_then(|known| known.quiet);
    let (quiet, looks): (Vec<_>, Vec<_>) = looks.iter().map(|look| (quiet(look), look)).partition(|(q, _)| q.is_some());
    for (quiet, look) in quiet {
        into.rest.report.figures.hidden += u64::from(quiet.unwrap_or_default());
        into.looks.push(Done { number: look.number, path: look.path.clone(), quiet, secrets: Vec::new() });
    }
    let looks: Vec<&Look> = looks.into_iter().map(|(_, look)| look).collect();
    let done = into.looks.len();
    into.merge(read_and_look(&looks, story, watch));
    for look in into.looks.iter().skip(done) {
        into.kin.learn(look, story.known_look(look.number, &look.path));
    }
}

fn read_and_look(looks: &[&Look], story: &Story<'_>, watch: &Watch<'_>) -> Looked {
    let whole = Mutex::new(Looked::default());
    let length = looks.len().div_ceil(story.context.jobs.max(1) * 8).max(1);
    let mut runs: Vec<&[&Look]> = looks.chunk_by(|a, b| a.number == b.number).collect();
    runs.sort_by_cached_key(|run| run.first().map(|look| story.history.objects().place(look.number)));
    runs.par_chunks(length).for_each(|runs| {
        let reader = story.history.reader();
        let mut part = Looked::default();
        for run in runs {
            let Some(look) = run.first() else { continue };
            match reader.read(look.number, LARGEST) {
                Ok((kind, content)) => {
                    run.iter().for_each(|look| one(look, (kind, &content), (story, watch), &mut part));
                }
                Err(_) => part.rest.report.gaps.push(Gap {
                    kind: GapKind::Unreadable,
                    origin: Origin::file(look.path.clone()),
                    detail: format!("object {} could not be read a second time", story.name(look.number)),
                }),
            }
        }
        if let Ok(mut whole) = whole.lock() {
            whole.merge(part);
        }
    });
    whole.into_inner().unwrap_or_default()
}

/// What the name of a file says by itself.
fn name(look: &Look, story: &Story<'_>, into: &mut Looked) {
    let mut gathered = Gathered::default();
    path_findings(&Origin::file(look.path.clone()), story.context, &mut gathered);
    gathered.clues.clear();
    let findings = std::mem::take(&mut gathered.report.findings).into_iter();
    into.found.extend(findings.map(|finding| Found { finding, number: look.number, first: look.first }));
    into.rest.merge(gathered);
}

fn one(look: &Look, (kind, content): (ObjectKind, &[u8]), (story, watch): (&Story<'_>, &Watch<'_>), into: &mut Looked) {
    if story.context.stop.load(Ordering::Relaxed) {
        return;
    }
    let content = match kind {
        ObjectKind::Blob => content,
        _ => content.get(RawCommit::read(content).message..).unwrap_or_default(),
    };
    let origin = Origin::file(look.path.clone());
    // What code makes is judged where it stands now: nobody runs its old versions.
    let mut part = Part::new(story.context, &origin).without_facts();
    _ = part.scan(&Piece { content, core: 0..content.len(), base: 0 });
    let mut gathered = Gathered::default();
    part.finish(content.len() as u64, &mut gathered);
    // Pointers are told with all others, and whether an allow is good for anything only a full scan can say.
    gathered.report.gaps.retain(|gap| !matches!(gap.kind, GapKind::Lfs | GapKind::Unparsed));
    let about_allows: Vec<_> = suppress::rules();
    let about = |finding: &Finding| about_allows.iter().any(|rule| rule.id == finding.rule.id);
    // What code makes is judged where it stands now: nobody runs its old versions.
    let rules = story.context.engine.rules();
    let scope = |finding: &Finding| rules.find(&finding.rule.id).and_then(|at| rules.get(at)).map(|rule| rule.scope);
    gathered.report.findings.retain(|finding| !about(finding) && scope(finding) != Some(Scope::Facts));
    gathered.listed.clear();
    gathered.clues.clear();
    into.looks.push(done(look, &gathered, watch));
    let findings = std::mem::take(&mut gathered.report.findings).into_iter();
    into.found.extend(findings.map(|finding| Found { finding, number: look.number, first: look.first }));
    into.rest.merge(gathered);
}

/// What a look gave, for the next run.
fn done(look: &Look, gathered: &Gathered, watch: &Watch<'_>) -> Done {
    let Gathered { report, listed: _, used_allows, keys, clues: _, compared: _, foreign } = gathered;
    let named = report.findings.iter().filter(|finding| !finding.secret.expose().is_empty());
    let mut secrets: Vec<u64> = named.map(|finding| watch.secret(&finding.rule.id, finding.secret.expose())).collect();
    // What comparing keys says of them is said later.
    for (_, spot) in keys {
        secrets.extend(watch.secrets_of(&spot.key, spot.identity.expose()).into_iter().map(|(secret, _)| secret));
    }
    let nothing = report.findings.is_empty()
        && report.gaps.is_empty()
        && report.figures.uncounted == 0
        && used_allows.is_empty()
        && keys.is_empty()
        && foreign.is_empty();
    let quiet = u32::try_from(report.figures.hidden).ok().filter(|_| nothing);
    Done { number: look.number, path: look.path.clone(), quiet, secrets }
}
