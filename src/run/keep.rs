//! The one door by which a finding comes into a report.

use super::context::{Context, Gathered};
use crate::config::PathSettings;
use crate::model::{Finding, Status};

/// What configuration says of a finding, and whether it is shown at all.
pub(super) fn keep(mut finding: Finding, here: &PathSettings, context: &Context<'_>, gathered: &mut Gathered) {
    if finding.is_open()
        && let Some((number, allow)) =
            context.settings.allow_for(&finding.rule, finding.origin.path.as_ref(), &finding.secret)
    {
        finding.status = Status::Suppressed(allow.suppression());
        gathered.used_allows.insert(number);
    }
    if here.reports(finding.confidence) {
        gathered.report.findings.push(finding);
    } else if finding.is_open() {
        gathered.report.figures.hidden += 1;
    }
}
