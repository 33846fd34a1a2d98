//! The last net under the masks: secrets that stand in a path, a message or a URL.
//!
//! Quoted lines come masked from where they are quoted. But a key file can be called by its key, and an error of the
//! system can repeat a path. Here every secret of the report is masked wherever else it stands.

use std::borrow::Cow;
use std::io;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};

use crate::model::{Confidence, Finding, MASK, Report, Status, SuppressionState};

/// Shorter secrets are not looked for: they would be found in innocent words.
const SHORTEST: usize = 8;

/// From this length on a secret is looked for, whatever it consists of.
const LONG: usize = 20;

/// So many bytes of a secret are looked for, and then how much of the rest follows: what looks for many whole keys takes
/// longer to build than a report takes to be written.
const HEAD: usize = 64;

/// Masks the secrets of one report.
pub struct Redactor {
    heads: Option<AhoCorasick>,
    /// The secrets that are longer than what is looked for, sorted.
    long: Vec<Vec<u8>>,
}

impl Redactor {
    /// Takes the secrets of all findings that may be true.
    pub fn new(report: &Report) -> io::Result<Self> {
        let mut secrets: Vec<&[u8]> =
            report.findings.iter().filter(|f| may_be_true(f)).map(|f| f.secret.expose()).collect();
        secrets.retain(|secret| is_distinctive(secret));
        Self::of(secrets)
    }

    fn of(mut secrets: Vec<&[u8]>) -> io::Result<Self> {
        secrets.sort_unstable();
        secrets.dedup();
        let long = secrets.iter().filter(|secret| secret.len() > HEAD).map(|secret| secret.to_vec()).collect();
        let mut heads: Vec<&[u8]> = secrets.iter().map(|secret| secret.get(..HEAD).unwrap_or(secret)).collect();
        heads.dedup();
        if heads.is_empty() {
            return Ok(Self { heads: None, long });
        }
        // Of hundreds of secrets a DFA takes longer to build than a report takes to be written.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let built = AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(heads);
        // The error could name no secret, but its text is of no use to anyone either.
        let built = built.map_err(|_error| io::Error::other("internal error: too many secrets to mask"))?;
        Ok(Self { heads: Some(built), long })
    }

    /// The bytes with every secret masked.
    pub fn bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let Some(heads) = &self.heads else { return Cow::Borrowed(bytes) };
        let mut clean = Vec::new();
        let mut done = 0;
        while let Some(found) = heads.find(Input::new(bytes).range(done..)) {
            clean.extend_from_slice(bytes.get(done..found.start()).unwrap_or_default());
            clean.extend_from_slice(MASK.as_bytes());
            let (head, rest) = (bytes.get(found.range()), bytes.get(found.start()..));
            done = found.start() + self.length(head.unwrap_or_default(), rest.unwrap_or_default());
        }
        if done == 0 {
            return Cow::Borrowed(bytes);
        }
        clean.extend_from_slice(bytes.get(done..).unwrap_or_default());
        Cow::Owned(clean)
    }

    /// How much of a text that begins with what was found is a secret's.
    fn length(&self, found: &[u8], text: &[u8]) -> usize {
        let same = |secret: &Vec<u8>| secret.iter().zip(text).take_while(|(one, other)| one == other).count();
        let first = self.long.partition_point(|secret| secret.as_slice() < found);
        let alike = self.long.iter().skip(first).take_while(|secret| secret.starts_with(found));
        alike.map(same).max().unwrap_or(0).max(found.len())
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
    use bstr::ByteSlice as _;

    use super::*;

    #[test]
    fn long_secrets_are_masked_as_far_as_they_go() {
        let long = |end: &str| format!("{}{end}", "0123456789abcdef".repeat(8)).into_bytes();
        let (one, other) = (long("one"), long("other"));
        let redactor = Redactor::of(vec![&one, &other, b"another-secret-1", &one]).unwrap();
        let masked = |text: &[u8]| redactor.bytes(text).replace(MASK, "*");
        assert_eq!(masked(&[b"<", one.as_slice(), b"> <", &other, b">"].concat()), b"<*> <*>");
        assert_eq!(masked(&[&one[..100], b" and another-secret-1"].concat()), b"* and *");
        assert_eq!(masked(&one[..63]), &one[..63]);
        assert_eq!(masked(b"nothing"), b"nothing");
    }

    #[test]
    fn words_are_left_alone() {
        assert!(!is_distinctive(b"password") && !is_distinctive(b"node_modules") && !is_distinctive(b"Ab1"));
        assert!(is_distinctive(b"hunter2hunter2") && is_distinctive(b"correct-horse-battery-staple"));
    }
}
