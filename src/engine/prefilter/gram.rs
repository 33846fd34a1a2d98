//! How rare bytes are, and the number that stands for four of them whatever their case.
//!
//! Counted over the Linux sources, Rust crates, Python's library, C headers and `/usr/share` in equal parts. A character
//! from `A` (all of the text) to `z` stands for half bits, so two steps for half as often.

/// How rare each three classes of bytes are: one line for the first two, one character for the third.
const TRIPLES: &[u8] = include_bytes!("triples.txt");

/// Bytes in a line of [`TRIPLES`].
const LINE: usize = 33;

/// How rare each ASCII byte is.
const BYTES: &[u8; 128] = b"yyyyyyyuyNKvpayyyyyyyypyyyyoyyyyFVOQVVUPNNPVNOOONPPQRRRSRSOPQPPX\
WPRPQORRTOYTPQPPPXPOORTUTUXSSSZKTKOLLIMONKVPLMKKMTKKJMPQPOUSUSVw";

/// Four bytes as a number in which letters have no case (and some other bytes have a twin).
#[inline]
pub(super) fn fold(four: u32) -> u32 {
    four | 0x2020_2020
}

/// How rare a run of bytes is, in half bits: to be compared with runs of the same length.
pub(super) fn rarity(bytes: &[u8]) -> u32 {
    let of_three = |three: &[u8]| match *three {
        [a, b, c] => half_bits(TRIPLES.get((class(a) * 32 + class(b)) * LINE + class(c)).copied()),
        _ => 0,
    };
    bytes.windows(3).map(of_three).sum()
}

/// The share of a byte in text.
#[cfg(target_arch = "x86_64")]
pub(super) fn share(byte: u8) -> f32 {
    let half_bits = half_bits(BYTES.get(usize::from(byte)).copied());
    1.0 / f32::from(u16::try_from(1u32 << (half_bits / 2)).unwrap_or(u16::MAX))
}

fn half_bits(letter: Option<u8>) -> u32 {
    match letter {
        Some(letter @ b'a'..=b'z') => u32::from(letter - b'a') + 26,
        Some(letter @ b'A'..=b'Z') => u32::from(letter - b'A'),
        _ => 30,
    }
}

/// The class of a byte in [`TRIPLES`].
fn class(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'A'..=b'Z' => usize::from(byte - b'A'),
        b'_' => 26,
        b'0'..=b'9' => 27,
        b'-' => 28,
        b' ' | b'\t' | b'\n' | b'\r' => 29,
        b'.' | b'/' | b':' => 30,
        _ => 31,
    }
}
