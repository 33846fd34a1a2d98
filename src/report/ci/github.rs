//! Workflow commands of GitHub Actions, which become annotations
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).
//!
//! GitHub shows ten errors and ten warnings of a step, so the gravest come first and the rest is counted.

use std::io::{self, Write};

use super::super::view::View;
use super::super::words::count;

/// Annotations of one kind that a step shows.
const SHOWN: usize = 10;

/// Writes the report.
pub(in crate::report) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut shown = [0usize; 3];
    let mut rest = 0;
    for (finding, place) in super::ranked(view) {
        let level = super::level(finding.severity);
        let count = shown.get_mut(finding.severity as usize);
        match count {
            Some(count) if *count < SHOWN => *count += 1,
            _ => {
                rest += 1;
                continue;
            }
        }
        let (start, end) = super::location(finding, place);
        writeln!(
            out,
            "::{level} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            property(&super::file(view, &finding.origin)),
            start.line,
            end.line,
            start.column,
            end.column,
            property(&finding.rule.id),
            data(&super::message(view, finding)),
        )?;
    }
    if rest > 0 {
        writeln!(out, "::notice title=reticent::{} not annotated: see the report", count(rest, "more place"))?;
    }
    for gap in super::gaps(view) {
        let level = if gap.incomplete { "warning" } else { "notice" };
        writeln!(out, "::{level} title=reticent::{}", data(&gap.text))?;
    }
    Ok(())
}

/// As the toolkit escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As it escapes a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_a_command_of_its_own() {
        assert_eq!(property("a\n::error,x:%0A"), "a%0A%3A%3Aerror%2Cx%3A%250A");
        assert_eq!(data("x\r\n::set-output"), "x%0D%0A::set-output");
    }
}
