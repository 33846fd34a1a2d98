//! A history through the pipeline: read everything once, search each distinct chunk once, look at the few blobs that hold
//! something as at any other file, and say where in the history they stand.
//!
//! `memory` is what the last run knew and the next one need not read; `eye` is what happens to each object, `choose` picks the blobs, `merge` makes one finding a secret, `told` says which
//! commits it stands in, `gaps` what was not read.

#![expect(
    clippy::disallowed_types,
    reason = "maps of millions of object ids, looked up and never walked through: their order reaches no output"
)]
#![expect(clippy::excessive_nesting, reason = "loops over packs, objects and their parents, one in the other")]

mod choose;
mod chunks;
mod eye;
mod gaps;
mod memory;
mod merge;
mod told;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use bstr::BString;

use self::chunks::{Chunks, Key};
use self::eye::{Eye, Seen, Watch};
use super::context::{Context, Gathered};
use super::keys;
use super::outcome::KeySpot;
use super::scan::conclude;
use crate::key;
use crate::model::{Coverage, Finding, Origin, Scope};
use crate::source::git::ObjectKind;
use crate::source::history::{
    Bounds, Fault, Graph, History, Narrowed, Number, Order, Remembered, Roots, Spread, traverse,
};

pub use self::memory::Memory;

/// Most bytes of one object that is decoded.
const LARGEST: u64 = 512 << 20;

/// Which findings are wanted, by where they stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Those that stand at `HEAD`.
    Live,
    /// Those that do not.
    Removed,
}

/// Chooses by a name.
pub type NameChooser = dyn Fn(&str) -> bool + Sync;
/// Chooses by the bytes of a path.
pub type PathChooser = dyn Fn(&[u8]) -> bool + Sync;

/// What of a history is looked at, and what is reported.
#[derive(Default)]
pub struct HistoryOptions {
    /// Chooses refs by their full name; all if there is none.
    pub refs: Option<Box<NameChooser>>,
    /// Chooses paths; all if there is none.
    pub path: Option<Box<PathChooser>>,
    /// Chooses findings by who brought them in (name and address); all if there is none.
    pub author: Option<Box<NameChooser>>,
    /// Only what was brought in at or after this second since 1970.
    pub since: Option<i64>,
    /// Only what one of the newest commits brought in, so many of them.
    pub max_count: Option<usize>,
    /// Of merges only the first parent.
    pub first_parent: bool,
    /// Everything that is there, whether a ref leads to it or not.
    pub unreachable: bool,
    /// By where it stands now.
    pub standing: Option<Standing>,
}

impl std::fmt::Debug for HistoryOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HistoryOptions")
    }
}

/// What was read, put together.
pub(super) struct Story<'s> {
    history: &'s History,
    context: &'s Context<'s>,
    options: &'s HistoryOptions,
    narrowed: Narrowed,
    roots: Roots,
    graph: Graph,
    order: Order,
    kinds: Vec<Option<ObjectKind>>,
    faults: Vec<Fault>,
    /// Chunks with something in them, each with an object that holds it; sorted.
    hot: Vec<(Key, Number)>,
    /// Secrets with the chunks that hold them; sorted.
    secrets: Vec<(u64, Key)>,
    /// Objects whose name makes rules look at them whatever they hold.
    named: Vec<Number>,
    lfs: Vec<Number>,
    large: Vec<(Number, u64)>,
    panicked: Vec<Number>,
    /// The bytes of each object that count as read, where they are remembered.
    sizes: Vec<u32>,
    /// Something is asked for of which nobody remembers where it stands.
    is_short: bool,
    bytes: u64,
}

