//! For a comment on a pull request or the summary of a job.

use std::io::{self, Write};

use super::Both;
use crate::model::Finding;
use crate::report::markdown::{code, plain};
use crate::report::view::View;
use crate::report::words::count;

/// Findings that are listed of each kind.
const SHOWN: usize = 200;

/// Writes the comparison.
pub(super) fn write(both: &Both<'_>, out: &mut dyn Write) -> io::Result<()> {
    let comparison = both.comparison;
    let (new, gone, same) = (comparison.new.len(), comparison.gone.len(), comparison.unchanged.len());
    writeln!(out, "### reticent: {new} new, {gone} gone, {same} unchanged\n")?;
    if !both.is_complete() {
        writeln!(out, "**The new report is incomplete: what seems gone may not have been read.**\n")?;
    }
    table("New", &both.new, &comparison.new, out)?;
    table("Gone", &both.old, &comparison.gone, out)
}

fn table(title: &str, view: &View<'_>, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "#### {title}\n\n| | where | what | what to do |\n|---|---|---|---|")?;
    for finding in findings.iter().take(SHOWN) {
        let mask = view.secret(finding);
        let mask = if mask.is_empty() { String::new() } else { format!(" {}", code(&mask)) };
        writeln!(
            out,
            "| {} | {} | {}{mask}<br>{} ({}) | {} |",
            finding.severity,
            code(&view.place(&finding.origin, finding.first())),
            plain(&view.prose(&finding.rule.title)),
            code(&view.clean(&finding.rule.id)),
            finding.confidence,
            plain(&view.prose(&finding.rule.fix)),
        )?;
    }
    if findings.len() > SHOWN {
        writeln!(out, "\n{} not listed here.", count((findings.len() - SHOWN) as u64, "more finding"))?;
    }
    writeln!(out)
}
