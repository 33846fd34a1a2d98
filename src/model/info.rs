//! What a report says of a rule.

use std::borrow::Cow;

use super::{Confidence, Severity};

/// Text of a rule: part of the program, or a person's own.
pub type Text = Cow<'static, str>;

/// Who issues a credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// "GitHub".
    pub name: Text,
    /// The page where the format or the credential is described.
    pub source: Option<Text>,
    /// The page where a person revokes it.
    pub revoke: Option<Text>,
}

/// A rule as reports show it; how it matches is the business of other rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// `family/name`.
    pub id: String,
    /// Ids that other tools give the same thing.
    pub aliases: Vec<Text>,
    /// "GitHub personal access token".
    pub title: Text,
    /// Why it matters, a sentence or two.
    pub description: Text,
    /// What to do about it.
    pub fix: Text,
    /// How bad it is if it is true.
    pub severity: Severity,
    /// How sure a match that passes its checks is, before its surroundings are judged.
    pub confidence: Confidence,
    /// Pages to read.
    pub references: Vec<Text>,
    /// Tags, CWE numbers among them (`CWE-798`).
    pub tags: Vec<Text>,
    /// Who issues the credential.
    pub provider: Provider,
    /// Random bits that the format proves to be in the secret; 0 where it proves none.
    pub random_bits: u32,
    /// Leading characters that all such secrets share.
    pub prefix: usize,
    /// It reports only where a person switches it on.
    pub off: bool,
}

impl RuleInfo {
    /// The part before the slash: `secret`, `key`, `client`, `hygiene`.
    pub fn family(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// What to do at the vendor's page: a secret is revoked there; what is public by design, of which a rule only notes
    /// that it is there, is looked at.
    pub fn at_vendor(&self) -> &'static str {
        if self.severity == Severity::Note { "Look at it" } else { "Revoke it" }
    }
}
