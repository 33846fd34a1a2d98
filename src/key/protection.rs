//! How well a private key is encrypted: schemes of PKCS#5 and PKCS#12, the header of old PEM files.

use std::borrow::Cow;

use super::der::{INTEGER, OCTET_STRING, OID, SEQUENCE, Tlv};
use super::material::{Protection, Text};

/// Rounds of PBKDF2, or of PKCS#12's own way, below which a password is soon guessed (keytool and NSS make 10,000).
const FEW: u64 = 10_000;

/// scrypt's N below which it is cheaper than it was meant to be (RFC 7914 had 2^14 in mind for log-ins).
const FEW_SCRYPT: u64 = 13;

/// An `AlgorithmIdentifier` of PKCS#5 (RFC 8018) or PKCS#12 (RFC 7292).
pub(super) fn scheme(tlv: &Tlv<'_>) -> Option<Protection> {
    let mut fields = tlv.sequence()?;
    let oid = fields.only(OID)?.oid()?;
    let parameters = fields.next();
    if oid == "1.2.840.113549.1.5.13" {
        return parameters.as_ref().and_then(pbes2);
    }
    let (cipher, kdf, weak) = old_scheme(&oid)?;
    let rounds = parameters.and_then(|tlv| tlv.elements().nth(1)).and_then(|tlv| tlv.small());
    let mut protection =
        Protection { cipher: cipher.into(), kdf: kdf.into(), rounds, memory: None, weak: weak.map(Text::from) };
    protection.note_rounds(FEW);
    Some(protection)
}

fn old_scheme(oid: &str) -> Option<(&'static str, &'static str, Option<&'static str>)> {
    Some(match oid {
        "1.2.840.113549.1.5.1" => ("DES-CBC", "PBES1 with MD2", Some("DES")),
        "1.2.840.113549.1.5.3" => ("DES-CBC", "PBES1 with MD5", Some("DES")),
        "1.2.840.113549.1.5.4" => ("RC2-CBC", "PBES1 with MD2", Some("RC2 with 64 bits")),
        "1.2.840.113549.1.5.6" => ("RC2-CBC", "PBES1 with MD5", Some("RC2 with 64 bits")),
        "1.2.840.113549.1.5.10" => ("DES-CBC", "PBES1 with SHA-1", Some("DES")),
        "1.2.840.113549.1.5.11" => ("RC2-CBC", "PBES1 with SHA-1", Some("RC2 with 64 bits")),
        "1.2.840.113549.1.12.1.1" => ("RC4-128", "PKCS#12", Some("RC4")),
        "1.2.840.113549.1.12.1.2" => ("RC4-40", "PKCS#12", Some("RC4 with 40 bits")),
        "1.2.840.113549.1.12.1.3" => ("DES-EDE3-CBC", "PKCS#12", None),
        "1.2.840.113549.1.12.1.4" => ("DES-EDE2-CBC", "PKCS#12", None),
        "1.2.840.113549.1.12.1.5" => ("RC2-128", "PKCS#12", None),
        "1.2.840.113549.1.12.1.6" => ("RC2-40", "PKCS#12", Some("RC2 with 40 bits")),
        _ => return None,
    })
}

fn pbes2(parameters: &Tlv<'_>) -> Option<Protection> {
    let mut fields = parameters.sequence()?;
    let mut derivation = fields.only(SEQUENCE)?.elements();
    let cipher_oid = fields.only(SEQUENCE)?.elements().only(OID)?.oid()?;
    let kdf_oid = derivation.only(OID)?.oid()?;
    let mut numbers = derivation.next().map(|tlv| tlv.elements()).unwrap_or_default();
    numbers.only(OCTET_STRING);
    let rounds = numbers.only(INTEGER).and_then(|tlv| tlv.small());
    let (cipher, weak) = cipher(&cipher_oid);
    let mut protection =
        Protection { cipher, kdf: Cow::Borrowed("PBKDF2"), rounds, memory: None, weak: weak.map(Text::from) };
    match kdf_oid.as_str() {
        "1.2.840.113549.1.5.12" => {
            numbers.only(INTEGER);
            let hash = numbers.only(SEQUENCE).and_then(|tlv| tlv.elements().only(OID)).and_then(|tlv| tlv.oid());
            protection.kdf = Cow::Owned(format!("PBKDF2 with HMAC-{}", hmac(hash.as_deref())));
            protection.note_rounds(FEW);
        }
        "1.3.6.1.4.1.11591.4.11" => {
            let cost = rounds.unwrap_or(0);
            let block = numbers.only(INTEGER).and_then(|tlv| tlv.small()).unwrap_or(8);
            protection.kdf = Cow::Borrowed("scrypt");
            protection.rounds = Some(u64::from(cost.max(1).ilog2()));
            protection.memory = Some(cost.saturating_mul(block).saturating_mul(128) / 1024);
            protection.note_rounds(FEW_SCRYPT);
        }
        other => protection.kdf = Cow::Owned(other.to_owned()),
    }
    Some(protection)
}

fn hmac(oid: Option<&str>) -> &str {
    match oid {
        None | Some("1.2.840.113549.2.7") => "SHA-1",
        Some("1.2.840.113549.2.8") => "SHA-224",
        Some("1.2.840.113549.2.9") => "SHA-256",
        Some("1.2.840.113549.2.10") => "SHA-384",
        Some("1.2.840.113549.2.11") => "SHA-512",
        Some(other) => other,
    }
}

fn cipher(oid: &str) -> (Text, Option<&'static str>) {
    let (name, weak) = match oid {
        "2.16.840.1.101.3.4.1.2" => ("AES-128-CBC", None),
        "2.16.840.1.101.3.4.1.22" => ("AES-192-CBC", None),
        "2.16.840.1.101.3.4.1.42" => ("AES-256-CBC", None),
        "2.16.840.1.101.3.4.1.6" => ("AES-128-GCM", None),
        "2.16.840.1.101.3.4.1.46" => ("AES-256-GCM", None),
        "1.2.840.113549.3.7" => ("DES-EDE3-CBC", None),
        "1.3.14.3.2.7" => ("DES-CBC", Some("DES")),
        "1.2.840.113549.3.2" => ("RC2-CBC", Some("RC2")),
        "1.2.840.113549.3.4" => ("RC4", Some("RC4")),
        other => return (Cow::Owned(other.to_owned()), None),
    };
    (Cow::Borrowed(name), weak)
}

impl Protection {
    /// Notes that the work factor is small.
    pub(super) fn note_rounds(&mut self, least: u64) {
        if self.weak.is_none() && self.rounds.is_some_and(|rounds| rounds < least) {
            let rounds = self.rounds.unwrap_or_default();
            self.weak = Some(Cow::Owned(format!("a work factor of {rounds} where {least} is usual")));
        }
    }
}

/// What the `DEK-Info` header of an old PEM file says: a cipher; the key is one round of MD5 (OpenSSL's `EVP_BytesToKey`).
pub(super) fn dek_info(value: &str) -> Protection {
    let cipher = value.split(',').next().unwrap_or_default().trim().to_ascii_uppercase();
    let weak = if cipher.starts_with("DES-CBC") {
        "DES, and one round of MD5 makes the key from the password"
    } else {
        "one round of MD5 makes the key from the password"
    };
    let known = cipher.len() <= 24 && cipher.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let cipher = if known { Cow::Owned(cipher) } else { Cow::Borrowed("unknown") };
    Protection { cipher, kdf: Cow::Borrowed("MD5"), rounds: Some(1), memory: None, weak: Some(Cow::Borrowed(weak)) }
}
