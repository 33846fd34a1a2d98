//! Files that are a key or a store as a whole: known by their first bytes, or by their name where the bytes say too little.

use super::der::{Number, claimed_length, first};
use super::found::Found;
use super::material::{Key, Visibility};
use super::{bouncy, openpgp, shape, ssh, store};

/// Larger files are no keys.
pub(super) const LARGEST: usize = 8 << 20;

/// Most bytes behind a structure that are taken for a line end or padding.
const SLACK: usize = 16;

/// Whether a file's beginning may be that of a key, so that it is worth having it whole.
pub(super) fn may_be(path: &[u8], head: &[u8]) -> bool {
    match head {
        [0x30, 0x80..=0x84, ..]
        | [0x30, 0x20..=0x7f, 0x02 | 0x06 | 0x30, ..]
        | [0xfe, 0xed, 0xfe, 0xed, ..]
        | [0xce, 0xce, 0xce, 0xce, ..]
        | [0x94 | 0x95 | 0x98 | 0x99 | 0xc5 | 0xc6, ..]
        | [6 | 7, 2, 0, 0, ..]
        | [0, 0x24 | 0xa4, 0, 0, ..] => true,
        [0, 0, 0, 1 | 2, 0, 0, 0, ..] => {
            is_named(path, &[b".bks", b".keystore", b".bksv1", b".bksv2", b".uber", b".ubr"])
        }
        _ => head.get(8..12) == Some(b"KBXf") || head.starts_with(b"openssh-key-v1\0") || head.starts_with(SSH1),
    }
}

fn is_named(path: &[u8], endings: &[&[u8]]) -> bool {
    let lower = path.to_ascii_lowercase();
    endings.iter().any(|ending| lower.ends_with(ending))
}

/// What a whole file holds.
pub(super) fn read(path: &[u8], content: &[u8]) -> Option<Found> {
    if content.len() > LARGEST || !may_be(path, content) {
        return None;
    }
    let mut keys = match content {
        [0x30, ..] => structure(content),
        [0xfe | 0xce, ..] => store::java(content).unwrap_or_default(),
        [0, 0, 0, 1 | 2, ..] => bouncy::store(content).unwrap_or_default(),
        [0x94 | 0x95 | 0x98 | 0x99 | 0xc5 | 0xc6, ..] => pgp(content),
        [6 | 7, 2, 0, 0, ..] => blob(content).into_iter().collect(),
        [0, 0x24 | 0xa4, 0, 0, ..] => content.get(12..).and_then(blob).into_iter().collect(),
        _ if content.starts_with(SSH1) => ssh1(content).into_iter().collect(),
        _ if content.starts_with(b"openssh-key-v1\0") => ssh::openssh_private(content),
        _ => store::keybox(content).unwrap_or_default(),
    };
    if keys.is_empty() {
        keys.extend(unread(path, content));
    }
    let range = 0..content.len();
    (!keys.is_empty()).then(|| Found { shown: 0..0, hidden: range.clone(), range, keys })
}

/// A file whose name and first bytes say that it is a key, and which is none: cut off, or with lengths that lie.
fn unread(path: &[u8], content: &[u8]) -> Option<Key> {
    let why = match content {
        // A zero that is text begins no structure.
        [0x30, 0x81..=0xff, ..] if is_named(path, STRUCTURES) => {
            let claimed = claimed_length(content).filter(|claimed| *claimed > content.len())?;
            format!("it says that it has {claimed} bytes and has {}", content.len())
        }
        [0x94 | 0x95 | 0x98 | 0x99 | 0xc5 | 0xc6, ..] if is_named(path, &[b".gpg", b".pgp"]) => {
            "an OpenPGP file without a key packet that can be read".to_owned()
        }
        _ => return None,
    };
    let mut key = Key::new("unknown", None, Visibility::Public);
    key.weakness("key/unreadable", why);
    Some(key.within("binary"))
}

/// How files are called that hold a structure of ASN.1.
const STRUCTURES: &[&[u8]] =
    &[b".der", b".cer", b".crt", b".key", b".p8", b".pk8", b".p7b", b".p12", b".pfx", b".csr", b".crl"];

