//! Java's key stores (JKS, JCEKS) and GnuPG's keyboxes: what they show without a password. BouncyCastle's are in `bouncy`.

use super::der::{Elements, first};
use super::material::{Key, Protection, Text, Visibility};
use super::ssh::Wire;
use super::{openpgp, protection, x509};

/// Most entries of one store.
pub(super) const MOST: u32 = 10_000;

/// Bytes of the SHA-1 at the end of a store.
const CHECKSUM: usize = 20;

/// Two bytes of length, and so many bytes.
pub(super) fn short<'d>(rest: &mut &'d [u8]) -> Option<&'d [u8]> {
    let (head, behind) = rest.split_first_chunk::<2>()?;
    let (text, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*head)))?;
    *rest = behind;
    Some(text)
}

/// Four bytes, the most significant first.
pub(super) fn word(rest: &mut &[u8]) -> Option<u32> {
    let (head, behind) = rest.split_first_chunk::<4>()?;
    *rest = behind;
    Some(u32::from_be_bytes(*head))
}

/// Four bytes of length, and so many bytes.
pub(super) fn long<'d>(rest: &mut &'d [u8]) -> Option<&'d [u8]> {
    let mut wire = Wire::of(rest);
    let body = wire.string()?;
    *rest = rest.get(4 + body.len()..)?;
    Some(body)
}

/// A store of Sun's two formats: magic, version, count, entries, and a SHA-1 of all that and the password.
pub(super) fn java(content: &[u8]) -> Option<Vec<Key>> {
    let (name, mut rest) = match content.split_first_chunk::<4>()? {
        ([0xfe, 0xed, 0xfe, 0xed], rest) => ("JKS", rest),
        ([0xce, 0xce, 0xce, 0xce], rest) => ("JCEKS", rest),
        _ => return None,
    };
    let version = word(&mut rest)?;
    let count = word(&mut rest)?;
    if !(1..=2).contains(&version) {
        return None;
    }
    let mut keys = Vec::new();
    let mut whole = true;
    for _ in 0..count.min(MOST) {
        let Some(found) = entry(&mut rest, version, name) else {
            whole = false;
            break;
        };
        keys.extend(found);
    }
    if keys.is_empty() {
        keys.push(Key::new("unknown", None, Visibility::Store));
    }
    let guessed = whole.then(|| super::password::java(content, rest)).flatten();
    for key in &mut keys {
        if !whole {
            key.weakness("key/unreadable", "the store ends within an entry");
        }
        if whole && rest.len() != CHECKSUM {
            key.weakness("key/unreadable", "the store's checksum is missing");
        }
        if let Some(password) = guessed
            && key.is_private()
        {
            key.weakness("key/usual-password", format!("the store opens with {}", super::password::named(password)));
        }
    }
    Some(keys.into_iter().map(|key| key.within(name)).collect())
}

fn entry(rest: &mut &[u8], version: u32, name: &'static str) -> Option<Vec<Key>> {
    let tag = word(rest)?;
    short(rest)?;
    *rest = rest.get(8..)?;
    match tag {
        1 => {
            let secret = long(rest)?;
            let chain = word(rest)?.min(MOST);
            let mut keys: Vec<Key> = Vec::new();
            for _ in 0..chain {
                keys.extend(certificate(rest, version)?);
            }
            let mut key = keys.first().cloned().unwrap_or_else(|| Key::new("unknown", None, Visibility::Private));
            key.visibility = Visibility::Private;
            key.certificate = None;
            key.weaknesses.clear();
            key.protection = Some(sealed(secret, name));
            keys.insert(0, key);
            Some(keys)
        }
        2 => certificate(rest, version),
        3 => {
            let (algorithm, length) = sealed_object(rest)?;
            *rest = rest.get(length..)?;
            let mut key = Key::new(algorithm.unwrap_or_else(|| "symmetric".to_owned()), None, Visibility::Secret);
            key.protection = Some(sealed(&[], name));
            Some(vec![key])
        }
        _ => None,
    }
}

/// How a private key is sealed: Sun's own XOR with SHA-1, or PBE of JCE with MD5 and 3DES.
fn sealed(secret: &[u8], name: &'static str) -> Protection {
    let scheme = first(secret).and_then(|tlv| tlv.elements().next()).and_then(|tlv| protection::scheme(&tlv));
    scheme.unwrap_or_else(|| {
        if name == "JKS" {
            Protection {
                cipher: Text::from("XOR"),
                kdf: Text::from("SHA-1"),
                rounds: Some(1),
                memory: None,
                weak: Some(Text::from("a JKS entry is XORed with SHA-1 of the password, made once")),
            }
        } else {
            Protection {
                cipher: Text::from("DES-EDE3-CBC"),
                kdf: Text::from("MD5"),
                rounds: None,
                memory: None,
                weak: Some(Text::from("a JCEKS entry is sealed by way of MD5")),
            }
        }
    })
}

fn certificate(rest: &mut &[u8], version: u32) -> Option<Vec<Key>> {
    if version == 2 {
        short(rest)?;
    }
    let body = long(rest)?;
    Some(first(body).and_then(|tlv| x509::signed(&tlv)).into_iter().collect())
}

/// A serialised `SealedObject` of Java: its length is known only by walking it, which ends at the next entry or the checksum. What
/// the key inside is for, only the password shows.
fn sealed_object(rest: &[u8]) -> Option<(Option<String>, usize)> {
    if !rest.starts_with(&[0xac, 0xed, 0, 5]) {
        return None;
    }
    // The last field of the object is the name of the sealing algorithm, a string, which stands before it as well.
    let mark = b"PBEWithMD5AndTripleDES";
    let near = rest.get(..rest.len().min(1 << 16))?;
    let mut ends = memchr::memmem::find_iter(near, mark).map(|at| at + mark.len());
    let end = ends.find(|&end| rest.get(end..).is_some_and(ends_an_entry))?;
    Some((None, end))
}

/// Whether what follows an entry of a store stands here: another one, or the checksum.
fn ends_an_entry(mut rest: &[u8]) -> bool {
    rest.len() == CHECKSUM
        || (word(&mut rest).is_some_and(|tag| (1..=3).contains(&tag)) && short(&mut rest).is_some() && rest.len() > 8)
}

/// GnuPG's keybox: blobs with a length, the key in each at an offset that its header tells.
pub(super) fn keybox(content: &[u8]) -> Option<Vec<Key>> {
    if content.get(8..12)? != b"KBXf" {
        return None;
    }
    let mut keys = Vec::new();
    let mut rest = content;
    while keys.len() < 10_000 {
        let Some(length) = rest.first_chunk::<4>().and_then(|head| usize::try_from(u32::from_be_bytes(*head)).ok())
        else {
            break;
        };
        let Some(blob) = rest.get(..length).filter(|blob| blob.len() > 16) else { break };
        rest = rest.get(length..).unwrap_or_default();
        let number = |at: usize| {
            let digits = blob.get(at..at + 4)?.first_chunk::<4>()?;
            usize::try_from(u32::from_be_bytes(*digits)).ok()
        };
        let body = number(8).zip(number(12)).and_then(|(start, size)| blob.get(start..start.checked_add(size)?));
        match (blob.get(4), body) {
            (Some(2), Some(body)) => keys.extend(openpgp::packets(body)),
            (Some(3), Some(body)) => keys.extend(Elements::of(body).next().and_then(|tlv| x509::signed(&tlv))),
            _ => {}
        }
    }
    Some(keys.into_iter().map(|key| key.within("keybox")).collect())
}
