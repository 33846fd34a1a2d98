//! Rules for which a file's path is the finding.

use std::sync::Arc;

use super::clients;
use super::context::{Context, Gathered};
use super::keep::keep;
use crate::model::{
    Excerpt, Finding, FindingParts, Location, Occurrence, Origin, Position, Secret, Signal, Span, Status,
};
use crate::rule::{Matcher, Rule, Scope};

/// Reports what the path rules say of a file, at its first line.
pub(super) fn path_findings(origin: &Origin, context: &Context<'_>, gathered: &mut Gathered) {
    let rules = context.engine.rules();
    let of_gitleaks = context.gitleaks.map(|gitleaks| gitleaks.by_path(origin.innermost())).unwrap_or_default();
    for index in rules.chosen_by_path(origin.innermost()).into_iter().chain(of_gitleaks) {
        let tree = |rule: &&Rule| rule.scope == Scope::Tree || matches!(rule.matcher, Matcher::Measured);
        let Some(rule) = rules.get(index).filter(tree) else { continue };
        if rule.clue.is_some() {
            if rule.paths.admits(origin.innermost()) {
                gathered.clues.push(clients::of_path(origin, index));
            }
            continue;
        }
        let here = context.settings.for_path(origin.path.as_ref());
        if !rule.paths.admits(origin.innermost()) || !here.enabled(&rule.info, !rule.info.off) {
            continue;
        }
        let start = Position { line: 1, column: 1 };
        let location = Location { span: Span::default(), start, end: start };
        let parts = FindingParts {
            rule: Arc::clone(&rule.info),
            origin: origin.clone(),
            secret: Secret::new(b""),
            masked: String::new(),
            severity: here.severity(&rule.info),
            confidence: here.confidence(&rule.info),
            signals: vec![Signal { name: "path".into(), weight: 0 }],
            status: Status::Open,
            occurrences: vec![Occurrence { location, excerpt: Excerpt::default(), line_hash: None }],
        };
        if let Ok(found) = Finding::new(parts) {
            keep(found, &here, context, gathered);
        }
    }
}
