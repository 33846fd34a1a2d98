//! OpenPGP (RFC 9580, RFC 4880): the key packets of a certificate, their protection, and the hashes of its signatures.
//!
//! Packets are walked, never unpacked: what lies compressed or encrypted is not looked into, so that nesting costs nothing.

use super::armour::Armour;
use super::curve;
use super::der::Number;
use super::material::{Certificate, Key, Protection, Text, Visibility};
use super::packet::{Cursor, packet};
use super::policy::Kind;

/// Most packets of one block.
const MOST: usize = 10_000;

/// Bytes that the iterated S2K hashes at least: GnuPG measures for a tenth of a second, which is some 20 MB; 65,536 is what it once
/// took for everybody.
const FEW: u64 = 1 << 20;

/// Keys in armour.
pub(super) fn armoured(armour: &Armour) -> Vec<Key> {
    let mut keys = packets(&armour.bytes);
    if keys.is_empty() {
        let visibility = match armour.label.as_str() {
            "PGP PRIVATE KEY BLOCK" => Visibility::Private,
            "PGP PUBLIC KEY BLOCK" => Visibility::Public,
            _ => return vec![Key::new("OpenPGP", None, Visibility::Message).within("OpenPGP")],
        };
        if armour.bytes.len() < 16 || armour.is_code {
            return Vec::new();
        }
        let mut key = Key::new("unknown", None, visibility);
        key.weakness("key/unreadable", "an OpenPGP block without a key packet that can be read");
        keys.push(key.within("OpenPGP"));
    }
    keys
}

/// Keys in a row of packets.
pub(super) fn packets(bytes: &[u8]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut rest = bytes;
    for _ in 0..MOST {
        let Some((packet, behind)) = packet(rest) else { break };
        rest = behind;
        match packet.tag {
            5 | 6 | 7 | 14 => keys.extend(key(&packet.body, matches!(packet.tag, 5 | 7))),
            2 => {
                if let Some(last) = keys.last_mut() {
                    signature(&packet.body, last);
                }
            }
            _ => {}
        }
    }
    keys.into_iter().map(|key| key.within("OpenPGP")).collect()
}

fn key(body: &[u8], secret: bool) -> Option<Key> {
    let mut cursor = Cursor { rest: body };
    let version = cursor.byte()?;
    if !(2..=6).contains(&version) {
        return None;
    }
    cursor.take(4)?;
    if version < 4 {
        cursor.take(2)?;
    }
    let algorithm = cursor.byte()?;
    if version >= 5 {
        cursor.take(4)?;
    }
    let mut key = public(algorithm, &mut cursor, version >= 5).unwrap_or_else(|| unread(algorithm));
    key.visibility = if secret { Visibility::Private } else { Visibility::Public };
    if secret {
        key.protection = protection(&mut cursor, version);
    }
    if version < 4 {
        key.weakness("key/openpgp-old-version", format!("a key of version {version}, whose fingerprint rests on MD5"));
    }
    Some(key)
}

/// A key whose numbers break off.
fn unread(algorithm: u8) -> Key {
    let name = match algorithm {
        1..=3 => "RSA",
        16 | 20 => "ElGamal",
        17 => "DSA",
        18 => "ECDH",
        19 => "EC",
        _ => "unknown",
    };
    let mut key = Key::new(name, None, Visibility::Public);
    key.weakness("key/unreadable", "an OpenPGP key whose numbers cannot be read");
    key
}

fn public(algorithm: u8, cursor: &mut Cursor<'_>, sized: bool) -> Option<Key> {
    let public = Visibility::Public;
    Some(match algorithm {
        1..=3 => {
            let modulus = cursor.number()?;
            Key::rsa(modulus, cursor.number()?, public)
        }
        16 | 20 => {
            let (p, _, y) = (cursor.number()?, cursor.number()?, cursor.number()?);
            Key::group("ElGamal", Kind::Elgamal, [p, Number::default(), y], public)
        }
        17 => {
            let (p, q, _, y) = (cursor.number()?, cursor.number()?, cursor.number()?, cursor.number()?);
            Key::group("DSA", Kind::Dsa, [p, q, y], public)
        }
        18 | 19 | 22 => on_curve(algorithm, cursor)?,
        25 => Key::montgomery("X25519", cursor.take(32)?, public),
        26 => Key::montgomery("X448", cursor.take(56)?, public),
        27 => Key::montgomery("Ed25519", cursor.take(32)?, public),
        28 => Key::montgomery("Ed448", cursor.take(57)?, public),
        other => {
            if !sized {
                // How long its numbers are, nobody says: what follows cannot be read.
                cursor.rest = &[];
            }
            Key::new(format!("algo{other}"), (30..=36).contains(&other).then_some(Kind::MlDsa), public)
        }
    })
}

fn on_curve(algorithm: u8, cursor: &mut Cursor<'_>) -> Option<Key> {
    let oid = cursor.oid()?;
    let point = cursor.number()?;
    if algorithm == 18 {
        let length = usize::from(cursor.byte()?);
        cursor.take(length)?;
    }
    // The native form has a byte in front that tells of it.
    let raw = point.bytes.strip_prefix(&[0x40]).unwrap_or(point.bytes);
    let key = match oid.as_str() {
        "1.3.6.1.4.1.11591.15.1" | "1.3.101.112" => Key::montgomery("Ed25519", raw, Visibility::Public),
        "1.3.101.113" => Key::montgomery("Ed448", raw, Visibility::Public),
        "1.3.6.1.4.1.3029.1.5.1" | "1.3.101.110" => {
            let mut key = Key::montgomery("X25519", raw, Visibility::Public);
            key.algorithm = Text::from("ECDH");
            key.curve = Some("cv25519".to_owned());
            key
        }
        _ => Key::curve(curve::by_oid(&oid), point.bytes, Visibility::Public),
    };
    Some(key)
}

