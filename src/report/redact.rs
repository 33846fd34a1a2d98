//! The last net under the masks: secrets that stand in a path, a message or a URL.
//!
//! Quoted lines come masked from where they are quoted. But a key file can be called by its key, and an error of the
//! system can repeat a path. Here every secret of the report is masked wherever else it stands.

use std::borrow::Cow;
use std::io;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::model::{Confidence, Finding, MASK, Report, Status, SuppressionState};

/// Shorter secrets are not looked for: they would be found in innocent words.
const SHORTEST: usize = 8;

/// From this length on a secret is looked for, whatever it consists of.
const LONG: usize = 20;

/// Masks the secrets of one report.
pub struct Redactor {
    secrets: Option<AhoCorasick>,
}

impl Redactor {
    /// Takes the secrets of all findings that may be true.
    pub fn new(report: &Report) -> io::Result<Self> {
        let mut secrets: Vec<&[u8]> =
            report.findings.iter().filter(|f| may_be_true(f)).map(|f| f.secret.expose()).collect();
        secrets.retain(|secret| is_distinctive(secret));
        secrets.sort_unstable();
        secrets.dedup();
        if secrets.is_empty() {
            return Ok(Self { secrets: None });
        }
        // Of hundreds of secrets a DFA takes longer to build than a report takes to be written.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let built = AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(secrets);
        // The error could name no secret, but its text is of no use to anyone either.
        let built = built.map_err(|_error| io::Error::other("internal error: too many secrets to mask"))?;
        Ok(Self { secrets: Some(built) })
    }

    /// The bytes with every secret masked.
    pub fn bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let Some(secrets) = &self.secrets else { return Cow::Borrowed(bytes) };
        let mut clean = Vec::new();
        let mut done = 0;
        for found in secrets.find_iter(bytes) {
            clean.extend_from_slice(bytes.get(done..found.start()).unwrap_or_default());
            clean.extend_from_slice(MASK.as_bytes());
            done = found.end();
        }
        if done == 0 {
            return Cow::Borrowed(bytes);
        }
        clean.extend_from_slice(bytes.get(done..).unwrap_or_default());
        Cow::Owned(clean)
    }
}

/// A guess that is probably wrong may well be an ordinary word, and a false positive is no secret.
fn may_be_true(finding: &Finding) -> bool {
    match &finding.status {
        Status::Open => finding.confidence >= Confidence::Medium,
        Status::Suppressed(suppression) => suppression.state != SuppressionState::FalsePositive,
    }
}

/// Whether a secret is unlike the words that folders and files are named by.
fn is_distinctive(secret: &[u8]) -> bool {
    let has = |test: fn(&u8) -> bool| usize::from(secret.iter().any(test));
    let kinds = has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(|byte| !byte.is_ascii_alphanumeric() && !b"-_./ ".contains(byte));
    secret.len() >= LONG || (secret.len() >= SHORTEST && kinds >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_left_alone() {
        assert!(!is_distinctive(b"password") && !is_distinctive(b"node_modules") && !is_distinctive(b"Ab1"));
        assert!(is_distinctive(b"hunter2hunter2") && is_distinctive(b"correct-horse-battery-staple"));
    }
}
