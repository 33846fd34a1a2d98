//! Findings that another tool's files say are known.

use bstr::ByteSlice as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::model::{Finding, Secret, SuppressionState};

/// By what a known finding is found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its place alone.
    Place,
    /// By the secret's text, which the file holds.
    Text(Secret),
    /// By the secret's text, no more and no less.
    Exact(Secret),
    /// By SHA-1 of the secret, in hexadecimal.
    Sha1(String),
    /// By SHA-256 of the secret, or of what ggshield makes of it, in hexadecimal.
    Sha256(String),
    /// Everything in the file.
    File,
}

/// A finding that is known.
#[derive(Clone, Debug)]
pub struct Known {
    /// Whose file says so.
    pub file: String,
    /// On which of its lines.
    pub at: usize,
    /// The path; none for every path.
    pub path: Option<String>,
    /// The line there.
    pub line: Option<u64>,
    /// The commit there.
    pub commit: Option<String>,
    /// The other tool's rule.
    pub rule: Option<String>,
    /// By what it is found again.
    pub proof: Proof,
    /// What is said of it.
    pub state: SuppressionState,
    /// In whose words.
    pub reason: String,
}

impl Known {
    /// Whether a finding of ours is the one that is meant.
    pub fn means(&self, finding: &Finding) -> bool {
        if self.path.as_ref().is_some_and(|path| !stands_at(finding, path)) {
            return false;
        }
        let secret = finding.secret.expose();
        match &self.proof {
            Proof::File => true,
            Proof::Place => self.is_its_line(finding) && self.is_its_rule(finding),
            Proof::Text(text) => same_text(secret, text.expose()),
            Proof::Exact(text) => secret == text.expose(),
            Proof::Sha1(hash) => !secret.is_empty() && hex(&Sha1::digest(secret)) == *hash,
            Proof::Sha256(hash) => {
                !secret.is_empty() && (hex(&Sha256::digest(secret)) == *hash || ggshield(secret, hash))
            }
        }
    }

    fn is_its_line(&self, finding: &Finding) -> bool {
        let stands = |line: u64| {
            finding
                .occurrences()
                .iter()
                .any(|place| (place.location.start.line..=place.location.end.line).contains(&line))
        };
        self.line.is_none_or(stands)
    }

    /// A rule that is not known by the other tool's name may still be the one: then the place decides.
    fn is_its_rule(&self, finding: &Finding) -> bool {
        let Some(rule) = &self.rule else { return true };
        let info = &finding.rule;
        let known = info.aliases.iter().any(|alias| alias == rule) || info.id == *rule;
        known || self.line.is_some()
    }
}

fn stands_at(finding: &Finding, path: &str) -> bool {
    let told = finding.provenance.as_deref();
    let paths = told.map(|told| told.paths.as_slice()).unwrap_or_default();
    std::iter::once(&finding.origin).chain(paths).any(|origin| {
        // What is inside a container is `outer!inner` to gitleaks.
        let mut whole = origin.path.clone();
        for name in &origin.inside {
            whole.extend_from_slice(b"!");
            whole.extend_from_slice(name);
        }
        whole == path || origin.path == path
    })
}

/// Tools differ in how much around a secret they take for it: one within the other will do, unless it is a mere scrap.
fn same_text(one: &[u8], other: &[u8]) -> bool {
    const SCRAP: usize = 8;
    one == other || (one.len().min(other.len()) >= SCRAP && (one.contains_str(other) || other.contains_str(one)))
}

/// What ggshield 1 made of a secret: itself and the name of its kind.
fn ggshield(secret: &[u8], hash: &str) -> bool {
    ["apikey", "client_secret", "password", "secret_key", "token", "privatekey"].iter().any(|kind| {
        let mut digest = Sha256::new();
        digest.update(secret);
        digest.update(b",");
        digest.update(kind.as_bytes());
        hex(&digest.finalize()) == hash
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        _ = write!(text, "{byte:02x}");
        text
    })
}
