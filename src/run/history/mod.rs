//! A history through the pipeline: read everything once, search each distinct chunk once, look at the few blobs that hold
//! something as at any other file, and say where in the history they stand.
//!
//! `memory` is what the last run knew and this one need not read (`known` which secret is which), `eye` what happens to
//! each object, `search` the search of a chunk, `trace` what of a secret is told there, `shown` what the judge saw of it, `story` what came of all; `choose`
//! picks the blobs, `look` looks at them, `merge` makes one finding a secret, `told` says which commits it stands in, `code` what the
//! code at `HEAD` makes of keys (`head` which files there are to be judged), `gaps` what was not read.

#![expect(
    clippy::disallowed_types,
    reason = "maps of millions of object ids, looked up and never walked through: their order reaches no output"
)]
#![expect(clippy::excessive_nesting, reason = "loops over packs, objects and their parents, one in the other")]

mod choose;
mod code;
mod eye;
mod gaps;
mod head;
mod known;
mod look;
mod memory;
mod merge;
mod named;
mod options;
mod search;
mod shown;
mod spare;
mod story;
mod told;
mod trace;
mod watch;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use self::eye::Eye;
use self::story::{LARGEST, Story};
use self::watch::Watch;
use super::context::{Context, Gathered};
use super::outcome::KeySpot;
use super::scan::conclude;
use super::together::together;
use crate::key;
use crate::model::{Finding, Origin, Report};
use crate::order::Order as _;
use crate::source::history::{Belief, Bounds, History, Remembered, Spread, traverse};

pub use self::memory::Memory;
pub use self::options::{HistoryOptions, NameChooser, PathChooser, Standing};

/// Most bytes of objects that wait until others are made from them.
const WAITING: usize = 1 << 30;

/// Scans a history. With a memory, what the last run knew is not read again, and the next run is told what this one knows.
pub fn history(
    history: &History,
    context: &Context<'_>,
    options: &HistoryOptions,
    mut memory: Option<&mut Memory>,
) -> Gathered {
    let told = memory.as_deref_mut().map(|memory| memory.recall(history));
    // What is believed is given up where it turns out not to be enough: then more is read.
    let mut belief = told.as_ref().map_or(Belief::All, memory::Told::belief);
    loop {
        let known = told.as_ref().map(|told| told.fit(history, belief)).unwrap_or_default();
        let watch = Watch::new(history, context, memory.is_some().then_some(&known));
        let Some(story) = read(history, &watch, options, known) else {
            let report = Report { interrupted: true, ..Report::default() };
            return Gathered { report, ..Gathered::default() };
        };
        if story.is_short {
            memory.as_deref_mut().into_iter().for_each(Memory::doubt);
            belief = Belief::Blobs;
            continue;
        }
        let spread = || Spread::of(&story.graph, &story.order, &story.wanted(), &story.narrowed);
        let (spread, code) = rayon::join(spread, || code::judge(&story));
        let found = choose::scan(&story, &spread, &watch);
        if found.past.kin.lacks(&story) {
            memory.as_deref_mut().into_iter().for_each(Memory::doubt);
            belief = Belief::Clean;
            continue;
        }
        let look::Looked { found, keys, rest, past } = found;
        let keep = || memory.into_iter().for_each(|memory| memory.keep(&story, &spread, &past, &code));
        let seen = told::Seen { story: &story, spread: &spread, watch: &watch, kin: &past.kin };
        let gathered = rayon::join(|| tell(&seen, (found, keys, rest), &code), keep).0;
        spread.leave();
        story.leave();
        return gathered;
    }
}

/// Puts together what is reported.
fn tell(
    seen: &told::Seen<'_>,
    (found, keys, rest): (Vec<look::Found>, Vec<look::KeyFound>, Gathered),
    code: &code::Judged,
) -> Gathered {
    let told::Seen { story, spread, .. } = *seen;
    let context = story.context;
    let mut gathered = merge::one_a_secret(found, rest, story);
    gathered.keys = once_a_path(keys);
    together(&mut gathered, context);
    once_a_key(&mut gathered.report.findings);
    let teller = told::Teller::of(story, spread);
    told::tell(&mut gathered, &teller, seen);
    code::tell(code, story, &teller, &mut gathered);
    for finding in &mut gathered.report.findings {
        if let Some(told) = &mut finding.provenance {
            told.owner = context.owners.owner(&finding.origin.path);
        }
    }
    gaps::tell(&mut gathered, story, spread);
    gathered.report.figures.history = Some(story.coverage());
    gathered.report.figures.bytes = story.bytes;
    gathered.report.figures.files = 0;
    // Only what may be reported is looked for: of the rest some is met by chance, and to count it would tell nothing.
    gathered.report.figures.hidden = 0;
    gathered.report.scope = story.scope();
    // A run may be stopped as well while files are looked at, when everything has been read.
    gathered.report.interrupted = context.stop.load(Ordering::Relaxed);
    conclude(&mut gathered, context);
    gathered
}

/// Reads all that is not remembered. None where the run was stopped.
fn read<'s>(
    history: &'s History,
    watch: &Watch<'s>,
    options: &'s HistoryOptions,
    known: Remembered,
) -> Option<Story<'s>> {
    let bounds = Bounds { jobs: watch.context.jobs, largest: LARGEST, waiting: WAITING };
    let stop = watch.context.stop;
    let (kinds, faults) = traverse(history, &bounds, &known.kinds, &|| Eye::new(watch), stop);
    if stop.load(Ordering::Relaxed) {
        return None;
    }
    let seen = std::mem::take(&mut *watch.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    Some(Story::of(history, watch.context, options, seen, (kinds, faults), known))
}

/// A key stands in many versions of a file: it is listed once, as in the oldest of them.
fn once_a_path(keys: Vec<look::KeyFound>) -> Vec<(Origin, KeySpot)> {
    let named = |key: look::KeyFound| (format!("{:?}", key.spot.key), key);
    let mut keys: Vec<(String, look::KeyFound)> = keys.into_iter().map(named).collect();
    keys.order_by(|(m, a), (n, b)| {
        let what = (&a.origin, &a.spot.identity, m).cmp(&(&b.origin, &b.spot.identity, n));
        what.then_with(|| (a.first, a.number, a.spot.range).cmp(&(b.first, b.number, b.spot.range)))
    });
    keys.dedup_by(|(m, a), (n, b)| (&a.origin, &a.spot.identity, m) == (&b.origin, &b.spot.identity, n));
    keys.into_iter().map(|(_, key)| (key.origin, key.spot)).collect()
}

/// What comparing says of a key, it says at each path at which the key stands: of those the first is enough.
fn once_a_key(findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    findings.retain(|finding| {
        !key::TOGETHER.contains(&finding.rule.id.as_str())
            || seen.insert((finding.rule.id.clone(), finding.secret.clone()))
    });
}
