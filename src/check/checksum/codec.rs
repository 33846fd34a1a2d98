//! Numbers and bytes as text, in the alphabets that checksums are written in.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// GitHub's order: digits, upper case, lower case.
pub(crate) const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub(super) const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
pub(crate) const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(crate) const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub(crate) const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const EITHER_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER_PADDING.with_encode_padding(false));

/// A number in a base, the most significant digit first, filled up on the left.
pub(super) fn number(mut value: u64, digits: &[u8], width: usize) -> String {
    let base = u64::try_from(digits.len()).unwrap_or(2).max(2);
    let mut text = Vec::new();
    while value > 0 || text.len() < width {
        let digit = usize::try_from(value % base).unwrap_or_default();
        text.push(digits.get(digit).copied().unwrap_or(b'0'));
        value /= base;
    }
    text.iter().rev().copied().map(char::from).collect()
}

/// The number that base-36 digits stand for.
pub(super) fn from_base36(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?;
    let plain = text.bytes().all(|b| BASE36.contains(&b));
    if plain { u64::from_str_radix(text, 36).ok() } else { None }
}

/// Base64 in either alphabet (not mixed), padded or not; bits that stand for nothing must be 0.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let url = text.iter().any(|b| b"-_".contains(b));
    if url { URL_SAFE.decode(text).ok() } else { STANDARD.decode(text).ok() }
}

/// The same where bits that stand for nothing may be anything: somebody wrote it by hand, or changed it.
pub(crate) fn from_base64_loose(text: &[u8]) -> Option<Vec<u8>> {
    const LOOSE: GeneralPurpose =
        GeneralPurpose::new(&alphabet::STANDARD, EITHER_PADDING.with_decode_allow_trailing_bits(true));
    LOOSE.decode(text).ok()
}

/// Base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// URL-safe base64 without padding.
pub(crate) fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE.encode(bytes)
}

/// Base32 in upper case, without padding.
pub(super) fn to_base32(bytes: &[u8]) -> String {
    let digits = regroup(bytes, 8, 5).0;
    digits.iter().filter_map(|&d| BASE32.get(usize::from(d))).map(|&b| char::from(b)).collect()
}

/// Base32 in one case, without padding: the bytes, and whether the bits left over are all 0.
pub(super) fn from_base32(text: &[u8]) -> Option<(Vec<u8>, bool)> {
    if text.iter().any(u8::is_ascii_lowercase) && text.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let digit = |b: &u8| match b.to_ascii_uppercase() {
        upper @ b'A'..=b'Z' => Some(upper - b'A'),
        two @ b'2'..=b'7' => Some(two - b'2' + 26),
        _ => None,
    };
    let digits: Option<Vec<u8>> = text.iter().map(digit).collect();
    let (mut bytes, rest) = regroup(&digits?, 5, 8);
    if rest > 0 {
        let spare = bytes.pop()?;
        return Some((bytes, spare == 0));
    }
    Some((bytes, true))
}

/// Cuts the bits of groups into groups of another size (both at most 8); the last is filled up with zeros on the right.
/// Also says how many bits of it are taken, 0 if all.
pub(super) fn regroup(groups: &[u8], from: u32, to: u32) -> (Vec<u8>, u32) {
    let (mut sum, mut bits) = (0u32, 0u32);
    let mut out = Vec::with_capacity(groups.len());
    let mask = (1u32 << to) - 1;
    let low = |value: u32| u8::try_from(value & mask).unwrap_or_default();
    for &group in groups {
        sum = ((sum << from) | u32::from(group)) & 0xffff;
        bits += from;
        while bits >= to {
            bits -= to;
            out.push(low(sum >> bits));
        }
    }
    if bits > 0 {
        out.push(low(sum << (to - bits)));
    }
    (out, bits)
}

/// The end of a text that consists of bytes that satisfy a test: where a token begins that something stands before.
pub(super) fn tail_of(text: &str, member: impl Fn(u8) -> bool) -> &str {
    let length = text.bytes().rev().take_while(|&b| member(b)).count();
    text.get(text.len() - length..).unwrap_or_default()
}

/// Whether a byte may stand in base64url.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The last bytes and what stands before them.
pub(super) fn split_tail(text: &[u8], tail: usize) -> Option<(&[u8], &[u8])> {
    text.split_at_checked(text.len().checked_sub(tail)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_filled_up() {
        assert_eq!(number(61, BASE62, 6), "00000z");
        assert_eq!(number(36, BASE36, 2), "10");
        assert_eq!(from_base36(b"10"), Some(36));
        assert_eq!(from_base36(b"+1"), None);
    }

    #[test]
    fn base32_and_back() {
        for bytes in [&b""[..], b"f", b"fo", b"foo", b"foob", b"fooba", b"\xff\x00\xff"] {
            assert_eq!(from_base32(to_base32(bytes).as_bytes()), Some((bytes.to_vec(), true)));
        }
        assert_eq!(to_base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(from_base32(b"MZXW6YTBOJ"), Some((b"foobar".to_vec(), false)));
        assert_eq!(from_base32(b"Mz"), None);
    }
}
