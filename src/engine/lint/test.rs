//! Whether a value is weak.

use std::ops::Range;

use serde::Deserialize as _;

use super::Linter;
use super::select::Site;
use crate::check::{
    CharClasses, broad_subject, curve, is_common_password, is_ecb, placeholder, placeholder_token, risky_redirect,
    weak_cipher, weak_ssh, weak_suite, word_share,
};
use crate::facts::{Found, Language, Term, Value};
use crate::key::{Judgement, Kind};
use crate::model::Severity;
use crate::rule::{FactClause, RawMinimum, Unit, Weak, plain_name};

/// What is weak about a value.
pub(super) struct Weakness {
    pub(super) note: String,
    pub(super) severity: Option<Severity>,
    pub(super) secret: Option<Range<usize>>,
    /// Where the value is written.
    pub(super) written: Option<Range<usize>>,
}

/// What Python's `secrets` gives without being asked (<https://docs.python.org/3/library/secrets.html>).
const DEFAULT_TOKEN: i64 = 32;

/// From so many characters on a text is no key but prose, a path or a document.
const LONGEST: usize = 512;

impl<'f> Linter<'f> {
    /// Whether one of the values that a term may have is weak.
    pub(super) fn test(&self, clause: &FactClause, site: &Site<'f>, term: &'f Term) -> Option<Weakness> {
        let values = self.resolver.values(term, site.scope);
        values.iter().find_map(|found| {
            let weak = self.weakness(clause, site, found)?;
            Some(Weakness { written: Some(found.span.clone()), ..weak })
        })
    }

    fn weakness(&self, clause: &FactClause, site: &Site<'f>, found: &Found<'f>) -> Option<Weakness> {
        let raw = &clause.raw;
        if let Some(minimum) = &raw.below {
            let number = number(&found.value, raw.prefix.as_deref())?;
            return self.below(minimum, counted(number, raw.unit)?, i64::from(raw.least));
        }
        if !raw.is.is_empty() {
            return self.is_one_of(found, &raw.is).then(|| said(&found.value));
        }
        match raw.weak? {
            Weak::Curve => self.words(found).iter().find_map(|name| self.curve(name)),
            Weak::Cipher => self.words(found).iter().find_map(|name| weak_cipher(name)).map(plain),
            Weak::Ecb => {
                let java = matches!(self.facts().language, Language::Java | Language::Kotlin | Language::Scala);
                self.texts(&found.value).iter().any(|name| is_ecb(name, java)).then(|| plain("ECB"))
            }
            Weak::CipherList => self.words(found).iter().find_map(|list| weak_suite(list)).map(|s| plain(&s)),
            Weak::SshList => self.words(found).iter().find_map(|list| weak_ssh(list)).map(plain),
            Weak::Literal => (literal(found) || self.lists_bytes(found)).then(|| secret(found)),
            Weak::HmacSecret => self.short_for_hash(clause, site, found),
            // A name that is written down beside itself, `CLIENT_SECRET = "client_secret"`, is no secret.
            Weak::Secret if self.words(found).iter().any(|text| is_own_name(&raw.assign, text)) => None,
            Weak::Secret => guessable(found).then(|| secret(found)),
            Weak::FilledIn => filled_in(found).then(|| secret(found)),
            Weak::Date => self.texts(&found.value).iter().find_map(|text| date(text)).map(plain),
            Weak::Redirect => self.texts(&found.value).iter().find_map(|uri| risky_redirect(uri)).map(plain),
            Weak::Subject => self.texts(&found.value).iter().find_map(|subject| broad_subject(subject)).map(plain),
        }
    }

    /// What a value names; what is nothing, `NULL`, names no algorithm.
    fn words(&self, found: &Found<'f>) -> Vec<String> {
        match found.value.as_ref() {
            Value::Null | Value::Bool(_) => Vec::new(),
            value => self.texts(value),
        }
    }

    /// A number under a minimum.
    fn below(&self, minimum: &RawMinimum, number: i64, least: i64) -> Option<Weakness> {
        if number < least.max(1) {
            return None;
        }
        match minimum {
            RawMinimum::Fixed(minimum) => (number < i64::from(*minimum)).then(|| Weakness {
                note: format!("{number}; at least {minimum}"),
                severity: None,
                secret: None,
                written: None,
            }),
            RawMinimum::Kind(name) => {
                let kind = kind(name)?;
                let judged = self.policy.judge(kind, u32::try_from(number).unwrap_or(u32::MAX));
                self.judged(judged, number)
            }
        }
    }

