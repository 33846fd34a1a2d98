//! What PEM and its relatives hold, by their labels.

use super::armour::Armour;
use super::der::first;
use super::material::{Key, Visibility};
use super::policy::Kind;
use super::{pkcs, protection, shape, x509};

/// The keys in armour.
pub(super) fn keys(armour: &Armour) -> Vec<Key> {
    let label = armour.label.as_str();
    if label.starts_with("PGP ") {
        return super::openpgp::armoured(armour);
    }
    if label.starts_with("SSH2 ") {
        return super::ssh::ssh2(armour).into_iter().collect();
    }
    let found = match label {
        "OPENSSH PRIVATE KEY" => super::ssh::openssh_private(&armour.bytes).into_iter().collect(),
        "SSH SIGNATURE" => super::ssh::signature(&armour.bytes).into_iter().collect(),
        "AGE ENCRYPTED FILE" => vec![Key::new("age", None, Visibility::Message)],
        _ if armour.value("DEK-Info").is_some()
            || armour.value("Proc-Type").is_some_and(|v| v.contains("ENCRYPTED")) =>
        {
            vec![old_encrypted(armour)]
        }
        _ => structure(armour),
    };
    let container = if label.starts_with("OPENSSH") { "OpenSSH" } else { "PEM" };
    found.into_iter().map(|key| if key.container.is_empty() { key.within(container) } else { key }).collect()
}

/// The algorithm that a label names.
fn labelled(label: &str) -> (&'static str, Option<Kind>) {
    match label.split(' ').next().unwrap_or_default() {
        "RSA" => ("RSA", Some(Kind::Rsa)),
        "DSA" => ("DSA", Some(Kind::Dsa)),
        "EC" | "ECDSA" => ("EC", Some(Kind::Ec)),
        "ED25519" => ("Ed25519", Some(Kind::Eddsa)),
        "DH" | "X9.42" => ("DH", Some(Kind::Dh)),
        _ => ("unknown", None),
    }
}

fn old_encrypted(armour: &Armour) -> Key {
    let (name, kind) = labelled(&armour.label);
    let mut key = Key::new(name, kind, Visibility::Private);
    if name == "RSA" {
        key.bits = rsa_size(armour.bytes.len());
    }
    key.protection = Some(protection::dek_info(armour.value("DEK-Info").unwrap_or_default()));
    key
}

/// The size of an encrypted RSA key, from how long it is: its numbers take nine sixteenths of a byte a bit, and some 30 to 60 bytes more, padding
/// among them.
fn rsa_size(length: usize) -> Option<u32> {
    let bits = (512..=16_384).step_by(256).find(|bits| (bits * 9 / 16 + 28..=bits * 9 / 16 + 60).contains(&length))?;
    u32::try_from(bits).ok()
}

fn structure(armour: &Armour) -> Vec<Key> {
    let label = armour.label.as_str();
    let Some(tlv) = first(&armour.bytes) else { return unread(armour) };
    let one = match label {
        "RSA PUBLIC KEY" => pkcs::rsa_public(&tlv).or_else(|| pkcs::spki(&tlv)),
        "RSA PRIVATE KEY" => pkcs::rsa_private(&tlv),
        "DSA PRIVATE KEY" => pkcs::dsa_private(&tlv),
        "EC PRIVATE KEY" => pkcs::ec_private(&tlv, None),
        "EC PARAMETERS" => pkcs::parameters(&tlv),
        "DH PARAMETERS" | "X9.42 DH PARAMETERS" => pkcs::dh_parameters(&tlv),
        "DSA PARAMETERS" => pkcs::dsa_parameters(&tlv),
        "PUBLIC KEY" => pkcs::spki(&tlv),
        "PRIVATE KEY" => pkcs::pkcs8(&tlv),
        "ENCRYPTED PRIVATE KEY" => pkcs::encrypted(&tlv),
        label if label.contains("CERTIFICATE") => x509::signed(&tlv),
        _ => None,
    };
    let found: Vec<Key> = one.map_or_else(|| shape::by_shape(&tlv, 0), |key| vec![key]);
    if found.is_empty() { unread(armour) } else { found }
}

/// A label that promises a key above what is none.
fn unread(armour: &Armour) -> Vec<Key> {
    let label = armour.label.as_str();
    if !armour.is_material() || !(armour.closed || armour.endless) || armour.is_code || armour.bytes.len() < 16 {
        return Vec::new();
    }
    let (name, kind) = labelled(label);
    let visibility = if label.contains("PRIVATE KEY") {
        Visibility::Private
    } else if label.contains("CERTIFICATE") {
        Visibility::Certificate
    } else {
        Visibility::Public
    };
    let mut key = Key::new(name, kind, visibility);
    if label.contains("ENCRYPTED") {
        key.protection = Some(super::material::Protection {
            cipher: "unknown".into(),
            kdf: "unknown".into(),
            rounds: None,
            memory: None,
            weak: None,
        });
    } else if !KNOWN_OTHERS.iter().any(|known| label.contains(known)) {
        key.weakness("key/unreadable", format!("{label}: its structure cannot be read"));
    }
    vec![key]
}

/// Labels of formats that are recognised and not taken apart.
const KNOWN_OTHERS: [&str; 6] = ["NEBULA", "COSIGN", "SIGSTORE", "TSS2", "OPENVPN", "MLDSA"];
