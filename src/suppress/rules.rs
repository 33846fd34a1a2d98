//! What can be wrong with a statement that keeps a finding quiet: four rules of hygiene.

use std::sync::Arc;

use crate::model::{
    Confidence, Excerpt, Finding, FindingParts, Location, NoLocation, Occurrence, Origin, Provider, Related, RuleInfo,
    Secret, Severity, Status,
};

/// What is wrong with a statement that keeps a finding quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// Its last day is over.
    Expired,
    /// It cannot be read, or lacks what it must have.
    Malformed,
    /// A policy forbids it.
    Overruled,
    /// It keeps nothing quiet.
    Unused,
}

impl ProblemKind {
    /// All of them, in the order of [`rules`].
    pub const ALL: [Self; 4] = [Self::Expired, Self::Malformed, Self::Overruled, Self::Unused];

    /// The rule that reports it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Expired => "hygiene/allow-expired",
            Self::Malformed => "hygiene/allow-malformed",
            Self::Overruled => "hygiene/allow-overruled",
            Self::Unused => "hygiene/allow-unused",
        }
    }

    fn info(self) -> RuleInfo {
        let (title, description, fix, severity) = match self {
            Self::Expired => (
                "Allow past its last day",
                "The day until which this was accepted is over, so the finding counts again.",
                "Rotate the secret, or look at it again and give a new day.",
                Severity::Warning,
            ),
            Self::Malformed => (
                "Allow that cannot be read",
                "It keeps nothing quiet, although somebody meant it to.",
                "Write it as the message says; docs/suppression.md shows every form.",
                Severity::Warning,
            ),
            Self::Overruled => (
                "Allow that the policy forbids",
                "The organisation's policy does not admit it, so the finding counts.",
                "Remove the secret, or give the allow what the policy asks for.",
                Severity::Warning,
            ),
            Self::Unused => (
                "Allow that keeps nothing quiet",
                "What it was written for is gone; left in place, it would hide the next secret here.",
                "Delete it.",
                Severity::Note,
            ),
        };
        RuleInfo {
            id: self.rule().into(),
            aliases: Vec::new(),
            title: title.into(),
            description: description.into(),
            fix: fix.into(),
            severity,
            confidence: Confidence::High,
            references: Vec::new(),
            tags: vec!["suppression".into()],
            provider: Provider::default(),
            random_bits: 0,
            off: false,
            prefix: 0,
        }
    }
}

/// The rules of this room, by id.
pub fn rules() -> Vec<Arc<RuleInfo>> {
    ProblemKind::ALL.iter().map(|kind| Arc::new(kind.info())).collect()
}

/// Whether a rule is one of this room's.
pub(super) fn is_ours(id: &str) -> bool {
    ProblemKind::ALL.iter().any(|kind| kind.rule() == id)
}

/// Something wrong with a marker or with a line of the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowProblem {
    /// What.
    pub kind: ProblemKind,
    /// Where in its file.
    pub location: Location,
    /// What exactly, for a person. Repeats nothing of the text but names of rules and dates.
    pub text: String,
}

impl AllowProblem {
    /// As a finding: it has no secret, and says what is wrong in a related place of its own.
    pub fn into_finding(self, origin: Origin, excerpt: Excerpt) -> Result<Finding, NoLocation> {
        let info = self.kind.info();
        let mut finding = Finding::new(FindingParts {
            severity: info.severity,
            confidence: info.confidence,
            rule: Arc::new(info),
            origin: origin.clone(),
            secret: Secret::new(b""),
            masked: String::new(),
            signals: Vec::new(),
            status: Status::Open,
            occurrences: vec![Occurrence { location: self.location, excerpt, line_hash: None }],
        })?;
        finding.related.push(Related { origin, location: self.location, message: self.text });
        Ok(finding)
    }
}
