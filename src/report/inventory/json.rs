//! JSON, version 1: a shape of its own, so that no change within the program changes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Inventory, InventoryEntry, KeyPlace, verdict, visibility};

#[derive(Serialize)]
struct InventoryV1<'i> {
    version: u8,
    policy: &'i str,
    as_of: String,
    files: u64,
    gaps: Vec<GapV1>,
    keys: Vec<KeyV1<'i>>,
}

#[derive(Serialize)]
struct GapV1 {
    kind: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct KeyV1<'i> {
    path: String,
    line: u64,
    container: &'i str,
    algorithm: &'i str,
    bits: Option<u32>,
    curve: Option<&'i str>,
    visibility: &'static str,
    encrypted: bool,
    protection: Option<ProtectionV1<'i>>,
    certificate: Option<CertificateV1<'i>>,
    fingerprint: Option<&'i str>,
    verdict: &'static str,
    weaknesses: Vec<WeaknessV1<'i>>,
    same: Vec<PlaceV1>,
    pairs: Vec<PlaceV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'i str>,
}

#[derive(Serialize)]
struct ProtectionV1<'i> {
    cipher: &'i str,
    kdf: &'i str,
    rounds: Option<u64>,
    memory_kib: Option<u64>,
    weak: Option<&'i str>,
}

#[derive(Serialize)]
struct CertificateV1<'i> {
    subject: &'i str,
    issuer: &'i str,
    not_before: Option<String>,
    not_after: Option<String>,
    signature: &'i str,
    self_signed: bool,
    authority: bool,
}

#[derive(Serialize)]
struct WeaknessV1<'i> {
    rule: &'static str,
    detail: &'i str,
}

#[derive(Serialize)]
struct PlaceV1 {
    path: String,
    line: u64,
}

/// Writes the inventory.
pub(super) fn write(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    let shape = InventoryV1 {
        version: 1,
        policy: &inventory.policy,
        as_of: inventory.as_of.to_string(),
        files: inventory.files,
        gaps: inventory.gaps.iter().map(|(kind, count)| GapV1 { kind: kind.as_str(), count: *count }).collect(),
        keys: inventory.entries.iter().map(key).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &shape)?;
    writeln!(out)
}

fn key(entry: &InventoryEntry) -> KeyV1<'_> {
    let key = &entry.key;
    KeyV1 {
        path: entry.place.path(),
        line: entry.place.line,
        container: &key.container,
        algorithm: &key.algorithm,
        bits: key.bits,
        curve: key.curve.as_deref(),
        visibility: visibility(key.visibility),
        encrypted: key.protection.is_some(),
        protection: key.protection.as_ref().map(|protection| ProtectionV1 {
            cipher: &protection.cipher,
            kdf: &protection.kdf,
            rounds: protection.rounds,
            memory_kib: protection.memory,
            weak: protection.weak.as_deref(),
        }),
        certificate: key.certificate.as_ref().map(|certificate| CertificateV1 {
            subject: &certificate.subject,
            issuer: &certificate.issuer,
            not_before: certificate.not_before.map(|day| day.to_string()),
            not_after: certificate.not_after.map(|day| day.to_string()),
            signature: &certificate.signature,
            self_signed: certificate.self_signed,
            authority: certificate.authority,
        }),
        fingerprint: entry.fingerprint.as_deref(),
        verdict: verdict(entry.verdict),
        weaknesses: entry.weaknesses.iter().map(|w| WeaknessV1 { rule: w.rule, detail: &w.detail }).collect(),
        same: places(&entry.same),
        pairs: places(&entry.pairs),
        remark: key.remark.as_deref(),
    }
}

fn places(places: &[KeyPlace]) -> Vec<PlaceV1> {
    places.iter().map(|place| PlaceV1 { path: place.path(), line: place.line }).collect()
}
