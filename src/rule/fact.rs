//! What a rule looks for in facts: which call or binding, which argument, and when that is weak.
//!
//! Only the data; `engine/lint` compares it with the facts of a file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The languages that facts are read from, by the names that rules use; `facts` knows which files they are.
pub const LANGUAGES: &[&str] = &[
    "java",
    "kotlin",
    "scala",
    "csharp",
    "python",
    "javascript",
    "go",
    "ruby",
    "php",
    "rust",
    "c",
    "cpp",
    "swift",
    "dart",
    "shell",
    "powershell",
    "dockerfile",
    "terraform",
    "bicep",
    "yaml",
    "json",
    "ini",
    "directives",
    "nginx",
    "xml",
];

/// One `[[rule.fact]]` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFact {
    /// The languages in which it holds. `javascript` means TypeScript too, `c` means C++ too.
    pub languages: Vec<String>,
    /// Lower-case literals, one of which stands in every file where it can hold. A file is read only for them.
    pub keywords: Vec<String>,
    /// Callees, each the end of a dotted path; `*` is one part of it, `**` any number.
    #[serde(default)]
    pub call: Vec<String>,
    /// Names or key paths that get a value.
    #[serde(default)]
    pub assign: Vec<String>,
    /// Names that get a value in whatever way: as a member of a mapping, an argument with a name, a variable, a field, or beside
    /// it (`add("grant_type", grant)`). Case, `_` and `-` do not count.
    #[serde(default)]
    pub named: Vec<String>,
    /// The file imports one of these.
    #[serde(default)]
    pub imports: Vec<String>,
    /// Where the value stands: a place (`1`), a name (`key_size`), a member (`1.modulusLength`), `last`, or one of the
    /// receiver's (`receiver.0`). The first that is there counts.
    #[serde(default)]
    pub argument: Vec<String>,
    /// Other arguments that must have one of these values. `statement` is the text of the whole call.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Other arguments that must not have one of these values.
    #[serde(default)]
    pub unless: BTreeMap<String, Vec<String>>,
    /// Weak below the policy's minimum for a kind, or below a number.
    pub below: Option<RawMinimum>,
    /// What the number counts: `bits` (the default), `bytes`, `words` of 32 bits, `high-word` of a flag word, `power` of two.
    #[serde(default)]
    pub unit: Unit,
    /// Smaller numbers mean something else.
    #[serde(default)]
    pub least: u32,
    /// A part of the value that holds the number: `rsa:1024` with the prefix `rsa:`.
    pub prefix: Option<String>,
    /// Weak where the value is one of these; `*` stands for anything.
    #[serde(default)]
    pub is: Vec<String>,
    /// Weak by a test of its own.
    pub weak: Option<Weak>,
    /// Weak where the argument is not there.
    #[serde(default)]
    pub missing: bool,
    /// The argument that names the algorithm, for `weak = "hmac-secret"`.
    #[serde(default)]
    pub algorithm: Vec<String>,
    /// What it is where that argument is missing.
    pub assumed: Option<String>,
}

/// A minimum as written.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum RawMinimum {
    /// Of a kind, by the policy.
    Kind(String),
    /// Fixed.
    Fixed(u32),
}

/// What a number counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Bits, iterations, or whatever the minimum counts.
    #[default]
    Bits,
    /// Eight bits.
    Bytes,
    /// 32 bits.
    Words,
    /// The upper 16 bits of a word of flags (`CryptGenKey`).
    HighWord,
    /// A number whose base-2 logarithm counts (scrypt's N).
    Power,
}

impl Unit {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [Self::Bits, Self::Bytes, Self::Words, Self::HighWord, Self::Power];
}

/// Tests that are more than a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weak {
    /// A curve whose order is shorter than the policy asks.
    Curve,
    /// A cipher that is broken or has small blocks.
    Cipher,
    /// The mode ECB, or a JCA transformation that means it.
    Ecb,
    /// A list of TLS cipher suites that admits a weak one.
    CipherList,
    /// A list of SSH algorithms that admits a weak one.
    SshList,
    /// A literal where a random value belongs.
    Literal,
    /// A literal shorter than the hash of the algorithm.
    HmacSecret,
    /// A literal secret that a person could guess.
    Secret,
    /// A literal that somebody filled in: no placeholder, no reference.
    FilledIn,
    /// A date; what it must be, `[rule.client]` says.
    Date,
    /// A redirect URI that others than the application may receive.
    Redirect,
    /// A subject of a federated identity that more than one branch or environment has.
    Subject,
}

impl Weak {
    /// Whether only a literal can be it.
    pub(super) fn is_of_literals(self) -> bool {
        matches!(
            self,
            Self::Literal
                | Self::HmacSecret
                | Self::Secret
                | Self::FilledIn
                | Self::Date
                | Self::Redirect
                | Self::Subject
        )
    }

    /// All of them.
    pub(super) const ALL: [Self; 12] = [
        Self::Curve,
        Self::Cipher,
        Self::Ecb,
        Self::CipherList,
        Self::SshList,
        Self::Literal,
        Self::HmacSecret,
        Self::Secret,
        Self::FilledIn,
        Self::Date,
        Self::Redirect,
        Self::Subject,
    ];
}

impl RawFact {
    /// Says what is wrong with a clause.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.keywords.is_empty() {
            return Err("a fact needs `keywords`".to_owned());
        }
        if self.languages.is_empty() {
            return Err("a fact needs `languages`".to_owned());
        }
        if [&self.call, &self.assign, &self.named].iter().filter(|names| !names.is_empty()).count() != 1 {
            return Err("a fact needs one of `call`, `assign` and `named`".to_owned());
        }
        let tests = [self.below.is_some(), !self.is.is_empty(), self.weak.is_some(), self.missing];
        if tests.iter().filter(|test| **test).count() > 1 {
            return Err("a fact has one of `below`, `is`, `weak` and `missing`, or none".to_owned());
        }
        if self.argument.is_empty() && !self.call.is_empty() && tests.contains(&true) {
            return Err("a fact that tests a value says by `argument` where it stands".to_owned());
        }
        Ok(())
    }
}

/// A name as names are compared whatever their notation: `client_secret`, `clientSecret`, `Client-Secret`.
pub fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}
