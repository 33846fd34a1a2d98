//! An organisation's minimums, which a repository and a run cannot lower.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use regex::{Regex, RegexBuilder};

use super::at::At;
use super::document::Document;
use super::globs::RuleGlob;
use super::origin::SettingOrigin;
use super::problem::Problem;
use super::raw::RawPolicy;
use super::words::SizeWord;
use crate::model::{Confidence, GapKind, RuleInfo, Severity, SuppressionKind};

/// What an organisation asks of every repository. The default asks for nothing.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The most severe `fail-on` that is permitted.
    pub fail_on: Severity,
    /// The highest `min-confidence` that is permitted.
    pub min_confidence: Confidence,
    /// Rules that may not be switched off, lowered or allowed.
    pub locked: Vec<RuleGlob>,
    /// Every run is strict.
    pub strict: bool,
    /// The least size limit, in bytes.
    pub max_file_size: u64,
    /// The kinds of gaps that may be accepted.
    pub allow_incomplete: BTreeSet<GapKind>,
    /// What each reason must match.
    pub reason: Option<Regex>,
    /// The most days that an allow may last.
    pub max_until_days: Option<u32>,
    /// Each allow names an owner.
    pub require_owner: bool,
    /// The kinds of allows that are permitted.
    pub allows: BTreeSet<SuppressionKind>,
    /// Whether `.reticentignore` may leave files out.
    pub reticentignore: bool,
    file: String,
    lines: BTreeMap<&'static str, usize>,
}

const ALLOWS: [SuppressionKind; 4] =
    [SuppressionKind::Inline, SuppressionKind::ForeignMarker, SuppressionKind::Baseline, SuppressionKind::Config];

impl Default for Policy {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            min_confidence: Confidence::High,
            locked: Vec::new(),
            strict: false,
            max_file_size: 0,
            allow_incomplete: GapKind::ALL.into_iter().collect(),
            reason: None,
            max_until_days: None,
            require_owner: false,
            allows: ALLOWS.into_iter().collect(),
            reticentignore: true,
            file: String::new(),
            lines: BTreeMap::new(),
        }
    }
}

/// An allow as the policy sees it, whatever the kind.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Where it is said.
    pub kind: SuppressionKind,
    /// Its reason, if it gives one.
    pub reason: &'a str,
    /// Its last day.
    pub until: Option<Date>,
    /// Who answers for it.
    pub owner: Option<&'a str>,
}

/// Why the policy does not permit an allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, for a person.
    pub why: String,
    /// Where the policy says so.
    pub policy: SettingOrigin,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.why, self.policy)
    }
}

impl Policy {
    /// Whether the rule may not be switched off, lowered or allowed.
    pub fn is_locked(&self, rule: &RuleInfo) -> bool {
        self.locked.iter().any(|glob| glob.matches(rule))
    }

    /// Whether an allow is permitted on the day of the run. What another tool's marker cannot say (a reason, an owner,
    /// a date) is not asked of it: `foreign-markers` decides on them.
    pub fn permits(&self, claim: &Claim<'_>, rule: &RuleInfo, as_of: Date) -> Result<(), Refusal> {
        if let Some(glob) = self.locked.iter().find(|glob| glob.matches(rule)) {
            return Err(Refusal { why: "the rule is locked".to_owned(), policy: glob.from.clone() });
        }
        self.permits_form(claim, as_of)
    }

    /// As [`Policy::permits`], whatever the rule.
    pub fn permits_form(&self, claim: &Claim<'_>, as_of: Date) -> Result<(), Refusal> {
        if !self.allows.contains(&claim.kind) {
            let (key, what) = kind_key(claim.kind);
            return Err(self.refusal(key, format!("{what} may not allow findings")));
        }
        if claim.kind == SuppressionKind::ForeignMarker {
            return Ok(());
        }
        if self.reason.as_ref().is_some_and(|reason| !reason.is_match(claim.reason)) {
            return Err(self.refusal("reason-pattern", "the reason has not the required form".to_owned()));
        }
        if self.require_owner && claim.owner.is_none_or(|owner| owner.trim().is_empty()) {
            return Err(self.refusal("require-owner", "it names no owner".to_owned()));
        }
        let Some(days) = self.max_until_days else { return Ok(()) };
        let last = as_of.checked_add(day_span(days)).unwrap_or(Date::MAX);
        match claim.until {
            None => {
                Err(self.refusal("max-until-days", format!("it has no `until`; at most {days} days are permitted")))
            }
            Some(until) if until > last => {
                Err(self.refusal("max-until-days", format!("it lasts until {until}; {last} is the latest")))
            }
            Some(_) => Ok(()),
        }
    }

    fn refusal(&self, key: &'static str, why: String) -> Refusal {
        Refusal { why, policy: self.origin(key) }
    }

