//! Allows of the configuration: rules and paths whose findings are quiet.

use bstr::ByteSlice as _;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use super::glob::any_names;
use super::limits::Limits;
use super::listing::Standing;
use super::rules::is_ours;
use super::terms::Terms;
use crate::model::{Finding, Status, SuppressionKind};

/// An allow as the configuration has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// Names of rules, with `*` and `?`.
    pub rules: Vec<String>,
    /// Globs of paths, relative to the root; none for every path.
    pub paths: Vec<String>,
    /// Why, until when, in whose name.
    pub terms: Terms,
    /// Where it is written: `reticent.toml:12`.
    pub place: String,
}

/// The allows of a configuration, ready for use.
#[derive(Clone, Debug, Default)]
pub struct AllowSet {
    allows: Vec<Allow>,
    paths: Vec<GlobSet>,
}

impl AllowSet {
    /// Compiles allows; the error says which glob is none, and whose.
    pub fn new(allows: Vec<Allow>) -> Result<Self, String> {
        let paths = allows.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { allows, paths })
    }

    /// The allows, as they were given.
    pub fn allows(&self) -> &[Allow] {
        &self.allows
    }

    /// Keeps open findings quiet, and says of each allow what it is good for.
    pub fn apply(&self, findings: &mut [Finding], limits: &Limits, as_of: Date) -> Vec<Standing> {
        let mut standings = vec![Standing::Unused; self.allows.len()];
        for finding in findings.iter_mut().filter(|finding| finding.is_open() && !is_ours(&finding.rule.id)) {
            self.decide(finding, &mut standings, limits, as_of);
        }
        for (allow, standing) in self.allows.iter().zip(&mut standings) {
            if allow.terms.is_expired(as_of) {
                *standing = Standing::Expired;
            }
        }
        standings
    }

    /// The first allow that may keeps a finding quiet; those before it that the policy refuses are noted.
    fn decide(&self, finding: &mut Finding, standings: &mut [Standing], limits: &Limits, as_of: Date) {
        for at in self.naming(finding) {
            let (Some(allow), Some(standing)) = (self.allows.get(at), standings.get_mut(at)) else { continue };
            let verdict = weigh(allow, finding, limits, as_of);
            if *standing != Standing::Overruled {
                *standing = verdict;
            }
            if verdict == Standing::Used {
                finding.status = Status::Suppressed(allow.terms.suppression(SuppressionKind::Config));
                return;
            }
        }
    }

    /// The allows that name a finding's rule and path.
    fn naming(&self, finding: &Finding) -> Vec<usize> {
        let path = finding.origin.path.to_path_lossy();
        let names = |(allow, paths): (&Allow, &GlobSet)| {
            any_names(&allow.rules, &finding.rule) && (allow.paths.is_empty() || paths.is_match(&path))
        };
        let each = self.allows.iter().zip(&self.paths).enumerate();
        each.filter(|(_, allow)| names(*allow)).map(|(at, _)| at).collect()
    }
}

/// What an allow is good for that names a finding.
fn weigh(allow: &Allow, finding: &Finding, limits: &Limits, as_of: Date) -> Standing {
    if allow.terms.is_expired(as_of) {
        Standing::Expired
    } else if limits.refuse(SuppressionKind::Config, &allow.terms, &finding.rule, as_of).is_some() {
        Standing::Overruled
    } else {
        Standing::Used
    }
}

fn compile(allow: &Allow) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for path in &allow.paths {
        let glob = GlobBuilder::new(path).literal_separator(true).build();
        set.add(glob.map_err(|error| format!("{}: `{path}`: {}", allow.place, error.kind()))?);
    }
    set.build().map_err(|error| format!("{}: {error}", allow.place))
}
