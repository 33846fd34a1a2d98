//! A set of hashes in little more than the bits that tell them from others: Elias and Fano's, for sorted numbers.
//!
//! A file of sets is one set after the other. A set begins with how many entries it has (four bytes, lowest first), the bits of an
//! entry's upper part, and of its lower part (a byte each). Then, for each value that the upper part can have, in order, a set bit an
//! entry that has it, and a clear bit; then the entries' lower parts in order. Bits begin at the lowest of a byte, and both runs of
//! them end with a byte. An entry is the hash's first bits: upper, then lower. `examples/debian_keys/` writes such files.

/// Bytes of the counts that are looked through at most.
const BLOCK: usize = 64;

/// A set, as it lies in a file.
pub(super) struct Compact<'a> {
    upper: u32,
    lower: u32,
    counts: &'a [u8],
    lowers: &'a [u8],
    /// The clear bits before each block of the counts.
    clear: Vec<u64>,
}

impl<'a> Compact<'a> {
    /// The set at the start of a file, and what comes after it; none where the file ends before the set, or is none.
    pub(super) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        let (&[upper, lower], rest) = rest.split_first_chunk::<2>()?;
        if !(1..=31).contains(&upper) || !(1..=32).contains(&lower) {
            return None;
        }
        let entries = usize::try_from(u32::from_le_bytes(*head)).ok()?;
        let counts = (1usize << upper).checked_add(entries)?.div_ceil(8);
        let lowers = entries.checked_mul(usize::from(lower))?.div_ceil(8);
        let (counts, rest) = rest.split_at_checked(counts)?;
        let (lowers, rest) = rest.split_at_checked(lowers)?;
        let clear = counts
            .chunks(BLOCK)
            .scan(0, |before, block| {
                let own = *before;
                *before += block.iter().map(|byte| u64::from(byte.count_zeros())).sum::<u64>();
                Some(own)
            })
            .collect();
        Some((Self { upper: upper.into(), lower: lower.into(), counts, lowers, clear }, rest))
    }

    /// Whether the set has an entry for a hash, of which these are the first bits, the highest first.
    pub(super) fn contains(&self, hash: u64) -> bool {
        let upper = hash >> (u64::BITS - self.upper);
        let lower = hash << self.upper >> (u64::BITS - self.lower);
        // Where the upper part's set bits begin; the set bits before them are the entries before its own.
        let start = self.after_clear(upper);
        let first = start.saturating_sub(upper);
        let mut own = (start..self.counts.len() as u64 * 8).take_while(|at| bit(self.counts, *at));
        own.any(|at| self.lower_of(first + (at - start)) == lower)
    }

    /// The place after so many clear bits of the counts.
    fn after_clear(&self, wanted: u64) -> u64 {
        let block = self.clear.partition_point(|before| *before < wanted).saturating_sub(1);
        let mut left = wanted - self.clear.get(block).copied().unwrap_or(0).min(wanted);
        let mut at = (block * BLOCK * 8) as u64;
        while left > 0 && at < self.counts.len() as u64 * 8 {
            left -= u64::from(!bit(self.counts, at));
            at += 1;
        }
        at
    }

    fn lower_of(&self, entry: u64) -> u64 {
        let width = u64::from(self.lower);
        (0..width).rev().fold(0, |number, place| number << 1 | u64::from(bit(self.lowers, entry * width + place)))
    }
}

/// A bit; those behind the end are clear.
fn bit(bytes: &[u8], at: u64) -> bool {
    let byte = usize::try_from(at / 8).ok().and_then(|byte| bytes.get(byte));
    byte.is_some_and(|byte| byte >> (at % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A set as `examples/debian_keys/` writes it.
    fn written(hashes: &[u64], upper: u8, lower: u8) -> Vec<u8> {
        let mut entries: Vec<u64> = hashes.iter().map(|hash| hash >> (64 - upper - lower)).collect();
        entries.sort_unstable();
        entries.dedup();
        let mut counts = Vec::new();
        for value in 0..1u64 << upper {
            counts.extend(entries.iter().filter(|entry| *entry >> lower == value).map(|_| true));
            counts.push(false);
        }
        let lowers: Vec<bool> =
            entries.iter().flat_map(|entry| (0..lower).map(move |place| entry >> place & 1 == 1)).collect();
        let packed = |bits: &[bool]| -> Vec<u8> {
            bits.chunks(8).map(|part| part.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
        };
        let head = u32::try_from(entries.len()).unwrap().to_le_bytes();
        [&head[..], &[upper, lower], &packed(&counts), &packed(&lowers)].concat()
    }

    #[test]
    fn what_was_written_is_there_and_little_else() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ state >> 31
        };
        let mut hashes: Vec<u64> = (0..3000).map(|_| next()).collect();
        hashes.extend([0, u64::MAX]);
        let file = [written(&hashes, 10, 16), written(&hashes[..7], 1, 32)].concat();
        let (first, rest) = Compact::read(&file).unwrap();
        let (second, rest) = Compact::read(rest).unwrap();
        assert!(rest.is_empty());
        assert!(hashes.iter().all(|hash| first.contains(*hash)));
        assert!(hashes[..7].iter().all(|hash| second.contains(*hash)));
        // One in 2^16 times how many there are for each upper part.
        let others = (0..100_000).filter(|_| first.contains(next())).count();
        assert!(others < 20, "{others}");
        assert!(hashes[7..3000].iter().all(|hash| !second.contains(*hash)));
    }

    #[test]
    fn a_file_that_is_cut_is_no_set() {
        let file = written(&[1 << 40, 5 << 50, 7 << 60], 4, 8);
        assert!((0..file.len()).all(|length| Compact::read(&file[..length]).is_none()));
        assert!(Compact::read(&[1, 0, 0, 0, 0, 8, 0, 0]).is_none());
        assert!(Compact::read(&[0xff; 16]).is_none());
    }
}
