//! Which sizes and algorithms are good enough: named sets of minimums, each a file of data with its sources.
//!
//! A policy says how bad a number is; it measures nothing, and what a measured weakness such as a factored modulus is worth
//! is no matter of policy.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::Severity;

/// What minimums are set for. `facts` about code and keys that were measured are judged by the same names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// RSA, also RSA-PSS: bits of the modulus.
    Rsa,
    /// DSA: bits of the prime.
    Dsa,
    /// Diffie-Hellman over a prime field: bits of the prime.
    Dh,
    /// `ElGamal`: bits of the prime.
    Elgamal,
    /// Curves over prime fields: bits of the group's order.
    Ec,
    /// Curves over binary fields.
    EcBinary,
    /// Ed25519, Ed448, X25519, X448.
    Eddsa,
    /// ML-DSA: the number in its name (44, 65, 87).
    MlDsa,
    /// ML-KEM: the number in its name (512, 768, 1024).
    MlKem,
    /// SLH-DSA: the number in its name.
    SlhDsa,
    /// AES: bits of the key.
    Aes,
    /// DES.
    Des,
    /// DES three times.
    TripleDes,
    /// RC2.
    Rc2,
    /// RC4.
    Rc4,
    /// Blowfish: bits of the key.
    Blowfish,
    /// CAST5.
    Cast,
    /// IDEA.
    Idea,
    /// HMAC and other symmetric secrets: bits.
    Hmac,
    /// MD2 in a signature.
    Md2,
    /// MD4 in a signature.
    Md4,
    /// MD5 in a signature.
    Md5,
    /// SHA-1 in a signature.
    #[serde(rename = "sha-1")]
    Sha1,
    /// SHA-224 in a signature.
    #[serde(rename = "sha-224")]
    Sha224,
    /// SHA-256 in a signature.
    #[serde(rename = "sha-256")]
    Sha256,
    /// PBKDF2: iterations.
    Pbkdf2,
    /// bcrypt: the base-2 logarithm of the cost.
    Bcrypt,
    /// scrypt: the base-2 logarithm of N.
    Scrypt,
    /// Argon2: KiB of memory.
    Argon2,
}

impl Kind {
    /// By the name that policies have for it.
    pub fn named(name: &str) -> Option<Self> {
        use serde::de::IntoDeserializer as _;
        let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }

    /// The name that policies have for it.
    pub fn name(self) -> String {
        let word = serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned));
        word.unwrap_or_default()
    }

    /// All names, in the order of the alphabet.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = Policy::default().limits.keys().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names
    }
}

/// What a policy says of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Below this it is an error.
    pub error: Option<u32>,
    /// Below this it is a warning.
    pub warning: Option<u32>,
    /// Below this it is a note.
    pub note: Option<u32>,
    /// It is at least this bad, whatever its size.
    pub always: Option<Severity>,
    /// Why, in a few words for a person.
    pub why: Option<String>,
}

/// What a policy says of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How bad it is.
    pub severity: Severity,
    /// The least number that would have passed without a word; none where no number would.
    pub minimum: Option<u32>,
    /// Why, where the policy says it.
    pub why: Option<String>,
}

/// A named set of minimums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name by which it was asked for.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// The day on which its numbers were last compared with their sources (`YYYY-MM-DD`).
    pub reviewed: String,
    /// Where its numbers come from.
    pub sources: Vec<String>,
    limits: BTreeMap<Kind, Limit>,
}

/// A policy as written.
#[derive(Debug, Deserialize)]
struct RawPolicy {
    title: String,
    reviewed: String,
    #[serde(default)]
    sources: Vec<String>,
    /// A built-in policy whose kinds hold where this one says nothing.
    base: Option<String>,
    #[serde(flatten)]
    limits: BTreeMap<Kind, Limit>,
}

/// Why a policy cannot be used. Names no content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PolicyProblem {
    /// The policy's name or file.
    pub name: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key policy {}: {}", self.name, self.message)
    }
}

const BUILTIN: [(&str, &str); 7] = [
    ("default", include_str!("../../policies/key/default.toml")),
    ("nist-112", include_str!("../../policies/key/nist-112.toml")),
    ("nist-128", include_str!("../../policies/key/nist-128.toml")),
    ("bsi-2024", include_str!("../../policies/key/bsi-2024.toml")),
    ("cnsa-1", include_str!("../../policies/key/cnsa-1.toml")),
    ("cnsa-2", include_str!("../../policies/key/cnsa-2.toml")),
    ("relaxed", include_str!("../../policies/key/relaxed.toml")),
];

/// Longest chain of bases.
const DEPTH: usize = 8;

