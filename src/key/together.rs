//! What only shows when keys are seen together: factors that they share, halves that belong together, keys that stand in many
//! places, certificates whose issuer is weak.

use std::collections::BTreeMap;

use super::material::{Key, Public, Visibility, Weakness};
use super::weakness::{gcd, known};

/// What was found out about one of the keys that were compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// The numbers of the other places where the same key stands, in order.
    pub same: Vec<usize>,
    /// The numbers of the other half, or the certificates, that a key belongs to.
    pub pairs: Vec<usize>,
    /// What is wrong with it beside the others.
    pub weaknesses: Vec<Weakness>,
}

/// The rules that tell of what is found by comparing.
pub const TOGETHER: [&str; 2] = ["key/weak-issuer", "key/rsa-shared-factor"];

/// Compares keys with each other. Gives one answer a key, and how many moduli were left out of the search for shared factors.
pub fn compare(keys: &[&Key]) -> (Vec<Together>, usize) {
    let mut answers = vec![Together::default(); keys.len()];
    let mut places: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate() {
        if let Some(fingerprint) = known::fingerprint(key) {
            places.entry(fingerprint).or_default().push(at);
        }
    }
    for group in places.values().filter(|group| group.len() > 1) {
        link(keys, group, &mut answers);
    }
    issuers(keys, &mut answers);
    let left_out = factors(keys, &places, &mut answers);
    (answers, left_out)
}

/// Most links that are kept of one key.
const MOST: usize = 100;

fn link(keys: &[&Key], group: &[usize], answers: &mut [Together]) {
    let role = |at: usize| keys.get(at).map(|key| key.visibility);
    for &at in group {
        let Some(answer) = answers.get_mut(at) else { continue };
        for &other in group.iter().filter(|other| **other != at) {
            let list = if role(other) == role(at) { &mut answer.same } else { &mut answer.pairs };
            if list.len() < MOST {
                list.push(other);
            }
        }
    }
}

/// A certificate is no better than the key that signed it.
fn issuers(keys: &[&Key], answers: &mut [Together]) {
    let mut by_subject: BTreeMap<[u8; 8], usize> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate() {
        if let Some(certificate) = &key.certificate
            && certificate.authority
        {
            by_subject.entry(certificate.names[0]).or_insert(at);
        }
    }
    for (at, key) in keys.iter().enumerate() {
        let Some(certificate) = key.certificate.as_ref().filter(|c| !c.self_signed) else { continue };
        if key.visibility != Visibility::Certificate {
            continue;
        }
        let issuer = by_subject.get(&certificate.names[1]).filter(|issuer| **issuer != at);
        let Some(issuer) = issuer.and_then(|issuer| keys.get(*issuer)) else { continue };
        let weak = matches!(&issuer.public, Public::Rsa { .. }) && issuer.bits.is_some_and(|bits| bits < 2040);
        if weak && let Some(answer) = answers.get_mut(at) {
            let detail = format!("its issuer has {}", issuer.describe());
            answer.weaknesses.push(Weakness { rule: "key/weak-issuer", detail });
        }
    }
}

fn factors(keys: &[&Key], places: &BTreeMap<[u8; 32], Vec<usize>>, answers: &mut [Together]) -> usize {
    let modulus = |group: &Vec<usize>| match keys.get(*group.first()?)? {
        Key { public: Public::Rsa { modulus, .. }, bits: Some(64..=16_384), weaknesses, .. }
            if !weaknesses.iter().any(|weakness| weakness.rule == "key/rsa-small-factor") =>
        {
            Some((group.clone(), modulus.clone()))
        }
        _ => None,
    };
    let mut moduli: Vec<(Vec<usize>, Vec<u8>)> = places.values().filter_map(modulus).collect();
    let left_out = moduli.len().saturating_sub(gcd::MOST);
    moduli.truncate(gcd::MOST);
    let (groups, numbers): (Vec<Vec<usize>>, Vec<Vec<u8>>) = moduli.into_iter().unzip();
    for (group, hit) in groups.iter().zip(gcd::shared(&numbers)) {
        for at in group.iter().filter(|_| hit) {
            if let Some(answer) = answers.get_mut(*at) {
                let detail = "another key here has one of its primes: both can be factored".to_owned();
                answer.weaknesses.push(Weakness { rule: "key/rsa-shared-factor", detail });
            }
        }
    }
    left_out
}
