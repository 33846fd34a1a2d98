//! Which short keywords share a bucket of [`super::avx512`], so that few places of usual text pass its first look.

use super::super::gram;
use super::super::word::Word;

/// Places of a keyword that are looked at.
pub(super) const PLACES: usize = 4;

/// The bytes that the keywords of a bucket have at each place: a bit for each byte below 128, for which the byte 128
/// above it stands, too.
pub(super) type Sets = [u128; PLACES];

/// Sorts keywords into buckets so that few places of usual text pass: the commonest begin one each, and each of the rest
/// goes where it adds least.
pub(super) fn buckets(words: &[&Word], count: usize) -> Vec<Sets> {
    let of_bytes: [f32; 128] = std::array::from_fn(|byte| gram::share(u8::try_from(byte).unwrap_or(0)));
    let mut sorted: Vec<Bucket> = words.iter().map(|word| Bucket::new(word.text(), &of_bytes)).collect();
    sorted.sort_by(|a, b| b.share().total_cmp(&a.share()));
    let mut buckets: Vec<Bucket> = Vec::with_capacity(count);
    for word in sorted {
        if buckets.len() < count {
            buckets.push(word);
            continue;
        }
        let joined = buckets.iter_mut().map(|bucket| (bucket.joined(&word, &of_bytes), bucket));
        let added = |(joined, bucket): &(Bucket, &mut Bucket)| joined.share() - bucket.share();
        if let Some((joined, bucket)) = joined.min_by(|a, b| added(a).total_cmp(&added(b))) {
            *bucket = joined;
        }
    }
    buckets.into_iter().map(|bucket| bucket.sets).collect()
}

/// Keywords that are looked for together.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    sets: Sets,
    /// The share of usual text's bytes that are in each set.
    shares: [f32; PLACES],
}

impl Bucket {
    /// A keyword, in either case; every byte fits behind its end.
    fn new(word: &[u8], of_bytes: &[f32; 128]) -> Self {
        let mut bucket = Self { sets: [u128::MAX; PLACES], shares: [1.0; PLACES] };
        for ((set, share), byte) in bucket.sets.iter_mut().zip(&mut bucket.shares).zip(word) {
            *set = [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]
                .iter()
                .fold(0, |set, byte| set | 1 << (byte & 127));
            *share = share_of(*set, of_bytes);
        }
        bucket
    }

    /// The share of places that pass, if bytes knew nothing of their neighbours.
    fn share(&self) -> f32 {
        self.shares.iter().product()
    }

    fn joined(&self, other: &Self, of_bytes: &[f32; 128]) -> Self {
        let mut joined = *self;
        let places = joined.sets.iter_mut().zip(&mut joined.shares).zip(other.sets.iter().zip(&other.shares));
        for ((set, share), (more, more_share)) in places {
            let new = more & !*set;
            // Behind a keyword's end the sum is known, and would be long.
            *share = if *more == u128::MAX { *more_share } else { *share + share_of(new, of_bytes) };
            *set |= more;
        }
        joined
    }
}

/// The share of bytes that are in a set.
fn share_of(set: u128, of_bytes: &[f32; 128]) -> f32 {
    let (mut rest, mut share) = (set, 0.0);
    while rest != 0 {
        share += of_bytes.get(rest.trailing_zeros() as usize).copied().unwrap_or(0.0);
        rest &= rest - 1;
    }
    share
}
