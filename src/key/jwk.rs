//! JSON Web Keys (RFC 7517, RFC 7518, RFC 8037), also in an escaped string.

use serde_json::{Map, Value};

use super::base64::decode;
use super::curve;
use super::der::Number;
use super::found::Found;
use super::material::{Key, Visibility};
use super::policy::Kind;

/// How far from its `kty` a key may begin and end, in bytes.
const REACH: usize = 12 * 1024;

/// Reads the object around a `"kty"`.
pub(super) fn around(text: &[u8], at: usize, from: usize) -> Option<Found> {
    let escaped = text.get(at) == Some(&b'\\');
    let start = opening(text, at, from.max(at.saturating_sub(REACH)))?;
    let end = closing(text, start)?;
    let body = text.get(start..end)?;
    let object: Map<String, Value> =
        if escaped { serde_json::from_slice(&plain(body)).ok()? } else { serde_json::from_slice(body).ok()? };
    let key = key(&object)?;
    let shown = at..(at + if escaped { 7 } else { 5 }).min(end);
    let hidden = if key.is_private() { start + 1..end } else { start..start };
    Some(Found { range: start..end, shown, hidden, keys: vec![key.within("JWK")] })
}

/// The brace that opens the object in which `at` lies.
fn opening(text: &[u8], at: usize, low: usize) -> Option<usize> {
    let mut depth = 0usize;
    for place in (low..at).rev() {
        match text.get(place)? {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(place),
            b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// One past the brace that closes the object.
fn closing(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let rest = text.get(start..text.len().min(start + 2 * REACH))?;
    for (place, byte) in rest.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start + place + 1);
        }
    }
    None
}

/// Without the backslashes of a string.
fn plain(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(b'n' | b't' | b'r') => out.push(b' '),
                Some(b'\\') | None => {}
                Some(other) => out.push(other),
            },
            byte => out.push(byte),
        }
    }
    out
}

/// Bytes of a member that is base64url; none where it is missing or of another type.
fn bytes(object: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    object.get(name)?.as_str().map(|text| decode(text.bytes()))
}

/// Whether an object only talks of a key: what makes one is left out, abbreviated, or a place to be filled.
fn is_sketch(object: &Map<String, Value>) -> bool {
    let digit = |byte: u8| byte.is_ascii_alphanumeric() || b"-_+/=".contains(&byte) || byte.is_ascii_whitespace();
    let spoilt = |name: &&str| object.get(*name).and_then(Value::as_str).is_some_and(|text| !text.bytes().all(digit));
    let needed = match object.get("kty").and_then(Value::as_str) {
        Some("RSA") => "n",
        Some("EC" | "OKP") => "x",
        Some("oct") => "k",
        _ => "kty",
    };
    !object.contains_key(needed) || ["n", "e", "x", "y", "k", "d"].iter().any(spoilt)
}

fn key(object: &Map<String, Value>) -> Option<Key> {
    let kind = object.get("kty").filter(|_| !is_sketch(object))?;
    let private = ["d", "p", "priv"].iter().any(|name| object.get(*name).is_some_and(Value::is_string));
    let visibility = if private { Visibility::Private } else { Visibility::Public };
    let mut key = match kind.as_str() {
        Some("RSA") => rsa(object, visibility),
        Some("EC") => elliptic(object, visibility),
        Some("OKP") => octets(object, visibility),
        Some("oct") => symmetric(object),
        Some("AKP") => post_quantum(object, visibility),
        Some(_) => return None,
        None => Some(unreadable("its type is no string")),
    }
    .unwrap_or_else(|| unreadable("a member is missing or of another type"));
    if let Some(algorithm) = object.get("alg").and_then(Value::as_str) {
        fits(&mut key, algorithm);
    }
    Some(key)
}

fn unreadable(why: &str) -> Key {
    let mut key = Key::new("unknown", None, Visibility::Public);
    key.weakness("key/unreadable", format!("a JSON Web Key: {why}"));
    key
}

fn rsa(object: &Map<String, Value>, visibility: Visibility) -> Option<Key> {
    let (modulus, exponent) = (bytes(object, "n")?, bytes(object, "e")?);
    Some(Key::rsa(Number::unsigned(&modulus), Number::unsigned(&exponent), visibility))
}

fn elliptic(object: &Map<String, Value>, visibility: Visibility) -> Option<Key> {
    let shape = curve::by_name(object.get("crv")?.as_str()?);
    let (x, y) = (bytes(object, "x")?, bytes(object, "y")?);
    let size = x.len().max(y.len()).max(usize::try_from(shape.bits.div_ceil(8)).ok()?).min(256);
    let padded = |number: &[u8]| [vec![0; size.saturating_sub(number.len())], number.to_vec()].concat();
    let point = [vec![4], padded(&x), padded(&y)].concat();
    Some(Key::curve(shape, &point, visibility))
}

fn octets(object: &Map<String, Value>, visibility: Visibility) -> Option<Key> {
    let name = match object.get("crv")?.as_str()? {
        "Ed25519" => "Ed25519",
        "Ed448" => "Ed448",
        "X25519" => "X25519",
        "X448" => "X448",
        _ => return None,
    };
    Some(Key::montgomery(name, &bytes(object, "x").unwrap_or_default(), visibility))
}

fn symmetric(object: &Map<String, Value>) -> Option<Key> {
    let secret = bytes(object, "k")?;
    let mut key = Key::new("oct", Some(Kind::Hmac), Visibility::Secret);
    key.bits = u32::try_from(secret.len() * 8).ok();
    if secret.len() >= 8 && secret.iter().all(|byte| Some(byte) == secret.first()) {
        key.weakness("key/predictable", "all its bytes are equal");
    }
    Some(key)
}

fn post_quantum(object: &Map<String, Value>, visibility: Visibility) -> Option<Key> {
    let name = object.get("alg")?.as_str()?;
    let number = name.strip_prefix("ML-DSA-")?.parse().ok()?;
    let mut key = Key::new(name.to_owned(), Some(Kind::MlDsa), visibility);
    key.bits = Some(number);
    Some(key)
}

/// What RFC 7518 asks of a key that an algorithm is used with (section 3.2: as long as the hash).
fn fits(key: &mut Key, algorithm: &str) {
    let least = match algorithm {
        "HS256" => 256,
        "HS384" => 384,
        "HS512" => 512,
        _ => return,
    };
    if key.kind == Some(Kind::Hmac)
        && let Some(bits) = key.bits.filter(|bits| *bits < least)
    {
        key.weakness("key/shorter-than-hash", format!("{bits} bits for {algorithm}, which asks for {least}"));
    }
}
