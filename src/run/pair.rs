//! Credentials of several parts, such as a key ID and its secret: the secret is reported, and what belongs to it is shown
//! beside it instead of by itself. Which rules belong together, and how near, is written with the rule of the secret.
//!
//! Works on what one blob gave, after judgement: a file without a secret that has parts costs nothing.

use super::outcome::Spot;
use crate::judge::PAIR;
use crate::model::{Confidence, CredentialPart, Origin, Related, Suppression};
use crate::rule::{RuleIndex, RuleSet};

/// What is said of a place, and the other parts of its credential.
#[derive(Debug)]
pub(super) struct Joined {
    /// The place.
    pub spot: Spot,
    /// What markers say of it.
    pub said: Option<Suppression>,
    /// Where the other parts stand.
    pub related: Vec<Related>,
    /// The other parts.
    pub parts: Vec<CredentialPart>,
}

/// Joins secrets with their other parts. `spots` are in the order of the text; `reports` says which confidence is shown:
/// what nobody sees takes no part away.
pub(super) fn join(
    origin: &Origin,
    spots: Vec<Spot>,
    said: Vec<Option<Suppression>>,
    rules: &RuleSet,
    reports: &dyn Fn(Confidence) -> bool,
) -> Vec<Joined> {
    let mut joined: Vec<Joined> =
        spots.into_iter().zip(said).map(|(spot, said)| Joined { spot, said, related: vec![], parts: vec![] }).collect();
    let mut taken = vec![false; joined.len()];
    for at in 0..joined.len() {
        let Some(main) = joined.get(at).filter(|main| main.spot.verdict.confidence.is_some_and(reports)) else {
            continue;
        };
        let pairs = rules.get(main.spot.rule).map_or(&[][..], |rule| rule.pairs.as_slice());
        if pairs.is_empty() || taken.get(at) == Some(&true) {
            continue;
        }
        let parts: Vec<usize> =
            pairs.iter().filter_map(|pair| nearest(&joined, at, rules.find(&pair.rule)?, pair.within as u64)).collect();
        let related: Vec<Related> =
            parts.iter().filter_map(|&part| related(origin, joined.get(part)?, rules)).collect();
        let named: Vec<CredentialPart> = parts.iter().filter_map(|&part| named(joined.get(part)?, rules)).collect();
        for part in parts {
            taken.get_mut(part).into_iter().for_each(|taken| *taken = true);
        }
        if let Some(main) = joined.get_mut(at).filter(|_| !related.is_empty()) {
            main.related = related;
            main.parts = named;
            main.spot.verdict.confirm(PAIR);
        }
    }
    let mut taken = taken.into_iter();
    joined.retain(|_| taken.next() != Some(true));
    joined
}

/// The nearest place of a rule within so many bytes, if the same is said of it.
fn nearest(joined: &[Joined], at: usize, rule: RuleIndex, within: u64) -> Option<usize> {
    let main = joined.get(at)?;
    let gap = |other: &Joined| {
        let (a, b) = (main.spot.range, other.spot.range);
        if b.start >= a.end { b.start - a.end } else { a.start.saturating_sub(b.end) }
    };
    let fits = |(_, other): &(usize, &Joined)| other.spot.rule == rule && other.said == main.said;
    // Places do not overlap and are sorted, so that the first that fits on either side is the nearest there.
    let all = || joined.iter().enumerate();
    let ahead = all().skip(at + 1).take_while(|(_, other)| gap(other) <= within).find(fits);
    let behind = all().take(at).rev().take_while(|(_, other)| gap(other) <= within).find(fits);
    let found = ahead.into_iter().chain(behind).min_by_key(|(_, other)| gap(other));
    found.map(|(index, _)| index)
}

/// A part by itself, for a live check of the whole.
fn named(part: &Joined, rules: &RuleSet) -> Option<CredentialPart> {
    let rule = rules.get(part.spot.rule)?.info.id.clone();
    Some(CredentialPart { rule, secret: part.spot.secret.clone() })
}

/// A part, as a place that is shown with the secret.
fn related(origin: &Origin, part: &Joined, rules: &RuleSet) -> Option<Related> {
    let title = &rules.get(part.spot.rule)?.info.title;
    let message = format!("belongs to it: {title} {}", part.spot.masked);
    Some(Related { origin: origin.clone(), location: part.spot.location, message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::rule::Source;
    use crate::run::{BlobInput, Scanner};

    const RULES: &str = r#"
[[rule]]
id = "secret/acme-id"
title = "Acme ID"
description = "Names a key."
severity = "warning"
keywords = ["acid_"]
pattern = '(?P<secret>acid_[0-9a-z]{8})'
fix = "Delete it."
[[rule]]
id = "secret/acme-secret"
title = "Acme secret"
description = "Opens everything."
keywords = ["acse_"]
pattern = '(?P<secret>acse_[0-9a-z]{8})'
fix = "Delete it."
pair = [{ rule = "secret/acme-id", within = 30 }, { rule = "secret/acme-gone" }]
"#;

    /// Each place that stays, with the lines of what belongs to it.
    fn joined(text: &str, confidence: Confidence) -> Vec<(String, Confidence, Vec<u64>)> {
        let source = Source { name: "x.toml".to_owned(), text: RULES.to_owned(), trusted: false };
        let engine = Engine::new(RuleSet::compile(Vec::new(), &[source], &|_| true, &[]).unwrap());
        let origin = Origin::file("a.txt");
        let spots = Scanner::new(&engine).scan(&BlobInput::whole(&origin, text.as_bytes())).spots;
        let said = vec![None; spots.len()];
        join(&origin, spots, said, engine.rules(), &|c| c >= confidence)
            .into_iter()
            .map(|j| {
                let id = engine.rules().get(j.spot.rule).unwrap().info.id.clone();
                (id, j.spot.verdict.confidence.unwrap(), j.related.iter().map(|r| r.location.start.line).collect())
            })
            .collect()
    }

    #[test]
    fn shows_an_id_with_its_secret_and_not_by_itself() {
        let secret = |lines: &[u64], confidence| ("secret/acme-secret".to_owned(), confidence, lines.to_vec());
        let id = || ("secret/acme-id".to_owned(), Confidence::Medium, vec![]);
        let near = joined("acid_k3j9x2m1\nacse_z8q4w7r2\n", Confidence::Medium);
        assert_eq!(near, [secret(&[1], Confidence::High)]);
        let behind = joined("acse_z8q4w7r2 acid_k3j9x2m1", Confidence::Medium);
        assert_eq!(behind, [secret(&[1], Confidence::High)]);
        let far = joined(&format!("acid_k3j9x2m1{}\nacse_z8q4w7r2\n", " ".repeat(40)), Confidence::Medium);
        assert_eq!(far, [id(), secret(&[], Confidence::Medium)]);
        // Each takes one; what nobody sees takes none.
        let two = joined("acid_k3j9x2m1 acid_t5h8v2n4 acse_z8q4w7r2", Confidence::Medium);
        assert_eq!(two, [id(), secret(&[1], Confidence::High)]);
        let unseen = joined("acid_k3j9x2m1 acse_z8q4w7r2", Confidence::High);
        assert_eq!(unseen, [id(), secret(&[], Confidence::Medium)]);
    }
}
