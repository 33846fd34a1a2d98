//! Which findings of a report are kept.

use super::super::args::ChoiceArgs;
use super::super::output;
use super::Failure;
use crate::config::{PathGlobs, RuleGlob};
use crate::model::{Finding, Report, Severity};
use crate::report::Inventories;

/// What the flags ask for.
pub(super) struct Choice {
    rule: Vec<RuleGlob>,
    not_rule: Vec<RuleGlob>,
    path: Option<PathGlobs>,
    not_path: Option<PathGlobs>,
    min_severity: Option<Severity>,
}

impl Choice {
    /// Compiles the globs.
    pub(super) fn new(args: &ChoiceArgs) -> Result<Self, Failure> {
        Ok(Self {
            rule: rules("--rule", &args.rule)?,
            not_rule: rules("--not-rule", &args.not_rule)?,
            path: paths("--path", &args.path)?,
            not_path: paths("--not-path", &args.not_path)?,
            min_severity: args.min_severity,
        })
    }

    /// Leaves out what was not asked for, and says how much that was: a report that was cut must not pass for a whole one.
    pub(super) fn apply(&self, report: &mut Report) {
        let before = report.findings.len();
        report.findings.retain(|finding| self.keeps(finding));
        let left_out = before - report.findings.len();
        if left_out > 0 {
            output::note(&format!("{left_out} of {before} findings are left out, as the flags ask"));
        }
    }

    /// Leaves applications and keys out by their paths; what is said of rules and severity is said of findings. An
    /// application stands where its folder is and where the files are that show its kind.
    pub(super) fn narrow(&self, told: &mut Inventories) {
        if self.path.is_none() && self.not_path.is_none() {
            return;
        }
        let number = |told: &Inventories| {
            told.applications.as_ref().map_or(0, |all| all.list.len())
                + told.keys.as_ref().map_or(0, |all| all.list.len())
        };
        let before = number(told);
        if let Some(applications) = &mut told.applications {
            applications.list.retain(|one| {
                let mut places = std::iter::once(&one.path).chain(one.because.iter().map(|because| &because.path));
                places.any(|path| self.wants(path.as_bytes()))
            });
            // Where the others stand is not known.
            applications.others = 0;
        }
        if let Some(keys) = &mut told.keys {
            keys.list.retain(|key| self.wants(&key.place.origin.path));
            if keys.list.is_empty() {
                keys.judged.clear();
            }
        }
        let left_out = before - number(told);
        if left_out > 0 {
            output::note(&format!("{left_out} of {before} applications and keys are left out, as the flags ask"));
        }
    }

    fn wants(&self, path: &[u8]) -> bool {
        let lies = |globs: &PathGlobs| globs.matches(path.into());
        self.path.as_ref().is_none_or(lies) && !self.not_path.as_ref().is_some_and(lies)
    }

    fn keeps(&self, finding: &Finding) -> bool {
        let named = |globs: &[RuleGlob]| globs.iter().any(|glob| glob.matches(&finding.rule));
        (self.rule.is_empty() || named(&self.rule))
            && !named(&self.not_rule)
            && self.wants(&finding.origin.path)
            && self.min_severity.is_none_or(|least| finding.severity >= least)
    }
}

fn rules(flag: &str, words: &[String]) -> Result<Vec<RuleGlob>, Failure> {
    let glob = |word: &String| {
        RuleGlob::typed(flag, word).map_err(|why| Failure::new(format!("{flag} {word}: no glob of rule ids: {why}")))
    };
    words.iter().map(glob).collect()
}

fn paths(flag: &str, words: &[String]) -> Result<Option<PathGlobs>, Failure> {
    if words.is_empty() {
        return Ok(None);
    }
    let list: Vec<&str> = words.iter().map(String::as_str).collect();
    PathGlobs::typed(&list).map(Some).map_err(|wrong| {
        let lines = wrong.into_iter().map(|(at, why)| {
            let word = list.get(at).copied().unwrap_or_default();
            format!("{flag} {word}: no glob of paths: {why}")
        });
        Failure::all(&lines.collect::<Vec<_>>())
    })
}
