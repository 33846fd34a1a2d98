//! JSON, version 1.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::{Client, Clients};

#[derive(Serialize)]
struct ClientsV1<'c> {
    version: u8,
    files: u64,
    gaps: u64,
    units: Vec<UnitV1<'c>>,
}

#[derive(Serialize)]
struct UnitV1<'c> {
    path: &'c str,
    kind: &'static str,
    sorts: &'c BTreeSet<String>,
    platforms: &'c BTreeSet<String>,
    libraries: &'c BTreeMap<String, Option<String>>,
    flows: &'c BTreeSet<String>,
    proofs: &'c BTreeSet<String>,
    weights: BTreeMap<&'static str, u32>,
    evidence: Vec<EvidenceV1<'c>>,
    findings: Vec<FaultV1<'c>>,
}

#[derive(Serialize)]
struct EvidenceV1<'c> {
    path: &'c str,
    line: u64,
    clue: &'c str,
    says: &'c str,
    side: &'c str,
    weight: u8,
}

#[derive(Serialize)]
struct FaultV1<'c> {
    rule: &'c str,
    severity: &'c str,
    path: &'c str,
    line: u64,
}

/// Writes the inventory.
pub(super) fn write(clients: &Clients, out: &mut dyn Write) -> io::Result<()> {
    let Clients { files, gaps, .. } = *clients;
    let told = ClientsV1 { version: 1, files, gaps, units: clients.clients.iter().map(unit).collect() };
    serde_json::to_writer_pretty(&mut *out, &told)?;
    writeln!(out)
}

fn unit(client: &Client) -> UnitV1<'_> {
    let unit = &client.unit;
    UnitV1 {
        path: &unit.path,
        kind: unit.kind.as_str(),
        sorts: &unit.sorts,
        platforms: &unit.platforms,
        libraries: &unit.libraries,
        flows: &unit.flows,
        proofs: &unit.proofs,
        weights: ["public", "confidential", "resource", "library"].map(|side| (side, unit.weight(side))).into(),
        evidence: unit
            .evidence
            .iter()
            .map(|e| EvidenceV1 {
                path: &e.path,
                line: e.line,
                clue: &e.id,
                says: &e.says,
                side: &e.side,
                weight: e.weight,
            })
            .collect(),
        findings: client
            .faults
            .iter()
            .map(|f| FaultV1 { rule: &f.rule, severity: f.severity, path: &f.path, line: f.line })
            .collect(),
    }
}
