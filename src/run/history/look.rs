//! The look at a blob as at any other file.

use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::known::{Done, Look, Past, Weight};
use super::story::{LARGEST, Story};
use super::watch::Watch;
use crate::model::{Finding, Gap, GapKind, Origin};
use crate::rule::Scope;
use crate::run::asked::Asked;
use crate::run::context::Gathered;
use crate::run::outcome::KeySpot;
use crate::run::part::Part;
use crate::run::tree::path_findings;
use crate::source::Piece;
use crate::source::git::{ObjectKind, RawCommit};
use crate::source::history::{Came, Number};
use crate::suppress;

/// A finding, and where it was found.
pub(super) struct Found {
    pub(super) finding: Finding,
    pub(super) number: Number,
    /// The place of the first commit that has it there.
    pub(super) first: u32,
}

/// A key, and where it was found.
pub(super) struct KeyFound {
    pub(super) origin: Origin,
    pub(super) spot: KeySpot,
    pub(super) number: Number,
    /// The place of the first commit that has it there.
    pub(super) first: u32,
}

/// What the look at whole blobs gave.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) found: Vec<Found>,
    pub(super) keys: Vec<KeyFound>,
    pub(super) rest: Gathered,
    pub(super) past: Past,
}

impl Looked {
    pub(super) fn merge(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
        self.keys.append(&mut other.keys);
        self.past.looks.append(&mut other.past.looks);
        self.rest.merge(other.rest);
    }
}

/// Looks at blobs as at any other file, unless the last run says that nothing comes of it.
pub(super) fn look_at(looks: &[Look], story: &Story<'_>, watch: &Watch<'_>, into: &mut Looked) {
    let quiet = |look: &Look| story.known_look(look.number, &look.path).is_some_and(|k| k.came == Came::Nothing);
    let (quiet, looks): (Vec<&Look>, Vec<&Look>) = looks.iter().partition(|look| quiet(look));
    into.past.looks.extend(quiet.into_iter().map(|look| Done::idle(look.number, look.path.clone())));
    let done = into.past.looks.len();
    into.merge(read_and_look(&looks, story, watch));
    let Past { looks, kin, .. } = &mut into.past;
    for look in looks.iter().skip(done) {
        kin.learn(look, story.known_look(look.number, &look.path));
    }
}

/// Most files that one thread takes at a time.
const TOGETHER: usize = 16;

fn read_and_look(looks: &[&Look], story: &Story<'_>, watch: &Watch<'_>) -> Looked {
    // Files that were made from each other lie together, and are read by one thread; but a few large ones must not be left
    // to it at the end.
    let length = looks.len().div_ceil(story.context.jobs.max(1) * 8).clamp(1, TOGETHER);
    let mut runs: Vec<&[&Look]> = looks.chunk_by(|a, b| a.number == b.number).collect();
    runs.sort_by_cached_key(|run| run.first().map(|look| story.history.objects().place(look.number)));
    let parts = runs.par_chunks(length).map(|runs| {
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
        part
    });
    let mut whole = Looked::default();
    parts.collect::<Vec<Looked>>().into_iter().for_each(|part| whole.merge(part));
    whole
}

/// What the name of a file says by itself.
pub(super) fn name(look: &Look, story: &Story<'_>, into: &mut Looked) {
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
    let mut part = Part::new(story.context, &origin).asked(Asked::Nothing);
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
    let done = done(look, &gathered, watch);
    gathered.listed.clear();
    gathered.clues.clear();
    into.past.looks.push(done);
    let (number, first) = (look.number, look.first);
    let keys = std::mem::take(&mut gathered.keys).into_iter();
    into.keys.extend(keys.map(|(origin, spot)| KeyFound { origin, spot, number, first }));
    let findings = std::mem::take(&mut gathered.report.findings).into_iter();
    into.found.extend(findings.map(|finding| Found { finding, number, first }));
    into.rest.merge(gathered);
}

/// What a look gave, for the next run.
fn done(look: &Look, gathered: &Gathered, watch: &Watch<'_>) -> Done {
    let Gathered { report, listed, used_allows, keys, clues: _, compared: _, foreign } = gathered;
    let named = report.findings.iter().filter(|finding| !finding.secret.expose().is_empty());
    let weigh = |finding: &Finding| {
        let weight = Weight::Finding(finding.severity, finding.confidence);
        (watch.secret(&finding.rule.id, finding.secret.expose()), weight)
    };
    let mut secrets: Vec<(u64, Weight)> = named.map(weigh).collect();
    let nothing_else =
        report.gaps.is_empty() && report.figures.uncounted == 0 && used_allows.is_empty() && foreign.is_empty();
    // What a comment says of a finding may be another thing on another day, and a certificate that holds runs out.
    let has_end = |spot: &KeySpot| {
        let end = spot.key.certificate.as_ref().and_then(|certificate| certificate.not_after);
        end.is_some_and(|end| end >= watch.context.terms.as_of)
    };
    let lasts = listed.is_empty() && !keys.iter().any(|(_, spot)| has_end(spot));
    let is_plain = lasts && secrets.len() == report.findings.len() && report.findings.iter().all(Finding::is_open);
    let came = match nothing_else {
        true if report.findings.is_empty() && keys.is_empty() => Came::Nothing,
        true if is_plain => Came::Plain,
        _ => Came::More,
    };
    // What comparing keys says of them is said later.
    for (_, spot) in keys {
        let rules = watch.secrets_of(&spot.key, spot.identity.expose()).into_iter();
        secrets.extend(rules.map(|secret| (secret, Weight::Any)));
    }
    secrets.extend(keys.iter().map(|(origin, spot)| (watch.key(origin, spot), Weight::Key)));
    Done { number: look.number, path: look.path.clone(), came, secrets }
}
