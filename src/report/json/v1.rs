//! The shape of version 1 of the JSON report.
//!
//! These structs are the promise to other programs, so they are this format's own: they borrow from the model, and a
//! change of the model cannot change them by accident. Fields may be added within version 1; none is renamed, removed
//! or given another meaning without version 2. Left out on purpose: the absolute root and the time, which would make
//! the same scan differ between two machines.

use std::collections::BTreeMap;

use serde::Serialize;

use super::beside::{ApplicationsV1, KeysV1};
use super::origin::OriginV1;
use crate::model::Text;

/// The version of this shape.
pub(in crate::report) const VERSION: u32 = 1;

#[derive(Serialize)]
pub(in crate::report) struct DocumentV1<'a> {
    pub(super) version: u32,
    pub(super) tool: ToolV1,
    pub(super) scope: ScopeV1,
    pub(super) summary: SummaryV1<'a>,
    pub(super) rules: Vec<RuleV1<'a>>,
    pub(super) findings: Vec<FindingV1<'a>>,
    pub(super) gaps: Vec<GapV1>,
    /// Only where a range adds any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) added_suppressions: Vec<AdditionV1>,
    /// Only of a scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) applications: Option<ApplicationsV1>,
    /// Only of a scan or a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) keys: Option<KeysV1>,
}

#[derive(Serialize)]
pub(in crate::report) struct ToolV1 {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Serialize)]
pub(in crate::report) struct ScopeV1 {
    pub(super) repository: Option<String>,
    pub(super) revision: Option<String>,
    pub(super) branch: Option<String>,
    /// The way from the working directory of the run to the folder that paths are relative to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) prefix: String,
}

/// What the whole comes to.
#[derive(Serialize)]
pub(in crate::report) struct SummaryV1<'a> {
    /// Everything was scanned that `--strict` and `--allow-incomplete` ask for.
    pub(super) complete: bool,
    pub(super) interrupted: bool,
    pub(super) files: u64,
    pub(super) bytes: u64,
    /// Only where a history was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) history: Option<CoverageV1>,
    /// Open findings that are listed, by severity.
    pub(super) open: BySeverity,
    /// Those of them that fail the run.
    pub(super) failing: u64,
    pub(super) fail_on: &'static str,
    /// Open findings that are not listed because they are less sure than `min_confidence`.
    pub(super) hidden: u64,
    pub(super) min_confidence: &'static str,
    /// Findings that were counted only, because one rule found too many in one file.
    pub(super) uncounted: u64,
    pub(super) suppressed: ByState,
    /// What was not scanned, by kind.
    pub(super) gaps: BTreeMap<&'static str, u64>,
    /// Only where a live check was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verification: Option<VerificationV1<'a>>,
}

/// What the live checks came to; a credential that stands in several places counts once.
#[derive(Serialize)]
pub(in crate::report) struct VerificationV1<'a> {
    /// Requests that were sent.
    pub(super) asked: u64,
    pub(super) live: u64,
    pub(super) dead: u64,
    pub(super) unknown: u64,
    /// Why it is unknown, and of how many.
    pub(super) reasons: &'a BTreeMap<String, u64>,
    /// Findings that are not listed because only confirmed ones were asked for.
    pub(super) left_out: u64,
}

/// What the provider says of a credential.
#[derive(Serialize)]
pub(in crate::report) struct VerifiedV1<'a> {
    /// `live`, `dead` or `unknown`.
    pub(super) state: &'static str,
    /// The host that was asked; nothing where none was.
    pub(super) host: Option<&'a str>,
    /// `YYYY-MM-DDThh:mm:ssZ`; nothing where no host was asked.
    pub(super) at: Option<&'a str>,
    /// Why it is unknown.
    pub(super) why: Option<&'a str>,
}

/// How much of a history was read; each object counts once.
#[derive(Serialize)]
pub(in crate::report) struct CoverageV1 {
    pub(super) commits: u64,
    pub(super) trees: u64,
    pub(super) blobs: u64,
    pub(super) tags: u64,
}

#[derive(Default, Serialize)]
pub(in crate::report) struct BySeverity {
    pub(super) error: u64,
    pub(super) warning: u64,
    pub(super) note: u64,
}

#[derive(Default, Serialize)]
pub(in crate::report) struct ByState {
    pub(super) false_positive: u64,
    pub(super) accepted: u64,
    pub(super) to_rotate: u64,
    /// Those of them that another tool's marker keeps quiet.
    pub(super) foreign_marker: u64,
}