    /// What the policy calls an error.
    fn judged(&self, judged: Option<Judgement>, number: i64) -> Option<Weakness> {
        let judgement = judged.filter(|judgement| judgement.severity >= Severity::Error)?;
        let asked = judgement.minimum.map(|m| format!("; policy {} asks for {m}", self.policy.name));
        Some(Weakness {
            note: format!("{number}{}", asked.unwrap_or_default()),
            severity: None,
            secret: None,
            written: None,
        })
    }

    fn curve(&self, name: &str) -> Option<Weakness> {
        let known = curve(name)?;
        let kind = if known.binary { Kind::EcBinary } else { Kind::Ec };
        let judged = self.policy.judge(kind, known.bits);
        let weak = self.judged(judged, i64::from(known.bits))?;
        let short = name.rsplit('.').next().unwrap_or(name);
        Some(Weakness { note: format!("{short}: {}", weak.note), ..weak })
    }

    /// An HMAC key shorter than its hash (RFC 7518 §3.2).
    fn short_for_hash(&self, clause: &FactClause, site: &Site<'f>, found: &Found<'f>) -> Option<Weakness> {
        let named = self.select(site, &clause.raw.algorithm);
        let of_term = |term: &&'f Term| {
            let values = self.resolver.values(term, site.scope);
            values.iter().flat_map(|found| self.texts(&found.value)).collect::<Vec<_>>()
        };
        let by_name = named.iter().flat_map(of_term).find_map(|name| hash_bits(&name));
        let wanted = match by_name {
            Some(bits) => bits,
            None if named.is_empty() => clause.raw.assumed.as_deref().and_then(hash_bits)?,
            // Signed by something else than HMAC, or by nobody knows what.
            None => return None,
        };
        match found.value.as_ref() {
            Value::Text(text) => {
                (literal(found) && found.coding.bytes(text) * 8 < wanted as usize).then(|| secret(found))
            }
            Value::Call(at) => {
                let bits = self.random_bytes(*at, site)?.checked_mul(8)?;
                let note = format!("{bits} random bits; the hash has {wanted}");
                (bits < i64::from(wanted)).then_some(Weakness { note, severity: None, secret: None, written: None })
            }
            _ => None,
        }
    }

    /// Whether a call names each byte of what it makes: `byteArrayOf(1, 2, 3, 4)`.
    fn lists_bytes(&self, found: &Found<'f>) -> bool {
        let Value::Call(at) = found.value.as_ref() else { return false };
        let Some(call) = self.facts().calls.get(*at) else { return false };
        let makes = matches!(call.callee.rsplit('.').next(), Some("byteArrayOf" | "intArrayOf" | "of"));
        makes && call.arguments.len() >= 4 && call.arguments.iter().all(|a| matches!(a.term.value, Value::Int(_)))
    }

    /// How many random bytes a call gives.
    fn random_bytes(&self, call: usize, site: &Site<'f>) -> Option<i64> {
        let random = self.resolver.callee(call).iter().any(|path| {
            let last = path.path.rsplit('.').next().unwrap_or_default();
            matches!(last, "token_bytes" | "token_hex" | "token_urlsafe" | "urandom" | "randomBytes" | "random_bytes")
        });
        let argument = self.facts().calls.get(call).filter(|_| random)?.arguments.first();
        let Some(argument) = argument else { return Some(DEFAULT_TOKEN) };
        let values = self.resolver.values(&argument.term, site.scope);
        values.iter().find_map(|found| match found.value.as_ref() {
            Value::Int(number) => Some(*number),
            Value::Null => Some(DEFAULT_TOKEN),
            _ => None,
        })
    }
}

/// A kind of the policy by the name that rules use.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        serde::de::IntoDeserializer::into_deserializer(name);
    Kind::deserialize(name).ok()
}

