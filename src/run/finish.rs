//! From what a blob gave to findings: one rule for each secret, one finding for each rule, path and secret; then what
//! markers and configuration say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::clients;
use super::company;
use super::context::{Context, Gathered};
use super::keep::keep;
use super::keys;
use super::outcome::{BlobOutcome, KeySpot, Spot};
use super::pair::{Joined, join};
use crate::config::PathSettings;
use crate::judge::Place;
use crate::model::{
    CredentialPart, Excerpt, Finding, FindingParts, Location, Occurrence, Origin, Related, Secret, Status, Suppression,
};
use crate::order::Order as _;
use crate::rule::{Rule, RuleIndex, RuleSet};
use crate::suppress::{self, Statement};

/// The places of one secret of which the same is said.
struct Part {
    said: Option<Suppression>,
    spots: Vec<Spot>,
    related: Vec<Related>,
    parts: Vec<CredentialPart>,
}

/// Most findings that one rule may report in one file; the rest is counted.
const MOST: usize = 1000;

/// Leaves one rule for each secret: the most specific one, then the surer, then the first by id.
pub(super) fn resolve(mut spots: Vec<Spot>, rules: &RuleSet) -> Vec<Spot> {
    spots.order_by_key(|spot| {
        let specificity = rules.get(spot.rule).map_or(0, Rule::specificity);
        // What is never reported by itself takes nothing away from what is.
        let part = rules.get(spot.rule).is_some_and(|rule| rule.part);
        (part, std::cmp::Reverse(specificity), std::cmp::Reverse(spot.verdict.confidence), spot.rule, spot.range)
    });
    let mut taken: BTreeMap<u64, u64> = BTreeMap::new();
    spots.retain(|spot| {
        // A statement is no secret: several rules may say several things of it. And whether a rule on applications reports at all
        // is known when they are: until then it takes nothing away (`held` does).
        if spot.secret.is_statement() || rules.get(spot.rule).is_some_and(Rule::is_statement) {
            return true;
        }
        let (start, end) = (spot.range.start, spot.range.end.max(spot.range.start + 1));
        let before = taken.range(..end).next_back();
        if before.is_some_and(|(_, &taken_end)| taken_end > start) {
            return false;
        }
        taken.insert(start, end);
        true
    });
    spots.order_by_key(|spot| (spot.range, spot.rule));
    spots
}

/// How much of a file its findings are of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Judged<'m> {
    /// All of it: a marker that keeps nothing quiet is a finding.
    Whole,
    /// What was added to it; with what the markers said that stood in it before.
    Added(&'m [Statement]),
}

/// The spots of a file by the rules that are on for it, one rule for each secret.
pub(super) fn spots_of(origin: &Origin, spots: Vec<Spot>, keys: &[KeySpot], context: &Context<'_>) -> Vec<Spot> {
    let rules = context.engine.rules();
    let here = context.settings.for_path(origin.path.as_ref());
    let on = &|spot: &Spot| {
        rules.get(spot.rule).is_some_and(|rule| rule.clue.is_none() && here.enabled(&rule.info, !rule.info.off))
    };
    // That a key is weak is said beside that it is a secret.
    let (weak, secrets): (Vec<Spot>, Vec<Spot>) =
        keys::judged(origin, keys, context).into_iter().partition(|spot| !spot.detail.is_empty());
    let all: Vec<Spot> = spots.into_iter().chain(secrets).filter(on).collect();
    // To gitleaks, several rules may find one secret.
    let mut spots = if context.gitleaks.is_some() { all } else { resolve(all, rules) };
    company::compare(&mut spots, Place::of(origin.innermost()), rules);
    spots.extend(weak.into_iter().filter(on));
    spots.order_by_key(|spot| (spot.range, spot.rule));
    spots
}

/// Turns what one blob gave into findings.
pub(super) fn finish(
    origin: &Origin,
    outcome: BlobOutcome,
    judged: Judged<'_>,
    context: &Context<'_>,
    gathered: &mut Gathered,
) {
    let rules = context.engine.rules();
    let spots = clients::take(origin, outcome.spots, rules, &mut gathered.clues);
    let spots = spots_of(origin, spots, &outcome.keys, context);
    finish_resolved(origin, BlobOutcome { spots, ..outcome }, judged, context, gathered);
}

/// Turns what one blob gave into findings, where [`spots_of`] has seen the spots.
pub(super) fn finish_resolved(
    origin: &Origin,
    outcome: BlobOutcome,
    judged: Judged<'_>,
    context: &Context<'_>,
    gathered: &mut Gathered,
) {
    let rules = context.engine.rules();
    let here = context.settings.for_path(origin.path.as_ref());
    let BlobOutcome { mut spots, mut keys, markers, .. } = outcome;
    let count = spots.len();
    spots.extend(keys::to_compare(if markers.is_empty() { &[] } else { &keys }, context));
    let mut quiet = apply_markers(origin, &spots, markers, judged, context, gathered);
    let of_keys = quiet.split_off(count.min(quiet.len()));
    for (spot, said) in spots.drain(count..).zip(of_keys) {
        let Some(said) = said else { continue };
        let same = keys.iter_mut().filter(|key| key.identity == spot.secret && key.location == spot.location);
        same.for_each(|key| key.said.push((spot.rule, said.clone())));
    }
    gathered.keys.extend(keys.into_iter().map(|spot| (origin.clone(), spot)));
    let mut counts: BTreeMap<RuleIndex, usize> = BTreeMap::new();
    let mut groups: BTreeMap<(RuleIndex, Secret), Vec<Part>> = BTreeMap::new();
    let reports = |confidence| here.reports(confidence);
    for Joined { spot, said, related, parts } in join(origin, spots, quiet, rules, &reports) {
        if rules.get(spot.rule).is_some_and(|rule| rule.part) {
            continue;
        }
        let count = counts.entry(spot.rule).or_default();
        *count += 1;
        if *count > MOST {
            gathered.report.figures.uncounted += 1;
            continue;
        }
        let group = groups.entry((spot.rule, spot.secret.clone())).or_default();
        match group.iter_mut().find(|part| part.said == said) {
            Some(part) => {
                part.spots.push(spot);
                part.related.extend(related);
                part.parts.extend(parts);
            }
            None => group.push(Part { said, spots: vec![spot], related, parts }),
        }
    }
    for ((rule, secret), parts) in groups {
        let Some(rule) = rules.get(rule) else { continue };
        for Part { said, spots, related, parts } in parts {
            if let Some(mut found) = finding(rule, origin, secret.clone(), spots, said, &here) {
                found.related.extend(related);
                found.parts = parts;
                keep(found, &here, context, gathered);
            }
        }
    }
}

