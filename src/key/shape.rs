//! What a structure of ASN.1 is by its shape: where nothing says it, or what says it is wrong.

use super::der::{BIT_STRING, Elements, INTEGER, OCTET_STRING, OID, SEQUENCE, Tlv};
use super::material::{Key, Visibility};
use super::pkcs7::Content;
use super::{pkcs, pkcs7, pkcs12, protection, x509};

/// Tells what a structure is by its shape, whatever the label said. Empty where it is none of ours.
pub(super) fn by_shape(tlv: &Tlv<'_>, depth: usize) -> Vec<Key> {
    if depth >= pkcs::DEPTH {
        return Vec::new();
    }
    let Some(fields) = tlv.sequence() else {
        return if tlv.tag == OID { pkcs::parameters(tlv).into_iter().collect() } else { Vec::new() };
    };
    let shape: Vec<u8> = fields.clone().map(|tlv| tlv.tag).take(12).collect();
    match shape.as_slice() {
        [SEQUENCE, SEQUENCE, BIT_STRING, ..] => x509::signed(tlv).into_iter().collect(),
        [SEQUENCE, BIT_STRING] => pkcs::spki(tlv).into_iter().collect(),
        [SEQUENCE, OCTET_STRING | 0x24] => pkcs::encrypted(tlv).into_iter().collect(),
        [SEQUENCE, SEQUENCE] => fips(tlv).into_iter().collect(),
        [INTEGER, SEQUENCE, OCTET_STRING | 0x24, ..] => pkcs::pkcs8(tlv).into_iter().collect(),
        [INTEGER, SEQUENCE, ..] => {
            if version(&fields) == Some(3) {
                pkcs12::read(tlv, depth)
            } else {
                pkcs::explicit(tlv).into_iter().collect()
            }
        }
        [INTEGER, OCTET_STRING, ..] => pkcs::ec_private(tlv, None).into_iter().collect(),
        [OID, 0xa0, ..] => match pkcs7::read(tlv) {
            Content::Keys(keys) => keys,
            Content::Data(inner) => by_shape(&inner, depth + 1),
        },
        // A key of more than two primes has a sequence of them at the end.
        _ if shape.iter().take(9).all(|tag| *tag == INTEGER) => pkcs::numbers(tlv).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The store of BouncyCastle's FIPS provider, BCFKS: `ObjectStore`, whose first half is encrypted as PKCS#5 does, with what it lists.
fn fips(tlv: &Tlv<'_>) -> Option<Key> {
    let mut sealed = tlv.sequence()?.next()?.sequence()?;
    let protection = protection::scheme(&sealed.next()?)?;
    sealed.only(OCTET_STRING)?;
    let mut key = Key::new("unknown", None, Visibility::Store);
    key.protection = Some(protection);
    Some(key.within("BCFKS"))
}

fn version(fields: &Elements<'_>) -> Option<u64> {
    fields.peek()?.small()
}
