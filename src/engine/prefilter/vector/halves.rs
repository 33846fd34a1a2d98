//! Which short keywords share a bucket of [`super::avx2`], so that few places of usual text pass its first look.

use super::super::gram;
use super::super::word::Word;

/// Places of a keyword that are looked at.
pub(super) const PLACES: usize = 4;

/// What the keywords of a bucket have at each place: a bit for each lower half of a byte, and each upper half.
pub(super) type Halves = [[u16; 2]; PLACES];

/// Sorts keywords into buckets so that few places of usual text pass: the commonest begin one each, and each of the rest
/// goes where it adds least.
pub(super) fn buckets(words: &[Word], count: usize) -> Vec<Halves> {
    let shares = Shares::new();
    let mut sorted: Vec<Halves> = words.iter().map(|word| halves(word.text())).collect();
    sorted.sort_by(|a, b| shares.of(b).total_cmp(&shares.of(a)));
    let mut buckets: Vec<(Halves, f32)> = Vec::with_capacity(count);
    for word in sorted {
        if buckets.len() < count {
            buckets.push((word, shares.of(&word)));
            continue;
        }
        let joined = |bucket: &(Halves, f32)| {
            let both = join(&bucket.0, &word);
            (both, shares.of(&both))
        };
        let added = buckets.iter_mut().map(|bucket| (joined(bucket), bucket));
        let least = added.min_by(|(a, old_a), (b, old_b)| (a.1 - old_a.1).total_cmp(&(b.1 - old_b.1)));
        if let Some((joined, bucket)) = least {
            *bucket = joined;
        }
    }
    buckets.into_iter().map(|bucket| bucket.0).collect()
}

/// The halves of a keyword's bytes, in either case; all behind its end.
fn halves(word: &[u8]) -> Halves {
    let mut halves = [[u16::MAX; 2]; PLACES];
    for (halves, byte) in halves.iter_mut().zip(word) {
        let (lower, upper) = (byte.to_ascii_lowercase(), byte.to_ascii_uppercase());
        *halves = [1 << (lower & 15) | 1 << (upper & 15), 1 << (lower >> 4) | 1 << (upper >> 4)];
    }
    halves
}

fn join(a: &Halves, b: &Halves) -> Halves {
    let mut both = *a;
    both.iter_mut().flatten().zip(b.iter().flatten()).for_each(|(both, more)| *both |= more);
    both
}

/// The share of bytes by upper half, for each set of lower halves in two pieces.
struct Shares {
    sums: Vec<[[f32; 256]; 2]>,
}

impl Shares {
    fn new() -> Self {
        Self { sums: (0..16).map(|upper| [0, 8].map(|lower| sums(upper << 4 | lower))).collect() }
    }

    /// The share of places that a bucket lets pass, if bytes knew nothing of their neighbours.
    fn of(&self, halves: &Halves) -> f32 {
        halves.iter().map(|&[lower, upper]| self.of_place(lower, upper)).product()
    }

    fn of_place(&self, lower: u16, upper: u16) -> f32 {
        let [first, second] = lower.to_le_bytes().map(usize::from);
        let (mut rows, mut share) = (upper, 0.0);
        // Few upper halves are set; this runs for every keyword and bucket when the program starts.
        while rows != 0 {
            if let Some([low, high]) = self.sums.get(rows.trailing_zeros() as usize) {
                share += low.get(first).copied().unwrap_or(0.0) + high.get(second).copied().unwrap_or(0.0);
            }
            rows &= rows - 1;
        }
        share
    }
}

/// The share of each set of the eight bytes from `first` on.
fn sums(first: u8) -> [f32; 256] {
    let mut sums = [0.0; 256];
    for set in 1..=255u8 {
        let rest = sums.get(usize::from(set & (set - 1))).copied().unwrap_or(0.0);
        let lowest = (0..8).find(|bit| set >> bit & 1 == 1).unwrap_or(0);
        sums.get_mut(usize::from(set)).into_iter().for_each(|sum| *sum = rest + gram::share(first + lowest));
    }
    sums
}
