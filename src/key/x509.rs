//! Certificates, requests and revocation lists (RFC 5280, RFC 2986), read for their keys, dates and signatures.

use std::borrow::Cow;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::der::{
    BIT_STRING, Elements, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, Tlv, UTC_TIME, first,
};
use super::material::{Certificate, Key, Text, Visibility};
use super::pkcs;

/// A certificate, a request or a revocation list: three that share their outer form.
pub(super) fn signed(tlv: &Tlv<'_>) -> Option<Key> {
    let mut fields = tlv.sequence()?;
    let body = fields.only(SEQUENCE)?;
    let algorithm = fields.only(SEQUENCE)?;
    fields.only(BIT_STRING)?;
    let signature = signature(&algorithm);
    certificate(&body, &signature).or_else(|| request(&body, &signature)).or_else(|| revocations(&body, &signature))
}

fn certificate(body: &Tlv<'_>, signature: &Text) -> Option<Key> {
    let mut fields = body.elements();
    fields.only(0xa0);
    fields.only(INTEGER)?;
    fields.only(SEQUENCE)?;
    let issuer = fields.only(SEQUENCE)?;
    let mut validity = fields.only(SEQUENCE)?.elements();
    let (not_before, not_after) = (validity.next()?, validity.next()?);
    if !matches!(not_before.tag, UTC_TIME | GENERALIZED_TIME) {
        return None;
    }
    let subject = fields.only(SEQUENCE)?;
    let mut key = pkcs::spki(&fields.only(SEQUENCE)?)?;
    key.visibility = Visibility::Certificate;
    key.certificate = Some(Box::new(Certificate {
        not_before: date(&not_before),
        not_after: date(&not_after),
        signature: signature.clone(),
        subject: name(&subject),
        issuer: name(&issuer),
        self_signed: subject.raw == issuer.raw,
        authority: fields.find(|tlv| tlv.tag == 0xa3).is_some_and(|tlv| is_authority(&tlv)),
        names: [digest(subject.raw), digest(issuer.raw)],
    }));
    Some(key)
}

fn digest(bytes: &[u8]) -> [u8; 8] {
    let full = Sha256::digest(bytes);
    full.first_chunk().copied().unwrap_or_default()
}

fn request(body: &Tlv<'_>, signature: &Text) -> Option<Key> {
    let mut fields = body.elements();
    fields.only(INTEGER)?;
    let subject = fields.only(SEQUENCE)?;
    let mut key = pkcs::spki(&fields.only(SEQUENCE)?)?;
    key.visibility = Visibility::Request;
    key.certificate =
        Some(Box::new(Certificate { signature: signature.clone(), subject: name(&subject), ..Certificate::default() }));
    Some(key)
}

fn revocations(body: &Tlv<'_>, signature: &Text) -> Option<Key> {
    let mut fields = body.elements();
    fields.only(INTEGER);
    fields.only(SEQUENCE)?;
    let issuer = fields.only(SEQUENCE)?;
    let this_update = fields.next().filter(|tlv| matches!(tlv.tag, UTC_TIME | GENERALIZED_TIME))?;
    let next_update = fields.next().filter(|tlv| matches!(tlv.tag, UTC_TIME | GENERALIZED_TIME));
    let mut key = Key::new("revocation list", None, Visibility::RevocationList);
    key.certificate = Some(Box::new(Certificate {
        not_before: date(&this_update),
        not_after: next_update.as_ref().and_then(date),
        signature: signature.clone(),
        issuer: name(&issuer),
        ..Certificate::default()
    }));
    Some(key)
}

/// `BasicConstraints` with `cA` set.
fn is_authority(extensions: &Tlv<'_>) -> bool {
    let list = first(extensions.body).map(|tlv| tlv.elements()).unwrap_or_default();
    list.take(200).any(|extension| {
        let mut fields = extension.elements();
        let is_it = fields.only(OID).and_then(|tlv| tlv.oid()).is_some_and(|oid| oid == "2.5.29.19");
        let value = fields.find(|tlv| tlv.tag == OCTET_STRING);
        is_it
            && value.and_then(|tlv| first(tlv.body)).is_some_and(|tlv| {
                tlv.elements().next().is_some_and(|flag| flag.tag == 1 && flag.body.first().is_some_and(|b| *b != 0))
            })
    })
}

