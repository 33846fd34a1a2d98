//! What a policy and a day say of a measured key.

use jiff::civil::Date;

use super::material::{Certificate, Key, Visibility, Weakness};
use super::policy::{Kind, Policy};
use super::weakness::blocklist::Blocklist;
use crate::model::Severity;
use crate::order::Order as _;

/// By what keys are judged.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The minimums.
    pub policy: Policy,
    /// The day of the run.
    pub as_of: Date,
    /// Lists of compromised keys.
    known: Vec<Blocklist>,
}

impl Terms {
    /// A policy and a day.
    pub fn new(policy: Policy, as_of: Date) -> Self {
        Self { policy, as_of, known: Vec::new() }
    }

    /// What tells these terms from others, whatever the day.
    pub(crate) fn but_the_day(&self) -> String {
        format!("{:?} {:?}", self.policy, self.known)
    }

    /// Takes in a list of compromised keys in the form of badkeys' `blocklist.dat`; an error says what is wrong with the bytes.
    pub fn add_known_keys(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        self.known.push(Blocklist::new(name, bytes)?);
        Ok(())
    }
}

/// The worst that is said of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing is wrong with it.
    Ok,
    /// Worth knowing.
    Note,
    /// Should be replaced.
    Warning,
    /// Must not be used.
    Error,
    /// It could not be measured.
    Unknown,
}

impl From<Severity> for Verdict {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Note,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// A certificate of a server lasts so many days at most; one year and a grace, as browsers asked until 2026.
const LONGEST_DAYS: i32 = 825;

/// All that is wrong with a key: what was measured, and what the terms say of it.
pub fn judge(key: &Key, terms: &Terms) -> Vec<Weakness> {
    let mut said = key.weaknesses.clone();
    let mut say = |rule, detail: String| said.push(Weakness { rule, detail });
    if let Some(known) = terms.known.iter().find_map(|list| list.says(key)) {
        say("key/published", known);
    }
    size(key, &terms.policy, &mut say);
    if let Some(protection) = &key.protection
        && let Some(weak) = &protection.weak
        && key.is_private()
    {
        say("key/weak-protection", format!("{} under {}: {weak}", protection.cipher, protection.kdf));
    }
    if let Some(certificate) = &key.certificate {
        signature(key, certificate, &terms.policy, &mut say);
        validity(key, certificate, terms.as_of, &mut say);
    }
    said.order();
    said.dedup_by(|a, b| a.rule == b.rule);
    said
}

fn size(key: &Key, policy: &Policy, say: &mut dyn FnMut(&'static str, String)) {
    let Some(kind) = key.kind else { return };
    let wanted = |minimum: Option<u32>| minimum.map_or_else(String::new, |minimum| format!(" asks for {minimum}"));
    let judged = match key.bits {
        Some(bits) => policy.judge(kind, bits),
        None => policy.judge_use(kind),
    };
    let Some(judgement) = judged else { return };
    let bits = key.bits.unwrap_or(0);
    let asked = policy.minimum(kind);
    let why = judgement.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    let too_small = key.bits.is_some() && bits < asked;
    let text = format!("{}; the policy {}{}{why}", key.describe(), policy.name, wanted(judgement.minimum));
    match judgement.severity {
        // A generator that sets the highest bit of neither prime makes one bit less than it was asked for.
        Severity::Error if kind == Kind::Rsa && too_small && asked - bits < 8 => {
            say("key/rsa-odd-length", format!("{bits} bits where {asked} were meant"));
        }
        Severity::Error if too_small => say("key/too-short", text),
        Severity::Error => say("key/forbidden-algorithm", text),
        Severity::Warning if judgement.minimum.is_some() => say("key/short", text),
        Severity::Warning => say("key/outdated-algorithm", text),
        Severity::Note => say("key/noted", text),
    }
}

/// What policies call the hash of a signature.
fn hash_kind(name: &str) -> Option<Kind> {
    Some(match name {
        "MD2" => Kind::Md2,
        "MD4" => Kind::Md4,
        "MD5" => Kind::Md5,
        "SHA-1" => Kind::Sha1,
        "SHA-224" => Kind::Sha224,
        "SHA-256" => Kind::Sha256,
        _ => return None,
    })
}

fn signature(key: &Key, certificate: &Certificate, policy: &Policy, say: &mut dyn FnMut(&'static str, String)) {
    // Nobody relies on what a root signs of itself, and a request is signed anew.
    if certificate.self_signed && certificate.authority || key.visibility == Visibility::Request {
        return;
    }
    let Some(judgement) = hash_kind(&certificate.signature).and_then(|kind| policy.judge_use(kind)) else { return };
    let text = format!("signed with {}", certificate.signature);
    match judgement.severity {
        Severity::Error => say("key/broken-signature-hash", text),
        Severity::Warning => say("key/weak-signature-hash", text),
        Severity::Note => say("key/noted", text),
    }
}

fn validity(key: &Key, certificate: &Certificate, as_of: Date, say: &mut dyn FnMut(&'static str, String)) {
    if key.visibility != Visibility::Certificate {
        return;
    }
    let Some(after) = certificate.not_after else { return };
    if after < as_of {
        say("key/certificate-expired", format!("it ended on {after}"));
    }
    let Some(before) = certificate.not_before else { return };
    let days = before.until(after).map_or(0, |span| span.get_days());
    if days > LONGEST_DAYS && !certificate.authority && key.container != "SSH" {
        say("key/certificate-long-lived", format!("{days} days, from {before} to {after}"));
    }
    if after < before {
        say("key/unusual-number", format!("it ends on {after}, before it begins on {before}"));
    }
}