/// What the markers of a file say of each spot; what is wrong with them becomes findings.
fn apply_markers(
    origin: &Origin,
    spots: &[Spot],
    markers: Vec<(suppress::Marker, Excerpt)>,
    judged: Judged<'_>,
    context: &Context<'_>,
    gathered: &mut Gathered,
) -> Vec<Option<Suppression>> {
    if markers.is_empty() {
        return vec![None; spots.len()];
    }
    let here = &context.settings.for_path(origin.path.as_ref());
    let (mut markers, lines): (Vec<_>, Vec<_>) = markers.into_iter().unzip();
    let lines: BTreeMap<_, Excerpt> = markers.iter().map(|marker| marker.location).zip(lines).collect();
    if !context.settings.honours_own_markers() {
        markers.retain(|marker| matches!(marker.statement, Statement::Foreign { .. }));
    }
    let applied = judge_markers(origin, spots, &markers, matches!(judged, Judged::Whole), context);
    gathered.listed.extend(suppress::list_markers(origin, &markers, &applied));
    for (tool, count) in applied.foreign {
        *gathered.foreign.entry(tool).or_default() += count;
    }
    let before = |at: Location| match judged {
        Judged::Whole => false,
        Judged::Added(old) => markers.iter().any(|m| m.location == at && old.contains(&m.statement)),
    };
    for problem in applied.problems.into_iter().filter(|problem| !before(problem.location)) {
        let line = lines.get(&problem.location).cloned().unwrap_or_default();
        if let Ok(found) = problem.into_finding(origin.clone(), line)
            && here.enabled(&found.rule, true)
        {
            keep(found, here, context, gathered);
        }
    }
    applied.suppressions
}

/// What the markers of a file say of its spots.
pub(super) fn judge_markers(
    origin: &Origin,
    spots: &[Spot],
    markers: &[suppress::Marker],
    judge_unused: bool,
    context: &Context<'_>,
) -> suppress::Applied {
    let rules = context.engine.rules();
    let here = context.settings.for_path(origin.path.as_ref());
    let on = rules.rules().iter().map(|rule| &rule.info).filter(|info| here.enabled(info, true));
    let ran: BTreeSet<String> = on.map(|info| info.id.clone()).collect();
    let options = suppress::Options {
        as_of: context.settings.as_of,
        tools: &context.tools,
        limits: &context.limits,
        known: rules.known(),
        ran: &ran,
        judge_unused,
    };
    let seen: Vec<suppress::Spot<'_>> = spots
        .iter()
        .filter_map(|spot| {
            let rule = &rules.get(spot.rule)?.info;
            Some(suppress::Spot { rule, start: spot.location.start, end: spot.location.end })
        })
        .collect();
    suppress::apply(&origin.path, &seen, markers, &options)
}

fn finding(
    rule: &Rule,
    origin: &Origin,
    secret: Secret,
    spots: Vec<Spot>,
    said: Option<Suppression>,
    here: &PathSettings,
) -> Option<Finding> {
    let surest = spots.iter().max_by_key(|spot| spot.verdict.confidence)?;
    let (masked, signals) = (surest.masked.clone(), surest.verdict.signals.clone());
    let own = rule.info.confidence;
    let asked = here.confidence(&rule.info);
    let confidence = if asked == own { surest.verdict.confidence? } else { asked };
    let related = spots.iter().filter(|spot| !spot.detail.is_empty()).map(|spot| Related {
        origin: origin.clone(),
        location: spot.location,
        message: spot.detail.clone(),
    });
    let beside = spots.iter().filter_map(|spot| spot.beside).map(|(location, said)| Related {
        origin: origin.clone(),
        location,
        message: said.to_owned(),
    });
    let related: Vec<Related> = related.chain(beside).collect();
    let occurrences = spots
        .into_iter()
        .map(|spot| Occurrence { location: spot.location, excerpt: spot.excerpt, line_hash: spot.line_hash })
        .collect();
    let parts = FindingParts {
        severity: here.severity(&rule.info),
        rule: Arc::clone(&rule.info),
        origin: origin.clone(),
        secret,
        masked,
        confidence,
        signals,
        status: said.map_or(Status::Open, Status::Suppressed),
        occurrences,
    };
    let mut finding = Finding::new(parts).ok()?;
    finding.related = related;
    Some(finding)
}