/// Scans a history. With a memory, what the last run knew is not read again, and the next run is told what this one knows.
pub fn history(
    history: &History,
    context: &Context<'_>,
    options: &HistoryOptions,
    mut memory: Option<&mut Memory>,
) -> Gathered {
    let watch = Watch {
        context,
        objects: history.objects(),
        hash: history.hash,
        chunks: Chunks::new(seeds()),
        least: context.settings.least_confidence(),
        remembers: memory.is_some(),
        seen: Mutex::new(Vec::new()),
    };

    let mut gathered = Gathered::default();
    let told = memory.as_deref_mut().map(|memory| memory.recall(history));

    let Some(story) = read(history, &watch, options, told.as_ref()) else {
        gathered.report.interrupted = true;
        return gathered;
    };

    let spread = Spread::of(&story.graph, &story.order, &story.wanted(), &story.narrowed);

    if let Some(memory) = memory {
        memory.keep(&story, &spread);
    }

    let found = choose::scan(&story, &spread, &watch);

    gathered.merge(merge::one_a_secret(found, &story));

    once_a_path(&mut gathered.keys);
    keys::together(&mut gathered, context);
    once_a_key(&mut gathered.report.findings);

    told::tell(&mut gathered, &story, &spread, &watch);

    gaps::tell(&mut gathered, &story, &spread);

    gathered.report.figures.history = Some(story.coverage());
    gathered.report.figures.bytes = story.bytes;
    gathered.report.figures.files = 0;
    gathered.report.scope = story.scope();
    conclude(&mut gathered, context);
    gathered
}

/// Reads all that is not remembered. None where the run was stopped.
fn read<'s>(
    history: &'s History,
    watch: &Watch<'s>,
    options: &'s HistoryOptions,
    told: Option<&memory::Told>,
) -> Option<Story<'s>> {
    let bounds = Bounds { jobs: watch.context.jobs, largest: LARGEST };
    let mut blobs_only = false;
    loop {
        let known = told.map(|told| told.fit(history, blobs_only)).unwrap_or_default();
        let stop = watch.context.stop;

        let (kinds, faults) = traverse(history, &bounds, &known.kinds, &|| Eye::new(watch), stop);

        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let seen = std::mem::take(&mut *watch.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let story = Story::of(history, watch.context, options, seen, (kinds, faults), known);
        if !blobs_only && story.is_short {
            blobs_only = true;
            continue;
        }
        return Some(story);
    }
}

/// A key stands in many versions of a file: it is listed once.
fn once_a_path(keys: &mut Vec<(Origin, KeySpot)>) {
    keys.sort_by(|(a, x), (b, y)| (a, &x.identity, x.range).cmp(&(b, &y.identity, y.range)));
    keys.dedup_by(|(a, x), (b, y)| a == b && x.identity == y.identity && x.key == y.key);
}

/// What comparing says of a key, it says at each path at which the key stands: of those the first is enough.
fn once_a_key(findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    findings.retain(|finding| {
        !key::TOGETHER.contains(&finding.rule.id.as_str())
            || seen.insert((finding.rule.id.clone(), finding.secret.clone()))
    });
}

