//! What the last run tells this one, and this one the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use super::Story;
use super::code::Judged;
use super::known::Past;
use super::trace::Trace;
use crate::source::history::{Belief, Cache, Code, Findings, History, Number, Remembered, Spread, Stale, Stamp, State};

/// A cache on its way from one run to the next. Where it is kept is somebody else's business.
#[derive(Debug)]
pub struct Memory {
    stamp: Stamp,
    before: Option<Vec<u8>>,
    /// The file to be written; none where the old one holds as it is, or after a run that was stopped.
    pub after: Option<Vec<u8>>,
    /// Why the old file was of no use.
    pub dropped: Option<Stale>,
    /// What the old file says of looks holds as well; with what has changed since.
    holds: Option<Change>,
}

/// What has come or gone since the last run wrote.
#[derive(Clone, Copy, Debug)]
struct Change {
    objects: usize,
    /// Bytes that were known.
    known: u64,
    /// Not all that was remembered could be believed.
    doubted: bool,
}

/// To read one part in so many again takes less time than to write all of it down.
const LITTLE: u64 = 100;

/// The same of files that are judged as code.
const FEW_FILES: usize = 256;

/// What the last run knew.
#[derive(Default)]
pub(super) struct Told {
    cache: Option<Cache>,
    /// The numbers that its objects have here.
    numbers: Vec<Option<Number>>,
    /// What looks at files gave holds as well.
    looks: bool,
}

impl Memory {
    /// For runs with the rules and settings that the stamp stands for; `before` is what the last run wrote.
    pub fn new(stamp: Stamp, before: Option<Vec<u8>>) -> Self {
        Self { stamp, before, after: None, dropped: None, holds: None }
    }

    /// Reads what the last run wrote, unless it is of no use here.
    pub(super) fn recall(&mut self, history: &History) -> Told {
        let Some(bytes) = self.before.take() else { return Told::default() };
        let read = Cache::read(&bytes, &self.stamp);
        let fitting = read.and_then(|(cache, looks)| {
            let numbers = cache.numbers(history.objects()).ok_or(Stale::Repository)?;
            Ok(Told { cache: Some(cache), numbers, looks })
        });
        match fitting {
            Ok(told) => {
                let here = told.numbers.iter().flatten().count();
                let objects = history.objects().len().abs_diff(here) + (told.numbers.len() - here);
                let known = told.cache.as_ref().map_or(0, Cache::bytes);
                self.holds = told.looks.then_some(Change { objects, known, doubted: false });
                told
            }
            Err(stale) => {
                self.dropped = Some(stale);
                Told::default()
            }
        }
    }

    /// Hears that not all that was remembered can be believed.
    pub(super) fn doubt(&mut self) {
        self.holds.iter_mut().for_each(|change| change.doubted = true);
    }

    /// Whether what the last run wrote serves the next one as well as what this one would write.
    fn serves(&self, story: &Story<'_>, judged: &Judged) -> bool {
        let Some(Change { objects, known, doubted }) = self.holds else { return false };
        let is_new = |code: &Code| story.code.as_ref().is_none_or(|before| !before.is_as(code, story.history));
        let code_is_new = judged.to_remember.as_ref().is_some_and(is_new);
        if objects == 0 && !code_is_new {
            return true;
        }
        let is_little = |part: u64, whole: u64| part.saturating_mul(LITTLE) <= whole;
        let had_code = story.code.is_some() || judged.to_remember.is_none();
        !doubted
            && had_code
            && judged.files <= FEW_FILES
            && is_little(objects as u64, story.history.objects().len() as u64)
            && is_little(story.bytes.abs_diff(known), story.bytes)
    }

    /// Keeps what a run knows, unless the last one knew about as much.
    pub(super) fn keep(&mut self, story: &Story<'_>, spread: &Spread<'_>, looked: &Past, judged: &Judged) {
        if self.serves(story, judged) || story.context.stop.load(Ordering::Relaxed) {
            return;
        }
        let objects = story.history.objects().len();
        let mut states = vec![State::Clean; objects];
        let mut placed = vec![false; objects];
        let mut kinds = story.kinds.clone();
        let mut sizes = story.sizes.clone();
        sizes.resize(objects, 0);
        mark(&mut states, story.lfs.iter().copied(), State::Lfs);
        mark(&mut states, story.large.iter().map(|&(number, _)| number), State::Large);
        // What is two things at once is read each time.
        let is_plain = |number: Number| states.get(number as usize) == Some(&State::Clean);
        let hot: BTreeSet<Number> = story.hot.iter().map(|&(_, number)| number).collect();
        let (hot, both): (Vec<Number>, Vec<Number>) = hot.into_iter().partition(|&number| is_plain(number));
        mark(&mut kinds, both.into_iter(), None);
        mark(&mut states, hot.into_iter(), State::Hot);
        mark(&mut placed, story.wanted().into_iter(), true);
        // What made us panic was not read to its end.
        mark(&mut kinds, story.panicked.iter().copied(), None);
        let names = looked.kin.one_name();
        let secret = |secret: u64| names.get(&secret).copied().unwrap_or(secret);
        let chunks = numbered(story.hot.iter().map(|&(key, _)| key));
        let of_keys = looked.kin.names_of_keys(story, looked);
        let secrets = numbered(story.traces.iter().map(|trace| secret(trace.secret)).chain(of_keys));
        let looks = numbered(story.traces.iter().map(|trace| trace.look));
        let numbers = |trace: &Trace| {
            Some([*secrets.get(&secret(trace.secret))?, *looks.get(&trace.look)?, *chunks.get(&trace.chunk)?])
        };
        let findings = Findings {
            kinds: &kinds,
            states: &states,
            placed: &placed,
            sizes: &sizes,
            chunks: &story.hot.iter().filter_map(|&(key, of)| Some((*chunks.get(&key)?, of))).collect::<Vec<_>>(),
            traces: &story.traces.iter().filter_map(numbers).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(),
            looks: &looked.kin.to_remember(story, looked, &secrets),
            code: judged.to_remember.as_ref(),
        };
        let cache = Cache::of(story.history, &story.graph, spread, &findings);
        self.after = cache.map(|cache| cache.to_bytes(&self.stamp));
    }
}

impl Told {
    /// How much of it is believed at first.
    pub(super) fn belief(&self) -> Belief {
        if self.looks { Belief::All } else { Belief::Clean }
    }

    /// What need not be read.
    pub(super) fn fit(&self, history: &History, belief: Belief) -> Remembered {
        self.cache.as_ref().map(|cache| cache.fit(history, &self.numbers, belief)).unwrap_or_default()
    }
}

fn mark<T: Clone>(list: &mut [T], numbers: impl Iterator<Item = Number>, value: T) {
    for number in numbers {
        if let Some(slot) = list.get_mut(number as usize) {
            *slot = value.clone();
        }
    }
}

/// Small numbers for large ones.
fn numbered(names: impl Iterator<Item = u64>) -> BTreeMap<u64, u32> {
    names.collect::<BTreeSet<_>>().into_iter().zip(0..).collect()
}
