//! Small text formats: minisign, signify, the key files of BIND, WireGuard.

use super::base64::{decode, is_digit};
use super::der::Number;
use super::found::Found;
use super::material::{Key, Protection, Text, Visibility};
use super::policy::Kind;

/// The lines from a place on, at most so many.
fn lines(text: &[u8], at: usize, count: usize) -> impl Iterator<Item = &[u8]> {
    let rest = text.get(at..text.len().min(at + 16 * 1024)).unwrap_or_default();
    rest.split(|byte| *byte == b'\n').take(count).map(<[u8]>::trim_ascii)
}

/// minisign (<https://jedisct1.github.io/minisign/>) and OpenBSD's signify: a comment, and base64 of some fixed length.
pub(super) fn read(text: &[u8], at: usize) -> Option<Found> {
    let first = text.get(at..)?.iter().take(1024).position(|byte| *byte == b'\n')?;
    let body = lines(text, at, 2).nth(1)?;
    if !body.iter().all(|byte| is_digit(*byte) || *byte == b'=') {
        return None;
    }
    let bytes = decode(body.iter().copied());
    let key = small(&bytes)?;
    let end = at + first + 1 + body.len();
    let container = if bytes.len() == 104 { "signify" } else { "minisign" };
    let hidden = if key.is_private() { at + first..end } else { at..at };
    Some(Found { range: at..end, shown: at..at + first, hidden, keys: vec![key.within(container)] })
}

fn small(bytes: &[u8]) -> Option<Key> {
    if !bytes.starts_with(b"Ed") {
        return None;
    }
    match bytes.len() {
        42 => Some(Key::montgomery("Ed25519", bytes.get(10..)?, Visibility::Public)),
        104 => {
            let rounds = u32::from_be_bytes(bytes.get(4..8)?.try_into().ok()?);
            let public = bytes.get(72..104)?;
            let mut key = Key::montgomery("Ed25519", &[], Visibility::Private);
            if rounds > 0 {
                let mut protection = Protection {
                    cipher: Text::from("XOR"),
                    kdf: Text::from("bcrypt"),
                    rounds: Some(u64::from(rounds)),
                    memory: None,
                    weak: None,
                };
                protection.note_rounds(16);
                key.protection = Some(protection);
            } else {
                key = Key::montgomery("Ed25519", public, Visibility::Private);
            }
            Some(key)
        }
        158 => {
            let encrypted = bytes.get(2..4)? == b"Sc";
            let mut key = Key::montgomery("Ed25519", &[], Visibility::Private);
            let memory = u64::from_le_bytes(bytes.get(46..54)?.try_into().ok()?);
            key.protection = encrypted.then(|| Protection {
                cipher: Text::from("XOR"),
                kdf: Text::from("scrypt"),
                rounds: None,
                memory: Some(memory / 1024),
                weak: None,
            });
            Some(key)
        }
        _ => None,
    }
}

/// A section of WireGuard's configuration (`wg(8)`): 32 bytes in base64 behind a name.
pub(super) fn wireguard(text: &[u8], at: usize) -> Found {
    let mut keys = Vec::new();
    let mut length = 0;
    for (number, line) in lines(text, at, 40).enumerate() {
        if number > 0 && line.starts_with(b"[") {
            break;
        }
        length += line.len() + 1;
        let Some((name, value)) = line.iter().position(|byte| *byte == b'=').and_then(|at| line.split_at_checked(at))
        else {
            continue;
        };
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if value.len() != 44 || !value.ends_with(b"=") {
            continue;
        }
        let bytes = decode(value.iter().copied());
        if bytes.len() != 32 {
            continue;
        }
        let key = match name.trim_ascii() {
            b"PrivateKey" => Key::montgomery("X25519", &[], Visibility::Private),
            b"PublicKey" => Key::montgomery("X25519", &bytes, Visibility::Public),
            b"PresharedKey" => {
                let mut key = Key::new("ChaCha20", Some(Kind::Hmac), Visibility::Secret);
                key.bits = Some(256);
                key
            }
            _ => continue,
        };
        keys.push(key.within("WireGuard"));
    }
    let first = lines(text, at, 1).next().map_or(0, <[u8]>::len);
    let end = text.len().min(at + length.max(first));
    Found { range: at..end, shown: at..at + first, hidden: at + first..end, keys }
}

/// `Private-key-format: v1.3` of BIND (`dnssec-keygen`), with the algorithms of RFC 8624.
pub(super) fn bind(text: &[u8], at: usize) -> Option<Found> {
    let value = |name: &str| {
        lines(text, at, 40)
            .find_map(|line| line.strip_prefix(name.as_bytes())?.strip_prefix(b":"))
            .map(<[u8]>::trim_ascii)
    };
    let bytes = |name: &str| value(name).map(|value| decode(value.iter().copied()));
    let number: u8 = std::str::from_utf8(value("Algorithm")?).ok()?.split(' ').next()?.parse().ok()?;
    let private = Visibility::Private;
    let key = match number {
        1 | 5 | 7 | 8 | 10 => {
            let (modulus, exponent) = (bytes("Modulus")?, bytes("PublicExponent")?);
            Key::rsa(Number::signed(&modulus), Number::signed(&exponent), private)
        }
        3 | 6 => {
            let (p, q, y) = (bytes("Prime(p)")?, bytes("Subprime(q)")?, bytes("Public_value(y)")?);
            let numbers = [Number::unsigned(&p), Number::unsigned(&q), Number::unsigned(&y)];
            Key::group("DSA", Kind::Dsa, numbers, private)
        }
        13 => Key::curve(super::curve::by_name("P-256"), &[], private),
        14 => Key::curve(super::curve::by_name("P-384"), &[], private),
        15 => Key::montgomery("Ed25519", &[], private),
        16 => Key::montgomery("Ed448", &[], private),
        157 | 161..=165 => {
            let mut key = Key::new("HMAC", Some(Kind::Hmac), Visibility::Secret);
            key.bits = bytes("Key").and_then(|key| u32::try_from(key.len() * 8).ok());
            key
        }
        _ => Key::new(format!("DNSSEC {number}"), None, private),
    };
    let length: usize = lines(text, at, 40).take_while(|line| !line.is_empty()).map(|line| line.len() + 1).sum();
    let first = lines(text, at, 1).next().map_or(0, <[u8]>::len);
    let end = text.len().min(at + length);
    Some(Found { range: at..end, shown: at..at + first, hidden: at + first..end, keys: vec![key.within("BIND")] })
}