impl Policy {
    /// The names of those that come with the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// One that comes with the program.
    pub fn named(name: &str) -> Result<Self, PolicyProblem> {
        if let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == name) {
            return Self::parse(name, text);
        }
        let known: Vec<&str> = Self::names().collect();
        Err(problem(name, format!("there is none of this name; there are {}", known.join(", "))))
    }

    /// Reads one from TOML.
    pub fn parse(name: &str, text: &str) -> Result<Self, PolicyProblem> {
        let mut policy = Self::parse_alone(name, text)?;
        let mut base = policy.1.take();
        for _ in 0..DEPTH {
            let Some(below) = base else { return Ok(policy.0) };
            let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == below) else {
                return Err(problem(name, format!("its base `{below}` is no built-in policy")));
            };
            let (lower, next) = Self::parse_alone(&below, text)?;
            for (kind, limit) in lower.limits {
                policy.0.limits.entry(kind).or_insert(limit);
            }
            base = next;
        }
        Err(problem(name, "its bases form a circle".to_owned()))
    }

    fn parse_alone(name: &str, text: &str) -> Result<(Self, Option<String>), PolicyProblem> {
        let raw: RawPolicy = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            problem(name, format!("line {line}: {}", error.message()))
        })?;
        let RawPolicy { title, reviewed, sources, base, limits } = raw;
        Ok((Self { name: name.to_owned(), title, reviewed, sources, limits }, base))
    }

    /// What it says of a kind.
    pub fn limit(&self, kind: Kind) -> Option<&Limit> {
        self.limits.get(&kind)
    }

    /// The least number of a kind that is no error; 0 where there is none.
    pub fn minimum(&self, kind: Kind) -> u32 {
        self.limit(kind).and_then(|limit| limit.error).unwrap_or(0)
    }

    /// Sets the least number of a kind, as a repository may with a reason.
    pub fn set_minimum(&mut self, kind: Kind, minimum: u32, reason: &str) {
        let limit = self.limits.entry(kind).or_default();
        limit.error = Some(minimum);
        limit.warning = limit.warning.filter(|warning| *warning > minimum && reason.is_empty());
        limit.note = None;
        limit.why = Some(reason.to_owned());
    }

    /// How bad a number is; none where it passes.
    pub fn judge(&self, kind: Kind, number: u32) -> Option<Judgement> {
        let limit = self.limit(kind)?;
        let below = |least: Option<u32>| least.is_some_and(|least| number < least);
        let by_size = if below(limit.error) {
            Some(Severity::Error)
        } else if below(limit.warning) {
            Some(Severity::Warning)
        } else if below(limit.note) {
            Some(Severity::Note)
        } else {
            None
        };
        let severity = by_size.max(limit.always)?;
        let minimum = [limit.error, limit.warning, limit.note].into_iter().flatten().max();
        let minimum = minimum.filter(|_| limit.always.is_none());
        Some(Judgement { severity, minimum, why: limit.why.clone() })
    }

    /// How bad it is to use a kind at all; none where that is fine.
    pub fn judge_use(&self, kind: Kind) -> Option<Judgement> {
        let limit = self.limit(kind)?;
        Some(Judgement { severity: limit.always?, minimum: None, why: limit.why.clone() })
    }
}

fn problem(name: &str, message: String) -> PolicyProblem {
    PolicyProblem { name: name.to_owned(), message }
}

impl Default for Policy {
    fn default() -> Self {
        let empty = Self {
            name: "default".to_owned(),
            title: String::new(),
            reviewed: String::new(),
            sources: Vec::new(),
            limits: BTreeMap::new(),
        };
        // The built-in file is read by the tests below.
        Self::named("default").unwrap_or(empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severity(policy: &str, kind: Kind, number: u32) -> Option<Severity> {
        Policy::named(policy).unwrap().judge(kind, number).map(|judgement| judgement.severity)
    }

    #[test]
    fn every_built_in_policy_reads_and_cites() {
        for name in Policy::names() {
            let policy = Policy::named(name).unwrap();
            assert!(!policy.sources.is_empty() && !policy.title.is_empty(), "{name}");
            assert!(policy.reviewed.len() == 10, "{name}");
            assert!(policy.limit(Kind::Argon2).is_some(), "{name} lacks what its base has");
        }
    }

    #[test]
    fn minimums_are_those_of_the_sources() {
        assert_eq!(severity("default", Kind::Rsa, 2047), Some(Severity::Error));
        assert_eq!(severity("default", Kind::Rsa, 2048), None);
        assert_eq!(severity("default", Kind::Ec, 224), Some(Severity::Warning));
        assert_eq!(severity("default", Kind::Dsa, 3072), Some(Severity::Warning));
        assert_eq!(severity("default", Kind::Dsa, 1024), Some(Severity::Error));
        assert_eq!(severity("nist-128", Kind::Rsa, 2048), Some(Severity::Error));
        assert_eq!(severity("bsi-2024", Kind::Rsa, 2048), Some(Severity::Warning));
        assert_eq!(severity("bsi-2024", Kind::Rsa, 3000), None);
        assert_eq!(severity("cnsa-2", Kind::Rsa, 4096), Some(Severity::Warning));
        assert_eq!(severity("cnsa-1", Kind::Ec, 256), Some(Severity::Error));
        assert_eq!(severity("relaxed", Kind::Rsa, 1024), Some(Severity::Warning));
        assert_eq!(severity("cnsa-2", Kind::MlKem, 768), Some(Severity::Error));
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let wrong = Policy::parse("own.toml", "title = 'x'\nreviewed = '2026-01-01'\n[rsa]\nerorr = 1").unwrap_err();
        assert!(wrong.to_string().starts_with("key policy own.toml: line "), "{wrong}");
        assert!(Policy::parse("own.toml", "title = 'x'\nreviewed = 'y'\n[rsaa]\nerror = 1").is_err());
        assert!(Policy::named("nist").unwrap_err().message.contains("nist-112"));
    }

    #[test]
    fn a_repository_sets_a_minimum() {
        let mut policy = Policy::default();
        policy.set_minimum(Kind::Rsa, 1024, "the old terminals");
        assert_eq!(policy.judge(Kind::Rsa, 1024), None);
        assert_eq!(policy.minimum(Kind::Rsa), 1024);
    }
}
