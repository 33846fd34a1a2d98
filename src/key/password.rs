//! The passwords that everybody tries first: whether a store opens with one of them.
//!
//! Bounded: a store with more than [`MOST_ROUNDS`] iterations is not tried, and a blob is tried with seven passwords once.

use aes::{Aes128, Aes192, Aes256};
use des::cipher::generic_array::GenericArray;
use des::cipher::{BlockDecrypt, KeyInit};
use des::{Des, TdesEde2, TdesEde3};
use hmac::{Hmac, Mac};
use rc2::Rc2;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::der::{INTEGER, OCTET_STRING, OID, SEQUENCE, Tlv};

/// The passwords, in the order in which they are tried.
pub(super) const USUAL: [&str; 7] = ["", "changeit", "changeme", "password", "secret", "1234", "123456"];

/// Most iterations of a store that is tried.
pub(super) const MOST_ROUNDS: u64 = 100_000;

/// How a password is spoken of: these seven are no secrets.
pub(super) fn named(password: &str) -> String {
    if password.is_empty() { "an empty password".to_owned() } else { format!("the password `{password}`") }
}

/// Opens what a scheme encrypted; none where the password is wrong or the scheme is not known.
pub(super) fn open(scheme: &Tlv<'_>, sealed: &[u8], password: &str) -> Option<Vec<u8>> {
    let mut fields = scheme.sequence()?;
    let oid = fields.only(OID)?.oid()?;
    let parameters = fields.next()?;
    let plain = if oid == "1.2.840.113549.1.5.13" {
        pbes2(&parameters, sealed, password)?
    } else {
        old(&oid, &parameters, sealed, password)?
    };
    unpadded(plain)
}

/// Without PKCS#7 padding; a structure must be left.
fn unpadded(mut plain: Vec<u8>) -> Option<Vec<u8>> {
    let count = *plain.last()?;
    let length = plain.len().checked_sub(usize::from(count))?;
    let good = (1..=16).contains(&count) && plain.get(length..)?.iter().all(|byte| *byte == count);
    plain.truncate(length);
    let whole = super::der::first(&plain).is_some_and(|tlv| tlv.tag == SEQUENCE);
    (good && whole).then_some(plain)
}

fn pbes2(parameters: &Tlv<'_>, sealed: &[u8], password: &str) -> Option<Vec<u8>> {
    let mut fields = parameters.sequence()?;
    let mut derivation = fields.only(SEQUENCE)?.elements();
    let mut cipher = fields.only(SEQUENCE)?.elements();
    if derivation.only(OID)?.oid()? != "1.2.840.113549.1.5.12" {
        return None;
    }
    let mut numbers = derivation.next()?.elements();
    let salt = numbers.only(OCTET_STRING)?.body;
    let rounds = numbers.only(INTEGER)?.small().filter(|rounds| *rounds <= MOST_ROUNDS)?;
    numbers.only(INTEGER);
    let hash = numbers.only(SEQUENCE).and_then(|tlv| tlv.elements().only(OID)).and_then(|tlv| tlv.oid());
    let cipher_oid = cipher.only(OID)?.oid()?;
    let iv = cipher.only(OCTET_STRING)?.body;
    let length = match cipher_oid.as_str() {
        "2.16.840.1.101.3.4.1.2" => 16,
        "2.16.840.1.101.3.4.1.22" | "1.2.840.113549.3.7" => 24,
        "2.16.840.1.101.3.4.1.42" => 32,
        _ => return None,
    };
    let word = password.as_bytes();
    let key = match hash.as_deref() {
        None | Some("1.2.840.113549.2.7") => pbkdf2(&keyed::<Hmac<Sha1>>(word)?, salt, rounds, length),
        Some("1.2.840.113549.2.9") => pbkdf2(&keyed::<Hmac<Sha256>>(word)?, salt, rounds, length),
        Some("1.2.840.113549.2.10") => pbkdf2(&keyed::<Hmac<Sha384>>(word)?, salt, rounds, length),
        Some("1.2.840.113549.2.11") => pbkdf2(&keyed::<Hmac<Sha512>>(word)?, salt, rounds, length),
        Some(_) => return None,
    };
    match length {
        16 => cbc(&Aes128::new_from_slice(&key).ok()?, iv, sealed),
        32 => cbc(&Aes256::new_from_slice(&key).ok()?, iv, sealed),
        _ if cipher_oid == "1.2.840.113549.3.7" => cbc(&TdesEde3::new_from_slice(&key).ok()?, iv, sealed),
        _ => cbc(&Aes192::new_from_slice(&key).ok()?, iv, sealed),
    }
}

/// HMAC under a password.
fn keyed<M: Mac + KeyInit>(password: &[u8]) -> Option<M> {
    <M as Mac>::new_from_slice(password).ok()
}

/// RFC 8018, section 5.2.
fn pbkdf2<M: Mac + Clone>(keyed: &M, salt: &[u8], rounds: u64, length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut block = 1u32;
    while out.len() < length {
        let mut mac = keyed.clone();
        mac.update(salt);
        mac.update(&block.to_be_bytes());
        let mut last = mac.finalize().into_bytes();
        let mut sum = last.to_vec();
        for _ in 1..rounds {
            let mut mac = keyed.clone();
            mac.update(&last);
            last = mac.finalize().into_bytes();
            sum.iter_mut().zip(&last).for_each(|(sum, byte)| *sum ^= byte);
        }
        out.extend(sum);
        block += 1;
    }
    out.truncate(length);
    out
}