/// The day of a time. A two-digit year below 50 is in this century (RFC 5280, section 4.1.2.5.1).
fn date(tlv: &Tlv<'_>) -> Option<Date> {
    let digits = |bytes: &[u8]| -> Option<i16> {
        bytes.iter().try_fold(0i16, |value, byte| {
            let digit = byte.is_ascii_digit().then(|| i16::from(byte - b'0'))?;
            value.checked_mul(10)?.checked_add(digit)
        })
    };
    let (year, rest) = if tlv.tag == UTC_TIME {
        let year = digits(tlv.body.get(..2)?)?;
        (if year < 50 { 2000 + year } else { 1900 + year }, tlv.body.get(2..)?)
    } else {
        (digits(tlv.body.get(..4)?)?, tlv.body.get(4..)?)
    };
    let (month, day) = (digits(rest.get(..2)?)?, digits(rest.get(2..4)?)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The common name, or the organisation, or the last part of a name.
fn name(tlv: &Tlv<'_>) -> String {
    let parts = |elements: Elements<'_>| -> Vec<(String, String)> {
        let sets = elements.take(64).filter(|tlv| tlv.tag == SET);
        sets.flat_map(|set| set.elements().take(8).collect::<Vec<_>>())
            .filter_map(|pair| {
                let mut fields = pair.elements();
                let oid = fields.only(OID)?.oid()?;
                let value = fields.next()?;
                Some((oid, String::from_utf8_lossy(value.body.get(..value.body.len().min(200))?).into_owned()))
            })
            .collect()
    };
    let parts = parts(tlv.elements());
    let find = |wanted: &str| parts.iter().rev().find(|(oid, _)| oid == wanted).map(|(_, value)| value.clone());
    find("2.5.4.3")
        .or_else(|| find("2.5.4.10"))
        .or_else(|| parts.last().map(|(_, value)| value.clone()))
        .unwrap_or_default()
}

/// The hash of a signature, or the scheme where it has none of its own.
pub(super) fn signature(tlv: &Tlv<'_>) -> Text {
    let mut fields = tlv.elements();
    let oid = fields.only(OID).and_then(|tlv| tlv.oid()).unwrap_or_default();
    let known = match oid.as_str() {
        "1.2.840.113549.1.1.2" => "MD2",
        "1.2.840.113549.1.1.3" => "MD4",
        "1.2.840.113549.1.1.4" | "1.3.14.3.2.3" => "MD5",
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" | "1.2.840.10040.4.3" | "1.2.840.10045.4.1" | "1.3.14.3.2.27" => {
            "SHA-1"
        }
        "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" | "2.16.840.1.101.3.4.3.1" => "SHA-224",
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" | "2.16.840.1.101.3.4.3.2" => "SHA-256",
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" | "2.16.840.1.101.3.4.3.3" => "SHA-384",
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" | "2.16.840.1.101.3.4.3.4" => "SHA-512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "1.2.840.113549.1.1.10" => return pss_hash(fields.next()),
        _ => return Cow::Owned(oid),
    };
    Cow::Borrowed(known)
}

/// The hash of RSASSA-PSS, which is SHA-1 where nothing is said (RFC 4055).
fn pss_hash(parameters: Option<Tlv<'_>>) -> Text {
    let hash = parameters.and_then(|tlv| tlv.elements().only(0xa0)).and_then(|tlv| first(tlv.body));
    let oid = hash.and_then(|tlv| tlv.elements().only(OID)).and_then(|tlv| tlv.oid());
    match oid.as_deref() {
        None | Some("1.3.14.3.2.26") => Cow::Borrowed("SHA-1"),
        Some("2.16.840.1.101.3.4.2.1") => Cow::Borrowed("SHA-256"),
        Some("2.16.840.1.101.3.4.2.2") => Cow::Borrowed("SHA-384"),
        Some("2.16.840.1.101.3.4.2.3") => Cow::Borrowed("SHA-512"),
        Some("2.16.840.1.101.3.4.2.4") => Cow::Borrowed("SHA-224"),
        Some(other) => Cow::Owned(other.to_owned()),
    }
}