/// The number in a value.
fn number(value: &Value, prefix: Option<&str>) -> Option<i64> {
    let digits = |text: &str| {
        let text = text.trim();
        let text = match prefix {
            Some(prefix) => {
                let at = text.to_ascii_lowercase().find(&prefix.to_ascii_lowercase())?;
                text.get(at + prefix.len()..)?
            }
            None => text,
        };
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let whole = prefix.is_some() || end == text.len();
        text.get(..end).filter(|digits| whole && !digits.is_empty()).and_then(|digits| digits.parse().ok())
    };
    match value {
        Value::Int(number) if prefix.is_none() => Some(*number),
        Value::Text(text) => digits(text),
        Value::Name(path) if prefix.is_some() => digits(path.rsplit('.').next().unwrap_or(path)),
        _ => None,
    }
}

fn counted(number: i64, unit: Unit) -> Option<i64> {
    match unit {
        Unit::Bits => Some(number),
        Unit::Bytes => number.checked_mul(8),
        Unit::Words => number.checked_mul(32),
        Unit::HighWord => Some((number >> 16) & 0xffff),
        Unit::Power => u64::try_from(number).ok().filter(|n| *n > 0).map(|n| i64::from(n.ilog2())),
    }
}

/// Bits of the hash that an algorithm's name names.
fn hash_bits(name: &str) -> Option<u32> {
    let lower = name.to_ascii_lowercase();
    let keyed = lower.starts_with("hs")
        || lower.contains("blake2")
        || lower.contains("sm3")
        || lower.contains("sha")
        || lower.contains("hmac")
        || lower.contains("md5");
    let sizes = [
        ("512", 512),
        ("384", 384),
        ("256", 256),
        ("224", 224),
        ("blake2b", 512),
        ("blake2s", 256),
        ("sm3", 256),
        ("sha1", 160),
        ("md5", 128),
    ];
    sizes.iter().find(|(part, _)| keyed && lower.contains(part)).map(|row| row.1)
}

fn plain(note: &str) -> Weakness {
    Weakness { note: note.to_owned(), severity: None, secret: None, written: None }
}

/// The value itself, where it is short and no secret.
fn said(value: &Value) -> Weakness {
    let note = match value {
        Value::Text(text) if text.len() <= 40 => text.clone(),
        Value::Name(path) => path.rsplit('.').next().unwrap_or(path).to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    };
    plain(&note)
}

fn secret(found: &Found<'_>) -> Weakness {
    Weakness { note: String::new(), severity: None, secret: Some(found.span.clone()), written: None }
}

/// Whether a value is a literal that stands for itself: no template, no blank to be filled in.
fn literal(found: &Found<'_>) -> bool {
    match found.value.as_ref() {
        Value::Text(text) => {
            let template = ["${", "{{", "<%", "$(", "%{", "%("].iter().any(|mark| text.contains(mark));
            let blank = text.starts_with('<') && text.ends_with('>');
            !text.is_empty() && text.len() <= LONGEST && !template && !blank
        }
        Value::List(terms) => terms.len() >= 4 && terms.iter().all(|term| matches!(term.value, Value::Int(_))),
        _ => false,
    }
}

/// Whether a text is one of the names that a clause looks for.
fn is_own_name(names: &[String], text: &str) -> bool {
    names.iter().any(|name| plain_name(name) == plain_name(text))
}

/// Whether somebody filled a value in: a literal that is no placeholder and no sentence.
fn filled_in(found: &Found<'_>) -> bool {
    let Value::Text(text) = found.value.as_ref() else { return false };
    literal(found) && placeholder_token(text.as_bytes()).is_none() && !text.contains(char::is_whitespace)
}

/// The day at the beginning of a text such as `2027-01-31T00:00:00Z`.
fn date(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let fits = day.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    fits.then_some(day)
}

/// Whether a person could guess a secret: too few bits by its length and its characters, or words.
fn guessable(found: &Found<'_>) -> bool {
    let Value::Text(text) = found.value.as_ref() else { return false };
    let bytes = text.as_bytes();
    if !literal(found) || placeholder(bytes).is_some() || text.contains(char::is_whitespace) {
        return false;
    }
    let classes = CharClasses::of(bytes);
    let a_character: u32 = match (classes.upper > 0, classes.lower > 0, classes.digits > 0) {
        (false, false, _) => 33,
        (true, true, true) => 60,
        (true, true, false) => 57,
        _ if classes.digits > 0 => 50,
        _ => 47,
    };
    let bits = u32::try_from(bytes.len()).unwrap_or(u32::MAX).saturating_mul(a_character) / 10;
    bits < 112 || is_common_password(bytes) || word_share(bytes) > 0.7
}
