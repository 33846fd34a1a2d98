//! Every statement that keeps something quiet, in one list, with what it is good for.

use super::apply::Applied;
use super::baseline::{Baseline, BaselineApplied};
use super::marker::{Marker, Statement};
use super::standing::Standing;
use super::terms::Terms;
use crate::model::{Origin, SuppressionKind};
use crate::order::Order as _;

/// A statement that keeps something quiet, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where such statements stand.
    pub kind: SuppressionKind,
    /// Where this one stands: `src/a.py:3`.
    pub place: String,
    /// The rules that it names, or the tool whose marker it is.
    pub names: Vec<String>,
    /// Why, until when, in whose name; none where it says nothing.
    pub terms: Option<Terms>,
    /// What it is good for.
    pub standing: Standing,
}

/// The markers of a file, in the order of the file; ends of blocks are not listed.
pub fn list_markers(origin: &Origin, markers: &[Marker], applied: &Applied) -> Vec<Listed> {
    let mut found: Vec<(&Marker, Standing)> = markers.iter().zip(applied.standings.iter().copied()).collect();
    found.order_by_key(|(marker, _)| marker.location);
    let listed = found.into_iter().filter_map(|(marker, standing)| {
        let (kind, names, terms) = match &marker.statement {
            Statement::Allow { globs, terms, .. } | Statement::Off { globs, terms } => {
                (SuppressionKind::Inline, globs.clone(), Some(terms.clone()))
            }
            Statement::Malformed { .. } => (SuppressionKind::Inline, Vec::new(), None),
            Statement::Foreign { tool, .. } => (SuppressionKind::ForeignMarker, vec![tool.to_string()], None),
            Statement::On { .. } => return None,
        };
        let place = format!("{}:{}", origin.display(), marker.location.start.line);
        Some(Listed { kind, place, names, terms, standing })
    });
    listed.collect()
}

/// The entries of a baseline, in the order of the file.
pub fn list_baseline(name: &str, baseline: &Baseline, applied: &BaselineApplied) -> Vec<Listed> {
    let entries = baseline.entries.iter().zip(applied.standings.iter());
    let listed = entries.map(|(entry, &standing)| Listed {
        kind: SuppressionKind::Baseline,
        place: format!("{name}:{} ({})", entry.line(), entry.origin.display()),
        names: vec![entry.rule.clone()],
        terms: Some(entry.terms.clone()),
        standing,
    });
    listed.collect()
}
