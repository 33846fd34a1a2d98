//! What a report says of a rule.

use super::{Confidence, Severity};

/// Who issues a credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// "GitHub".
    pub name: String,
    /// The page where the format or the credential is described.
    pub source: Option<String>,
    /// The page where a person revokes it.
    pub revoke: Option<String>,
}

/// A rule as reports show it; how it matches is the business of other rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// `family/name`.
    pub id: String,
    /// Ids that other tools give the same thing.
    pub aliases: Vec<String>,
    /// "GitHub personal access token".
    pub title: String,
    /// Why it matters, a sentence or two.
    pub description: String,
    /// What to do about it.
    pub fix: String,
    /// How bad it is if it is true.
    pub severity: Severity,
    /// How sure a match that passes its checks is, before its surroundings are judged.
    pub confidence: Confidence,
    /// Pages to read.
    pub references: Vec<String>,
    /// Tags, CWE numbers among them (`CWE-798`).
    pub tags: Vec<String>,
    /// Who issues the credential.
    pub provider: Provider,
    /// Random bits that the format proves to be in the secret; 0 where it proves none.
    pub random_bits: u32,
    /// Leading characters that all such secrets share.
    pub prefix: usize,
}

impl RuleInfo {
    /// The part before the slash: `secret`, `key`, `client`, `hygiene`.
    pub fn family(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }
}
