//! The baseline: findings that were there already, each with a reason, an owner and a day until which that holds.
//!
//! One file, one entry a line, sorted, without times, versions or line numbers, so that two branches merge line by line.
//! An entry names a rule, a path and a tag of the secret; what the tag gives away is limited by promise 1 of the design.
//! Here is the type and how it meets findings; [`file`](self) reads and writes, `edit` changes, `show` prints.

mod edit;
mod file;
mod show;

use std::borrow::Cow;
use std::collections::BTreeMap;

use bstr::{BString, ByteSlice as _};
use jiff::civil::Date;

pub use edit::Updated;
pub use file::{FILE_NAME, header_length};
pub use show::Row;

use super::codeowners::Owners;
use super::fingerprint::{RepositoryKey, long_tag};
use super::limits::Limits;
use super::rules::{AllowProblem, ProblemKind, is_ours};
use super::standing::Standing;
use super::terms::Terms;
use crate::model::{Finding, Location, MASK, Origin, Status, SuppressionKind};

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
        let bench = Bench { owners, limits, as_of, index: self.index() };
        let mut verdicts = BTreeMap::new();
        for finding in findings.iter_mut().filter(|finding| !is_ours(&finding.rule.id)) {
            self.decide(finding, &bench, &mut verdicts);
        }
        let mut applied = BaselineApplied::default();
        for (at, entry) in self.entries.iter().enumerate() {
            let verdict = verdicts.get(&at);
            applied.standings.push(standing(entry, verdict, as_of));
            applied.problems.extend(verdict.and_then(|verdict| problem(entry, verdict)));
        }
        applied
    }

    /// Looks a finding up, and notes what each entry that means it is good for.
    fn decide(&self, finding: &mut Finding, bench: &Bench<'_>, verdicts: &mut BTreeMap<usize, Verdict>) {
        let found = self.matching(&bench.index, finding);
        if found.is_empty() {
            return;
        }
        let owner = bench.owners.owner(&finding.origin.path);
        for (at, entry) in found.into_iter().filter_map(|at| Some((at, self.entries.get(at)?))) {
            let mut terms = entry.terms.clone();
            terms.owner = terms.owner.or_else(|| owner.clone());
            let verdict = bench.weigh(&terms, finding);
            if matches!(verdict, Verdict::Holds) && finding.is_open() {
                finding.status = Status::Suppressed(terms.suppression(SuppressionKind::Baseline));
            }
            verdicts.insert(at, verdict);
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
        let origin = place(finding);
        let ids = std::iter::once(finding.rule.id.as_str()).chain(finding.rule.aliases.iter().map(AsRef::as_ref));
        for id in ids {
            let Some(candidates) = index.get(&(id, origin.as_ref())) else { continue };
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

/// Shorter secrets may well be a part of an innocent name.
const SHORTEST: usize = 8;

/// The file of a finding as an entry names it: with the finding's own secret masked, where the path repeats it.
pub(super) fn place(finding: &Finding) -> Cow<'_, Origin> {
    let (origin, secret) = (&finding.origin, finding.secret.expose());
    let names = || std::iter::once(&origin.path).chain(&origin.inside);
    if secret.len() < SHORTEST || !names().any(|name| name.contains_str(secret)) {
        return Cow::Borrowed(origin);
    }
    let mask = |name: &BString| BString::from(name.replace(secret, MASK));
    Cow::Owned(Origin { path: mask(&origin.path), inside: origin.inside.iter().map(mask).collect() })
}

/// What becomes of an entry that means a finding.
enum Verdict {
    Holds,
    Late(Date),
    Refused(String),
}

/// By what entries are judged.
struct Bench<'a> {
    owners: &'a Owners,
    limits: &'a Limits,
    as_of: Date,
    index: Index<'a>,
}

impl Bench<'_> {
    fn weigh(&self, terms: &Terms, finding: &Finding) -> Verdict {
        if let Some(until) = terms.until.filter(|_| terms.is_expired(self.as_of)) {
            return Verdict::Late(until);
        }
        let refused = self.limits.refuse(SuppressionKind::Baseline, terms, &finding.rule, self.as_of);
        refused.map_or(Verdict::Holds, Verdict::Refused)
    }
}

fn standing(entry: &Entry, verdict: Option<&Verdict>, as_of: Date) -> Standing {
    match verdict {
        Some(Verdict::Holds) => Standing::Used,
        Some(Verdict::Refused(_)) => Standing::Overruled,
        Some(Verdict::Late(_)) => Standing::Expired,
        None if entry.terms.is_expired(as_of) => Standing::Expired,
        None => Standing::Unused,
    }
}

fn problem(entry: &Entry, verdict: &Verdict) -> Option<AllowProblem> {
    let what = format!("{} in {}", entry.rule, entry.origin.display());
    let (kind, text) = match verdict {
        Verdict::Holds => return None,
        Verdict::Late(until) => (ProblemKind::Expired, format!("the last day of {what} was {until}; it counts again")),
        Verdict::Refused(why) => (ProblemKind::Overruled, format!("{what} counts: {why}")),
    };
    Some(AllowProblem { kind, location: entry.location?, text })
}
