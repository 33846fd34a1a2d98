//! The baseline: findings that were there already, each with a reason, an owner and a day until which that holds.
//!
//! One file, one entry a line, sorted, without times, versions or line numbers, so that two branches merge line by line.
//! An entry names a rule, a path and a tag of the secret; what the tag gives away is limited by promise 1 of the design.
//! Here is the type and how it meets findings; [`file`](self) reads and writes, `edit` changes, `show` prints.

mod edit;
mod file;
mod show;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use edit::Updated;
pub use file::FILE_NAME;
pub use show::Row;

use super::codeowners::Owners;
use super::fingerprint::{RepositoryKey, long_tag};
use super::limits::Limits;
use super::listing::Standing;
use super::rules::{AllowProblem, ProblemKind, is_ours};
use super::terms::Terms;
use crate::model::{Finding, Location, Origin, Status, SuppressionKind};

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule's id, at the time of writing.
    pub rule: String,
    /// The file.
    pub origin: Origin,
    /// The secret's tag under the repository's key: 3 or 16 hexadecimal characters.
    pub tag: String,
    /// What is said of it.
    pub terms: Terms,
    /// Where it stands in its file; none if it is new.
    pub location: Option<Location>,
}

/// The findings that are known, and the key under which their secrets are tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The repository's key first; more where two branches made a baseline each.
    pub(super) keys: Vec<RepositoryKey>,
    /// What is known.
    pub entries: Vec<Entry>,
}

/// What came of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineApplied {
    /// For each entry, what it is good for.
    pub standings: Vec<Standing>,
    /// Entries that do not count although their finding is there; places are in the baseline.
    pub problems: Vec<AllowProblem>,
}

/// Entries by rule and file.
pub(super) type Index<'a> = BTreeMap<(&'a str, &'a Origin), Vec<usize>>;

impl Entry {
    /// The line on which it stands; 0 if it is new.
    pub fn line(&self) -> u64 {
        self.location.map_or(0, |location| location.start.line)
    }

    fn order(&self) -> (&str, &Origin, &str, &Terms) {
        (&self.rule, &self.origin, &self.tag, &self.terms)
    }
}

impl Baseline {
    /// One without entries.
    pub fn new(key: RepositoryKey) -> Self {
        Self { keys: vec![key], entries: Vec::new() }
    }

    /// The repository's key; none only for a baseline that was built without one.
    pub fn key(&self) -> Option<&RepositoryKey> {
        self.keys.first()
    }

    /// Keeps open findings quiet that are known, unless the entry's last day is over or the policy refuses it.
    ///
    /// An entry without an owner gets the owner of its path. The rules about allows are never kept quiet here: an entry
    /// could then silence what is wrong with itself.
    pub fn apply(&self, findings: &mut [Finding], owners: &Owners, limits: &Limits, as_of: Date) -> BaselineApplied {
        let mut applied =
            BaselineApplied { standings: vec![Standing::Unused; self.entries.len()], problems: Vec::new() };
        let index = self.index();
        let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
        for finding in findings.iter_mut().filter(|finding| !is_ours(&finding.rule.id)) {
            let mut owner = None;
            for at in self.matching(&index, finding) {
                let (Some(entry), Some(standing)) = (self.entries.get(at), applied.standings.get_mut(at)) else {
                    continue;
                };
                let mut terms = entry.terms.clone();
                if terms.owner.is_none() {
                    terms.owner = owner.get_or_insert_with(|| owners.owner(&finding.origin.path)).clone();
                }
                if terms.is_expired(as_of) {
                    *standing = Standing::Expired;
                } else if let Some(why) = limits.refuse(SuppressionKind::Baseline, &terms, &finding.rule, as_of) {
                    *standing = Standing::Overruled;
                    reasons.insert(at, why);
                } else {
                    *standing = Standing::Used;
                    if finding.is_open() {
                        finding.status = Status::Suppressed(terms.suppression(SuppressionKind::Baseline));
                    }
                }
            }
        }
        self.judge(&mut applied, &reasons, as_of);
        applied
    }

    fn judge(&self, applied: &mut BaselineApplied, reasons: &BTreeMap<usize, String>, as_of: Date) {
        for (at, (entry, standing)) in self.entries.iter().zip(&mut applied.standings).enumerate() {
            let what = format!("{} in {}", entry.rule, entry.origin.display());
            let problem = match (*standing, entry.terms.until) {
                (Standing::Expired, Some(until)) => {
                    Some((ProblemKind::Expired, format!("the last day of {what} was {until}; it counts again")))
                }
                (Standing::Overruled, _) => {
                    reasons.get(&at).map(|why| (ProblemKind::Overruled, format!("{what} counts: {why}")))
                }
                _ => None,
            };
            if let (Some((kind, text)), Some(location)) = (problem, entry.location) {
                applied.problems.push(AllowProblem { kind, location, text });
            }
            if *standing == Standing::Unused && entry.terms.is_expired(as_of) {
                *standing = Standing::Expired;
            }
        }
    }

    pub(super) fn index(&self) -> Index<'_> {
        let mut index = Index::new();
        for (at, entry) in self.entries.iter().enumerate() {
            index.entry((entry.rule.as_str(), &entry.origin)).or_default().push(at);
        }
        index
    }

    /// The entries that mean a finding: its rule (under any of its names), its path and its secret.
    pub(super) fn matching(&self, index: &Index<'_>, finding: &Finding) -> Vec<usize> {
        let mut found = Vec::new();
        let ids = std::iter::once(&finding.rule.id).chain(&finding.rule.aliases);
        for id in ids {
            let Some(candidates) = index.get(&(id.as_str(), &finding.origin)) else { continue };
            for key in &self.keys {
                let tag = long_tag(key, id, &finding.origin, &finding.secret);
                let means = |at: &&usize| self.entries.get(**at).is_some_and(|entry| tag.starts_with(&entry.tag));
                found.extend(candidates.iter().filter(means));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
