//! Clues and client terms: what rules say of applications rather than of secrets.
//!
//! A clue is something seen in a file that tells what kind of application the file belongs to: a library, a constructor, a
//! setting, a manifest. It is found like a secret, by keywords and a pattern, and never reported by itself. `client/` weighs
//! clues. A rule with client terms reports a statement (no secret) in applications of some kinds only.

use serde::Deserialize;
use toml::Spanned;

use super::compile::{Found, Rule};
use super::raw::{RawChecks, RawExamples, RawProvider, RawRule};
use crate::model::{Confidence, Severity, Text};

/// Kinds of applications, as rules and reports name them. `client/` knows what they mean.
pub const KINDS: [&str; 7] = ["public", "confidential", "both", "resource-only", "library", "none", "unknown"];

/// What a clue speaks for.
const SIDES: [&str; 5] = ["public", "confidential", "resource", "library", "neutral"];

/// One `[[clue]]` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawClue {
    /// Lower-case words.
    pub id: String,
    /// What it shows, as part of a sentence: "builds a public client with MSAL.NET".
    pub says: String,
    /// `public`, `confidential`, `resource`, `library` or `neutral`.
    pub side: Option<String>,
    /// 1 to 6.
    pub weight: u8,
    /// Clues of one group count once.
    pub group: Option<String>,
    /// The file makes its folder an application unit of this sort (`npm`, `dotnet`).
    pub unit: Option<String>,
    /// How many folders above the file the unit is.
    pub up: u8,
    /// Its folder holds units and is none itself.
    pub workspace: bool,
    /// It proves the platform, whatever else is seen.
    pub platform: Option<String>,
    /// Identity library.
    pub library: Option<String>,
    /// The captured `secret` of the pattern is that library's version.
    pub version: bool,
    /// Flow that is used.
    pub flow: Option<String>,
    /// How the application proves its identity.
    pub proof: Option<String>,
    /// It is about sign-in, tokens or registrations.
    pub identity: Option<bool>,
    /// As in a rule.
    pub keywords: Vec<String>,
    /// As in a rule.
    pub pattern: Option<Spanned<String>>,
    /// As in a rule.
    pub paths: Vec<String>,
    /// As in a rule.
    pub not_paths: Vec<String>,
    /// As in a rule.
    pub examples: RawExamples,
}

/// A clue, compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clue {
    /// `public`, `confidential`, `resource`, `library` or `neutral`.
    pub side: Text,
    /// 0 to 6.
    pub weight: u8,
    /// Clues of one group count once.
    pub group: Text,
    /// The sort of unit that the file makes.
    pub unit: Option<Text>,
    /// How many folders above the file the unit is.
    pub up: u8,
    /// Its folder is no unit.
    pub workspace: bool,
    /// It proves this platform.
    pub platform: Option<Text>,
    /// Identity library.
    pub library: Option<Text>,
    /// What was captured is the library's version.
    pub version: bool,
    /// Flow that is used.
    pub flow: Option<Text>,
    /// How the application proves its identity.
    pub proof: Option<Text>,
    /// It is about sign-in, tokens or registrations.
    pub identity: bool,
}

/// `[rule.client]`: the applications in which a rule reports.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition that a rule states")]
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawTerms {
    /// Of these kinds; any where it is empty.
    pub kinds: Vec<String>,
    /// Only where one of these clues (or groups) stands in the same unit.
    pub needs: Vec<String>,
    /// Only where none of these clues (or groups) stands in the same unit.
    pub without: Vec<String>,
    /// The clues of `needs` and `without` stand in the same file.
    pub near: bool,
    /// Only on a platform for users: desktop, mobile, browser, device.
    pub shipped: bool,
    /// Only in units that have to do with identity.
    pub identity: bool,
    /// Once a unit.
    pub once: bool,
}

