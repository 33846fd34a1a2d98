//! The other cutter: content becomes chunks whose ends depend on the content around them alone, so that two versions of a
//! file have most of their chunks in common.
//!
//! Chunks tell text that was seen before from text that was not; they are never scanned for a report. The keys are drawn
//! anew for each run: with fixed ones a hostile repository could hide a secret behind a collision.

use std::hash::Hasher as _;
use std::ops::Range;

use foldhash::SharedSeed;
use foldhash::quality::FoldHasher;

/// Least bytes of a chunk, but for the last of a text.
const LEAST: usize = 256;

/// Most bytes of a chunk.
const MOST: usize = 16 << 10;

/// One in so many places where a chunk could end is taken.
const ONE_IN: u64 = 8;

/// Where a chunk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Its end.
    pub end: usize,
    /// Up to where the text was looked at to choose it; [`END`] if it would be another one were the text longer.
    pub seen: usize,
}

/// Behind the end of every text.
pub const END: usize = usize::MAX;

/// Cuts texts into chunks, and names them.
pub struct Chunker {
    seed: u64,
    shared: SharedSeed,
}

impl std::fmt::Debug for Chunker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chunker(…)")
    }
}

impl Chunker {
    /// With random bytes that nobody else knows.
    pub fn new(seeds: [u64; 2]) -> Self {
        let [seed, shared] = seeds;
        Self { seed, shared: SharedSeed::from_u64(shared) }
    }

    /// The key of a piece of text: equal for equal pieces, different for different ones but by a chance of 2⁻⁶⁴.
    #[inline]
    pub fn key(&self, piece: &[u8], salt: u64) -> u64 {
        let mut hasher = FoldHasher::with_seed(self.seed, &self.shared);
        hasher.write_u64(salt);
        hasher.write(piece);
        hasher.finish()
    }

    /// Calls `each` with the chunks of a text, in order. They cover it.
    pub fn cut(&self, text: &[u8], mut each: impl FnMut(Range<usize>)) {
        let mut from = 0;
        while from < text.len() {
            let to = self.end(text, from).end;
            each(from..to);
            from = to;
        }
    }

    /// Where the chunk of a text that begins at `from` ends.
    pub fn end(&self, text: &[u8], from: usize) -> End {
        let low = from + LEAST;
        if low >= text.len() {
            return End { end: text.len(), seen: END };
        }
        let high = text.len().min(from + MOST);
        let window = text.get(low..high).unwrap_or_default();
        let chosen = memchr::memchr_iter(b'\n', window).map(|at| low + at + 1).find(|&end| is_end(text, end));
        if let Some(end) = chosen {
            return End { end, seen: end };
        }
        if high == text.len() {
            return End { end: high, seen: END };
        }
        // A text of long lines: any mark that ends something.
        let mut marks = memchr::memchr3_iter(b',', b';', b'}', window).map(|at| low + at + 1);
        End { end: marks.find(|&end| is_end(text, end)).unwrap_or(high), seen: high }
    }
}

/// Whether a place where a chunk could end is one: decided by the bytes before it.
#[inline]
fn is_end(text: &[u8], end: usize) -> bool {
    let Some(before) = end.checked_sub(16).and_then(|start| text.get(start..end)) else { return false };
    let (a, b) = before.split_at(8);
    let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    let mixed = (word(a) ^ word(b).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) % ONE_IN == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunks(text: &[u8]) -> Vec<&[u8]> {
        let mut chunks = Vec::new();
        Chunker::new([1, 7]).cut(text, |range| chunks.push(&text[range]));
        chunks
    }

    #[test]
    fn a_changed_line_changes_few_chunks() {
        let lines: Vec<String> = (0..4000).map(|n| format!("line {n} of a text, with {} in it\n", n * 7919)).collect();
        let before = lines.concat();
        let mut changed = lines.clone();
        changed[2000] = "another line\n".to_owned();
        let after = changed.concat();
        let (before, after) = (chunks(before.as_bytes()), chunks(after.as_bytes()));
        let new = after.iter().filter(|chunk| !before.contains(chunk)).count();
        assert!(after.len() > 40 && new <= 3, "{new} of {}", after.len());
    }

    proptest! {
        #[test]
        fn chunks_are_the_text(text in proptest::collection::vec(any::<u8>(), 0..60_000)) {
            prop_assert_eq!(chunks(&text).concat(), text);
        }
    }
}
