//! Rules for which a file's path is the finding.

use std::sync::Arc;

use super::clients;
use super::context::{Context, Gathered};
use super::keep::keep;
use crate::model::{
    Excerpt, Finding, FindingParts, Location, Occurrence, Origin, Position, Secret, Signal, Span, Status,
};
use crate::rule::{Matcher, Rule, Scope};

/// Whether a file's path alone is a clue to what an application is.
pub(super) fn is_clue(path: &[u8], context: &Context<'_>) -> bool {
    let rules = context.engine.rules();
    let speaks = |rule: &Rule| rule.clue.is_some() && says_by_path(rule) && rule.paths.admits(path);
    rules.chosen_by_path(path).into_iter().filter_map(|index| rules.get(index)).any(speaks)
}

/// Whether a file's path is all that a rule asks for.
fn says_by_path(rule: &Rule) -> bool {
    rule.scope == Scope::Tree || matches!(rule.matcher, Matcher::Measured)
}

/// Reports what the path rules say of a file, at its first line.
pub(super) fn path_findings(origin: &Origin, context: &Context<'_>, gathered: &mut Gathered) {
    let rules = context.engine.rules();
    let of_gitleaks = context.gitleaks.map(|gitleaks| gitleaks.by_path(origin.innermost())).unwrap_or_default();
    for index in rules.chosen_by_path(origin.innermost()).into_iter().chain(of_gitleaks) {
        let Some(rule) = rules.get(index).filter(|rule| says_by_path(rule)) else { continue };
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
