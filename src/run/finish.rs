//! From what a blob gave to findings: one rule for each secret, one finding for each rule, path and secret.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::{BlobOutcome, Spot};
use crate::model::{Finding, FindingParts, Occurrence, Origin, Secret, Status};
use crate::rule::{RuleIndex, RuleSet};

/// Most findings that one rule may report in one file; the rest is counted.
const MOST: usize = 1000;

/// Leaves one rule for each secret: the most specific one, then the surer, then the first by id.
pub(super) fn resolve(spots: Vec<Spot>, rules: &RuleSet) -> Vec<Spot> {
    let rank = |spot: &Spot| {
        let specificity = rules.get(spot.rule).map_or(0, crate::rule::Rule::specificity);
        (std::cmp::Reverse(specificity), std::cmp::Reverse(spot.verdict.confidence), spot.rule, spot.range)
    };
    let mut spots = spots;
    spots.sort_by_key(rank);
    let mut taken: BTreeMap<u64, u64> = BTreeMap::new();
    spots.retain(|spot| {
        let (start, end) = (spot.range.start, spot.range.end.max(spot.range.start + 1));
        let before = taken.range(..end).next_back();
        if before.is_some_and(|(_, &taken_end)| taken_end > start) {
            return false;
        }
        taken.insert(start, end);
        true
    });
    spots.sort_by_key(|spot| (spot.range, spot.rule));
    spots
}

/// Findings of one blob, and how many occurrences were beyond the most.
pub(super) fn findings(origin: &Origin, outcome: BlobOutcome, rules: &RuleSet) -> (Vec<Finding>, u64) {
    let mut groups: BTreeMap<(RuleIndex, Secret), Vec<Spot>> = BTreeMap::new();
    let mut counts: BTreeMap<RuleIndex, usize> = BTreeMap::new();
    let mut uncounted = 0;
    for spot in resolve(outcome.spots, rules) {
        let count = counts.entry(spot.rule).or_default();
        *count += 1;
        if *count > MOST {
            uncounted += 1;
            continue;
        }
        groups.entry((spot.rule, spot.secret.clone())).or_default().push(spot);
    }
    let findings = groups.into_iter().filter_map(|((rule, secret), spots)| {
        let rule = rules.get(rule)?;
        finding(Arc::clone(&rule.info), origin, secret, spots)
    });
    (findings.collect(), uncounted)
}

fn finding(rule: Arc<crate::model::RuleInfo>, origin: &Origin, secret: Secret, spots: Vec<Spot>) -> Option<Finding> {
    let surest = spots.iter().max_by_key(|spot| spot.verdict.confidence)?;
    let (masked, confidence, signals) =
        (surest.masked.clone(), surest.verdict.confidence?, surest.verdict.signals.clone());
    let occurrences = spots
        .into_iter()
        .map(|spot| Occurrence { location: spot.location, excerpt: spot.excerpt, line_hash: None })
        .collect();
    let parts = FindingParts {
        severity: rule.severity,
        rule,
        origin: origin.clone(),
        secret,
        masked,
        confidence,
        signals,
        status: Status::Open,
        occurrences,
    };
    Finding::new(parts).ok()
}
