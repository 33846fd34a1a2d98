//! `[[allow]]`: findings that a configuration keeps quiet.

use bstr::BStr;
use jiff::civil::Date;

use super::globs::{PathGlobs, RuleGlob};
use super::origin::SettingOrigin;
use crate::model::{RuleInfo, Suppression, SuppressionKind, SuppressionState};

/// Findings that are allowed to stay.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rules.
    pub rule: RuleGlob,
    /// The files; all of them if there are no globs.
    pub paths: Option<PathGlobs>,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What they are.
    pub state: SuppressionState,
    /// Where it is written.
    pub from: SettingOrigin,
}

impl Allow {
    /// Whether it speaks of a finding, by rule and path (relative to the root of the scan). Says nothing of dates, nor
    /// of locked rules.
    pub fn covers(&self, rule: &RuleInfo, path: &BStr) -> bool {
        self.rule.matches(rule) && self.paths.as_ref().is_none_or(|paths| paths.matches(path))
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until < as_of)
    }

    /// What is said of a finding that it keeps quiet.
    pub fn suppression(&self) -> Suppression {
        Suppression {
            kind: SuppressionKind::Config,
            state: self.state,
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            until: self.until.map(|until| until.to_string()),
        }
    }
}
