//! Whether anything in a repository looks for secrets: a hook or a job of its CI. Told once, at the first of the jobs.

use std::sync::Arc;

use super::context::{Context, Gathered};
use super::keep::keep;
use super::outcome::ClueSpot;
use crate::model::{Excerpt, Finding, FindingParts, Occurrence, Secret, Signal, Status};
use crate::rule::RuleIndex;

const RULE: &str = "hygiene/no-repository-guard";
/// A clue to a job of CI, and one to something that looks for secrets.
const JOB: &str = "clue/ci-job";
const GUARD: &str = "clue/repository-guard";

/// Reports a repository with jobs of CI of which none looks for secrets, and no hook does.
pub(super) fn guard(gathered: &mut Gathered, context: &Context<'_>) {
    let rules = context.engine.rules();
    let (Some(job), Some(guard)) = (rules.find(JOB), rules.find(GUARD)) else { return };
    let Some(rule) = rules.find(RULE).and_then(|index| rules.get(index)) else { return };
    let of = |index: RuleIndex| move |spot: &&ClueSpot| spot.rule == index && spot.origin.inside.is_empty();
    if gathered.clues.iter().any(|spot| of(guard)(&spot)) {
        return;
    }
    let first = gathered.clues.iter().filter(of(job)).min_by(|a, b| a.origin.path.cmp(&b.origin.path));
    let Some(ClueSpot { origin, location, .. }) = first.cloned() else { return };
    let here = context.settings.for_path(origin.path.as_ref());
    if !here.enabled(&rule.info, !rule.info.off) {
        return;
    }
    let parts = FindingParts {
        rule: Arc::clone(&rule.info),
        origin,
        secret: Secret::statement(b"", 0),
        masked: String::new(),
        severity: here.severity(&rule.info),
        confidence: here.confidence(&rule.info),
        signals: vec![Signal { name: "statement".into(), weight: 0 }],
        status: Status::Open,
        occurrences: vec![Occurrence { location, excerpt: Excerpt::default(), line_hash: None }],
    };
    if let Ok(found) = Finding::new(parts) {
        keep(found, &here, context, gathered);
    }
}
