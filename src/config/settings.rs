//! What holds for a run: every layer taken into account, nothing left to decide.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use bstr::BStr;
use jiff::civil::Date;

use super::allow::Allow;
use super::origin::{Overruled, SettingOrigin, Sourced};
use super::policy::Policy;
use super::problem::Problem;
use super::section::{PathSettings, Sections};
use crate::client::Declared;
use crate::key::Kind;
use crate::model::{Confidence, GapKind, RuleInfo, Secret, SuppressionKind};

/// A person's own rules that stand in a configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The file, absolute.
    pub path: PathBuf,
    /// The file, as a person would name it.
    pub shown: String,
    /// The whole file with blanks for everything but its rules: lines and columns are those of the file.
    pub text: String,
}

impl std::fmt::Debug for RuleText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Examples in rules may hold what must not be printed.
        write!(f, "RuleText({})", self.shown)
    }
}

/// Which comments in the source are taken as an allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markers {
    /// Comments of ours.
    pub own: Sourced<bool>,
    /// Names of the tools whose comments count (of [`super::FOREIGN_TOOLS`]).
    pub foreign: Sourced<BTreeSet<String>>,
}

/// What SARIF holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SarifSettings {
    /// Findings of severity note.
    pub notes: Sourced<bool>,
    /// Suppressed findings.
    pub suppressed: Sourced<bool>,
    /// What tells apart several uploads for one commit, where there are several.
    pub category: Option<Sourced<String>>,
}

/// Which key policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPolicyChoice {
    /// One that comes with the program.
    Named(String),
    /// One of a file, absolute.
    File(PathBuf),
}

impl KeyPolicyChoice {
    /// As a person writes it: what looks like a path is one.
    pub fn is_path(word: &str) -> bool {
        word.contains(['/', '\\', '.'])
    }
}

/// A minimum for keys that differs from the policy's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMinimum {
    /// For what.
    pub kind: Kind,
    /// The least number that is no error.
    pub least: u32,
    /// Why.
    pub reason: String,
    /// Where it is said.
    pub from: SettingOrigin,
}

/// What holds for a run. Each value knows where it comes from.
#[derive(Debug)]
pub struct Settings {
    /// The configuration in use, absolute; none if there is none.
    pub file: Option<PathBuf>,
    /// Media and other binaries above this many bytes are not read.
    pub max_file_size: Sourced<u64>,
    /// Gaps that are only listed otherwise make a run incomplete as well.
    pub strict: Sourced<bool>,
    /// Untracked files that git ignores are left out.
    pub ignore_files: Sourced<bool>,
    /// The baseline, absolute; none if there is none.
    pub baseline: Option<Sourced<PathBuf>>,
    /// Files with a person's own rules, absolute.
    pub rule_files: Vec<Sourced<PathBuf>>,
    /// Rules that stand in configurations.
    pub rule_texts: Vec<RuleText>,
    /// Which comments count.
    pub markers: Markers,
    /// What SARIF holds.
    pub sarif: SarifSettings,
    /// The key policy: a name, or the absolute path of a file; none if nobody says one.
    pub key_policy: Option<Sourced<KeyPolicyChoice>>,
    /// Lists of compromised keys, absolute.
    pub known_keys: Vec<Sourced<PathBuf>>,
    /// Minimums for keys that differ from the policy's.
    pub key_minimums: Vec<KeyMinimum>,
    /// What is said of applications.
    pub clients: Vec<Declared>,
    /// Findings that are allowed to stay: those that the policy permits.
    pub allows: Vec<Allow>,
    /// The organisation's policy; one that asks for nothing if there is none.
    pub policy: Arc<Policy>,
    /// What was asked for and is not permitted. To be reported.
    pub overruled: Vec<Overruled>,
    /// What was said without effect. To be reported.
    pub warnings: Vec<Problem>,
    /// The day of the run.
    pub as_of: Date,
    pub(crate) allow_incomplete: BTreeMap<GapKind, SettingOrigin>,
    pub(crate) sections: Sections,
}

impl Settings {
    /// What holds for a file, by its path relative to the root of the scan. Shared and cheap.
    pub fn for_path(&self, path: &BStr) -> Arc<PathSettings> {
        self.sections.for_path(path)
    }

    /// What holds where no `[[path]]` matches.
    pub fn everywhere(&self) -> &PathSettings {
        self.sections.everywhere()
    }

    /// All that files, flags and the policy say of what holds where: text that is the same as long as that is.
    pub fn of_paths(&self) -> String {
        self.sections.said()
    }

    /// The least confidence that is reported anywhere.
    pub fn least_confidence(&self) -> Confidence {
        self.sections.least_confidence()
    }

    /// Whether a rule is on for a file. `by_default` is what the rule itself says.
    pub fn rule_enabled(&self, rule: &RuleInfo, by_default: bool, path: &BStr) -> bool {
        self.for_path(path).enabled(rule, by_default)
    }

    /// Whether a rule can be on for some file: the others need not be compiled.
    pub fn rule_needed(&self, rule: &RuleInfo, by_default: bool) -> bool {
        self.sections.can_be_enabled(rule, by_default)
    }

    /// Whether a gap of this kind makes the run incomplete (exit code 3).
    pub fn gap_counts(&self, kind: GapKind) -> bool {
        (kind.is_incomplete() || self.strict.value) && !self.allow_incomplete.contains_key(&kind)
    }

    /// The kinds of gaps that are accepted.
    pub fn accepted_gaps(&self) -> impl Iterator<Item = GapKind> {
        self.allow_incomplete.keys().copied()
    }

    /// The first `[[allow]]` that keeps a finding quiet, with its number. Expired ones do not, and none does for a
    /// locked rule.
    pub fn allow_for(&self, rule: &RuleInfo, path: &BStr, secret: &Secret) -> Option<(usize, &Allow)> {
        if self.policy.is_locked(rule) {
            return None;
        }
        let holds = |allow: &Allow| allow.covers(rule, path, secret) && !allow.is_expired(self.as_of);
        self.allows.iter().enumerate().find(|(_, allow)| holds(allow))
    }

    /// Whether comments of ours are taken as an allow.
    pub fn honours_own_markers(&self) -> bool {
        self.markers.own.value && self.policy.allows.contains(&SuppressionKind::Inline)
    }
}