/// The schemes of PKCS#12 and the DES ones of PBES1.
fn old(oid: &str, parameters: &Tlv<'_>, sealed: &[u8], password: &str) -> Option<Vec<u8>> {
    let mut fields = parameters.sequence()?;
    let salt = fields.only(OCTET_STRING)?.body;
    let rounds = fields.only(INTEGER)?.small().filter(|rounds| *rounds <= MOST_ROUNDS)?;
    let derive = |purpose, length| pkcs12::<Sha1>(password, salt, rounds, purpose, length, 64);
    match oid.strip_prefix("1.2.840.113549.1.12.1.") {
        Some("3") => cbc(&TdesEde3::new_from_slice(&derive(1, 24)).ok()?, &derive(2, 8), sealed),
        Some("4") => cbc(&TdesEde2::new_from_slice(&derive(1, 16)).ok()?, &derive(2, 8), sealed),
        Some("5") => cbc(&Rc2::new_with_eff_key_len(&derive(1, 16), 128), &derive(2, 8), sealed),
        Some("6") => cbc(&Rc2::new_with_eff_key_len(&derive(1, 5), 40), &derive(2, 8), sealed),
        _ => pbes1(oid, salt, rounds, sealed, password),
    }
}

/// RFC 8018, section 6.1: the hash again and again.
fn pbes1(oid: &str, salt: &[u8], rounds: u64, sealed: &[u8], password: &str) -> Option<Vec<u8>> {
    if oid != "1.2.840.113549.1.5.10" {
        return None;
    }
    let mut digest = Sha1::digest([password.as_bytes(), salt].concat());
    for _ in 1..rounds {
        digest = Sha1::digest(digest);
    }
    cbc(&Des::new_from_slice(digest.get(..8)?).ok()?, digest.get(8..16)?, sealed)
}

/// RFC 7292, appendix B.2, for a hash whose block has `block` bytes.
fn pkcs12<D: Digest>(password: &str, salt: &[u8], rounds: u64, purpose: u8, length: usize, block: usize) -> Vec<u8> {
    let wide: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let fill = |bytes: &[u8]| -> Vec<u8> {
        let size = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(size).collect()
    };
    let mut state = [fill(salt), fill(&wide)].concat();
    let mut out = Vec::new();
    while out.len() < length {
        let mut digest = D::new().chain_update(vec![purpose; block]).chain_update(&state).finalize();
        for _ in 1..rounds {
            digest = D::digest(&digest);
        }
        out.extend_from_slice(&digest);
        let added: Vec<u8> = digest.iter().copied().cycle().take(block).collect();
        for chunk in state.chunks_mut(block) {
            let mut carry = 1u16;
            for (byte, more) in chunk.iter_mut().zip(&added).rev() {
                let sum = u16::from(*byte) + u16::from(*more) + carry;
                *byte = u8::try_from(sum & 0xff).unwrap_or_default();
                carry = sum >> 8;
            }
        }
    }
    out.truncate(length);
    out
}

/// Cipher block chaining.
fn cbc<C: BlockDecrypt>(cipher: &C, iv: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let size = C::block_size();
    if iv.len() != size || sealed.is_empty() || !sealed.len().is_multiple_of(size) {
        return None;
    }
    let mut before = iv;
    let mut plain = Vec::with_capacity(sealed.len());
    for chunk in sealed.chunks(size) {
        let mut block = GenericArray::clone_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        plain.extend(block.iter().zip(before).map(|(byte, before)| byte ^ before));
        before = chunk;
    }
    Some(plain)
}

/// The password whose checksum a Java store has: SHA-1 of the password in UTF-16, `Mighty Aphrodite`, and the store.
pub(super) fn java(content: &[u8], checksum: &[u8]) -> Option<&'static str> {
    let body = content.get(..content.len().checked_sub(checksum.len())?)?;
    USUAL.into_iter().find(|password| {
        let wide: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let digest = Sha1::new().chain_update(wide).chain_update(b"Mighty Aphrodite").chain_update(body).finalize();
        digest.as_slice() == checksum
    })
}

/// The password under which a store of BouncyCastle has the HMAC that it has. Version 1 made its key two bytes long by mistake.
pub(super) fn bouncy_castle(version: u32, made: (&[u8], u64), body: &[u8], checksum: &[u8]) -> Option<&'static str> {
    let (salt, rounds) = made;
    let length = if version == 1 { 2 } else { 20 };
    let opens = |password: &&str| {
        let key = pkcs12::<Sha1>(password, salt, rounds, 3, length, 64);
        <Hmac<Sha1> as Mac>::new_from_slice(&key).is_ok_and(|mac| mac.chain_update(body).verify_slice(checksum).is_ok())
    };
    USUAL.into_iter().filter(|_| rounds <= MOST_ROUNDS).find(opens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_derived_as_the_standards_say() {
        // RFC 6070, the second case.
        let keyed = keyed::<Hmac<Sha1>>(b"password").unwrap();
        assert_eq!(pbkdf2(&keyed, b"salt", 2, 20)[..4], [0xea, 0x6c, 0x01, 0x4d]);
    }
}
