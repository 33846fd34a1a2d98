//! GitLab's routable tokens: `glpat-PAYLOAD.01.LLCCCCCCC`, the payload's length and the CRC-32 of everything before.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{BASE36, from_base36, is_word, number, split_tail, tail_of, to_base64url};

fn crc(text: &[u8]) -> String {
    number(crc32fast::hash(text).into(), BASE36, 7)
}

pub(super) fn check(secret: &[u8]) -> Validity {
    if secret.split(|&b| b == b'.').count() < 3 {
        // Not routable, or of the first draft, which had no version and another sum.
        return Validity::Unknown;
    }
    Validity::of_parsed(split_tail(secret, 7).and_then(|(text, tail)| {
        let (payload, length) = split_tail(text, 2)?;
        let payload = payload.strip_suffix(b".01.")?;
        let length = usize::try_from(from_base36(length)?).ok()?;
        // What the length leaves over is the prefix.
        let prefix = payload.get(..payload.len().checked_sub(length)?)?;
        Some(matches!(prefix.last(), Some(b'-' | b'_')) && crc(text).as_bytes() == tail)
    }))
}

pub(super) fn make(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, |b| is_word(b) || b == b'.');
    if let Some(payload) = token.strip_suffix(".01.") {
        let length = payload_length(payload);
        let text = format!("{token}{length}");
        return format!("{length}{}", crc(text.as_bytes()));
    }
    if token.contains(".01.") {
        return crc(token.as_bytes());
    }
    let (lead, shown) = if token.ends_with('-') { (token, "") } else { ("glpat-", "glpat-") };
    let mut bytes = format!("c:1\no:1\nu:{}", seed.text(BASE36, 4)).into_bytes();
    bytes.extend(seed.bytes(16));
    bytes.push(16);
    let payload = to_base64url(&bytes);
    let text = format!("{payload}.01.{}", number(payload.len().try_into().unwrap_or_default(), BASE36, 2));
    format!("{shown}{text}{}", crc(format!("{lead}{text}").as_bytes()))
}

/// The payload follows the first `-`, or `t1_` and the like behind it.
fn payload_length(token: &str) -> String {
    let rest = token.split_once('-').map_or(token, |(_, rest)| rest);
    let rest = rest.strip_prefix('t').and_then(|t| t.get(1..)).and_then(|t| t.strip_prefix('_')).unwrap_or(rest);
    number(rest.len().try_into().unwrap_or_default(), BASE36, 2)
}
