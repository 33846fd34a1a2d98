//! Blocks shaped like PEM keys, with random bytes for numbers: no key is in them.

use super::super::checksum::codec::to_base64;
use crate::check::rng::Rng;

/// Object identifiers, encoded: RSA encryption, the curve P-256, Ed25519.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;

/// A block of this label: header, body in lines of 64, footer.
pub(super) fn make(label: &str, rng: &mut Rng) -> String {
    let pgp = label.starts_with("PGP");
    let body = match label {
        "RSA PRIVATE KEY" => rsa(rng),
        "EC PRIVATE KEY" => ec(rng),
        "OPENSSH PRIVATE KEY" => openssh(rng),
        "PRIVATE KEY" => {
            let algorithm = der(SEQUENCE, &[der(OBJECT, RSA), vec![5, 0]].concat());
            der(SEQUENCE, &[der(INTEGER, &[0]), algorithm, der(OCTETS, &rsa(rng))].concat())
        }
        _ if pgp => [vec![0x95, 0x03, 0x98, 0x04], rng.bytes(900)].concat(),
        _ => der(SEQUENCE, &rng.bytes(1200)),
    };
    let mut text = format!("-----BEGIN {label}-----\n");
    if pgp {
        text.push('\n');
    }
    for line in to_base64(&body).as_bytes().chunks(64) {
        text.extend(line.iter().map(|&b| char::from(b)));
        text.push('\n');
    }
    if pgp {
        let sum = to_base64(&rng.bytes(3));
        text.extend(['='].into_iter().chain(sum.chars()).chain(['\n']));
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----");
    text
}

/// A value with its tag and length.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let [.., high, low] = length.to_be_bytes();
    let head = match length {
        0..=127 => vec![tag, low],
        128..=255 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, value.to_vec()].concat()
}

fn number(bytes: usize, rng: &mut Rng) -> Vec<u8> {
    der(
        INTEGER,
        &[vec![0], vec![0x80 | rng.bytes(1).first().copied().unwrap_or_default()], rng.bytes(bytes - 1)].concat(),
    )
}

/// Version, modulus, exponent, private exponent, primes, and what follows from them, of 2048 bits.
fn rsa(rng: &mut Rng) -> Vec<u8> {
    let mut parts = vec![der(INTEGER, &[0]), number(256, rng), der(INTEGER, &[1, 0, 1]), number(256, rng)];
    for _ in 0..5 {
        parts.push(number(128, rng));
    }
    der(SEQUENCE, &parts.concat())
}

fn ec(rng: &mut Rng) -> Vec<u8> {
    let point = [vec![0, 4], rng.bytes(64)].concat();
    let parts =
        [der(INTEGER, &[1]), der(OCTETS, &rng.bytes(32)), der(0xa0, &der(OBJECT, P256)), der(0xa1, &der(0x03, &point))];
    der(SEQUENCE, &parts.concat())
}

fn openssh(rng: &mut Rng) -> Vec<u8> {
    let field = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes();
        [&length, bytes].concat()
    };
    let kind = field(b"ssh-ed25519");
    let public = field(&rng.bytes(32));
    let check = rng.bytes(4);
    let (private, comment) = (field(&rng.bytes(64)), field(b"someone@example"));
    let inner = [&check, &check, &kind, &public, &private, &comment, &vec![1, 2, 3, 4, 5]].map(Vec::as_slice).concat();
    let head = [field(b"none"), field(b"none"), field(b""), vec![0, 0, 0, 1]].concat();
    [b"openssh-key-v1\0".to_vec(), head, field(&[kind, public].concat()), field(&inner)].concat()
}
