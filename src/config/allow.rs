//! `[[allow]]`: findings that a configuration keeps quiet.

use std::fmt;

use bstr::BStr;
use jiff::civil::Date;
use regex::bytes::RegexSet;

use super::globs::{PathGlobs, RuleGlob};
use super::origin::SettingOrigin;
use crate::model::{RuleInfo, Secret, Suppression, SuppressionKind, SuppressionState};

/// Regular expressions over secrets. Nothing shows them: what they match may be a secret.
#[derive(Clone)]
pub struct SecretPatterns {
    patterns: Vec<String>,
    any: RegexSet,
}

impl SecretPatterns {
    /// Compiles expressions; an error is the number of the first that does not compile, and why.
    pub(super) fn new(patterns: Vec<String>) -> Result<Self, (usize, String)> {
        for (index, pattern) in patterns.iter().enumerate() {
            // Not the error's whole text, which repeats the expression.
            let why = match regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern) {
                Ok(_) => continue,
                Err(regex_syntax::Error::Parse(error)) => error.kind().to_string(),
                Err(regex_syntax::Error::Translate(error)) => error.kind().to_string(),
                Err(_) => "not a regular expression".to_owned(),
            };
            return Err((index, why));
        }
        let any = RegexSet::new(&patterns).map_err(|_too_large| (0, "these expressions are too large".to_owned()))?;
        Ok(Self { patterns, any })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.patterns.len()
    }

    /// Whether one of them is found in a secret, or there are none.
    fn match_any(&self, secret: &Secret) -> bool {
        self.patterns.is_empty() || self.any.is_match(secret.expose())
    }
}

impl fmt::Debug for SecretPatterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretPatterns({})", self.patterns.len())
    }
}

impl PartialEq for SecretPatterns {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

/// Findings that are allowed to stay.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rules.
    pub rule: RuleGlob,
    /// The files; all of them if there are no globs.
    pub paths: Option<PathGlobs>,
    /// The secrets; all of them if there are no expressions.
    pub secrets: SecretPatterns,
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
    /// Whether it speaks of a finding, by rule, path (relative to the root of the scan) and secret. Says nothing of dates, nor
    /// of locked rules.
    pub fn covers(&self, rule: &RuleInfo, path: &BStr, secret: &Secret) -> bool {
        self.rule.matches(rule)
            && self.paths.as_ref().is_none_or(|paths| paths.matches(path))
            && self.secrets.match_any(secret)
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
