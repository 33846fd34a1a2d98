//! Formats that Bitcoin began: bech32 (age, Nostr) and `Base58Check` (private keys).

use sha2::{Digest as _, Sha256};

use super::super::rng::Rng;
use super::Validity;
use super::codec::regroup;

const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What the sum of a valid text is: BIP-173, BIP-350.
const BECH32_SUMS: [u32; 2] = [1, 0x2bc8_30a3];
/// age's post-quantum keys are longer than the 90 characters of BIP-173.
const BECH32_LONGEST: usize = 4096;

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let shifted = ((sum & 0x01ff_ffff) << 5) ^ u32::from(value);
        GENERATOR
            .iter()
            .enumerate()
            .fold(shifted, |sum, (bit, word)| if top >> bit & 1 == 1 { sum ^ word } else { sum })
    })
}

/// The human-readable part as the sum sees it.
fn expanded(hrp: &[u8]) -> impl Iterator<Item = u8> + '_ {
    hrp.iter().map(|b| b >> 5).chain([0]).chain(hrp.iter().map(|b| b & 31))
}

pub(super) fn check_bech32(secret: &[u8]) -> Validity {
    let mixed = secret.iter().any(u8::is_ascii_lowercase) && secret.iter().any(u8::is_ascii_uppercase);
    if mixed || secret.len() > BECH32_LONGEST || secret.iter().any(|b| !b.is_ascii_graphic()) {
        return Validity::Invalid;
    }
    let lower = secret.to_ascii_lowercase();
    let Some(at) = lower.iter().rposition(|&b| b == b'1') else { return Validity::Invalid };
    let (hrp, data) = (lower.get(..at).unwrap_or_default(), lower.get(at + 1..).unwrap_or_default());
    let digit = |b: &u8| BECH32.iter().position(|c| c == b).and_then(|at| u8::try_from(at).ok());
    let digits: Option<Vec<u8>> = data.iter().map(digit).collect();
    Validity::of_parsed(digits.map(|digits| {
        let sum = polymod(expanded(hrp).chain(digits.iter().copied()));
        !hrp.is_empty() && digits.len() > 6 && BECH32_SUMS.contains(&sum)
    }))
}

/// The rest of a text that ends in a human-readable part and `1`, or a whole age identity.
pub(super) fn make_bech32(so_far: &str, seed: &mut Rng) -> String {
    const AGE: &str = "AGE-SECRET-KEY-";
    let start = so_far.bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let given = so_far.get(so_far.len() - start..).and_then(|t| t.strip_suffix('1')).filter(|hrp| !hrp.is_empty());
    let hrp = given.unwrap_or(AGE);
    let mut digits = regroup(&seed.bytes(32), 8, 5).0;
    let lower = hrp.to_ascii_lowercase();
    let sum = polymod(expanded(lower.as_bytes()).chain(digits.iter().copied()).chain([0; 6])) ^ 1;
    digits.extend((0..6).rev().map(|at| u8::try_from(sum >> (5 * at) & 31).unwrap_or_default()));
    let text: String = digits.iter().filter_map(|&d| BECH32.get(usize::from(d))).map(|&b| char::from(b)).collect();
    let text = if hrp.bytes().any(|b| b.is_ascii_uppercase()) { text.to_ascii_uppercase() } else { text };
    if given.is_some() { text } else { format!("{AGE}1{text}") }
}

pub(crate) const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Decoding takes time by the square of the length.
const BASE58_LONGEST: usize = 160;

/// Converts digits of one base to another, the most significant first; zeros at the front stay.
fn rebase(digits: &[u8], from: u32, to: u32) -> Vec<u8> {
    let zeros = digits.iter().take_while(|&&d| d == 0).count();
    let mut out: Vec<u8> = Vec::with_capacity(digits.len() * 2);
    for &digit in digits {
        let mut carry = u32::from(digit);
        for slot in &mut out {
            carry += u32::from(*slot) * from;
            *slot = u8::try_from(carry % to).unwrap_or_default();
            carry /= to;
        }
        while carry > 0 {
            out.push(u8::try_from(carry % to).unwrap_or_default());
            carry /= to;
        }
    }
    out.extend(std::iter::repeat_n(0, zeros));
    out.reverse();
    out
}

/// The bytes of a base-58 text.
pub(super) fn from_base58(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > BASE58_LONGEST {
        return None;
    }
    let digit = |b: &u8| BASE58.iter().position(|c| c == b).and_then(|at| u8::try_from(at).ok());
    let digits: Option<Vec<u8>> = text.iter().map(digit).collect();
    Some(rebase(&digits?, 58, 256))
}

fn to_base58(bytes: &[u8]) -> String {
    let digits = rebase(bytes, 256, 58);
    digits.iter().filter_map(|&d| BASE58.get(usize::from(d))).map(|&b| char::from(b)).collect()
}

fn double_sha256(bytes: &[u8]) -> Option<[u8; 4]> {
    Sha256::digest(Sha256::digest(bytes)).first_chunk::<4>().copied()
}

pub(super) fn check_base58(secret: &[u8]) -> Validity {
    Validity::of_parsed(from_base58(secret).and_then(|bytes| {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        Some(body.len() > 16 && double_sha256(body)? == *sum)
    }))
}

/// A compressed private key of the main network.
pub(super) fn make_base58(seed: &mut Rng) -> String {
    let mut bytes = vec![0x80];
    bytes.extend(seed.bytes(32));
    bytes.push(1);
    bytes.extend(double_sha256(&bytes).unwrap_or_default());
    to_base58(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        for text in ["A12UEL5L", "a12uel5l", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"] {
            let long = text.len() > 8;
            assert_eq!(check_bech32(text.as_bytes()) == Validity::Valid, long, "{text}");
        }
        assert_eq!(check_bech32(b"split1checkupstagehandshakeupstreamerranterredcaperred2y9e3x"), Validity::Invalid);
        assert_eq!(to_base58(b"\0\0Hello World!"), "112NEpo7TZRRrLZSi2U");
        assert_eq!(from_base58(b"112NEpo7TZRRrLZSi2U"), Some(b"\0\0Hello World!".to_vec()));
    }
}
