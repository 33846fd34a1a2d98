//! Which text was seen before, and what came of it.
//!
//! A chunk whose answer depends on itself alone is looked up by its key. Where the answer depends on what stands around
//! it as well, the first key only tells how far to look, and a second one, over all that was looked at, tells the answer.

#![expect(clippy::disallowed_types, reason = "looked up and never walked through: the order reaches no output")]

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::Mutex;

use crate::blob::Chunker;
use crate::engine::Reach;

/// A key of a piece of text.
pub(super) type Key = u64;

/// What is kept under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    front: u16,
    back: u16,
    hot: bool,
    code: bool,
}

/// What is known of a chunk in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// What stands for it if something stands in it.
    pub(super) hot: Option<Key>,
    /// A word of rules that judge code stands in it.
    pub(super) code: bool,
    /// How many bytes before the chunk all this depends on.
    pub(super) front: u16,
    /// How many behind it.
    pub(super) back: u16,
}

/// Keys are random already.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.first_chunk::<8>().map_or(0, |first| u64::from_ne_bytes(*first));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

type Shard = Mutex<HashMap<Key, Entry, BuildHasherDefault<AsItIs>>>;

const SHARDS: u64 = 256;

/// What was seen, shared by all threads.
pub(super) struct Chunks {
    pub(super) chunker: Chunker,
    shards: Vec<Shard>,
}

impl Chunks {
    pub(super) fn new(seeds: [u64; 2]) -> Self {
        Self { chunker: Chunker::new(seeds), shards: (0..SHARDS).map(|_| Shard::default()).collect() }
    }

    /// By bits that the map in it does not look at first.
    fn shard(&self, key: Key) -> Option<&Shard> {
        self.shards.get(usize::try_from(key >> 40 & (SHARDS - 1)).ok()?)
    }

    fn get(&self, key: Key) -> Option<Entry> {
        self.shard(key)?.lock().ok()?.get(&key).copied()
    }

    fn put(&self, key: Key, entry: Entry) {
        if let Some(mut shard) = self.shard(key).and_then(|shard| shard.lock().ok()) {
            shard.insert(key, entry);
        }
    }

    /// What is known of a chunk of a text; none of one that was not seen before and is to be searched. `salt` tells kinds of
    /// text apart.
    pub(super) fn ask(&self, text: &[u8], chunk: &Range<usize>, salt: u64) -> Option<Known> {
        let key = self.key(text, chunk, salt);
        let Entry { front, back, hot, code } = self.get(key)?;
        if front == 0 && back == 0 {
            return Some(Known { hot: hot.then_some(key), code, front, back });
        }
        let key = self.key_around(text, chunk, salt, (front, back));
        let Entry { hot, code, .. } = self.get(key)?;
        Some(Known { hot: hot.then_some(key), code, front, back })
    }

    /// Keeps the answer of a search, and gives it as it will be known.
    pub(super) fn keep(
        &self,
        text: &[u8],
        chunk: &Range<usize>,
        salt: u64,
        reach: Reach,
        (hot, code): (bool, bool),
    ) -> Known {
        let key = self.key(text, chunk, salt);
        let before = self.get(key).map_or(Reach::default(), |k| Reach { front: k.front.into(), back: k.back.into() });
        // What was looked up less far before is not found again under the wider key, and searched once more.
        let reach = reach.or(before);
        let cap = |bytes: usize| u16::try_from(bytes).unwrap_or(u16::MAX);
        let (front, back) = (cap(reach.front), cap(reach.back));
        self.put(key, Entry { front, back, hot, code });
        let mut last = key;
        if front != 0 || back != 0 {
            last = self.key_around(text, chunk, salt, (front, back));
            self.put(last, Entry { front: 0, back: 0, hot, code });
        }
        Known { hot: hot.then_some(last), code, front, back }
    }

    fn key(&self, text: &[u8], chunk: &Range<usize>, salt: u64) -> Key {
        self.chunker.key(text.get(chunk.clone()).unwrap_or_default(), salt)
    }

    /// The key of a chunk with what stands around it, and of where in it the chunk and the text's ends lie.
    fn key_around(&self, text: &[u8], chunk: &Range<usize>, salt: u64, (front, back): (u16, u16)) -> Key {
        let start = chunk.start.saturating_sub(front.into());
        let end = text.len().min(chunk.end + usize::from(back));
        let short = (usize::from(front) - (chunk.start - start)) as u64;
        let missing = (chunk.end + usize::from(back) - end) as u64;
        let salt = salt ^ 0x5eed ^ u64::from(front) << 48 ^ u64::from(back) << 32 ^ short << 16 ^ missing << 8;
        self.chunker.key(text.get(start..end).unwrap_or_default(), salt)
    }
}

/// Random bytes for the keys of chunks.
pub(super) fn seeds() -> [u64; 2] {
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