/// String-to-key (RFC 9580, section 3.7) and cipher of a secret key packet.
fn protection(cursor: &mut Cursor<'_>, version: u8) -> Option<Protection> {
    let usage = cursor.byte().unwrap_or(255);
    if usage == 0 {
        return None;
    }
    if usage < 253 {
        let weak = Some(Text::from("MD5 makes the key from the password, once"));
        return Some(Protection { cipher: cipher(usage), kdf: "MD5".into(), rounds: Some(1), memory: None, weak });
    }
    if version >= 5 {
        cursor.byte();
    }
    let name = cipher(cursor.byte().unwrap_or(0));
    if usage == 253 {
        cursor.byte();
    }
    if version == 6 {
        cursor.byte();
    }
    let mut protection =
        Protection { cipher: name, kdf: Text::from("unknown"), rounds: None, memory: None, weak: None };
    let kind = cursor.byte().unwrap_or(255);
    match kind {
        0 | 1 => {
            let hash = hash(cursor.byte().unwrap_or(0));
            protection.kdf = Text::from(format!("S2K with {hash}, once"));
            protection.rounds = Some(1);
            protection.weak = Some(Text::from("the password is hashed once"));
        }
        3 => {
            let hash = hash(cursor.byte().unwrap_or(0));
            cursor.take(8);
            let count = cursor.byte().unwrap_or(0);
            let bytes = (16 + u64::from(count & 15)) << ((count >> 4) + 6);
            protection.kdf = Text::from(format!("S2K with {hash}"));
            protection.rounds = Some(bytes);
            if bytes < FEW {
                protection.weak = Some(Text::from(format!("{bytes} bytes are hashed where {FEW} are usual")));
            }
        }
        4 => {
            cursor.take(16);
            let (passes, _, memory) = (cursor.byte(), cursor.byte(), cursor.byte());
            protection.kdf = Text::from("Argon2id");
            protection.rounds = passes.map(u64::from);
            protection.memory = memory.filter(|memory| *memory < 40).map(|memory| 1u64 << memory);
        }
        101 => {
            protection.kdf = Text::from("GnuPG");
            protection.cipher = Text::from("the secret part is elsewhere");
        }
        _ => {}
    }
    if protection.weak.is_none() && matches!(protection.cipher.as_ref(), "IDEA" | "none") {
        protection.weak = Some(Text::from("an old cipher"));
    }
    Some(protection)
}

fn cipher(id: u8) -> Text {
    Text::from(match id {
        0 => "none",
        1 => "IDEA",
        2 => "3DES",
        3 => "CAST5",
        4 => "Blowfish",
        7 => "AES-128",
        8 => "AES-192",
        9 => "AES-256",
        10 => "Twofish",
        11 => "Camellia-128",
        12 => "Camellia-192",
        13 => "Camellia-256",
        _ => "unknown",
    })
}

fn hash(id: u8) -> &'static str {
    match id {
        1 => "MD5",
        2 => "SHA-1",
        3 => "RIPEMD-160",
        8 => "SHA-256",
        9 => "SHA-384",
        10 => "SHA-512",
        11 => "SHA-224",
        12 => "SHA3-256",
        14 => "SHA3-512",
        _ => "unknown",
    }
}

/// A signature over the key before it: the strongest hash that signs it is the one that counts.
fn signature(body: &[u8], key: &mut Key) {
    let (kind, hash_id) = match body.first() {
        Some(2 | 3) => (body.get(2), body.get(16)),
        Some(4..=6) => (body.get(1), body.get(3)),
        _ => return,
    };
    // Self-signatures and bindings only: what others certify with is theirs.
    let (Some(0x10..=0x13 | 0x18 | 0x1f), Some(&hash_id)) = (kind, hash_id) else { return };
    let rank = |name: &str| matches!(name, "SHA-1" | "MD5" | "RIPEMD-160" | "unknown");
    let name = hash(hash_id);
    let held = key.certificate.get_or_insert_with(|| Box::new(Certificate::default()));
    if held.signature.is_empty() || (rank(&held.signature) && !rank(name)) {
        held.signature = Text::from(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nested_packets_are_not_unpacked() {
        let mut bytes = vec![0xc8u8, 2, 1, 0];
        for _ in 0..10_000 {
            let length = u32::try_from(bytes.len()).unwrap();
            bytes = [&[0xc8, 255][..], &length.to_be_bytes(), &bytes].concat();
            bytes.truncate(1 << 16);
        }
        assert_eq!(packets(&bytes), []);
    }

    #[test]
    fn a_key_of_version_three_is_read() {
        let modulus = [&[4u8, 0][..], &[0x80], &[1; 127]].concat();
        let body = [&[3u8, 0, 0, 0, 0, 0, 0, 1][..], &modulus, &[0, 5, 17]].concat();
        let packet = [&[0x99u8, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        let keys = packets(&packet);
        assert_eq!(keys[0].bits, Some(1024));
        assert_eq!(keys[0].weaknesses[0].rule, "key/openpgp-old-version");
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            _ = packets(&bytes);
        }
    }
}
