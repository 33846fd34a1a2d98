//! JSON Web Tokens.

use hmac::{Hmac, Mac as _};
use serde_json::{Map, Value};
use sha2::Sha256;

use super::super::rng::Rng;
use super::Validity;
use super::codec::{from_base64, is_word, tail_of, to_base64url};

/// A token that reads as one.
pub(crate) struct Token {
    /// The algorithm that its header names.
    pub(crate) algorithm: String,
    /// The characters of its signature, all of base64url.
    pub(crate) characters: usize,
    /// The bytes of its signature, if it decodes.
    signature: Option<usize>,
}

fn object(part: &[u8]) -> Option<Map<String, Value>> {
    if part.iter().any(|b| b"+/=".contains(b)) {
        return None;
    }
    match serde_json::from_slice(&from_base64(part)?).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// Reads a token of three parts.
pub(crate) fn parse(text: &[u8]) -> Option<Token> {
    let mut parts = text.split(|&b| b == b'.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let algorithm = object(header)?.get("alg")?.as_str()?.to_owned();
    object(payload)?;
    if !signature.iter().all(|&b| is_word(b)) {
        return None;
    }
    let bytes = from_base64(signature).map(|bytes| bytes.len());
    Some(Token { algorithm, characters: signature.len(), signature: bytes })
}

/// Whether a signature can be so long; `None` where the algorithm is not known.
fn fits(algorithm: &str, length: usize) -> Option<bool> {
    Some(match algorithm {
        "none" => false,
        "HS256" => length == 32,
        "HS384" => length == 48,
        "HS512" | "ES256" | "ES256K" => length == 64,
        "ES384" => length == 96,
        "ES512" => length == 132,
        "EdDSA" => matches!(length, 64 | 114),
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => (128..=1024).contains(&length),
        _ => return None,
    })
}

pub(super) fn check(secret: &[u8]) -> Validity {
    if secret.split(|&b| b == b'.').count() > 3 {
        // Encrypted tokens have five parts.
        return Validity::Unknown;
    }
    let Some(token) = parse(secret) else { return Validity::Invalid };
    let Some(length) = token.signature else { return Validity::Invalid };
    fits(&token.algorithm, length).map_or(Validity::Unknown, Validity::of)
}

/// The signature behind `header.payload.`, or a whole token, signed with HS256.
pub(super) fn make(so_far: &str, seed: &mut Rng) -> String {
    let token = tail_of(so_far, |b| is_word(b) || b == b'.');
    let signed =
        token.strip_suffix('.').filter(|text| text.split('.').filter_map(|p| object(p.as_bytes())).count() == 2);
    if let Some(text) = signed {
        let header = text.split('.').next().and_then(|part| object(part.as_bytes()));
        let algorithm = header.as_ref().and_then(|h| h.get("alg")).and_then(Value::as_str).unwrap_or_default();
        let length = [32, 48, 64, 96, 132, 256].into_iter().find(|&n| fits(algorithm, n) == Some(true));
        return match length {
            Some(length) if algorithm != "HS256" => to_base64url(&seed.bytes(length)),
            _ => signature(text, &seed.bytes(32)),
        };
    }
    let header = to_base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let issued = 1_700_000_000 + seed.below(50_000_000);
    let claims = format!(r#"{{"sub":"{}","iat":{issued},"exp":{}}}"#, seed.text(b"0123456789", 10), issued + 3600);
    let text = format!("{header}.{}", to_base64url(claims.as_bytes()));
    let signature = signature(&text, &seed.bytes(32));
    format!("{text}.{signature}")
}

fn signature(text: &str, key: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(text.as_bytes());
    to_base64url(&mac.finalize().into_bytes())
}
