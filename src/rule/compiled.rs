//! A rule as the engine runs it: what it looks for, where, and what must hold of what it finds.

use std::sync::Arc;

use super::clause::FactClauses;
use super::clue::{Clue, Terms};
use super::lazy::LazyRegex;
use super::pack::Later;
use super::paths::PathGate;
use super::pattern::Pattern;
use super::raw::RawExamples;
use super::verify::RawVerify;
use crate::check::{Alphabet, Checksum, Structure};
use crate::model::{RuleInfo, Text};

/// How much text a rule may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that rule and judge look at lies within a stated reach of a keyword.
    Window,
    /// The whole file, which its path chose.
    File,
    /// No content: the path is the finding.
    Tree,
    /// The facts of a file, read if a keyword stands in it.
    Facts,
}

/// How a rule finds its candidates.
#[derive(Debug)]
pub enum Matcher {
    /// A regex around a keyword, or over a file.
    Pattern(Pattern),
    /// A value of known shape near a keyword.
    Near(Near),
    /// An assignment whose name holds a keyword.
    Assignment(Assignment),
    /// The path alone.
    Path,
    /// None: code measures something (a key) and reports it under this rule.
    Measured,
    /// Facts of code and configuration alone.
    Facts,
}

/// `[rule.near]`, compiled.
#[derive(Debug)]
pub struct Near {
    /// Matches the whole run.
    pub value: LazyRegex,
    /// Bytes of which runs are made.
    pub alphabet: Alphabet,
    /// Most bytes between the keyword's end and the run's start.
    pub within: usize,
    /// A label or an operator must stand between.
    pub label: bool,
}

/// `[rule.assignment]`, compiled.
#[derive(Debug)]
pub struct Assignment {
    /// On the name with its parents, joined by dots.
    pub name: Option<LazyRegex>,
    /// On the whole value.
    pub value: Option<LazyRegex>,
}

/// What a secret must pass.
#[expect(clippy::struct_excessive_bools, reason = "each is a check that a rule switches")]
#[derive(Debug)]
pub struct Checks {
    /// Check digits.
    pub checksum: Option<Checksum>,
    /// Decodes.
    pub structure: Option<Structure>,
    /// Bits a character.
    pub entropy: Option<f32>,
    /// At least so many digits, upper and lower case letters, different bytes.
    pub counts: [usize; 4],
    /// Lower-case texts that must not occur.
    pub deny: Vec<Text>,
    /// Well-known passwords are fine.
    pub common: bool,
    /// Signs only what the application itself makes.
    pub own: bool,
    /// The host behind the secret is looked at.
    pub host: bool,
    /// Words are fine.
    pub words: bool,
    /// Placeholders are left out.
    pub placeholder: bool,
}

/// Another part of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The id of its rule.
    pub rule: Text,
    /// Most bytes between the two.
    pub within: usize,
}

/// A rule that can be run.
#[expect(clippy::struct_excessive_bools, reason = "each is something that a rule says by itself")]
#[derive(Debug)]
pub struct Rule {
    /// What reports say of it.
    pub info: Arc<RuleInfo>,
    /// Lower-case literals, one of which stands in every match.
    pub keywords: Vec<Text>,
    /// How it finds candidates.
    pub matcher: Matcher,
    /// What it says of the facts of a file; where the matcher is another, beside what that finds.
    pub facts: Option<FactClauses>,
    /// Bytes that may not touch the match.
    pub boundary: Option<Alphabet>,
    /// It is looked for in binaries as well.
    pub binary: bool,
    /// Each match begins with a keyword, before which `boundary` allows no letter and no digit.
    pub begins: bool,
    /// Where it applies.
    pub paths: PathGate,
    /// What the secret must pass.
    pub checks: Checks,
    /// A form that many providers' credentials have; a provider's own rule wins over it.
    pub generic: bool,
    /// The other parts of the credential.
    pub pairs: Vec<Pair>,
    /// How much text it looks at.
    pub scope: Scope,
    /// It tells what kind of application a file belongs to, and is never reported.
    pub clue: Option<Clue>,
    /// It reports a statement, not a secret, where these terms are met.
    pub client: Option<Terms>,
    /// The request that tells whether a secret is still valid; see [`Rule::verify`].
    pub(super) verify: Option<Later<RawVerify>>,
    /// It is found for the secret that it belongs to, and never reported by itself.
    pub part: bool,
    /// It comes with the program, or a person named its file where the run was started.
    pub trusted: bool,
    /// Its tests; see [`Rule::examples`].
    pub(super) examples: Later<RawExamples>,
    /// File and line where it is written.
    pub written: (Text, usize),
}

impl Rule {
    /// Whether what it finds is no secret: there is nothing to mask.
    pub fn is_statement(&self) -> bool {
        self.client.is_some()
    }

    /// Whether it judges code or configuration by what it says of itself, whatever application it is of.
    pub fn judges_code(&self) -> bool {
        self.scope == Scope::Facts && !self.is_statement() && self.clue.is_none()
    }

    /// The request that tells whether a secret of this rule is still valid, if there is a harmless one.
    pub fn verify(&self) -> Option<RawVerify> {
        self.verify.as_ref()?.get().map(std::borrow::Cow::into_owned)
    }

    /// How specific it is: where several rules fit one secret, the highest wins.
    pub fn specificity(&self) -> u8 {
        match &self.matcher {
            Matcher::Pattern(_) if self.generic => 2,
            Matcher::Pattern(_) if self.checks.checksum.is_some() => 6,
            Matcher::Pattern(_) if self.boundary.is_some() => 5,
            Matcher::Pattern(_) => 4,
            Matcher::Near(_) => 3,
            Matcher::Assignment(a) if a.value.is_some() => 3,
            Matcher::Assignment(_) => 1,
            // A key in code is told by what it is for, a literal by its name alone.
            Matcher::Facts => 2,
            Matcher::Path | Matcher::Measured => 0,
        }
    }

    /// Whether it is looked for in binaries.
    pub fn is_for_binaries(&self) -> bool {
        matches!(self.matcher, Matcher::Pattern(_)) && self.binary
    }

    /// Whether its format identifies itself by how it begins.
    pub fn identifies_itself(&self) -> bool {
        matches!(self.matcher, Matcher::Pattern(_)) && self.boundary.is_some()
    }
}
