//! Writes a set in the form that `src/key/weakness/compact.rs` reads.

/// Adds a set of hashes to a file: entries of so many bits each, in two parts.
pub(crate) fn pack(hashes: &[u64], odds: u32, file: &mut Vec<u8>) {
    let upper = hashes.len().max(2).ilog2();
    let mut entries: Vec<u64> = hashes.iter().map(|hash| hash >> (64 - upper - odds)).collect();
    entries.sort_unstable();
    entries.dedup();
    file.extend((entries.len() as u32).to_le_bytes());
    file.extend([upper as u8, odds as u8]);
    let mut counts = Vec::with_capacity(entries.len() * 2);
    let mut left = entries.iter().peekable();
    for value in 0..1u64 << upper {
        while left.next_if(|entry| **entry >> odds == value).is_some() {
            counts.push(true);
        }
        counts.push(false);
    }
    let lowers: Vec<bool> =
        entries.iter().flat_map(|entry| (0..odds).map(move |place| entry >> place & 1 == 1)).collect();
    for bits in [counts, lowers] {
        file.extend(bits.chunks(8).map(|part| part.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))));
    }
}