/// Random bytes for the keys of chunks.
fn seeds() -> [u64; 2] {
    let mut bytes = [0; 16];
    // Without random bytes from the system the address of a fresh allocation has to do; keys are never written down.
    if getrandom::fill(&mut bytes).is_err() {
        let fresh = std::ptr::from_ref(Box::new(0u8).as_ref()) as usize as u64;
        bytes = (u128::from(fresh) * 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_le_bytes();
    }
    let (one, other) = bytes.split_at(8);
    let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    [word(one), word(other)]
}

impl<'s> Story<'s> {
    fn of(
        history: &'s History,
        context: &'s Context<'s>,
        options: &'s HistoryOptions,
        seen: Vec<Seen>,
        (kinds, mut faults): (Vec<Option<ObjectKind>>, Vec<Fault>),
        known: Remembered,
    ) -> Self {
        let narrowed = Narrowed { first_parent: options.first_parent, unreachable: options.unreachable };
        faults.extend(history.faults.iter().cloned());
        let mut roots = history.roots(&mut faults);
        if let Some(chosen) = &options.refs {
            roots.list.retain(|root| chosen(&root.name));
        }
        let (mut hot, mut secrets, mut panicked) = (Vec::new(), Vec::new(), Vec::new());
        let Remembered { kinds: known_kinds, placed, is_whole, mut sizes, part, mut lfs, large: known_large } = known;
        if seen.iter().any(|seen| !seen.sizes.is_empty()) {
            sizes.resize(history.objects().len(), 0);
        }
        let mut bytes = sizes.iter().map(|&size| u64::from(size)).sum();
        let size = |number: Number| sizes.get(number as usize).copied().unwrap_or_default();
        let mut large: Vec<(Number, u64)> =
            known_large.into_iter().map(|number| (number, size(number).into())).collect();
        let mut parts = vec![part];
        for seen in seen {
            hot.extend(seen.hot);
            secrets.extend(seen.secrets);
            lfs.extend(seen.lfs);
            large.extend(seen.large);
            panicked.extend(seen.panicked);
            parts.push(seen.part);
            bytes += seen.bytes;
            for (number, size) in seen.sizes {
                sizes.get_mut(number as usize).into_iter().for_each(|slot| *slot = size);
            }
        }
        hot.sort_unstable();
        hot.dedup();
        secrets.sort_unstable();
        secrets.dedup();
        let graph = Graph::of(parts, history.objects().len());

        let order = Order::of(history.objects(), &graph, &roots, &narrowed);
        let named = choose::named(context, &graph, &kinds);

        let is_known = |number: &Number| known_kinds.get(*number as usize).is_some_and(Option::is_some);
        let is_placed = |number: &Number| placed.get(*number as usize) == Some(&true);
        let is_short = is_whole && named.iter().any(|number| is_known(number) && !is_placed(number));
        Self {
            history,
            context,
            options,
            narrowed,
            roots,
            graph,
            order,
            kinds,
            faults,
            hot,
            secrets,
            named,
            lfs,
            large,
            panicked,
            sizes,
            is_short,
            bytes,
        }
    }

    /// The objects whose places are asked for.
    fn wanted(&self) -> Vec<Number> {
        let mut wanted: Vec<Number> = self.hot.iter().map(|&(_, number)| number).collect();
        wanted.extend(&self.named);
        wanted.extend(&self.lfs);
        wanted.extend(self.large.iter().map(|&(number, _)| number));
        wanted.extend(&self.panicked);
        wanted.extend(self.faults.iter().filter_map(|fault| fault.number));
        wanted.extend(&self.graph.damaged);
        wanted.extend(self.graph.absent().map(|(number, _, _)| number));
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn kind(&self, number: Number) -> Option<ObjectKind> {
        self.kinds.get(number as usize).copied().flatten()
    }

    /// The name of an object, in hexadecimal.
    fn name(&self, number: Number) -> String {
        self.history.objects().id(number).map(|id| id.to_string()).unwrap_or_default()
    }

    fn coverage(&self) -> Coverage {
        let count = |kind| self.kinds.iter().filter(|other| **other == Some(kind)).count() as u64;
        let commits = self.order.commits.len() as u64;
        Coverage {
            commits,
            trees: count(ObjectKind::Tree),
            blobs: count(ObjectKind::Blob),
            tags: count(ObjectKind::Tag),
        }
    }

    fn scope(&self) -> Scope {
        let root = self.history.root().to_path_buf();
        Scope { root, revision: self.roots.head.map(|head| head.to_string()), ..Scope::default() }
    }

    fn admits(&self, path: &[u8]) -> bool {
        self.options.path.as_ref().is_none_or(|chosen| chosen(path))
    }

    fn head(&self) -> Option<u32> {
        let head = self.roots.head?;
        self.graph.commit_at(self.history.objects().find(head.as_bytes())?)
    }
}

/// What a message is called in a report: it has no path.
fn message_path(kind: ObjectKind) -> BString {
    if kind == ObjectKind::Tag { ".git/tag-message".into() } else { ".git/commit-message".into() }
}
