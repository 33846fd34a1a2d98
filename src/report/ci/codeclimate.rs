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
    machine::write_line(&issues, out)
}

fn issue(view: &View<'_>, finding: &Finding, place: &Occurrence) -> Value {
    let severity = match (finding.severity, finding.confidence) {
        (Severity::Error, Confidence::High) => "critical",
        (Severity::Error, _) => "major",
        (Severity::Warning, _) => "minor",
        (Severity::Note, _) => "info",
    };
    let (start, end) = (place.location.start.line, place.location.end.line);
    json!({
        "type": "issue",
        "check_name": finding.rule.id,
        "description": super::message(view, finding),
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": format!("{}{start:x}", finding.fingerprint),
        "location": { "path": super::file(view, finding), "lines": { "begin": start, "end": end } },
    })
}
