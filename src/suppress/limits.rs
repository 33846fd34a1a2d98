//! What an organisation's policy lets a repository keep quiet.

use jiff::civil::Date;
use regex::Regex;

use super::glob::any_names;
use super::terms::Terms;
use crate::model::{RuleInfo, SuppressionKind};

/// What every statement that keeps a finding quiet must have; the default asks for nothing.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Rules (globs) whose findings no marker and no configuration may keep quiet.
    pub locked: Vec<String>,
    /// Rules (globs) whose findings no baseline may keep quiet.
    pub locked_baseline: Vec<String>,
    /// Whether markers of ours and of other tools count at all.
    pub inline: bool,
    /// What a reason must look like.
    pub reason: Option<Regex>,
    /// How many days ahead an end may lie at most; then there must be one.
    pub longest_days: Option<u32>,
    /// Somebody must answer for it.
    pub owner: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            locked: Vec::new(),
            locked_baseline: Vec::new(),
            inline: true,
            reason: None,
            longest_days: None,
            owner: false,
        }
    }
}

impl Limits {
    /// Why a statement does not count for a rule under this policy; nothing where it does.
    pub fn refuse(&self, kind: SuppressionKind, terms: &Terms, rule: &RuleInfo, as_of: Date) -> Option<String> {
        let inline = matches!(kind, SuppressionKind::Inline | SuppressionKind::ForeignMarker);
        if inline && !self.inline {
            return Some("the policy admits no allows in the source".to_owned());
        }
        let locked = if kind == SuppressionKind::Baseline { &self.locked_baseline } else { &self.locked };
        if any_names(locked, rule) {
            return Some(format!("the policy lets nobody keep findings of {} quiet here", rule.id));
        }
        if let Some(pattern) = &self.reason
            && !pattern.is_match(&terms.reason)
        {
            return Some(format!("the policy asks for a reason that matches `{pattern}`"));
        }
        if self.owner && terms.owner.is_none() {
            return Some("the policy asks for an owner: add `owner=@team`".to_owned());
        }
        self.longest_days.and_then(|days| too_long(terms.until, days, as_of))
    }
}

fn too_long(until: Option<Date>, days: u32, as_of: Date) -> Option<String> {
    let Some(until) = until else {
        return Some(format!("the policy asks for an end: add `until=YYYY-MM-DD`, at most {days} days ahead"));
    };
    let ahead = until.duration_since(as_of).as_hours() / 24;
    (ahead > i64::from(days)).then(|| format!("it lasts {ahead} days more; the policy admits {days}"))
}

#[cfg(test)]
mod tests {
    use super::super::rules::rules;
    use super::*;
    use crate::model::SuppressionState;

    fn refuse(limits: &Limits, kind: SuppressionKind, terms: &Terms) -> Option<String> {
        limits.refuse(kind, terms, &rules()[0], jiff::civil::date(2026, 1, 1))
    }

    #[test]
    fn each_limit_refuses_with_its_own_words() {
        let terms =
            Terms { state: SuppressionState::Accepted, reason: "JIRA-1 old".to_owned(), owner: None, until: None };
        let long = Terms { until: Some(jiff::civil::date(2026, 3, 1)), ..terms.clone() };
        let none = Limits::default();
        let inline = SuppressionKind::Inline;
        assert_eq!(refuse(&none, inline, &terms), None);

        let locked = Limits { locked: vec!["hygiene/*".to_owned()], ..none.clone() };
        assert!(refuse(&locked, inline, &terms).unwrap().contains("hygiene/"));
        assert!(refuse(&locked, SuppressionKind::ForeignMarker, &terms).is_some());
        assert_eq!(refuse(&locked, SuppressionKind::Baseline, &terms), None);

        let reason = Limits { reason: Some(Regex::new("^SEC-").unwrap()), ..none.clone() };
        assert!(refuse(&reason, inline, &terms).unwrap().contains("^SEC-"));

        let until = Limits { longest_days: Some(30), ..none.clone() };
        assert!(refuse(&until, inline, &terms).unwrap().contains("YYYY-MM-DD"));
        assert!(refuse(&until, inline, &long).unwrap().contains("59 days"));

        let owner = Limits { owner: true, ..none.clone() };
        assert!(refuse(&owner, SuppressionKind::Baseline, &terms).unwrap().contains("owner"));
        let never = Limits { inline: false, ..none };
        assert!(refuse(&never, SuppressionKind::ForeignMarker, &terms).is_some());
        assert_eq!(refuse(&never, SuppressionKind::Baseline, &terms), None);
    }
}
