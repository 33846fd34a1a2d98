//! Comments that allow findings, where only what a trusted commit says is allowed.
//!
//! A comment counts if the same secret stands at the same path in that commit, and is kept quiet there. So a change can
//! neither allow what it brings in nor borrow a comment that stands elsewhere.

use super::context::{Context, Gathered};
use super::finish::{Judged, finish_resolved};
use super::outcome::BlobOutcome;
use super::versions::read_version;
use crate::model::{Addition, AdditionKind, Finding, Status, SuppressionKind};
use crate::source::git::{Entry, ObjectId, Repository};

/// Opens the findings that only comments keep quiet, unless the trusted commit keeps them quiet as well.
pub(super) fn hold(gathered: &mut Gathered, context: &Context<'_>) {
    let Some(base) = context.trusted else { return };
    let mut findings = std::mem::take(&mut gathered.report.findings);
    for finding in &mut findings {
        let kind = match &finding.status {
            Status::Suppressed(said) => match said.kind {
                SuppressionKind::Inline => AdditionKind::Inline,
                SuppressionKind::ForeignMarker => AdditionKind::ForeignMarker,
                SuppressionKind::Baseline | SuppressionKind::Config => continue,
            },
            Status::Open => continue,
        };
        if let Some(quiet) = quiet_at(base.repository(), base.tree(), finding, context) {
            finding.status = quiet;
            continue;
        }
        finding.status = Status::Open;
        if let Some((_, allow)) = context.settings.allow_for(&finding.rule, finding.origin.path.as_ref()) {
            finding.status = Status::Suppressed(allow.suppression());
        }
        let additions = &mut gathered.report.additions;
        if !additions.iter().any(|other| other.kind == kind && other.origin == finding.origin) {
            let (origin, line) = (finding.origin.clone(), finding.first().location.start.line);
            additions.push(Addition { origin, line, kind, counts: false });
        }
    }
    gathered.report.findings = findings;
}

/// What keeps a finding quiet in its file's version in a tree.
pub(super) fn quiet_at(
    repository: &Repository,
    tree: ObjectId,
    finding: &Finding,
    context: &Context<'_>,
) -> Option<Status> {
    let entry = repository.lookup(tree, finding.origin.path.as_ref()).ok()??;
    let version = read_version(repository, Some(entry).filter(Entry::is_blob)?.id, &finding.origin, context);
    if version.markers.is_empty() {
        return None;
    }
    let mut there = Gathered::default();
    let outcome = BlobOutcome { spots: version.spots, markers: version.markers, ..BlobOutcome::default() };
    finish_resolved(&finding.origin, outcome, Judged::Added(&[]), context, &mut there);
    let same =
        |other: &&Finding| other.secret == finding.secret && other.rule.id == finding.rule.id && !other.is_open();
    there.report.findings.iter().find(same).map(|quiet| quiet.status.clone())
}
