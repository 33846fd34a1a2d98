//! Comma-separated values (RFC 4180, but with plain line ends), a line for each place: for spreadsheets.

use std::io::{self, Write};

use super::cell::row;
use super::view::View;

const HEAD: [&str; 18] = [
    "rule",
    "title",
    "severity",
    "confidence",
    "path",
    "line",
    "column",
    "secret",
    "fingerprint",
    "status",
    "reason",
    "owner",
    "commit",
    "author",
    "date",
    "removed",
    "removed_date",
    "verified",
];

/// Writes the report; suppressed findings too, with what was said of them.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", row(HEAD))?;
    for finding in view.open().chain(view.suppressed()) {
        let said = match &finding.status {
            crate::model::Status::Open => None,
            crate::model::Status::Suppressed(said) => Some(said),
        };
        let told = finding.provenance.as_deref().map(|told| &told.introduced);
        let gone = finding.provenance.as_deref().and_then(|told| told.removed.as_ref());
        for place in finding.occurrences() {
            let start = place.location.start;
            let cells = [
                finding.rule.id.clone(),
                view.prose(&finding.rule.title),
                finding.severity.to_string(),
                finding.confidence.to_string(),
                view.path(&finding.origin),
                start.line.to_string(),
                start.column.to_string(),
                view.secret(finding),
                finding.fingerprint.clone(),
                if said.is_some() { "suppressed" } else { "open" }.to_owned(),
                said.map(|said| view.prose(&said.reason)).unwrap_or_default(),
                said.and_then(|said| said.owner.as_deref()).map(|owner| view.prose(owner)).unwrap_or_default(),
                told.map(|commit| view.clean(&commit.id)).unwrap_or_default(),
                told.map(|commit| view.prose(&commit.author)).unwrap_or_default(),
                told.map(|commit| view.clean(&commit.date)).unwrap_or_default(),
                gone.map(|commit| view.clean(&commit.id)).unwrap_or_default(),
                gone.map(|commit| view.clean(&commit.date)).unwrap_or_default(),
                finding.verified.as_ref().map(|told| told.state.as_str().to_owned()).unwrap_or_default(),
            ];
            writeln!(out, "{}", row(cells))?;
        }
    }
    for gap in &view.report.gaps {
        let mut cells = vec![format!("gap/{}", gap.kind), view.prose(&gap.detail)];
        cells.extend([String::new(), String::new(), view.path(&gap.origin)]);
        cells.resize(HEAD.len(), String::new());
        writeln!(out, "{}", row(cells))?;
    }
    Ok(())
}
