//! From another tool's files to ours: rules, ignored paths, allows, and findings that are known.
//!
//! What has no counterpart is told line by line, never left out in silence. Paths that are regular expressions become
//! globs where a glob says the same or less: an import must not ignore more than the other tool did. (A folder by such a
//! name is left out with all that is in it, as `.gitignore` has it.)

mod allowlist;
mod detect_secrets;
mod ggshield;
mod gitleaks;
mod globs;
mod kingfisher;
mod known;
mod rules;
mod talisman;
mod trufflehog;
mod yaml;

use super::note::Note;
pub use known::{Known, Proof};
pub use rules::OwnRule;

/// A tool whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// gitleaks: configuration, `.gitleaksignore`, JSON report.
    Gitleaks,
    /// detect-secrets: `.secrets.baseline`.
    DetectSecrets,
    /// `TruffleHog`: configuration of custom detectors, list of excluded paths.
    Trufflehog,
    /// ggshield: `.gitguardian.yaml`.
    Ggshield,
    /// talisman: `.talismanrc`.
    Talisman,
    /// kingfisher: rules, baseline.
    Kingfisher,
}

impl From {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gitleaks => "gitleaks",
            Self::DetectSecrets => "detect-secrets",
            Self::Trufflehog => "trufflehog",
            Self::Ggshield => "ggshield",
            Self::Talisman => "talisman",
            Self::Kingfisher => "kingfisher",
        }
    }
}

/// An allow of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// An id of ours, or the other tool's.
    pub rule: String,
    /// Globs; none for all files.
    pub paths: Vec<String>,
    /// Regular expressions over the secret; none for all secrets.
    pub secrets: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What was read of a tool's files.
#[derive(Debug, Default)]
pub struct Imported {
    /// Rules of one's own.
    pub rules: Vec<OwnRule>,
    /// Rules that are switched off, by ours or the other tool's id.
    pub disable: Vec<String>,
    /// Allows of the configuration.
    pub allows: Vec<Allow>,
    /// Globs of files that are not read.
    pub ignore: Vec<String>,
    /// Findings that are known.
    pub known: Vec<Known>,
    /// What could not be carried over, and what is otherwise now.
    pub notes: Vec<Note>,
}

/// Takes a file in. The error names the place and what is wrong.
pub fn read(from: From, name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    match from {
        From::Gitleaks => gitleaks::read(name, text, into),
        From::DetectSecrets => detect_secrets::read(name, text, into),
        From::Trufflehog => trufflehog::read(name, text, into),
        From::Ggshield => ggshield::read(name, text, into),
        From::Talisman => talisman::read(name, text, into),
        From::Kingfisher => kingfisher::read(name, text, into),
    }
}

/// Adds what globs say of a path pattern, or a note that none does.
fn ignore_paths(name: &str, line: usize, patterns: &[String], into: &mut Imported) -> bool {
    let mut all = true;
    for pattern in patterns {
        if let Some(globs) = globs::of_regex(pattern) {
            into.ignore.extend(globs);
        } else {
            let text =
                format!("no glob says the same as the path `{}`; add what it means to .reticentignore", shown(pattern));
            into.notes.push(Note::new(name, line, text));
            all = false;
        }
    }
    all
}

/// Adds an allow of secrets by regular expressions, and a note of how many the `regex` crate does not take: what they match may be
/// a secret, so they are not repeated.
fn allow_secrets(place: (&str, usize), rule: &str, patterns: Vec<String>, reason: String, into: &mut Imported) {
    let (name, line) = place;
    let (secrets, others): (Vec<String>, Vec<String>) =
        patterns.into_iter().partition(|pattern| regex::bytes::Regex::new(pattern).is_ok());
    if !others.is_empty() {
        let text = format!(
            "{} allowed expressions have what reticent's have not, such as look-around; use a comment or the baseline",
            others.len()
        );
        into.notes.push(Note::new(name, line, text));
    }
    if !secrets.is_empty() {
        into.allows.push(Allow { rule: rule.to_owned(), paths: Vec::new(), secrets, reason });
    }
}

/// The rules of secrets, which are all that other tools have.
const SECRETS: &str = "secret/*";

/// A pattern fit for a message.
fn shown(pattern: &str) -> String {
    let text = crate::model::printable(pattern.as_bytes());
    if text.chars().count() > 120 { text.chars().take(120).chain(['…']).collect() } else { text }
}
