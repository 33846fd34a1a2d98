//! Keys in ASN.1: PKCS#1, PKCS#8, SEC 1, `SubjectPublicKeyInfo`, the forms of OpenSSL for DSA and Diffie-Hellman.

use std::borrow::Cow;

use super::curve;
use super::der::{BIT_STRING, INTEGER, Number, OCTET_STRING, OID, SEQUENCE, Tlv, first};
use super::material::{Key, Public, Visibility};
use super::policy::Kind;
use super::protection;

/// How deep structures may lie in each other.
pub(super) const DEPTH: usize = 6;

/// What an object identifier of an algorithm means for a key.
fn named(oid: &str) -> Option<(&'static str, Option<Kind>, Option<u32>)> {
    Some(match oid {
        "2.16.840.1.101.3.4.3.17" => ("ML-DSA-44", Some(Kind::MlDsa), Some(44)),
        "2.16.840.1.101.3.4.3.18" => ("ML-DSA-65", Some(Kind::MlDsa), Some(65)),
        "2.16.840.1.101.3.4.3.19" => ("ML-DSA-87", Some(Kind::MlDsa), Some(87)),
        "2.16.840.1.101.3.4.4.1" => ("ML-KEM-512", Some(Kind::MlKem), Some(512)),
        "2.16.840.1.101.3.4.4.2" => ("ML-KEM-768", Some(Kind::MlKem), Some(768)),
        "2.16.840.1.101.3.4.4.3" => ("ML-KEM-1024", Some(Kind::MlKem), Some(1024)),
        "1.2.643.2.2.19" | "1.2.643.7.1.1.1.1" => ("GOST", None, Some(256)),
        "1.2.643.7.1.1.1.2" => ("GOST", None, Some(512)),
        "1.2.643.2.2.20" => ("GOST", None, Some(1024)),
        "1.3.6.1.4.1.11591.15.1" => ("Ed25519", Some(Kind::Eddsa), Some(256)),
        "1.3.6.1.4.1.3029.1.5.1" => ("X25519", Some(Kind::Eddsa), Some(256)),
        _ => {
            let last = oid.strip_prefix("2.16.840.1.101.3.4.3.")?.parse::<u32>().ok()?;
            if !(20..=31).contains(&last) {
                return None;
            }
            ("SLH-DSA", Some(Kind::SlhDsa), None)
        }
    })
}

/// Algorithm and parameters.
struct Algorithm<'d> {
    oid: String,
    parameters: Option<Tlv<'d>>,
}

fn algorithm<'d>(tlv: &Tlv<'d>) -> Option<Algorithm<'d>> {
    let mut fields = tlv.sequence()?;
    Some(Algorithm { oid: fields.only(OID)?.oid()?, parameters: fields.next() })
}

/// `SubjectPublicKeyInfo` (RFC 5280).
pub(super) fn spki(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let algorithm = algorithm(&fields.only(SEQUENCE)?)?;
    let bits = fields.only(BIT_STRING)?.bits()?;
    Some(public_half(&algorithm, bits))
}

fn public_half(algorithm: &Algorithm<'_>, bits: &[u8]) -> Key {
    let parameters = algorithm.parameters.as_ref();
    let key = match algorithm.oid.as_str() {
        "1.2.840.113549.1.1.1" | "2.5.8.1.1" => first(bits).and_then(|tlv| rsa_public(&tlv)),
        "1.2.840.113549.1.1.10" | "1.2.840.113549.1.1.7" => first(bits).and_then(|tlv| rsa_public(&tlv)).map(pss),
        "1.2.840.10045.2.1" | "1.3.132.1.12" | "1.3.132.1.13" => {
            parameters.and_then(curve::from_parameters).map(|shape| Key::curve(shape, bits, Visibility::Public))
        }
        "1.2.840.10040.4.1" | "1.3.14.3.2.12" => {
            let value = first(bits).and_then(|tlv| tlv.number()).unwrap_or_default();
            Some(dsa(parameters, value, Visibility::Public))
        }
        "1.2.840.113549.1.3.1" | "1.2.840.10046.2.1" => {
            let value = first(bits).and_then(|tlv| tlv.number()).unwrap_or_default();
            Some(dh(&algorithm.oid, parameters, value, Visibility::Public))
        }
        oid => montgomery(oid).map(|name| Key::montgomery(name, bits, Visibility::Public)),
    };
    key.unwrap_or_else(|| other(algorithm, bits, Visibility::Public))
}