/// The applications in which a rule reports, compiled.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition that a rule states")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Of these kinds; any where it is empty.
    pub kinds: Vec<Text>,
    /// Only where one of these clues (or groups) stands in the same unit.
    pub needs: Vec<Text>,
    /// Only where none of these clues (or groups) stands in the same unit.
    pub without: Vec<Text>,
    /// The clues of `needs` and `without` stand in the same file.
    pub near: bool,
    /// Only on a platform for users.
    pub shipped: bool,
    /// Only in units that have to do with identity.
    pub identity: bool,
    /// Once a unit.
    pub once: bool,
}

impl Terms {
    /// Whether a rule with these terms reports everywhere.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

fn texts(raw: &[String]) -> Vec<Text> {
    raw.iter().cloned().map(Into::into).collect()
}

impl RawTerms {
    /// The terms, or the word that is wrong in them.
    pub(super) fn compile(&self) -> Result<Terms, String> {
        if let Some(wrong) = self.kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
            return Err(format!("no kind `{wrong}`; there are {}", KINDS.join(", ")));
        }
        Ok(Terms {
            kinds: texts(&self.kinds),
            needs: texts(&self.needs),
            without: texts(&self.without),
            near: self.near,
            shipped: self.shipped,
            identity: self.identity,
            once: self.once,
        })
    }
}

impl RawClue {
    /// The clue, or what is wrong with it.
    pub(super) fn compile(&self) -> Result<Clue, String> {
        let side = self.side.as_deref().unwrap_or("neutral");
        if !SIDES.contains(&side) {
            return Err(format!("no side `{side}`; there are {}", SIDES.join(", ")));
        }
        if self.weight > 6 || (self.weight == 0) != (side == "neutral") {
            return Err("a clue for a side weighs 1 to 6, a neutral one nothing".to_owned());
        }
        let about = self.platform.is_none() && self.unit.is_none() && side != "neutral";
        Ok(Clue {
            side: side.to_owned().into(),
            weight: self.weight,
            group: self.group.as_ref().unwrap_or(&self.id).clone().into(),
            unit: self.unit.clone().map(Into::into),
            up: self.up,
            workspace: self.workspace,
            platform: self.platform.clone().map(Into::into),
            library: self.library.clone().map(Into::into),
            version: self.version,
            flow: self.flow.clone().map(Into::into),
            proof: self.proof.clone().map(Into::into),
            identity: self.identity.unwrap_or(about || self.library.is_some()),
        })
    }
}

impl Found<'_> {
    /// The terms of a rule that reports statements.
    pub(super) fn client(&mut self, raw: &RawRule) -> Option<Terms> {
        match raw.client.as_ref()?.compile() {
            Ok(terms) => Some(terms),
            Err(error) => {
                self.problem(self.start, format!("rule {}: {error}", raw.id.get_ref()));
                None
            }
        }
    }

    /// A clue: a rule that is never reported.
    pub(super) fn clue(&mut self, raw: RawClue) -> Option<Rule> {
        let clue = match raw.compile() {
            Ok(clue) => clue,
            Err(error) => {
                self.problem(self.start, format!("clue {}: {error}", raw.id));
                return None;
            }
        };
        let rule = self.compile(as_rule(raw, self.start), &RawProvider::default())?;
        Some(Rule { clue: Some(clue), ..rule })
    }
}

fn as_rule(raw: RawClue, start: usize) -> RawRule {
    RawRule {
        id: Spanned::new(start..start, format!("clue/{}", raw.id)),
        aliases: Vec::new(),
        title: raw.says,
        description: String::new(),
        severity: Severity::Note,
        confidence: Confidence::High,
        keywords: raw.keywords,
        pattern: raw.pattern,
        near: None,
        assignment: None,
        fact: Vec::new(),
        client: Some(RawTerms::default()),
        measured: false,
        reach: None,
        boundary: None,
        paths: raw.paths,
        not_paths: raw.not_paths,
        generic: false,
        pair: Vec::new(),
        random_bits: 0,
        prefix: 0,
        fix: String::new(),
        references: Vec::new(),
        tags: Vec::new(),
        checks: RawChecks::default(),
        examples: raw.examples,
    }
}