    /// Where the policy says something; the file's first line for what it does not say.
    pub(crate) fn origin(&self, key: &str) -> SettingOrigin {
        SettingOrigin::Policy { file: self.file.clone(), line: self.lines.get(key).copied().unwrap_or(1) }
    }

    /// What the policy says, with the lines, in the order of the file.
    pub(crate) fn stated(&self) -> Vec<&'static str> {
        let mut keys: Vec<_> = self.lines.iter().map(|(key, line)| (*line, *key)).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }
}

fn day_span(days: u32) -> Span {
    i64::from(days).min(3_650_000).days()
}

fn kind_key(kind: SuppressionKind) -> (&'static str, &'static str) {
    match kind {
        SuppressionKind::Inline => ("inline-allows", "comments"),
        SuppressionKind::ForeignMarker => ("foreign-markers", "other tools' comments"),
        SuppressionKind::Baseline => ("baseline-allows", "a baseline"),
        SuppressionKind::Config => ("config-allows", "a configuration"),
    }
}

/// Gives the policy of a file its meaning.
pub(crate) fn resolve(document: &Arc<Document>, raw: RawPolicy, problems: &mut Vec<Problem>) -> Policy {
    let mut builder =
        Builder { document, problems, policy: Policy { file: document.shown.clone(), ..Policy::default() } };
    builder.fill(raw);
    builder.policy
}

struct Builder<'a> {
    document: &'a Arc<Document>,
    problems: &'a mut Vec<Problem>,
    policy: Policy,
}

impl Builder<'_> {
    fn fill(&mut self, raw: RawPolicy) {
        let RawPolicy {
            fail_on,
            min_confidence,
            locked,
            strict,
            max_file_size,
            allow_incomplete,
            reason_pattern,
            max_until_days,
            require_owner,
            inline_allows,
            foreign_markers,
            config_allows,
            baseline_allows,
            reticentignore,
        } = raw;
        let unset = Policy::default();
        self.policy.fail_on = self.take("fail-on", fail_on).unwrap_or(unset.fail_on);
        self.policy.min_confidence = self.take("min-confidence", min_confidence).unwrap_or(unset.min_confidence);
        self.policy.strict = self.take("strict", strict).unwrap_or_default();
        self.policy.max_file_size = self.size(max_file_size);
        if let Some(kinds) = self.take("allow-incomplete", allow_incomplete) {
            self.policy.allow_incomplete = kinds.into_iter().map(|kind| kind.value.0).collect();
        }
        self.policy.reason = self.pattern(reason_pattern);
        self.policy.max_until_days = self.take("max-until-days", max_until_days);
        self.policy.require_owner = self.take("require-owner", require_owner).unwrap_or_default();
        let allows = [
            (SuppressionKind::Inline, inline_allows),
            (SuppressionKind::ForeignMarker, foreign_markers),
            (SuppressionKind::Config, config_allows),
            (SuppressionKind::Baseline, baseline_allows),
        ];
        for (kind, said) in allows {
            if self.take(kind_key(kind).0, said) == Some(false) {
                self.policy.allows.remove(&kind);
            }
        }
        self.policy.reticentignore = self.take("reticentignore", reticentignore).unwrap_or(true);
        self.policy.locked = locked.iter().filter_map(|glob| self.lock(glob)).collect();
    }

    fn take<T>(&mut self, key: &'static str, said: Option<At<T>>) -> Option<T> {
        let At { value, span } = said?;
        self.policy.lines.insert(key, self.document.line(span.start));
        Some(value)
    }

    fn wrong(&mut self, span: std::ops::Range<usize>, message: &str, label: String) {
        self.problems.push(Problem::error(message).at(self.document.place(span)).label(label));
    }

    fn lock(&mut self, At { value, span }: &At<String>) -> Option<RuleGlob> {
        let line = self.document.line(span.start);
        self.policy.lines.entry("locked").or_insert(line);
        let from = SettingOrigin::Policy { file: self.document.shown.clone(), line };
        let spot = super::document::Spot { document: self.document.clone(), span: span.clone() };
        RuleGlob::new(value, from, Some(spot))
            .map_err(|why| self.wrong(span.clone(), "not a glob over rule ids", why))
            .ok()
    }

    fn size(&mut self, said: Option<At<SizeWord>>) -> u64 {
        let Some(At { span, .. }) = said.clone() else { return 0 };
        match self.take("max-file-size", said).map(|word| word.bytes()) {
            Some(Ok(bytes)) => bytes,
            Some(Err(why)) => {
                self.wrong(span, "`max-file-size` is no size", why);
                0
            }
            None => 0,
        }
    }

    fn pattern(&mut self, said: Option<At<String>>) -> Option<Regex> {
        let span = said.as_ref()?.span.clone();
        let pattern = self.take("reason-pattern", said)?;
        match RegexBuilder::new(&pattern).size_limit(1 << 20).build() {
            Ok(regex) => Some(regex),
            Err(error) => {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.wrong(span, "`reason-pattern` is no regular expression", why);
                None
            }
        }
    }
}
