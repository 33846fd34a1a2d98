//! `.gitleaksignore`: findings that gitleaks' own ignore file names by commit, path, rule and line.

use super::context::{Context, Gathered};
use crate::model::{Finding, Status, Suppression, SuppressionKind, SuppressionState};
use crate::peer::gitleaks::Fingerprint;
use crate::suppress::Tool;

/// Keeps open findings quiet whose every place is named. A finding with one place that is not stays open.
pub(super) fn apply(gathered: &mut Gathered, context: &Context<'_>) {
    if context.fingerprints.is_empty() {
        return;
    }
    let mut count = 0;
    for finding in gathered.report.findings.iter_mut().filter(|finding| finding.is_open()) {
        let named: Vec<&Fingerprint> = context.fingerprints.iter().filter(|one| names(one, finding)).collect();
        let all = finding.occurrences().iter().all(|place| {
            let lines = place.location.start.line..=place.location.end.line;
            named.iter().any(|one| lines.contains(&one.line))
        });
        if all {
            count += 1;
            finding.status = Status::Suppressed(Suppression {
                kind: SuppressionKind::ForeignMarker,
                state: SuppressionState::Accepted,
                reason: ".gitleaksignore".to_owned(),
                owner: None,
                until: None,
            });
        }
    }
    if count > 0 {
        *gathered.foreign.entry(Tool::Gitleaks).or_default() += count;
    }
}

/// Whether a fingerprint is of the finding's rule and path, and of its commit if it names one.
fn names(one: &Fingerprint, finding: &Finding) -> bool {
    let info = &finding.rule;
    let rule = info.aliases.iter().any(|alias| *alias == one.rule) || info.id == one.rule;
    if !rule || !finding.origin.inside.is_empty() || finding.origin.path != one.path.as_str() {
        return false;
    }
    let Some(commit) = &one.commit else { return true };
    let brought = finding.provenance.as_deref().map(|told| &told.introduced);
    let added = finding.added_in.as_deref();
    brought.into_iter().chain(added).any(|known| known.id == *commit)
}