fn pss(mut key: Key) -> Key {
    key.algorithm = Cow::Borrowed("RSA-PSS");
    key
}

fn montgomery(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => return None,
    })
}

/// A key of which only the algorithm is known.
fn other(algorithm: &Algorithm<'_>, bits: &[u8], visibility: Visibility) -> Key {
    let known = match algorithm.oid.as_str() {
        "1.2.840.113549.1.1.1" => Some(("RSA", Some(Kind::Rsa), None)),
        "1.2.840.10045.2.1" => Some(("EC", Some(Kind::Ec), None)),
        oid => named(oid),
    };
    let Some((name, kind, size)) = known else { return Key::new(algorithm.oid.clone(), None, visibility) };
    let mut key = Key::new(name, kind, visibility);
    key.bits = size;
    if visibility == Visibility::Public && bits.len() <= super::material::LONGEST {
        key.public = Public::Raw(bits.to_vec());
    }
    if known.is_some_and(|(_, _, size)| size.is_none()) && matches!(name, "RSA" | "EC") {
        key.weakness("key/unreadable", "its numbers cannot be read");
    }
    key
}

/// `RSAPublicKey` (RFC 8017).
pub(super) fn rsa_public(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let modulus = fields.only(INTEGER)?.number()?;
    let exponent = fields.only(INTEGER)?.number()?;
    Some(Key::rsa(modulus, exponent, Visibility::Public))
}

/// `RSAPrivateKey` (RFC 8017).
pub(super) fn rsa_private(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    fields.only(INTEGER)?;
    let modulus = fields.only(INTEGER)?.number()?;
    let exponent = fields.only(INTEGER)?.number()?;
    fields.only(INTEGER)?;
    let mut key = Key::rsa(modulus, exponent, Visibility::Private);
    if let Some((p, q)) = fields.only(INTEGER).zip(fields.only(INTEGER)) {
        super::weakness::rsa::private_parts(&mut key, p.number()?.bytes, q.number()?.bytes);
    }
    Some(key)
}

/// `ECPrivateKey` (RFC 5915); the curve may stand outside.
pub(super) fn ec_private(tlv: &Tlv<'_>, outside: Option<&Tlv<'_>>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    fields.only(INTEGER)?;
    fields.only(OCTET_STRING)?;
    let inside = fields.only(0xa0).and_then(|tlv| first(tlv.body));
    let point = fields.only(0xa1).and_then(|tlv| first(tlv.body)).and_then(|bits| bits.bits()).unwrap_or_default();
    let shape = inside.as_ref().or(outside).and_then(curve::from_parameters)?;
    Some(Key::curve(shape, point, Visibility::Private))
}

/// What OpenSSL writes for a DSA private key: version, p, q, g, y, x.
pub(super) fn dsa_private(tlv: &Tlv<'_>) -> Option<Key> {
    let numbers: Vec<Number<'_>> = tlv.sequence()?.map_while(|tlv| tlv.number()).collect();
    let [_, p, q, _, y, _] = numbers.as_slice() else { return None };
    Some(Key::group("DSA", Kind::Dsa, [*p, *q, *y], Visibility::Private))
}

fn dsa(parameters: Option<&Tlv<'_>>, value: Number<'_>, visibility: Visibility) -> Key {
    let mut fields = parameters.map(Tlv::elements).unwrap_or_default();
    let mut next = || fields.only(INTEGER).and_then(|tlv| tlv.number());
    let (p, q) = (next(), next());
    let mut key = Key::group("DSA", Kind::Dsa, [p.unwrap_or_default(), q.unwrap_or_default(), value], visibility);
    if p.is_none() {
        key.bits = None;
    }
    key
}

/// PKCS#3 says p and g, X9.42 p, g and q.
fn dh(oid: &str, parameters: Option<&Tlv<'_>>, value: Number<'_>, visibility: Visibility) -> Key {
    let mut fields = parameters.map(Tlv::elements).unwrap_or_default();
    let mut next = || fields.only(INTEGER).and_then(|tlv| tlv.number());
    let (p, _) = (next(), next());
    let q = if oid == "1.2.840.10046.2.1" { next() } else { None };
    Key::group("DH", Kind::Dh, [p.unwrap_or_default(), q.unwrap_or_default(), value], visibility)
}

