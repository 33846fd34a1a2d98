//! GitHub's fine-grained tokens.
//!
//! Found out from tokens rather than documented: of the 59 characters behind the second `_`, the eight before the last
//! eight are the beginning of the base-32 SHA-256 of everything before them.

use sha2::{Digest as _, Sha256};

use super::super::rng::Rng;
use super::Validity;
use super::codec::{BASE32, BASE62, is_word, split_tail, tail_of, to_base32};

const PREFIX: &str = "github_pat_";

fn digits(text: &[u8]) -> String {
    to_base32(&Sha256::digest(text)).chars().take(8).collect()
}

pub(super) fn check(secret: &[u8]) -> Validity {
    if !secret.starts_with(PREFIX.as_bytes()) || secret.len() != 93 {
        return Validity::Invalid;
    }
    let parts = split_tail(secret, 16).and_then(|(text, tail)| Some((text, tail.get(..8)?)));
    Validity::of_parsed(parts.map(|(text, tail)| digits(text).as_bytes() == tail))
}

pub(super) fn make(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, is_word);
    let start = token.rfind(PREFIX).and_then(|at| token.get(at..)).filter(|token| token.len() == 77);
    let body = match start {
        Some(_) => String::new(),
        None => format!("{PREFIX}11{}_{}", seed.text(BASE62, 20), seed.text(BASE62, 43)),
    };
    let check = digits(start.unwrap_or(&body).as_bytes());
    let shown = if so_far.ends_with(PREFIX) { body.strip_prefix(PREFIX).unwrap_or(&body) } else { &body };
    format!("{shown}{check}{}", seed.text(BASE32, 8))
}
