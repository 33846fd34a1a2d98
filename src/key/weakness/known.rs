//! Keys that are public knowledge: a set of fingerprints, as data.
//!
//! A fingerprint is the first eight bytes of SHA-256 over the number that makes the key (the modulus, the x coordinate, the public
//! value, the bytes), most significant byte first and without leading zeros. `known.md` tells where they come from and how
//! `examples/known_keys.rs` makes the file. Even with 80,000 fingerprints one key in 2^47 would be taken for a known one.

use sha2::{Digest as _, Sha256};

use crate::key::material::{Key, Public};

/// Sorted fingerprints of private keys that stand in public repositories.
const PUBLISHED: &[u8] = include_bytes!("known.bin");

/// Bytes of a fingerprint.
const WIDTH: usize = 8;

/// SHA-256 of what makes the key; none where its public half is not seen.
pub(in crate::key) fn fingerprint(key: &Key) -> Option<[u8; 32]> {
    let identity = key.identity();
    (!identity.is_empty()).then(|| digest(identity))
}

/// SHA-256.
pub(in crate::key) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The first eight bytes of the fingerprint as a number; none of parameters, which have no private half.
pub(super) fn hash(key: &Key) -> Option<u64> {
    if matches!(&key.public, Public::Group { value, .. } if value.is_empty()) {
        return None;
    }
    fingerprint(key)?.first_chunk().copied().map(u64::from_be_bytes)
}

/// Whether the private half of a key is public knowledge, of which this is the hash.
pub(super) fn is_published(hash: u64) -> bool {
    contains(PUBLISHED, hash.to_be_bytes())
}

fn contains(set: &[u8], wanted: [u8; WIDTH]) -> bool {
    let (mut low, mut high) = (0, set.len() / WIDTH);
    while low < high {
        let middle = low.midpoint(high);
        let Some(entry) = set.get(middle * WIDTH..(middle + 1) * WIDTH) else { return false };
        match entry.cmp(wanted.as_slice()) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_sorted_and_searched() {
        assert_eq!(PUBLISHED.len() % WIDTH, 0);
        let entries: Vec<&[u8]> = PUBLISHED.chunks(WIDTH).collect();
        assert!(entries.windows(2).all(|pair| pair[0] < pair[1]));
        for entry in entries.iter().step_by(997) {
            assert!(contains(PUBLISHED, (*entry).try_into().unwrap()));
        }
        assert!(!contains(PUBLISHED, [0; WIDTH]));
    }
}
