//! Code Climate's issues, which GitLab shows as code quality in the differences of a merge request
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::super::machine;
use super::super::view::View;
use crate::model::{Confidence, Finding, Occurrence, Severity};

/// Writes the report.
pub(in crate::report) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Value> =
        super::ranked(view).into_iter().map(|(finding, place)| issue(view, finding, place)).collect();
    machine::write_line(&issues.into_iter().chain(not_scanned(view)).collect::<Vec<_>>(), out)
}

/// What was not scanned; the format has no other place for it.
fn not_scanned<'v>(view: &'v View<'_>) -> impl Iterator<Item = Value> + 'v {
    view.report.gaps.iter().map(|gap| {
        let path = super::file(view, &gap.origin);
        json!({
            "type": "issue",
            "check_name": format!("gap/{}", gap.kind),
            "description": format!("{}: not scanned{}", view.path(&gap.origin), super::detail(view, gap)),
            "categories": ["Security"],
            "severity": if view.is_incomplete(gap.kind) { "minor" } else { "info" },
            "fingerprint": format!("gap-{}-{path}", gap.kind),
            "location": { "path": path, "lines": { "begin": 1 } },
        })
    })
}

fn issue(view: &View<'_>, finding: &Finding, place: &Occurrence) -> Value {
    let severity = match (finding.severity, finding.confidence) {
        (Severity::Error, Confidence::High) => "critical",
        (Severity::Error, _) => "major",
        (Severity::Warning, _) => "minor",
        (Severity::Note, _) => "info",
    };
    let (start, end) = super::location(finding, place);
    let number = place.location.start.line;
    json!({
        "type": "issue",
        "check_name": finding.rule.id,
        "description": super::message(view, finding),
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": format!("{}{number:x}", finding.fingerprint),
        "location": { "path": super::file(view, &finding.origin), "lines": { "begin": start.line, "end": end.line } },
    })
}
