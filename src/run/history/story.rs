//! What was read of a history, put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

use bstr::BString;

use super::named::named;
use super::options::HistoryOptions;
use super::shown::Shown;
use super::trace::Trace;
use super::watch::Seen;
use crate::model::{Coverage, Scope};
use crate::run::chunks::{AsItIs, Key};
use crate::run::context::Context;
use crate::source::git::ObjectKind;
use crate::source::history::{
    Code, Fault, Graph, History, KnownLook, Narrowed, Number, Order, Part, Remembered, Roots,
};

/// Most bytes of one object that is decoded.
pub(super) const LARGEST: u64 = 512 << 20;

/// What a message is called in a report: it has no path.
pub(super) fn message_path(kind: ObjectKind) -> BString {
    if kind == ObjectKind::Tag { ".git/tag-message".into() } else { ".git/commit-message".into() }
}

/// What was read, put together.
pub(super) struct Story<'s> {
    pub(super) history: &'s History,
    pub(super) context: &'s Context<'s>,
    pub(super) options: &'s HistoryOptions,
    pub(super) narrowed: Narrowed,
    pub(super) roots: Roots,
    pub(super) graph: Graph,
    pub(super) order: Order,
    pub(super) kinds: Vec<Option<ObjectKind>>,
    pub(super) faults: Vec<Fault>,
    /// Chunks with something in them, each with an object that holds it; sorted.
    pub(super) hot: Vec<(Key, Number)>,
    /// Secrets with the chunks that hold them; sorted.
    pub(super) traces: Vec<Trace>,
    /// What the judge saw of secrets that a path may decide, by what stands for it in a trace.
    pub(super) shown: HashMap<u64, Shown, BuildHasherDefault<AsItIs>>,
    /// Containers, in which other names than their path decide; sorted.
    pub(super) opened: Vec<Number>,
    /// For each object, whether it may be code that says something of keys, or was not read.
    coded: Vec<bool>,
    /// Objects whose name makes rules look at them whatever they hold.
    pub(super) named: Vec<Number>,
    pub(super) lfs: Vec<Number>,
    pub(super) large: Vec<(Number, u64)>,
    pub(super) panicked: Vec<Number>,
    /// The bytes of each object that count as read, where they are remembered.
    pub(super) sizes: Vec<u32>,
    /// Something is asked for of which nobody remembers where it stands.
    pub(super) is_short: bool,
    /// What looks at objects as files gave in the last run.
    pub(super) looks: BTreeMap<(Number, BString), KnownLook>,
    /// What the code at `HEAD` came to in the last run.
    pub(super) code: Option<Code>,
    /// The secrets of what is only remembered, by the last run's numbers.
    pub(super) remembered: BTreeSet<u32>,
    pub(super) bytes: u64,
}

/// What all threads saw, and what was remembered.
struct Joined {
    hot: Vec<(Key, Number)>,
    traces: Vec<Trace>,
    shown: HashMap<u64, Shown, BuildHasherDefault<AsItIs>>,
    opened: Vec<Number>,
    coded: Vec<bool>,
    lfs: Vec<Number>,
    large: Vec<(Number, u64)>,
    panicked: Vec<Number>,
    sizes: Vec<u32>,
    bytes: u64,
    parts: Vec<Part>,
    known: Remembered,
}

impl Joined {
    fn of(seen: Vec<Seen>, mut known: Remembered, objects: usize) -> Self {
        let mut sizes = std::mem::take(&mut known.sizes);
        if seen.iter().any(|seen| !seen.sizes.is_empty()) {
            sizes.resize(objects, 0);
        }
        let size = |number: Number| sizes.get(number as usize).copied().unwrap_or_default().into();
        let large = std::mem::take(&mut known.large).into_iter().map(|number| (number, size(number))).collect();
        // The last run's numbers are no keys of this one.
        let of_numbers =
            |&[secret, look, chunk]: &[u32; 3]| Trace { secret: secret.into(), look: look.into(), chunk: chunk.into() };
        let traces = known.traces.iter().map(of_numbers).collect();
        let mut joined = Self {
            hot: std::mem::take(&mut known.chunks).into_iter().map(|(chunk, number)| (chunk.into(), number)).collect(),
            traces,
            shown: HashMap::default(),
            opened: Vec::new(),
            coded: (0..objects).map(|number| known.kinds.get(number).is_some_and(Option::is_some)).collect(),
            lfs: std::mem::take(&mut known.lfs),
            large,
            panicked: Vec::new(),
            bytes: sizes.iter().map(|&size| u64::from(size)).sum(),
            sizes,
            parts: vec![std::mem::take(&mut known.part)],
            known,
        };
        for seen in seen {
            joined.hot.extend(seen.hot);
            joined.traces.extend(seen.traces);
            joined.shown.extend(seen.shown);
            joined.opened.extend(seen.opened);
            for number in seen.coded {
                joined.coded.get_mut(number as usize).into_iter().for_each(|slot| *slot = true);
            }
            joined.lfs.extend(seen.lfs);
            joined.large.extend(seen.large);
            joined.panicked.extend(seen.panicked);
            joined.parts.push(seen.part);
            joined.bytes += seen.bytes;
            for (number, size) in seen.sizes {
                joined.sizes.get_mut(number as usize).into_iter().for_each(|slot| *slot = size);
            }
        }
        joined
    }

