//! Tokens that end in a CRC-32.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{BASE62, BASE64, is_word, number, split_tail, tail_of, to_base64};

/// A prefix ends with the first `_`, which stands among this many characters.
const PREFIX: usize = 5;

/// The token without `ghp_`, `npm_`, `cfut_`.
fn body(token: &[u8]) -> Option<&[u8]> {
    let end = token.iter().take(PREFIX).position(|&b| b == b'_')?;
    token.get(end + 1..)
}

fn base62(body: &[u8]) -> String {
    number(crc32fast::hash(body).into(), BASE62, 6)
}

fn hex(body: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(body))
}

pub(super) fn check_base62(secret: &[u8]) -> Validity {
    let Some((body, tail)) = body(secret).and_then(|body| split_tail(body, 6)) else {
        return Validity::Invalid;
    };
    // A stateless token: `ghs_`, an id, a JWT. And what is not of GitHub's length is none of its classic tokens.
    let other_length = match secret.get(..4) {
        Some(b"ghp_" | b"gho_" | b"ghu_" | b"ghs_") => secret.len() != 40,
        Some(b"ghr_") => secret.len() != 80 && secret.len() != 40,
        _ => false,
    };
    if body.contains(&b'.') || (other_length && secret.len() > 40) {
        return Validity::Unknown;
    }
    Validity::of(!body.is_empty() && !other_length && base62(body).as_bytes() == tail)
}

pub(super) fn make_base62(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, is_word);
    match body(token.as_bytes()) {
        Some(body) if !body.is_empty() => base62(body),
        prefix => {
            let text = seed.text(BASE62, 30);
            let start = if prefix.is_some() { "" } else { "ghp_" };
            format!("{start}{text}{}", base62(text.as_bytes()))
        }
    }
}

pub(super) fn check_hex_body(secret: &[u8]) -> Validity {
    let Some((body, tail)) = body(secret).and_then(|body| split_tail(body, 8)) else {
        return Validity::Invalid;
    };
    let without = body.strip_suffix(b"_").unwrap_or(body);
    Validity::of(!without.is_empty() && [body, without].iter().any(|text| hex(text).as_bytes() == tail))
}

pub(super) fn make_hex_body(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, is_word);
    match body(token.as_bytes()) {
        Some(body) if !body.is_empty() => hex(body.strip_suffix(b"_").unwrap_or(body)),
        prefix => {
            let text = seed.text(BASE62, 40);
            let start = if prefix.is_some() { "" } else { "cfut_" };
            format!("{start}{text}{}", hex(text.as_bytes()))
        }
    }
}

fn hex_le(text: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(text).swap_bytes())
}

pub(super) fn check_hex_le(secret: &[u8]) -> Validity {
    let parts = split_tail(secret, 8).and_then(|(text, tail)| Some((text.strip_suffix(b"_")?, tail)));
    Validity::of_parsed(parts.map(|(text, tail)| text.len() > 8 && hex_le(text).as_bytes() == tail))
}

pub(super) fn make_hex_le(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, is_word);
    match token.strip_suffix('_') {
        Some(text) if text.len() > 8 => hex_le(text.as_bytes()),
        start => {
            let (lead, shown) = if start.is_some() { (token, "") } else { ("glsa_", "glsa_") };
            let text = seed.text(BASE62, 32);
            format!("{shown}{text}_{}", hex_le(format!("{lead}{text}").as_bytes()))
        }
    }
}

/// Undoes `%3D`, `\=` and `\u003d` before the last eight digits.
fn unescaped(secret: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (text, tail) = split_tail(secret, 8)?;
    for sign in [&b"%3D"[..], b"%3d", b"\\u003d", b"\\u003D", b"\\="] {
        if let Some(text) = text.strip_suffix(sign) {
            return Some(([text, b"="].concat(), tail));
        }
    }
    Some((text.to_vec(), tail))
}

pub(super) fn check_hex_upper_all(secret: &[u8]) -> Validity {
    let Some((text, tail)) = unescaped(secret) else { return Validity::Invalid };
    let with_sign = [&b"ATATT"[..], b"ATCTT", b"ATSTT"].iter().any(|prefix| text.starts_with(prefix));
    if with_sign && !text.ends_with(b"=") {
        // Cut off before the check digits.
        return Validity::Unknown;
    }
    Validity::of(format!("{:08X}", crc32fast::hash(&text)).as_bytes() == tail)
}

pub(super) fn make_hex_upper_all(so_far: &str, seed: &mut Rng) -> String {
    // The first prefix of the last word: another may stand by chance in the random part behind it.
    let word = tail_of(so_far, |byte| is_word(byte) || b"-=%\\".contains(&byte));
    let start = ["ATATT", "ATBB", "ATCTT", "ATSTT"].iter().filter_map(|prefix| word.find(prefix)).min();
    let token = start.and_then(|at| word.get(at..)).filter(|token| token.len() > 12);
    if let Some(token) = token {
        let text = token.replace("%3D", "=").replace("\\=", "=");
        return format!("{:08X}", crc32fast::hash(text.as_bytes()));
    }
    let text = format!("ATBB{}", seed.text(BASE62, 24));
    format!("{text}{:08X}", crc32fast::hash(text.as_bytes()))
}

fn base64_le(body: &[u8]) -> String {
    to_base64(&crc32fast::hash(body).to_le_bytes()).chars().take(6).collect()
}

pub(super) fn check_base64_le(secret: &[u8]) -> Validity {
    let Some(body) = secret.strip_prefix(b"cflt").filter(|_| secret.len() == 64) else {
        // Keys from before the prefix.
        return Validity::Unknown;
    };
    Validity::of_parsed(split_tail(body, 6).map(|(body, tail)| base64_le(body).as_bytes() == tail))
}

pub(super) fn make_base64_le(so_far: &str, seed: &mut Rng) -> String {
    let word = tail_of(so_far, |byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    let token = word.find("cflt").and_then(|at| word.get(at + 4..)).unwrap_or_default();
    if token.len() >= 54 {
        return base64_le(token.as_bytes());
    }
    let start = if so_far.ends_with("cflt") { "" } else { "cflt" };
    let text = seed.text(BASE64, 54);
    format!("{start}{text}{}", base64_le(text.as_bytes()))
}
