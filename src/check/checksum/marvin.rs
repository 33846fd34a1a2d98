//! Marvin32, the keyed hash of .NET's strings.

/// The hash, folded to 32 bits.
pub(super) fn marvin32(bytes: &[u8], seed: [u8; 8]) -> u32 {
    let seed = u64::from_be_bytes(seed);
    let half = |bits: u64| u32::try_from(bits & 0xffff_ffff).unwrap_or_default();
    let mut state = (half(seed), half(seed >> 32));
    let (words, rest) = bytes.as_chunks::<4>();
    for &word in words {
        state = block(state, u32::from_le_bytes(word));
    }
    let end = rest.iter().rev().fold(0x80, |sum, &byte| (sum << 8) | u32::from(byte));
    state = block(block(state, end), 0);
    state.0 ^ state.1
}

fn block((low, high): (u32, u32), word: u32) -> (u32, u32) {
    let low = low.wrapping_add(word);
    let (high, low) = (high ^ low, low.rotate_left(20));
    let (low, high) = (low.wrapping_add(high), high.rotate_left(9));
    let (high, low) = (high ^ low, low.rotate_left(27));
    (low.wrapping_add(high), high.rotate_left(19))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of `SymCrypt`.
    #[test]
    fn published_vectors() {
        let folded = |hash: u64| u32::try_from(hash >> 32).unwrap() ^ u32::try_from(hash & 0xffff_ffff).unwrap();
        assert_eq!(marvin32(b"abc", 0xd53c_d9ce_cd08_93b7_u64.to_be_bytes()), folded(0x22c7_4339_4927_69bf));
        let alphabet = b"abcdefghijklmnopqrstuvwxyz";
        assert_eq!(marvin32(alphabet, 0x0ddd_deee_efff_f000_u64.to_be_bytes()), folded(0xa128_eb7e_7260_aca2));
    }
}