    fn sort(&mut self) {
        self.hot.sort_unstable();
        self.hot.dedup();
        self.traces.sort_unstable();
        self.traces.dedup();
        self.opened.sort_unstable();
    }
}

impl<'s> Story<'s> {
    /// Gives back what it holds while the report is written: of a large history that takes as long as a look at a file.
    pub(super) fn leave(self) {
        let Self { graph, order, kinds, hot, traces, shown, coded, sizes, looks, .. } = self;
        rayon::spawn(move || drop((graph, order, kinds, hot, traces, shown, coded, sizes, looks)));
    }

    pub(super) fn of(
        history: &'s History,
        context: &'s Context<'s>,
        options: &'s HistoryOptions,
        seen: Vec<Seen>,
        (kinds, mut faults): (Vec<Option<ObjectKind>>, Vec<Fault>),
        known: Remembered,
    ) -> Self {
        let narrowed = Narrowed { first_parent: options.first_parent, unreachable: options.unreachable };
        faults.extend(history.faults.iter().cloned());
        let objects = history.objects();
        let (mut roots, (mut joined, graph)) = rayon::join(
            || history.roots(&mut faults),
            || {
                let mut joined = Joined::of(seen, known, objects.len());
                let graph = Graph::of(std::mem::take(&mut joined.parts), objects.len());
                (joined, graph)
            },
        );
        if let Some(chosen) = &options.refs {
            roots.list.retain(|root| chosen(&root.name));
        }
        let (order, named) = rayon::join(
            || Order::of(objects, &graph, &roots, &narrowed),
            || {
                joined.sort();
                named(context, &graph, &kinds)
            },
        );
        let Joined { hot, traces, shown, opened, coded, lfs, large, panicked, sizes, bytes, known, .. } = joined;
        let is_known = |number: &Number| known.kinds.get(*number as usize).is_some_and(Option::is_some);
        let is_placed = |number: &Number| known.placed.get(*number as usize) == Some(&true);
        let is_short = known.is_whole && named.iter().any(|number| is_known(number) && !is_placed(number));
        let remembered = known.traces.iter().map(|&[secret, _, _]| secret).collect();
        let Remembered { looks, code, .. } = known;
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
            traces,
            shown,
            opened,
            coded,
            named,
            lfs,
            large,
            panicked,
            sizes,
            is_short,
            looks,
            code,
            remembered,
            bytes,
        }
    }

    /// The objects whose places are asked for.
    pub(super) fn wanted(&self) -> Vec<Number> {
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

    /// The chunks that hold a secret.
    pub(super) fn chunks_of(&self, secret: u64) -> impl Iterator<Item = Key> + use<'_, 's> {
        let from = self.traces.partition_point(|trace| trace.secret < secret);
        self.traces.iter().skip(from).take_while(move |trace| trace.secret == secret).map(|trace| trace.chunk)
    }

    /// The objects that hold a chunk.
    pub(super) fn holders_of(&self, chunk: Key) -> impl Iterator<Item = Number> + use<'_, 's> {
        let from = self.hot.partition_point(|&(other, _)| other < chunk);
        self.hot.iter().skip(from).take_while(move |&&(other, _)| other == chunk).map(|&(_, number)| number)
    }

    /// Whether an object may be code that says something of keys.
    pub(super) fn may_say(&self, number: Number) -> bool {
        self.coded.get(number as usize) == Some(&true)
    }

    /// What the last run says of a look.
    pub(super) fn known_look(&self, number: Number, path: &BString) -> Option<&KnownLook> {
        self.looks.get(&(number, self.path_of_look(number, path)))
    }

    /// The path of a look as a cache knows it, where a message has none.
    pub(super) fn path_of_look(&self, number: Number, path: &BString) -> BString {
        match self.kind(number) {
            Some(ObjectKind::Commit | ObjectKind::Tag) => BString::default(),
            _ => path.clone(),
        }
    }

    pub(super) fn kind(&self, number: Number) -> Option<ObjectKind> {
        self.kinds.get(number as usize).copied().flatten()
    }

    /// The name of an object, in hexadecimal.
    pub(super) fn name(&self, number: Number) -> String {
        self.history.objects().id(number).map(|id| id.to_string()).unwrap_or_default()
    }

    pub(super) fn coverage(&self) -> Coverage {
        let count = |kind| self.kinds.iter().filter(|other| **other == Some(kind)).count() as u64;
        let commits = self.order.commits.len() as u64;
        Coverage {
            commits,
            trees: count(ObjectKind::Tree),
            blobs: count(ObjectKind::Blob),
            tags: count(ObjectKind::Tag),
        }
    }

    pub(super) fn scope(&self) -> Scope {
        let root = self.history.root().to_path_buf();
        Scope { root, revision: self.roots.head.map(|head| head.to_string()), ..Scope::default() }
    }

    pub(super) fn admits(&self, path: &[u8]) -> bool {
        self.options.path.as_ref().is_none_or(|chosen| chosen(path))
    }

    pub(super) fn head(&self) -> Option<u32> {
        let head = self.roots.head?;
        self.graph.commit_at(self.history.objects().find(head.as_bytes())?)
    }
}
