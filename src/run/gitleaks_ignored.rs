//! `.gitleaksignore`: findings that gitleaks' own ignore file names by commit, path, rule and line.

use super::context::{Context, Gathered};
use crate::model::{Finding, Status, SuppressionKind, SuppressionState};
use crate::peer::gitleaks::Fingerprint;
use crate::suppress::{Terms, Tool};

/// Keeps open findings quiet whose every place is named. A finding with one place that is not stays open, and so
/// does one that the policy lets nobody keep quiet.
pub(super) fn apply(gathered: &mut Gathered, context: &Context<'_>) {
    if context.fingerprints.is_empty() {
        return;
    }
    let (state, reason) = (SuppressionState::Accepted, ".gitleaksignore".to_owned());
    let terms = Terms { state, reason, owner: None, until: None };
    let mut count = 0;
    for finding in gathered.report.findings.iter_mut().filter(|finding| finding.is_open()) {
        let named: Vec<&Fingerprint> = context.fingerprints.iter().filter(|one| names(one, finding)).collect();
        let all = finding.occurrences().iter().all(|place| {
            let lines = place.location.start.line..=place.location.end.line;
            named.iter().any(|one| lines.contains(&one.line))
        });
        let kind = SuppressionKind::ForeignMarker;
        let refused = || context.limits.refuse(kind, &terms, &finding.rule, context.settings.as_of).is_some();
        if all && !refused() {
            count += 1;
            finding.status = Status::Suppressed(terms.suppression(kind));
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
