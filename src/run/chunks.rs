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

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    front: u16,
    back: u16,
    hot: bool,
    /// A word of rules that judge code stands in it.
    code: bool,
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

type Shard = Mutex<HashMap<Key, Known, BuildHasherDefault<AsItIs>>>;

const SHARDS: u64 = 256;

/// What was seen, shared by all threads.
pub(super) struct Chunks {
    pub(super) chunker: Chunker,
    shards: Vec<Shard>,
}

/// What is to be done with a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing in it.
    Clean,
    /// Something in it, under this key.
    Hot(Key),
    /// Not seen before: to be searched.
    New,
}

impl Chunks {
    pub(super) fn new(seeds: [u64; 2]) -> Self {
        Self { chunker: Chunker::new(seeds), shards: (0..SHARDS).map(|_| Shard::default()).collect() }
    }

    /// By bits that the map in it does not look at first.
    fn shard(&self, key: Key) -> Option<&Shard> {
        self.shards.get(usize::try_from(key >> 40 & (SHARDS - 1)).ok()?)
    }

    fn get(&self, key: Key) -> Option<Known> {
        self.shard(key)?.lock().ok()?.get(&key).copied()
    }

    fn put(&self, key: Key, known: Known) {
        if let Some(mut shard) = self.shard(key).and_then(|shard| shard.lock().ok()) {
            shard.insert(key, known);
        }
    }

    /// What is known of a chunk of a text, and whether it may be code that says something of keys. `salt` tells kinds of text
    /// apart.
    pub(super) fn ask(&self, text: &[u8], chunk: &Range<usize>, salt: u64) -> (Answer, bool) {
        let mut key = self.key(text, chunk, salt);
        let Some(mut known) = self.get(key) else { return (Answer::New, false) };
        if known.front != 0 || known.back != 0 {
            key = self.key_around(text, chunk, salt, known);
            match self.get(key) {
                Some(around) => known = around,
                None => return (Answer::New, false),
            }
        }
        (if known.hot { Answer::Hot(key) } else { Answer::Clean }, known.code)
    }

    /// Keeps the answer of a search. Gives the key that stands for it.
    pub(super) fn keep(
        &self,
        text: &[u8],
        chunk: &Range<usize>,
        salt: u64,
        reach: Reach,
        (hot, code): (bool, bool),
    ) -> Key {
        let key = self.key(text, chunk, salt);
        let before = self.get(key).map_or(Reach::default(), |k| Reach { front: k.front.into(), back: k.back.into() });
        // What was looked up less far before is not found again under the wider key, and searched once more.
        let reach = reach.or(before);
        let cap = |bytes: usize| u16::try_from(bytes).unwrap_or(u16::MAX);
        let known = Known { front: cap(reach.front), back: cap(reach.back), hot, code };
        self.put(key, known);
        if known.front == 0 && known.back == 0 {
            return key;
        }
        let around = self.key_around(text, chunk, salt, known);
        self.put(around, Known { front: 0, back: 0, hot, code });
        around
    }

    fn key(&self, text: &[u8], chunk: &Range<usize>, salt: u64) -> Key {
        self.chunker.key(text.get(chunk.clone()).unwrap_or_default(), salt)
    }

    /// The key of a chunk with what stands around it, and of where in it the chunk and the text's ends lie.
    fn key_around(&self, text: &[u8], chunk: &Range<usize>, salt: u64, known: Known) -> Key {
        let start = chunk.start.saturating_sub(known.front.into());
        let end = text.len().min(chunk.end + usize::from(known.back));
        let short = (usize::from(known.front) - (chunk.start - start)) as u64;
        let missing = (chunk.end + usize::from(known.back) - end) as u64;
        let salt =
            salt ^ 0x5eed ^ u64::from(known.front) << 48 ^ u64::from(known.back) << 32 ^ short << 16 ^ missing << 8;
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