#[derive(Serialize)]
pub(in crate::report) struct RuleV1<'a> {
    pub(super) id: &'a str,
    pub(super) aliases: &'a [Text],
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) fix: &'a str,
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    pub(super) tags: &'a [Text],
    pub(super) references: &'a [Text],
    pub(super) provider: Option<&'a str>,
    pub(super) revoke: Option<&'a str>,
    /// The page where the format or the credential is described.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<&'a str>,
}

/// One finding.
#[derive(Serialize)]
pub(in crate::report) struct FindingV1<'a> {
    pub(super) rule: &'a str,
    pub(super) title: &'a str,
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    #[serde(flatten)]
    pub(super) origin: OriginV1,
    pub(super) masked: String,
    /// Only with `--reveal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// Findings with one number are one secret of one rule in several files.
    pub(super) group: usize,
    pub(super) fingerprint: &'a str,
    pub(super) status: &'static str,
    pub(super) suppression: Option<SuppressionV1>,
    /// Only where a history was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provenance: Option<ProvenanceV1>,
    /// Only where a range of commits was read: the one that adds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added_in: Option<CommitV1>,
    /// Only where its provider was to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verified: Option<VerifiedV1<'a>>,
    pub(super) occurrences: Vec<OccurrenceV1<'a>>,
    pub(super) related: Vec<RelatedV1>,
    /// Only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signals: Option<Vec<SignalV1<'a>>>,
}

#[derive(Serialize)]
pub(in crate::report) struct SuppressionV1 {
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) reason: String,
    pub(super) owner: Option<String>,
    pub(super) until: Option<String>,
}

/// Where in a history the secret stands.
#[derive(Serialize)]
pub(in crate::report) struct ProvenanceV1 {
    /// The commit that brought it in.
    pub(super) introduced: CommitV1,
    /// The commit that took it away, if it is gone.
    pub(super) removed: Option<CommitV1>,
    /// Commits that carry it.
    pub(super) commits: u64,
    /// Paths at which it stands, not all of them where there are many.
    pub(super) paths: Vec<OriginV1>,
    pub(super) path_count: u64,
    /// Refs that lead to it, not all of them where there are many.
    pub(super) refs: Vec<String>,
    pub(super) ref_count: u64,
    pub(super) at_head: bool,
    /// Who owns the path by CODEOWNERS.
    pub(super) owner: Option<String>,
}

#[derive(Serialize)]
pub(in crate::report) struct CommitV1 {
    pub(super) id: String,
    pub(super) author: String,
    pub(super) email: String,
    /// `YYYY-MM-DD`, or nothing where the commit tells none.
    pub(super) date: Option<String>,
    pub(super) summary: String,
}

#[derive(Serialize)]
pub(in crate::report) struct OccurrenceV1<'a> {
    #[serde(flatten)]
    pub(super) location: LocationV1,
    pub(super) excerpt: ExcerptV1<'a>,
    pub(super) line_hash: Option<&'a str>,
}

#[derive(Serialize)]
pub(in crate::report) struct LocationV1 {
    /// Bytes of the outermost file: first, and one past the last.
    pub(super) span: [u64; 2],
    pub(super) start: PositionV1,
    pub(super) end: PositionV1,
}

#[derive(Serialize)]
pub(in crate::report) struct PositionV1 {
    pub(super) line: u64,
    /// In UTF-16 units, from 1; of an end, one past the last.
    pub(super) column: u64,
}

#[derive(Serialize)]
pub(in crate::report) struct ExcerptV1<'a> {
    pub(super) text: &'a str,
    /// In characters of `text`.
    pub(super) mark: usize,
    pub(super) width: usize,
    pub(super) clipped_left: bool,
    pub(super) clipped_right: bool,
}

#[derive(Serialize)]
pub(in crate::report) struct RelatedV1 {
    #[serde(flatten)]
    pub(super) origin: OriginV1,
    #[serde(flatten)]
    pub(super) location: LocationV1,
    pub(super) message: String,
}

#[derive(Serialize)]
pub(in crate::report) struct SignalV1<'a> {
    pub(super) name: &'a str,
    pub(super) weight: i32,
}

/// Something that a range adds and that keeps findings quiet.
#[derive(Serialize)]
pub(in crate::report) struct AdditionV1 {
    pub(super) kind: &'static str,
    #[serde(flatten)]
    pub(super) origin: OriginV1,
    pub(super) line: u64,
    /// Not where `--trust-config-from` names another commit.
    pub(super) counts: bool,
}

/// Something that was not scanned.
#[derive(Serialize)]
pub(in crate::report) struct GapV1 {
    pub(super) kind: &'static str,
    #[serde(flatten)]
    pub(super) origin: OriginV1,
    pub(super) detail: String,
    pub(super) advice: &'static str,
    /// It makes the run incomplete.
    pub(super) incomplete: bool,
}
