//! Formats that hold a number or a version and no sum: they prove less.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{BASE64URL, from_base32, from_base64, to_base32, to_base64};

const DIGITS: &[u8] = b"0123456789";

/// Account numbers have twelve digits.
const AWS_ACCOUNTS: u64 = 1_000_000_000_000;

pub(super) fn check_aws(secret: &[u8]) -> Validity {
    let Some((_, packed)) = secret.split_at_checked(4).filter(|_| secret.len() == 20) else {
        return Validity::Invalid;
    };
    if packed.starts_with(b"I") || packed.starts_with(b"J") {
        // From before 2019, when the account was not written into the key.
        return Validity::Unknown;
    }
    if packed.iter().any(u8::is_ascii_lowercase) {
        return Validity::Invalid;
    }
    Validity::of_parsed(from_base32(packed).map(|(bytes, _)| {
        let number = bytes.iter().take(6).fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte));
        (number & 0x7fff_ffff_ff80) >> 7 < AWS_ACCOUNTS
    }))
}

/// The sixteen characters behind `AKIA` and its kin.
pub(super) fn make_aws(so_far: &str, seed: &mut Rng) -> String {
    let start = ["AKIA", "ASIA", "AROA", "AIDA"].iter().any(|prefix| so_far.ends_with(prefix));
    loop {
        let account = seed.next_u64() % AWS_ACCOUNTS;
        let packed = (1 << 47) | (account << 7) | (seed.next_u64() & 0x7f);
        let mut bytes = packed.to_be_bytes().get(2..).unwrap_or_default().to_vec();
        bytes.extend(seed.bytes(4));
        let text = to_base32(&bytes);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 {
            return if start { text } else { format!("AKIA{text}") };
        }
    }
}

pub(super) fn check_nuget(secret: &[u8]) -> Validity {
    // The server decodes the first twenty characters (a version, ten bytes) and takes the rest as it is.
    let decoded = from_base32(secret).filter(|_| secret.len() == 46);
    Validity::of_parsed(decoded.map(|(bytes, _)| bytes.starts_with(b"v4")))
}

/// As `NuGet` makes them: twelve bytes and sixteen bytes, each filled up with zeros.
pub(super) fn make_nuget(seed: &mut Rng) -> String {
    let id: Vec<u8> = b"v4".iter().copied().chain(seed.bytes(10).into_iter().map(|b| b.max(1))).collect();
    format!("{}{}", to_base32(&id), to_base32(&seed.bytes(16))).to_ascii_lowercase()
}

pub(super) fn check_discord(secret: &[u8]) -> Validity {
    if secret.starts_with(b"mfa.") {
        return Validity::Unknown;
    }
    let mut parts = secret.split(|&b| b == b'.');
    let (id, time, rest) = (parts.next(), parts.next(), parts.next());
    let shaped = time.is_some_and(|t| t.len() == 6) && rest.is_some_and(|r| r.len() >= 27) && parts.next().is_none();
    Validity::of_parsed(id.and_then(from_base64).map(|digits| {
        let number = std::str::from_utf8(&digits).ok().filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
        // The upper bits count milliseconds since 2015.
        let plausible = number.and_then(|n| n.parse::<u64>().ok()).is_some_and(|n| n >> 22 > 0);
        shaped && plausible && (17..=20).contains(&digits.len())
    }))
}

pub(super) fn make_discord(seed: &mut Rng) -> String {
    let id = format!("{}{}", 1 + seed.below(9), seed.text(DIGITS, 17));
    let id = to_base64(id.as_bytes());
    format!("{id}.{}.{}", seed.text(BASE64URL, 6), seed.text(BASE64URL, 38))
}

pub(super) fn check_id_colon(secret: &[u8]) -> Validity {
    let body = secret.strip_prefix(b"BBDC-").unwrap_or(secret);
    Validity::of_parsed(from_base64(body).and_then(|bytes| {
        let at = bytes.iter().position(|&b| b == b':')?;
        let (id, rest) = bytes.split_at_checked(at)?;
        Some((1..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit) && rest.len() > 10)
    }))
}

/// Twelve digits and twenty bytes: 44 characters.
pub(super) fn make_id_colon(seed: &mut Rng) -> String {
    let mut bytes = format!("{}{}:", 1 + seed.below(9), seed.text(DIGITS, 11)).into_bytes();
    bytes.extend(seed.bytes(20));
    to_base64(&bytes)
}
