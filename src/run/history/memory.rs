//! What the last run tells this one, and this one the next.

use super::Story;
use crate::source::history::{Cache, Findings, History, Number, Remembered, Spread, Stale, State};

/// A cache on its way from one run to the next. Where it is kept is somebody else's business.
#[derive(Debug)]
pub struct Memory {
    stamp: [u8; 32],
    before: Option<Vec<u8>>,
    /// The file to be written; none where the old one holds as it is, or after a run that was stopped.
    pub after: Option<Vec<u8>>,
    /// Why the old file was of no use.
    pub dropped: Option<Stale>,
    /// The old file holds as it is.
    holds: bool,
}

/// What the last run knew.
pub(super) struct Told {
    cache: Option<Cache>,
}

impl Memory {
    /// For runs with the rules and settings that the stamp stands for; `before` is what the last run wrote.
    pub fn new(stamp: [u8; 32], before: Option<Vec<u8>>) -> Self {
        Self { stamp, before, after: None, dropped: None, holds: false }
    }

    /// Reads what the last run wrote, unless it is of no use here.
    pub(super) fn recall(&mut self, history: &History) -> Told {
        let Some(bytes) = self.before.take() else { return Told { cache: None } };
        let read = Cache::read(&bytes, &self.stamp);
        let fitting = read.and_then(|cache| if cache.is_of(history) { Ok(cache) } else { Err(Stale::Repository) });
        match fitting {
            Ok(cache) => {
                self.holds = cache.is_all(history);
                Told { cache: Some(cache) }
            }
            Err(stale) => {
                self.dropped = Some(stale);
                Told { cache: None }
            }
        }
    }

    /// Keeps what a run knows, unless the last one knew as much.
    pub(super) fn keep(&mut self, story: &Story<'_>, spread: &Spread<'_>) {
        if self.holds {
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
        mark(&mut states, story.hot.iter().map(|&(_, number)| number), State::Again);
        mark(&mut placed, story.wanted().into_iter(), true);
        // What made us panic was not read to its end.
        mark(&mut kinds, story.panicked.iter().copied(), None);
        let findings = Findings { kinds: &kinds, states: &states, placed: &placed, sizes: &sizes };
        let cache = Cache::of(story.history, &story.graph, spread, &findings);
        self.after = cache.map(|cache| cache.to_bytes(&self.stamp));
    }
}

impl Told {
    /// What need not be read.
    pub(super) fn fit(&self, history: &History, blobs_only: bool) -> Remembered {
        self.cache.as_ref().map(|cache| cache.fit(history, blobs_only)).unwrap_or_default()
    }
}

fn mark<T: Clone>(list: &mut [T], numbers: impl Iterator<Item = Number>, value: T) {
    for number in numbers {
        if let Some(slot) = list.get_mut(number as usize) {
            *slot = value.clone();
        }
    }
}
