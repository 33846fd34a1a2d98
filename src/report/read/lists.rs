//! The lists of applications and keys in a report, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct RawApplications {
    pub(super) list: Vec<RawApplication>,
    pub(super) others: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawApplication {
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) platforms: Vec<String>,
    pub(super) libraries: BTreeMap<String, Option<String>>,
    pub(super) proofs: Vec<String>,
    pub(super) evidence: Vec<RawEvidence>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawEvidence {
    pub(super) says: String,
    pub(super) path: String,
    pub(super) line: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawKeys {
    pub(super) list: Vec<RawKey>,
    pub(super) judged: Vec<RawJudged>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawKey {
    pub(super) path: String,
    pub(super) path_encoded: Option<String>,
    pub(super) inside: Vec<String>,
    #[serde(default)]
    pub(super) inside_encoded: Vec<String>,
    pub(super) line: u64,
    pub(super) what: String,
    pub(super) container: String,
    pub(super) visibility: String,
    pub(super) protection: String,
    pub(super) verdict: String,
    pub(super) reasons: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawJudged {
    pub(super) policy: String,
    pub(super) as_of: String,
}
