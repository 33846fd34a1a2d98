//! Which text was seen before, and what came of it.
//!
//! A chunk whose answer depends on itself alone is looked up by its key. Where the answer depends on what stands around
//! it as well, the first key only tells how far to look, and a second one, over all that was looked at, tells the answer.

mod table;

use std::hash::Hasher;
use std::ops::Range;

use self::table::Table;
use crate::blob::{Chunker, End};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Entry {
    fn bits(self) -> u64 {
        u64::from(self.front) << 32 | u64::from(self.back) << 16 | u64::from(self.hot) << 1 | u64::from(self.code)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the bits are cut to what was put in")]
    fn of(bits: u64) -> Self {
        Self { front: (bits >> 32) as u16, back: (bits >> 16) as u16, hot: bits & 2 != 0, code: bits & 1 != 0 }
    }
}

/// A chunk of a text.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// Where it is.
    pub(super) chunk: Range<usize>,
    /// Up to where the text decided its end, as [`End::seen`].
    pub(super) upto: usize,
    key: Key,
    /// The key of it with what stands around it, so far, if that was needed.
    around: Option<((u16, u16), Key)>,
}

/// What was seen, shared by all threads.
pub(super) struct Chunks {
    pub(super) chunker: Chunker,
    entries: Table,
}

impl Chunks {
    /// None yet; about so many will come that differ.
    pub(super) fn new(seeds: [u64; 2], chunks: usize) -> Self {
        Self { chunker: Chunker::new(seeds), entries: Table::with_room_for(chunks) }
    }

    /// The chunk of a text that begins at `from`. `salt` tells kinds of text apart.
    pub(super) fn cut(&self, text: &[u8], from: usize, salt: u64) -> Cut {
        let End { end, seen } = self.chunker.end(text, from);
        let key = self.chunker.key(text.get(from..end).unwrap_or_default(), salt);
        Cut { chunk: from..end, upto: seen, key, around: None }
    }

    /// Makes asking for all these chunks of a text faster.
    pub(super) fn warm(&self, text: &[u8], cuts: &mut [Cut]) {
        self.entries.warm(cuts.iter().map(|cut| cut.key));
        for cut in cuts.iter_mut() {
            let Some(Entry { front, back, .. }) = self.get(cut.key) else { continue };
            if front != 0 || back != 0 {
                cut.around = Some(((front, back), self.key_around(text, cut, (front, back))));
            }
        }
        self.entries.warm(cuts.iter().filter_map(|cut| cut.around).map(|(_, key)| key));
    }

    /// What is known of a chunk of a text; none of one that was not seen before and is to be searched.
    pub(super) fn ask(&self, text: &[u8], cut: &Cut) -> Option<Known> {
        let Entry { front, back, hot, code } = self.get(cut.key)?;
        if front == 0 && back == 0 {
            return Some(Known { hot: hot.then_some(cut.key), code, front, back });
        }
        let key = match cut.around {
            Some((so_far, key)) if so_far == (front, back) => key,
            _ => self.key_around(text, cut, (front, back)),
        };
        let Entry { hot, code, .. } = self.get(key)?;
        Some(Known { hot: hot.then_some(key), code, front, back })
    }

    /// Keeps the answer of a search, and gives it as it will be known.
    pub(super) fn keep(&self, text: &[u8], cut: &Cut, reach: Reach, (hot, code): (bool, bool)) -> Known {
        let before =
            self.get(cut.key).map_or(Reach::default(), |k| Reach { front: k.front.into(), back: k.back.into() });
        // What was looked up less far before is not found again under the wider key, and searched once more.
        let reach = reach.or(before);
        let cap = |bytes: usize| u16::try_from(bytes).unwrap_or(u16::MAX);
        let (front, back) = (cap(reach.front), cap(reach.back));
        let mut last = cut.key;
        if front != 0 || back != 0 {
            last = self.key_around(text, cut, (front, back));
            self.put(last, Entry { front: 0, back: 0, hot, code });
        }
        self.put(cut.key, Entry { front, back, hot, code });
        Known { hot: hot.then_some(last), code, front, back }
    }

    fn get(&self, key: Key) -> Option<Entry> {
        self.entries.get(key).map(Entry::of)
    }

    fn put(&self, key: Key, entry: Entry) {
        self.entries.put(key, entry.bits());
    }

    /// The key of a chunk with what stands around it, and of where in it the chunk and the text's ends lie.
    fn key_around(&self, text: &[u8], cut: &Cut, (front, back): (u16, u16)) -> Key {
        let Range { start, end } = cut.chunk;
        let before = text.get(start.saturating_sub(front.into())..start).unwrap_or_default();
        let behind = text.get(end..text.len().min(end + usize::from(back))).unwrap_or_default();
        // How far was looked is told besides what is there: a text may end before that.
        let salt = cut.key ^ u64::from(front) << 48 ^ u64::from(back) << 32;
        self.chunker.key(behind, self.chunker.key(before, salt))
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
