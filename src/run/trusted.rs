//! Comments that allow findings, where only what a trusted commit says is allowed.
//!
//! A comment counts if the same secret stands at the same path in that commit, and is kept quiet there. So a change can
//! neither allow what it brings in nor borrow a comment that stands elsewhere.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::context::{Context, Gathered};
use super::finish::{Judged, finish_resolved};
use super::outcome::BlobOutcome;
use super::settled::Key;
use super::versions::{Version, read_version};
use crate::model::{Addition, AdditionKind, Finding, Origin, Status, SuppressionKind};
use crate::source::git::{Entry, ObjectId, Repository};

/// Opens the findings that only comments keep quiet, unless the trusted commit keeps them quiet as well.
pub(super) fn hold(gathered: &mut Gathered, context: &Context<'_>) {
    let Some(base) = context.trusted else { return };
    let mut comments = Comments::new(base.repository(), context);
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
        if let Some(quiet) = comments.quiet_at(base.tree(), finding) {
            finding.status = quiet;
            continue;
        }
        finding.status = Status::Open;
        if let Some((_, allow)) =
            context.settings.allow_for(&finding.rule, finding.origin.path.as_ref(), &finding.secret)
        {
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

/// What comments in versions of files keep quiet; each version is read once.
pub(super) struct Comments<'c> {
    repository: &'c Repository,
    context: &'c Context<'c>,
    known: BTreeMap<Key, Vec<Finding>>,
}

impl<'c> Comments<'c> {
    /// Of a repository.
    pub(super) fn new(repository: &'c Repository, context: &'c Context<'c>) -> Self {
        Self { repository, context, known: BTreeMap::new() }
    }

    /// What keeps a finding quiet in its file's version in a tree.
    pub(super) fn quiet_at(&mut self, tree: ObjectId, finding: &Finding) -> Option<Status> {
        let entry = self.repository.lookup(tree, finding.origin.path.as_ref()).ok()??;
        let id = Some(entry).filter(Entry::is_blob)?.id;
        let (repository, context) = (self.repository, self.context);
        let quiet = self.known.entry((id, finding.origin.path.clone())).or_insert_with(|| {
            let origin = Origin::file(finding.origin.path.clone());
            quiet(read_version(repository, id, &origin, (context, Asked::Everything)), &origin, context)
        });
        let same = |other: &&Finding| other.secret == finding.secret && other.rule.id == finding.rule.id;
        quiet.iter().find(same).map(|quiet| quiet.status.clone())
    }
}

/// The findings that a version's comments keep quiet.
fn quiet(version: Version, origin: &Origin, context: &Context<'_>) -> Vec<Finding> {
    if version.markers.is_empty() {
        return Vec::new();
    }
    let mut there = Gathered::default();
    let outcome = BlobOutcome { spots: version.spots, markers: version.markers, ..BlobOutcome::default() };
    finish_resolved(origin, outcome, Judged::Added(&[]), context, &mut there);
    there.report.findings.retain(|finding| !finding.is_open());
    there.report.findings
}
