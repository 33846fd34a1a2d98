//! What the report holds beside findings: the lists of applications and keys, from which a page of it is made.

use std::collections::BTreeMap;

use serde::Serialize;

use super::origin::OriginV1;
use crate::report::beside::{Application, Applications, Because, Judged, KeyRow, Keys};
use crate::report::inventory::{verdict, visibility};
use crate::report::view::View;

/// The applications of a scan.
#[derive(Serialize)]
pub(in crate::report) struct ApplicationsV1 {
    list: Vec<ApplicationV1>,
    /// How many others there are, which have nothing to do with identity.
    others: u64,
}

#[derive(Serialize)]
struct ApplicationV1 {
    path: String,
    kind: &'static str,
    platforms: Vec<String>,
    /// With versions where they are written down.
    libraries: BTreeMap<String, Option<String>>,
    proofs: Vec<String>,
    /// What shows its kind, the weightiest first.
    evidence: Vec<EvidenceV1>,
}

#[derive(Serialize)]
struct EvidenceV1 {
    says: String,
    path: String,
    line: u64,
}

/// The keys of a scan or a history.
#[derive(Serialize)]
pub(in crate::report) struct KeysV1 {
    list: Vec<KeyV1>,
    /// By what they were judged; empty where there is none.
    judged: Vec<JudgedV1>,
}

#[derive(Serialize)]
struct KeyV1 {
    #[serde(flatten)]
    origin: OriginV1,
    line: u64,
    what: String,
    container: String,
    visibility: &'static str,
    /// How a private key is protected; empty where that says nothing.
    protection: String,
    verdict: &'static str,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct JudgedV1 {
    policy: String,
    /// `YYYY-MM-DD`.
    as_of: String,
}

/// The applications, masked as all text of a report is.
pub(super) fn applications(view: &View<'_>) -> Option<ApplicationsV1> {
    let Applications { list, others } = view.options.inventories.applications.as_ref()?;
    Some(ApplicationsV1 { list: list.iter().map(|one| application(view, one)).collect(), others: *others })
}

fn application(view: &View<'_>, one: &Application) -> ApplicationV1 {
    let list = |words: &[String]| words.iter().map(|word| view.prose(word)).collect();
    let library = |(name, version): (&String, &Option<String>)| {
        (view.prose(name), version.as_ref().map(|version| view.prose(version)))
    };
    let evidence = |because: &Because| EvidenceV1 {
        says: view.prose(&because.says),
        path: view.masked_text(&because.path),
        line: because.line,
    };
    ApplicationV1 {
        path: view.masked_text(&one.path),
        kind: one.kind.as_str(),
        platforms: list(&one.platforms),
        libraries: one.libraries.iter().map(library).collect(),
        proofs: list(&one.proofs),
        evidence: one.because.iter().map(evidence).collect(),
    }
}

/// The keys: what anybody may know of them.
pub(super) fn keys(view: &View<'_>) -> Option<KeysV1> {
    let Keys { list, judged } = view.options.inventories.keys.as_ref()?;
    let by = |by: &Judged| JudgedV1 { policy: view.prose(&by.policy), as_of: by.as_of.to_string() };
    Some(KeysV1 { list: list.iter().map(|row| key(view, row)).collect(), judged: judged.iter().map(by).collect() })
}

fn key(view: &View<'_>, row: &KeyRow) -> KeyV1 {
    KeyV1 {
        origin: super::origin(view, &row.place.origin),
        line: row.place.line,
        what: view.prose(&row.what),
        container: view.prose(&row.container),
        visibility: visibility(row.visibility),
        protection: view.prose(&row.protection),
        verdict: verdict(row.verdict),
        reasons: row.reasons.iter().map(|reason| view.prose(reason)).collect(),
    }
}
