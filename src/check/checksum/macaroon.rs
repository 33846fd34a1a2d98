//! Macaroons of version 2, the binary format of libmacaroons: `PyPI` tokens.

use super::super::rng::Rng;
use super::Validity;
use super::codec::{from_base64, to_base64url};

const VERSION: u8 = 2;
const END: u8 = 0;
const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const VERIFICATION: u8 = 4;
const SIGNATURE: u8 = 6;

/// A field of a packet: its kind and its bytes.
type Field<'a> = (u8, &'a [u8]);

/// The next field and what follows it.
fn field(bytes: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (&kind, rest) = bytes.split_first()?;
    if kind == END {
        return Some(((kind, &[]), rest));
    }
    let (length, rest) = varint(rest)?;
    let (data, rest) = rest.split_at_checked(length)?;
    Some(((kind, data), rest))
}

fn varint(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0usize;
    for (at, &byte) in bytes.iter().enumerate().take(3) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

/// A packet: optional place, identifier, optional verification, end. `None` inside where the end comes at once.
fn packet(bytes: &[u8]) -> Option<(bool, &[u8])> {
    let ((mut kind, mut data), mut rest) = field(bytes)?;
    if kind == END {
        return Some((false, rest));
    }
    if kind == LOCATION {
        if data.is_empty() || !data.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        ((kind, _), rest) = field(rest)?;
    }
    if kind != IDENTIFIER {
        return None;
    }
    ((kind, data), rest) = field(rest)?;
    if kind == VERIFICATION && !data.is_empty() {
        ((kind, _), rest) = field(rest)?;
    }
    (kind == END).then_some((true, rest))
}

fn is_macaroon(bytes: &[u8]) -> Option<bool> {
    let rest = bytes.strip_prefix(&[VERSION])?;
    let (whole, mut rest) = packet(rest)?;
    let mut more = whole;
    while more {
        (more, rest) = packet(rest)?;
    }
    let ((kind, signature), rest) = field(rest)?;
    Some(whole && kind == SIGNATURE && signature.len() == 32 && rest.is_empty())
}

pub(super) fn check(secret: &[u8]) -> Validity {
    let body = secret.strip_prefix(b"pypi-").unwrap_or(secret);
    Validity::of_parsed(from_base64(body).and_then(|bytes| is_macaroon(&bytes)))
}

fn push(bytes: &mut Vec<u8>, kind: u8, data: &[u8]) {
    bytes.extend([kind, u8::try_from(data.len()).unwrap_or_default()]);
    bytes.extend(data.iter().take(127));
}

/// A token of the package index, for one user and with one restriction.
pub(super) fn make(so_far: &str, seed: &mut Rng) -> String {
    let mut bytes = vec![VERSION];
    push(&mut bytes, LOCATION, b"pypi.org");
    push(&mut bytes, IDENTIFIER, super::super::rng::uuid(seed).as_bytes());
    bytes.push(END);
    push(&mut bytes, IDENTIFIER, format!("[3, \"{}\"]", super::super::rng::uuid(seed)).as_bytes());
    bytes.extend([END, END]);
    push(&mut bytes, SIGNATURE, &seed.bytes(32));
    let start = if so_far.ends_with("pypi-") { "" } else { "pypi-" };
    format!("{start}{}", to_base64url(&bytes))
}
