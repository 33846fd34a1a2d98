//! For a person: a line for each finding that came or went, then a summary.

use std::io::{self, Write};

use super::Both;
use crate::model::Finding;
use crate::report::view::View;
use crate::report::words::count;

/// Writes the comparison.
pub(super) fn write(both: &Both<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &both.comparison.new {
        line("new", &both.new, finding, out)?;
    }
    for finding in &both.comparison.gone {
        line("gone", &both.old, finding, out)?;
    }
    if both.new.options.detail.verbose {
        for finding in &both.comparison.unchanged {
            line("same", &both.new, finding, out)?;
        }
    }
    let of = |findings: &[&Finding]| findings.len();
    let comparison = both.comparison;
    let suppressed = match comparison.suppressed {
        0 => String::new(),
        number => format!(" ({number} of them suppressed now)"),
    };
    let (new, gone, same) = (of(&comparison.new), of(&comparison.gone), of(&comparison.unchanged));
    writeln!(out, "{new} new, {gone} gone{suppressed}, {same} unchanged")?;
    if !both.is_complete() {
        let gaps = count(both.new.report.gaps.len() as u64, "gap");
        writeln!(out, "the new report is incomplete ({gaps}): what seems gone may not have been read")?;
    }
    Ok(())
}

fn line(label: &str, view: &View<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let secret = view.secret(finding);
    let blank = if secret.is_empty() { "" } else { "  " };
    writeln!(
        out,
        "{label:4}  {}[{}]  {}:{}  {}{blank}{secret}",
        finding.severity,
        view.clean(&finding.rule.id),
        view.place(&finding.origin, finding.first()),
        finding.first().location.start.column,
        view.prose(&finding.rule.title),
    )
}