/// `PrivateKeyInfo` and `OneAsymmetricKey` (RFC 5958).
pub(super) fn pkcs8(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    fields.only(INTEGER)?;
    let algorithm = algorithm(&fields.only(SEQUENCE)?)?;
    let body = fields.next()?.octets()?;
    let public = fields.find(|tlv| tlv.tag == 0x81).and_then(|tlv| tlv.body.get(1..)).unwrap_or_default();
    let parameters = algorithm.parameters.as_ref();
    let inner = first(body);
    let key = match algorithm.oid.as_str() {
        "1.2.840.113549.1.1.1" => inner.and_then(|tlv| rsa_private(&tlv)),
        "1.2.840.113549.1.1.10" => inner.and_then(|tlv| rsa_private(&tlv)).map(pss),
        "1.2.840.10045.2.1" | "1.3.132.1.12" => inner.and_then(|tlv| ec_private(&tlv, parameters)).or_else(|| {
            // Some write the bare number.
            parameters.and_then(curve::from_parameters).map(|shape| Key::curve(shape, &[], Visibility::Private))
        }),
        "1.2.840.10040.4.1" => Some(dsa(parameters, Number::default(), Visibility::Private)),
        oid @ ("1.2.840.113549.1.3.1" | "1.2.840.10046.2.1") => {
            Some(dh(oid, parameters, Number::default(), Visibility::Private))
        }
        oid => montgomery(oid).map(|name| Key::montgomery(name, public, Visibility::Private)),
    };
    Some(key.unwrap_or_else(|| other(&algorithm, &[], Visibility::Private)))
}

/// `EncryptedPrivateKeyInfo` (RFC 5958).
pub(super) fn encrypted(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let scheme = fields.only(SEQUENCE)?;
    fields.next()?.octets()?;
    let mut key = Key::new("unknown", None, Visibility::Private);
    key.protection = Some(protection::scheme(&scheme)?);
    Some(key)
}

/// A sequence of numbers alone.
pub(super) fn numbers(tlv: &Tlv<'_>) -> Option<Key> {
    let numbers: Vec<Number<'_>> = tlv.sequence()?.filter_map(|tlv| tlv.number()).take(16).collect();
    match numbers.as_slice() {
        // A signature has two long numbers, Diffie-Hellman parameters a generator that is no RSA exponent.
        [n, e] if n.bytes.len() >= 32 && e.bytes.len() <= 8 => match e.small() {
            Some(2 | 5) => dh_parameters(tlv),
            _ => rsa_public(tlv),
        },
        [_, p, q, _, _, _] if p.bytes.len() >= 32 && p.bytes.len() > q.bytes.len() => dsa_private(tlv),
        [version, n, _, d, _, _, ..] if version.bytes.len() <= 1 && n.bytes.len() >= 8 && d.bytes.len() > 4 => {
            rsa_private(tlv)
        }
        _ => None,
    }
}

/// `DHParameter` (PKCS#3) and `DomainParameters` (X9.42).
pub(super) fn dh_parameters(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let prime = fields.only(INTEGER)?.number()?;
    fields.only(INTEGER)?;
    let order = fields.only(INTEGER).and_then(|tlv| tlv.number()).unwrap_or_default();
    let order = if order.bytes.len() > 8 { order } else { Number::default() };
    Some(Key::group("DH", Kind::Dh, [prime, order, Number::default()], Visibility::Parameters))
}

/// `Dss-Parms` (RFC 3279).
pub(super) fn dsa_parameters(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let (p, q) = (fields.only(INTEGER)?.number()?, fields.only(INTEGER)?.number()?);
    Some(Key::group("DSA", Kind::Dsa, [p, q, Number::default()], Visibility::Parameters))
}

/// A curve alone.
pub(super) fn parameters(tlv: &Tlv<'_>) -> Option<Key> {
    let shape = curve::from_parameters(tlv)?;
    // Any object identifier alone is no curve.
    (shape.bits > 0).then(|| Key::curve(shape, &[], Visibility::Parameters))
}

pub(super) fn explicit(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    fields.only(INTEGER)?;
    let field = fields.only(SEQUENCE)?.elements().only(OID)?.oid()?;
    field.starts_with("1.2.840.10045.1.").then(|| parameters(tlv)).flatten()
}
