//! NATS keys: a kind, 32 bytes and a CRC-16 (XMODEM), in base 32.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{from_base32, is_word, tail_of, to_base32};

/// The five bits of `S`, a seed.
const SEED: u8 = 18 << 3;
/// The five bits of `U`, a user.
const USER: u8 = 20 << 3;

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0u16, |sum, &byte| {
        let start = sum ^ (u16::from(byte) << 8);
        (0..8).fold(start, |crc, _| if crc & 0x8000 != 0 { (crc << 1) ^ 0x1021 } else { crc << 1 })
    })
}

pub(super) fn check(secret: &[u8]) -> Validity {
    if secret.iter().any(u8::is_ascii_lowercase) {
        return Validity::Invalid;
    }
    Validity::of_parsed(from_base32(secret).and_then(|(bytes, clean)| {
        let (body, sum) = bytes.split_last_chunk::<2>()?;
        Some(clean && matches!(body.len(), 33 | 34) && u16::from_le_bytes(*sum) == crc16(body))
    }))
}

/// A whole seed, or the rest of one of which a letter or two are there (`SU`, `SA`, `SO`).
pub(super) fn make(so_far: &str, seed: &mut Rng) -> String {
    let start = tail_of(so_far, is_word);
    let kind = match start.as_bytes() {
        [b'S', kind @ b'A'..=b'Z'] => (kind - b'A') << 3,
        _ => USER,
    };
    // Both bytes hold five bits of a letter: the second letter begins in the low bits of the first byte.
    let mut bytes = vec![SEED | (kind >> 5), (kind & 31) << 3];
    bytes.extend(seed.bytes(32));
    let sum = crc16(&bytes);
    bytes.extend(sum.to_le_bytes());
    let text = to_base32(&bytes);
    let shown = if start.len() <= 2 && text.starts_with(start) { start.len() } else { 0 };
    text.get(shown..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_check_value() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
    }
}
