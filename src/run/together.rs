//! What only shows when all keys of a run are seen: shared factors, the same key in many places.

use std::sync::Arc;

use super::context::{Context, Gathered};
use super::keep::keep;
use super::keys::confidence;
use super::outcome::KeySpot;
use crate::config::PathSettings;
use crate::key::{self, Key, Weakness};
use crate::model::{Finding, FindingParts, Gap, GapKind, Occurrence, Origin, Related, Status};
use crate::order::Order as _;
use crate::rule::Rule;

/// Compares all keys of a run, and adds what shows to the findings.
pub(super) fn together(gathered: &mut Gathered, context: &Context<'_>) {
    gathered.keys.order_by(|(a, x), (b, y)| (a, x.range, &x.key.algorithm).cmp(&(b, y.range, &y.key.algorithm)));
    let keys = std::mem::take(&mut gathered.keys);
    let all: Vec<&Key> = keys.iter().map(|(_, spot)| &spot.key).collect();
    let (answers, left_out) = key::compare(&all);
    for ((origin, spot), answer) in keys.iter().zip(&answers) {
        for weakness in &answer.weaknesses {
            let Some(index) = context.engine.rules().find(weakness.rule) else { continue };
            let Some(rule) = context.engine.rules().get(index) else { continue };
            let said = spot.said.iter().find(|(rule, _)| *rule == index).map(|(_, said)| said.clone());
            let here = context.settings.for_path(origin.path.as_ref());
            if here.enabled(&rule.info, !rule.info.off)
                && let Some(mut finding) = finding(origin, spot, weakness, rule, &here)
            {
                finding.status = said.map_or(Status::Open, Status::Suppressed);
                keep(finding, &here, context, gathered);
            }
        }
    }
    if let Some((origin, _)) = keys.first().filter(|_| left_out > 0) {
        let detail =
            format!("{left_out} moduli were not searched for factors that they share; {} were", key::MOST_MODULI);
        gathered.report.gaps.push(Gap { kind: GapKind::Limit, origin: origin.clone(), detail });
    }
    gathered.keys = keys;
    gathered.compared = answers;
}

fn finding(origin: &Origin, spot: &KeySpot, weakness: &Weakness, rule: &Rule, here: &PathSettings) -> Option<Finding> {
    let related = Related { origin: origin.clone(), location: spot.location, message: weakness.detail.clone() };
    let parts = FindingParts {
        rule: Arc::clone(&rule.info),
        origin: origin.clone(),
        secret: spot.identity.clone(),
        masked: spot.key.describe(),
        severity: here.severity(&rule.info),
        confidence: confidence(origin),
        signals: Vec::new(),
        status: Status::Open,
        occurrences: vec![Occurrence { location: spot.location, excerpt: spot.excerpt.clone(), line_hash: None }],
    };
    let mut finding = Finding::new(parts).ok()?;
    finding.related = vec![related];
    Some(finding)
}
