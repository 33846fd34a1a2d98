//! A finding: one rule, one path, one secret.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    CommitInfo, Confidence, CredentialPart, Location, Origin, Provenance, RuleInfo, Secret, Severity, Text, Verified,
};
use crate::order::Order as _;

/// A quoted source line with every secret on it masked and every control character made visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, clipped around the secret where it is long.
    pub text: String,
    /// Where the marked part begins, in characters of `text`.
    pub mark: usize,
    /// How many characters are marked; at least 1.
    pub width: usize,
    /// Something was cut off at the left.
    pub clipped_left: bool,
    /// Something was cut off at the right.
    pub clipped_right: bool,
}

/// One place where the secret of a finding stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Where.
    pub location: Location,
    /// What the line looks like.
    pub excerpt: Excerpt,
    /// GitHub's `primaryLocationLineHash`, where the design allows one.
    pub line_hash: Option<String>,
}

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub origin: Origin,
    /// Where in it.
    pub location: Location,
    /// What it shows: "depends on @azure/msal-browser".
    pub message: String,
}

/// One reason for the confidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Short name: `checksum`, `placeholder`, `path-test`.
    pub name: Text,
    /// What it adds (positive: a secret; negative: not one).
    pub weight: i32,
}

/// What kind of statement keeps a finding quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionKind {
    /// A comment of ours in the source.
    Inline,
    /// A comment of another tool in the source.
    ForeignMarker,
    /// An entry in the baseline.
    Baseline,
    /// An allow in the configuration.
    Config,
}

/// What is said of a suppressed finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuppressionState {
    /// It is no secret.
    FalsePositive,
    /// It is one, and it stays; counted in the summary.
    Accepted,
    /// It is one, and somebody owes its rotation; counted in the summary.
    ToRotate,
}

impl SuppressionState {
    /// The word that the baseline and every format have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FalsePositive => "false-positive",
            Self::Accepted => "accepted",
            Self::ToRotate => "to-rotate",
        }
    }
}

/// Why a finding is quiet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Where that is said.
    pub kind: SuppressionKind,
    /// What is said.
    pub state: SuppressionState,
    /// In whose words: the reason, or the other tool's marker.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Until when (`YYYY-MM-DD`).
    pub until: Option<String>,
}

/// Whether a finding counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Open,
    /// It is kept, and shown as quiet.
    Suppressed(Suppression),
}

/// One rule, path and secret, in all the places of that path where the secret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Arc<RuleInfo>,
    /// The file.
    pub origin: Origin,
    /// The secret. Reports show its mask.
    pub secret: Secret,
    /// The secret's mask (`ghp_········`).
    pub masked: String,
    /// How bad it is if it is true.
    pub severity: Severity,
    /// How sure we are.
    pub confidence: Confidence,
    /// Why we are that sure, in the order in which it was found out.
    pub signals: Vec<Signal>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Whether it counts.
    pub status: Status,
    /// The report fingerprint (design, promise 1): hexadecimal, 16 bytes.
    pub fingerprint: String,
    /// Where in the history it stands, if a history was read. Set after the finding is built.
    pub provenance: Option<Box<Provenance>>,
    /// The commit of a range that adds it. Set after the finding is built.
    pub added_in: Option<Arc<CommitInfo>>,
    /// The other parts of the credential, where they stand near. Set after the finding is built, and not shown.
    pub parts: Vec<CredentialPart>,
    /// What the provider says of it, if it was asked. Set after the finding is built.
    pub verified: Option<Verified>,
    /// Where the secret stands; sorted, never empty.
    occurrences: Vec<Occurrence>,
}

/// A finding without a place cannot be built.
#[derive(Debug, thiserror::Error)]
#[error("internal error: a finding of {rule} has no location")]
pub struct NoLocation {
    rule: String,
}

/// What a [`Finding`] is built from.
#[derive(Clone, Debug)]
pub struct FindingParts {
    /// See [`Finding::rule`].
    pub rule: Arc<RuleInfo>,
    /// See [`Finding::origin`].
    pub origin: Origin,
    /// See [`Finding::secret`].
    pub secret: Secret,
    /// See [`Finding::masked`].
    pub masked: String,
    /// See [`Finding::severity`].
    pub severity: Severity,
    /// See [`Finding::confidence`].
    pub confidence: Confidence,
    /// See [`Finding::signals`].
    pub signals: Vec<Signal>,
    /// See [`Finding::status`].
    pub status: Status,
    /// The places; at least one.
    pub occurrences: Vec<Occurrence>,
}

impl Finding {
    /// Builds a finding, with no fingerprint yet. Refuses one that has no place.
    pub fn new(parts: FindingParts) -> Result<Self, NoLocation> {
        let FindingParts { rule, origin, secret, masked, severity, confidence, signals, status, mut occurrences } =
            parts;
        if occurrences.is_empty() {
            return Err(NoLocation { rule: rule.id.clone() });
        }
        occurrences.order_by_key(|o| o.location);
        Ok(Self {
            rule,
            origin,
            secret,
            masked,
            severity,
            confidence,
            signals,
            related: Vec::new(),
            status,
            fingerprint: String::new(),
            provenance: None,
            added_in: None,
            parts: Vec::new(),
            verified: None,
            occurrences,
        })
    }

    /// Where the secret stands; sorted, never empty.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// The first place.
    pub fn first(&self) -> &Occurrence {
        // The constructor refuses an empty list and nothing removes from it.
        #[expect(clippy::indexing_slicing, reason = "never empty by construction")]
        &self.occurrences[0]
    }

    /// Whether it counts.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// The order in which reports list findings: by path, place, rule, secret.
    pub fn order(&self) -> (&Origin, Location, &str, &Secret) {
        (&self.origin, self.first().location, &self.rule.id, &self.secret)
    }
}