fn structure(content: &[u8]) -> Vec<Key> {
    if claimed_length(content).is_some_and(|length| length > content.len() || content.len() - length > SLACK) {
        return Vec::new();
    }
    let Some(tlv) = first(content) else { return Vec::new() };
    let keys = shape::by_shape(&tlv, 0);
    keys.into_iter().map(|key| if key.container.is_empty() { key.within("DER") } else { key }).collect()
}

/// Packets, if the first is a key of an algorithm that is known: any bytes may begin as a packet does.
fn pgp(content: &[u8]) -> Vec<Key> {
    let keys = openpgp::packets(content);
    let known = keys.first().is_some_and(|key| {
        key.weaknesses.iter().all(|weakness| weakness.rule != "key/unreadable")
            && !key.algorithm.starts_with("algo")
            && (key.bits.is_none_or(|bits| bits >= 160) || key.curve.is_some())
    });
    let keys = keys.into_iter().map(|key| key.within("OpenPGP binary"));
    if known { keys.collect() } else { Vec::new() }
}

/// `PUBLICKEYBLOB` and `PRIVATEKEYBLOB` of Windows, which `.snk` files are: little-endian numbers.
fn blob(content: &[u8]) -> Option<Key> {
    let private = match content.get(8..12)? {
        b"RSA1" => false,
        b"RSA2" => true,
        _ => return None,
    };
    let word = |at: usize| content.get(at..at + 4)?.first_chunk::<4>().map(|bytes| u32::from_le_bytes(*bytes));
    let bits = word(12).filter(|bits| *bits <= 1 << 20)?;
    let size = usize::try_from(bits.div_ceil(8)).ok()?;
    let mut modulus = content.get(20..20 + size)?.to_vec();
    modulus.reverse();
    let exponent = word(16)?.to_be_bytes();
    let visibility = if private { Visibility::Private } else { Visibility::Public };
    Some(Key::rsa(Number::unsigned(&modulus), Number::unsigned(&exponent), visibility).within("snk"))
}

const SSH1: &[u8] = b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0";

/// The files of SSH's first version: cipher, four bytes, bits, modulus, exponent, comment.
fn ssh1(content: &[u8]) -> Option<Key> {
    let rest = content.get(SSH1.len()..)?;
    let cipher = *rest.first()?;
    let mut at = 9;
    let mut number = || {
        let bits = rest.get(at..at + 2)?.iter().fold(0usize, |bits, byte| (bits << 8) | usize::from(*byte));
        let body = rest.get(at + 2..at + 2 + bits.div_ceil(8))?;
        at += 2 + body.len();
        Some(Number::unsigned(body))
    };
    let (modulus, exponent) = (number()?, number()?);
    let mut key = Key::rsa(modulus, exponent, Visibility::Private);
    if cipher != 0 {
        key.protection = Some(super::material::Protection {
            cipher: "3DES".into(),
            kdf: "MD5".into(),
            rounds: Some(1),
            memory: None,
            weak: Some("one round of MD5 makes the key from the password".into()),
        });
    }
    Some(key.within("SSH1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_name_files_are_read() {
        let mut snk = vec![7u8, 2, 0, 0, 0, 0x24, 0, 0];
        snk.extend(b"RSA2");
        snk.extend(1024u32.to_le_bytes());
        snk.extend(65_537u32.to_le_bytes());
        snk.extend([1; 127]);
        snk.push(0x80);
        let found = read(b"key.snk", &snk).unwrap();
        assert_eq!((found.keys[0].bits, found.keys[0].visibility), (Some(1024), Visibility::Private));
    }

    #[test]
    fn what_is_cut_off_is_told_where_the_name_says_that_it_is_a_key() {
        let cut = [0x30, 0x82, 1, 0, 2, 1, 0];
        let found = read(b"a.der", &cut).unwrap();
        assert_eq!(found.keys[0].weaknesses[0].detail, "it says that it has 260 bytes and has 7");
        assert_eq!(read(b"a.bin", &cut), None);
    }

    #[test]
    fn other_files_are_none() {
        assert_eq!(read(b"a.txt", b"0 is a digit"), None);
        assert_eq!(read(b"a.bin", &[0x30, 0x82, 0xff, 0xff, 2, 1, 0]), None);
        assert_eq!(read(b"a.key", b"0x0123"), None);
        assert_eq!(read(b"a.jks", &[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 9, 0, 0, 0, 0]), None);
    }
}
