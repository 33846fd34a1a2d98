//! A rule file as written. `rules/README.md` is its reference.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::fact::RawFact;
use super::verify::RawVerify;
use crate::model::{Confidence, Severity};

/// A rule file's text and name.
#[derive(Clone, Debug)]
pub struct Source {
    /// What messages call it.
    pub name: String,
    /// TOML.
    pub text: String,
    /// It comes with the program, or a person names it where the run is started; it does not belong to what is scanned.
    pub trusted: bool,
}

/// A whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFile {
    /// Who issues these credentials.
    #[serde(default)]
    pub provider: RawProvider,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<Spanned<RawRule>>,
    /// What tells applications apart.
    #[serde(default)]
    pub clue: Vec<Spanned<RawClue>>,
}

/// `[provider]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProvider {
    /// Its name as people write it.
    #[serde(default)]
    pub name: String,
    /// Where the format is described.
    pub source: Option<String>,
    /// Where a person revokes.
    pub revoke: Option<String>,
}

/// `[[rule]]`.
#[expect(clippy::struct_excessive_bools, reason = "each is something that a rule says by itself")]
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// `family/name`.
    pub id: Spanned<String>,
    /// Other tools' ids.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A noun phrase.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// If it is one.
    #[serde(default = "error")]
    pub severity: Severity,
    /// Of a match that passes its checks.
    #[serde(default = "medium")]
    pub confidence: Confidence,
    /// One of them stands in the match.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The regex matcher.
    pub pattern: Option<Spanned<String>>,
    /// The matcher by a keyword that stands near.
    pub near: Option<RawNear>,
    /// The matcher by the assignment reader.
    pub assignment: Option<RawAssignment>,
    /// It reports a statement, not a secret, in the applications that this says.
    pub client: Option<RawTerms>,
    /// No matcher: code measures something and reports it under this rule.
    #[serde(default)]
    pub measured: bool,
    /// The matcher by facts of code and configuration.
    #[serde(default)]
    pub fact: Vec<RawFact>,
    /// Most bytes of a match, for patterns that have no upper limit of their own.
    pub reach: Option<usize>,
    /// Alphabet that may not touch the match.
    pub boundary: Option<String>,
    /// It is looked for in binaries as well. So is what has a boundary, which this need not say.
    #[serde(default)]
    pub binary: bool,
    /// It reports only where a person switches it on.
    #[serde(default)]
    pub off: bool,
    /// Globs where it applies.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Globs where it does not.
    #[serde(default)]
    pub not_paths: Vec<String>,
    /// A form that many providers' credentials have; a provider's own rule wins over it.
    #[serde(default)]
    pub generic: bool,
    /// The other parts of the credential, by their rules.
    #[serde(default)]
    pub pair: Vec<Spanned<RawPair>>,
    /// It is found for the secret that it belongs to (`pair` there), and never reported by itself.
    #[serde(default)]
    pub part: bool,
    /// The request that tells whether the secret is still valid.
    pub verify: Option<Spanned<RawVerify>>,
    /// Random bits that the format proves.
    #[serde(default)]
    pub random_bits: u32,
    /// Length of the fixed prefix.
    #[serde(default)]
    pub prefix: usize,
    /// What to do.
    pub fix: String,
    /// Pages.
    #[serde(default)]
    pub references: Vec<String>,
    /// CWE and others.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the secret must pass.
    #[serde(default)]
    pub checks: RawChecks,
    /// Tests.
    #[serde(default)]
    pub examples: RawExamples,
}

fn error() -> Severity {
    Severity::Error
}

fn medium() -> Confidence {
    Confidence::Medium
}

/// An entry of `pair`: another part of the credential.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPair {
    /// The id of its rule.
    pub rule: String,
    /// Most bytes between the two.
    pub within: Option<usize>,
}

/// `[rule.near]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawNear {
    /// Regex for the whole run.
    pub value: Spanned<String>,
    /// Alphabet of the runs.
    pub alphabet: Option<String>,
    /// Bytes between keyword and value.
    pub within: Option<usize>,
    /// Whether a label or an operator must stand between.
    pub label: Option<bool>,
}

/// `[rule.assignment]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAssignment {
    /// Regex on the name.
    pub name: Option<Spanned<String>>,
    /// Regex on the whole value.
    pub value: Option<Spanned<String>>,
}

/// `[rule.checks]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawChecks {
    /// By name.
    pub checksum: Option<String>,
    /// By name.
    pub structure: Option<String>,
    /// Bits a character.
    pub entropy: Option<f32>,
    /// At least so many.
    #[serde(default)]
    pub digits: usize,
    /// At least so many.
    #[serde(default)]
    pub upper: usize,
    /// At least so many.
    #[serde(default)]
    pub lower: usize,
    /// At least so many.
    #[serde(default)]
    pub distinct: usize,
    /// None of these in the secret.
    #[serde(default)]
    pub deny: Vec<String>,
    /// May be a password that everybody knows.
    pub common: Option<bool>,
    /// Signs only what the application itself makes: in tests and documents it is for show.
    #[serde(default)]
    pub own: bool,
    /// The host behind the secret is looked at: a local or an example host lowers the confidence.
    #[serde(default)]
    pub host: bool,
    /// May be made of words.
    pub words: Option<bool>,
    /// Test for placeholders.
    pub placeholder: Option<bool>,
}

/// `[rule.examples]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawExamples {
    /// Must be found, by this rule.
    #[serde(default, rename = "match")]
    pub matching: Vec<String>,
    /// Must not be found by this rule.
    #[serde(default)]
    pub pass: Vec<String>,
    /// The path that the examples pretend to have.
    pub path: Option<String>,
    /// Examples by language, for rules on facts.
    #[serde(default)]
    pub of: BTreeMap<String, RawExamplesOf>,
}

/// Examples in one language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawExamplesOf {
    /// Must be found, by this rule.
    #[serde(rename = "match")]
    pub matching: Vec<String>,
    /// Must not be found by this rule.
    pub pass: Vec<String>,
    /// The path that they pretend to have, where the language's usual one is not right.
    pub path: Option<String>,
}

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
    /// The file itself is an application unit, with all that is inside it: a package for a device.
    pub artefact: bool,
    /// Its folder holds units and is none itself.
    pub workspace: bool,
    /// It proves the platform, whatever else is seen.
    pub platform: Option<String>,
    /// Identity library.
    pub library: Option<String>,
    /// The captured `secret` of the pattern is that library's version; without a library, a name that rules with `joins`
    /// ask for.
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
    pub reach: Option<usize>,
    /// As in a rule: with it the clue is looked for in binaries as well.
    pub boundary: Option<String>,
    /// As in a rule.
    pub paths: Vec<String>,
    /// As in a rule.
    pub not_paths: Vec<String>,
    /// As in a rule.
    pub examples: RawExamples,
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
    /// Only where the date that the match ends with is more than so many days after the day of the run.
    pub after_days: u32,
    /// Only where that date is at most so many days after the day of the run.
    pub within_days: u32,
    /// Only where that date is past.
    pub past: bool,
    /// Only where an application of the other side uses the identifier that the match ends with.
    pub shared: bool,
    /// Only where this clue captured, in another file of the folder, the name that the match ends with.
    pub joins: Option<String>,
    /// It says that a credential stands there: with the secret that was found in the same place it is one finding.
    pub holds: bool,
    /// What these rules say on a line of it, it says itself.
    pub covers: Vec<String>,
}
