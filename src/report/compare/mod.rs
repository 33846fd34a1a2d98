//! Two reports side by side: what is new, what is gone, what is as it was.
//!
//! A finding is the same in both where rule, path and fingerprint are the same; a line that moved changes none of them,
//! and under a baseline's key a secret that was changed has another fingerprint.

mod json;
mod markdown;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use super::Options;
use super::view::View;
use crate::model::{Finding, Origin, Report};

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareFormat {
    /// For a person.
    Text,
    /// One versioned JSON document.
    Json,
    /// For a comment on a pull request.
    Markdown,
}

impl CompareFormat {
    const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Markdown];

    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for CompareFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CompareFormat {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == word);
        found.ok_or_else(|| format!("`{word}` is not one of {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// What two reports tell together.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// Open now, and not open before.
    pub new: Vec<&'a Finding>,
    /// Open before, and not found or suppressed now.
    pub gone: Vec<&'a Finding>,
    /// Of those that are gone, how many are still there and suppressed.
    pub suppressed: usize,
    /// Open in both.
    pub unchanged: Vec<&'a Finding>,
    /// Rule, path and mask agree in some findings, but no fingerprint does: one of the runs had another key.
    pub other_key: bool,
}

type Key<'a> = (&'a str, &'a Origin, &'a str);

fn key(finding: &Finding) -> Key<'_> {
    (&finding.rule.id, &finding.origin, &finding.fingerprint)
}

/// Compares the findings of two reports that are at or above the least confidence of `options`.
pub fn compare<'a>(old: &'a Report, new: &'a Report, options: &Options) -> Comparison<'a> {
    let shown = |finding: &&'a Finding| finding.confidence >= options.min_confidence;
    let table = |report: &'a Report| -> BTreeMap<Key<'a>, &'a Finding> {
        report.findings.iter().map(|finding| (key(finding), finding)).collect()
    };
    let (before, now) = (table(old), table(new));
    let was_open = |finding: &Finding| before.get(&key(finding)).is_some_and(|finding| finding.is_open());
    let (unchanged, fresh): (Vec<_>, Vec<_>) = new.open().filter(shown).partition(|finding| was_open(finding));
    let gone: Vec<&Finding> =
        old.open().filter(shown).filter(|f| now.get(&key(f)).is_none_or(|now| !now.is_open())).collect();
    let suppressed = gone.iter().filter(|finding| now.contains_key(&key(finding))).count();
    let looks = |finding: &'a Finding| (finding.rule.id.as_str(), &finding.origin, finding.masked.as_str());
    let same_fingerprint = now.keys().any(|key| before.contains_key(key));
    let looked: BTreeSet<_> = old.findings.iter().map(looks).collect();
    let other_key = !same_fingerprint && new.findings.iter().any(|finding| looked.contains(&looks(finding)));
    Comparison { new: fresh, gone, suppressed, unchanged, other_key }
}

/// Both reports with what follows from them.
struct Both<'a> {
    old: View<'a>,
    new: View<'a>,
    comparison: &'a Comparison<'a>,
}

impl Both<'_> {
    /// How many of the new ones fail a run.
    fn failing(&self) -> usize {
        self.comparison.new.iter().filter(|finding| self.new.fails(finding)).count()
    }

    fn is_complete(&self) -> bool {
        self.new.options.gaps.is_complete(self.new.report)
    }
}

/// Writes a comparison.
pub fn render_comparison(
    format: CompareFormat,
    (old, new): (&Report, &Report),
    comparison: &Comparison<'_>,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let both = Both { old: View::new(old, options)?, new: View::new(new, options)?, comparison };
    match format {
        CompareFormat::Text => text::write(&both, out),
        CompareFormat::Json => json::write(&both, out),
        CompareFormat::Markdown => markdown::write(&both, out),
    }
}
