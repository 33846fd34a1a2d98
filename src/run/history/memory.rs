//! What the last run tells this one, and this one the next.

use std::collections::BTreeMap;

use super::Story;
use super::choose::Looked;
use super::chunks::Key;
use crate::source::git::ObjectKind;
use crate::source::history::{Belief, Cache, Findings, History, Number, Remembered, Spread, Stale, State};

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
    pub(super) fn keep(&mut self, story: &Story<'_>, spread: &Spread<'_>, looked: &Looked) {
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
        let again = story.hot.iter().map(|&(_, number)| number).chain(story.idle.keys().copied());
        mark(&mut states, again, State::Again);
        let still = story.idle.keys().copied().filter(|_| story.is_all());
        mark(&mut states, still.chain(idle(story, looked)), State::Idle);
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
    pub(super) fn fit(&self, history: &History, belief: Belief) -> Remembered {
        self.cache.as_ref().map(|cache| cache.fit(history, belief)).unwrap_or_default()
    }
}

fn mark<T: Clone>(list: &mut [T], numbers: impl Iterator<Item = Number>, value: T) {
    for number in numbers {
        if let Some(slot) = list.get_mut(number as usize) {
            *slot = value.clone();
        }
    }
}

/// The blobs with something in them of which nothing came, nor could come whatever the settings say: they were not busy
/// themselves, and share neither a chunk nor a secret with one that was, directly or over others.
fn idle(story: &Story<'_>, looked: &Looked) -> Vec<Number> {
    if !story.is_all() {
        // Not everything was looked at.
        return Vec::new();
    }
    let mut links: BTreeMap<Link, Vec<Link>> = BTreeMap::new();
    let of_objects = story.hot.iter().map(|&(key, number)| (Link::Key(key), Link::Object(number)));
    let of_secrets = story.secrets.iter().map(|&(secret, key)| (Link::Key(key), Link::Secret(secret)));
    for (one, other) in of_objects.chain(of_secrets) {
        links.entry(one).or_default().push(other);
        links.entry(other).or_default().push(one);
    }
    let mut open: Vec<Link> = looked.busy.iter().map(|&number| Link::Object(number)).collect();
    while let Some(link) = open.pop() {
        open.extend(links.remove(&link).into_iter().flatten());
    }
    let left = links.into_keys().filter_map(|link| match link {
        Link::Object(number) => Some(number),
        Link::Key(_) | Link::Secret(_) => None,
    });
    left.filter(|&number| story.kind(number) == Some(ObjectKind::Blob)).collect()
}

/// What hangs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Object(Number),
    Key(Key),
    Secret(u64),
}
