//! One line for each place, in the shape that editors and problem matchers know from compilers:
//! `path:line:col: error[rule] title (high) mask`.
//!
//! What was not scanned follows in the same shape, so that a reader of nothing but this sees it.

use std::io::{self, Write};

use super::view::View;
use super::words::count;
use crate::model::{Finding, Occurrence, Provenance};

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in view.open() {
        for occurrence in finding.occurrences() {
            place(view, finding, occurrence, out)?;
        }
    }
    for addition in &view.report.additions {
        let (path, what) = (view.path(&addition.origin), addition.says());
        writeln!(out, "{path}:{}: note[added-suppression] {what}", addition.line)?;
    }
    for gap in &view.report.gaps {
        let weight = if view.is_incomplete(gap.kind) { "warning" } else { "note" };
        let detail = view.prose(&gap.detail);
        let colon = if detail.is_empty() { "" } else { ": " };
        writeln!(out, "{}: {weight}[{}] not scanned{colon}{detail}", view.path(&gap.origin), gap.kind)?;
    }
    let uncounted = view.report.figures.uncounted;
    if uncounted > 0 {
        writeln!(out, "reticent: warning[limit] {} not listed", count(uncounted, "more finding"))?;
    }
    if view.report.interrupted {
        writeln!(out, "reticent: warning[interrupted] only a part was scanned")?;
    }
    Ok(())
}

/// ` in 4b825dc642cb 2024-03-02 Ada Lovelace`, and whether it is gone.
fn provenance(view: &View<'_>, told: &Provenance) -> String {
    let gone = told.removed.as_ref().map(|removed| format!(", gone since {}", view.short_id(removed)));
    format!(" in {}{}", view.commit(&told.introduced), gone.unwrap_or_default())
}

fn place(view: &View<'_>, finding: &Finding, occurrence: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
    let start = occurrence.location.start;
    let secret = view.secret(finding);
    let blank = if secret.is_empty() { "" } else { " " };
    writeln!(
        out,
        "{}:{}:{}: {}[{}] {} ({}{}){blank}{secret}{}",
        view.path(&finding.origin),
        start.line,
        start.column,
        finding.severity,
        view.clean(&finding.rule.id),
        view.prose(&finding.rule.title),
        finding.confidence,
        finding.verified.as_ref().map(|told| format!(", {}", told.state.as_str())).unwrap_or_default(),
        finding.provenance.as_deref().map(|told| provenance(view, told)).unwrap_or_default()
            + &finding.added_in.as_deref().map(|told| format!(" in {}", view.commit(told))).unwrap_or_default(),
    )
}
