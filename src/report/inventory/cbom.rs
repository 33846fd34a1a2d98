//! A cryptography bill of materials: `CycloneDX` 1.6, components of type `cryptographic-asset`
//! (<https://cyclonedx.org/docs/1.6/json/>).
//!
//! The document has no serial number and no time, so that the same keys give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Inventory, InventoryEntry, verdict};
use crate::key::Visibility;

/// Writes the inventory.
pub(super) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    let mut components = Vec::new();
    let mut algorithms: BTreeMap<String, Value> = BTreeMap::new();
    for (number, entry) in (1..).zip(&inventory.entries) {
        let algorithm = algorithm(entry, &mut algorithms);
        components.push(component(number, entry, &algorithm));
    }
    components.extend(algorithms.into_values());
    let document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "tools": { "components": [{ "type": "application", "name": "reticent", "version": env!("CARGO_PKG_VERSION") }] },
            "properties": [
                { "name": "reticent:key-policy", "value": inventory.policy },
                { "name": "reticent:as-of", "value": inventory.as_of.to_string() },
            ],
        },
        "components": components,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// The reference of an algorithm's component, which is made at its first key.
fn algorithm(entry: &InventoryEntry, algorithms: &mut BTreeMap<String, Value>) -> String {
    let key = &entry.key;
    let name = key.describe();
    let reference = format!("algorithm/{}", name.replace(' ', "-").to_ascii_lowercase());
    let mut properties = Map::new();
    properties.insert("primitive".to_owned(), primitive(&key.algorithm).into());
    if let Some(bits) = key.bits {
        properties.insert("parameterSetIdentifier".to_owned(), bits.to_string().into());
    }
    if let Some(curve) = &key.curve {
        properties.insert("curve".to_owned(), curve.clone().into());
    }
    algorithms.entry(reference.clone()).or_insert_with(|| {
        json!({
            "type": "cryptographic-asset",
            "bom-ref": reference,
            "name": name,
            "cryptoProperties": { "assetType": "algorithm", "algorithmProperties": properties },
        })
    });
    reference
}

/// One of the words that the standard has.
fn primitive(algorithm: &str) -> &'static str {
    match algorithm {
        "RSA" | "RSA-PSS" | "DSA" | "EC" | "Ed25519" | "Ed448" | "SM2" | "GOST" => "signature",
        "DH" | "X25519" | "X448" | "ECDH" => "key-agree",
        "ElGamal" => "pke",
        "oct" | "HMAC" => "mac",
        "ChaCha20" => "stream-cipher",
        name if name.starts_with("ML-DSA") || name.starts_with("SLH-DSA") => "signature",
        name if name.starts_with("ML-KEM") || name.starts_with("MLKEM") => "kem",
        _ => "unknown",
    }
}

fn component(number: usize, entry: &InventoryEntry, algorithm: &str) -> Value {
    let key = &entry.key;
    let is_certificate = matches!(key.visibility, Visibility::Certificate);
    let mut crypto = Map::new();
    if is_certificate {
        crypto.insert("assetType".to_owned(), "certificate".into());
        crypto.insert("certificateProperties".to_owned(), certificate(entry, algorithm));
    } else {
        crypto.insert("assetType".to_owned(), "related-crypto-material".into());
        crypto.insert("relatedCryptoMaterialProperties".to_owned(), material(entry, algorithm));
    }
    let weaknesses = entry
        .weaknesses
        .iter()
        .map(|weakness| json!({ "name": format!("reticent:{}", weakness.rule), "value": weakness.detail }));
    let verdict = json!({ "name": "reticent:verdict", "value": verdict(entry.verdict) });
    let properties: Vec<Value> = std::iter::once(verdict).chain(weaknesses).collect();
    json!({
        "type": "cryptographic-asset",
        "bom-ref": format!("key/{number}"),
        "name": format!("{} {}", key.describe(), super::visibility(key.visibility)),
        "cryptoProperties": crypto,
        "evidence": { "occurrences": [{ "location": entry.place.path(), "line": entry.place.line }] },
        "properties": properties,
    })
}

fn certificate(entry: &InventoryEntry, algorithm: &str) -> Value {
    let mut properties = Map::new();
    if let Some(certificate) = &entry.key.certificate {
        properties.insert("subjectName".to_owned(), certificate.subject.clone().into());
        properties.insert("issuerName".to_owned(), certificate.issuer.clone().into());
        for (name, day) in [("notValidBefore", certificate.not_before), ("notValidAfter", certificate.not_after)] {
            if let Some(day) = day {
                properties.insert(name.to_owned(), format!("{day}T00:00:00Z").into());
            }
        }
    }
    properties.insert("subjectPublicKeyRef".to_owned(), algorithm.into());
    let format = if entry.key.container == "SSH" { "OpenSSH" } else { "X.509" };
    properties.insert("certificateFormat".to_owned(), format.into());
    Value::Object(properties)
}

fn material(entry: &InventoryEntry, algorithm: &str) -> Value {
    let key = &entry.key;
    let kind = match key.visibility {
        Visibility::Private => "private-key",
        Visibility::Public => "public-key",
        Visibility::Secret => "secret-key",
        _ => "other",
    };
    let mut properties = Map::new();
    properties.insert("type".to_owned(), kind.into());
    properties.insert("algorithmRef".to_owned(), algorithm.into());
    properties.insert("format".to_owned(), key.container.to_string().into());
    if let Some(bits) = key.bits {
        properties.insert("size".to_owned(), bits.into());
    }
    if let Some(fingerprint) = &entry.fingerprint {
        properties.insert("id".to_owned(), format!("sha256:{fingerprint}").into());
    }
    if key.is_private() {
        let mechanism = super::protection(key);
        properties.insert("securedBy".to_owned(), json!({ "mechanism": mechanism }));
    }
    Value::Object(properties)
}
