//! Logging commands of Azure Pipelines
//! (<https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>).

use std::io::{self, Write};

use super::super::view::View;
use crate::model::Severity;

/// Writes the report.
pub(in crate::report) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (finding, place) in super::ranked(view) {
        // There is no third kind: what is only noted goes to the log as text.
        let message = super::message(view, finding);
        let (file, (start, _)) = (super::file(view, &finding.origin), super::location(finding, place));
        if finding.severity == Severity::Note {
            writeln!(out, "{}", plain(&format!("{file}:{}:{}: note: {message}", start.line, start.column)))?;
            continue;
        }
        writeln!(
            out,
            "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={}]{}",
            super::level(finding.severity),
            property(&file),
            start.line,
            start.column,
            property(&finding.rule.id),
            data(&message),
        )?;
    }
    for gap in super::gaps(view) {
        if gap.incomplete {
            writeln!(out, "##vso[task.logissue type=warning]{}", data(&gap.text))?;
        } else {
            writeln!(out, "{}", plain(&gap.text))?;
        }
    }
    Ok(())
}

/// As the agent unescapes the text of a command.
fn data(text: &str) -> String {
    plain(text).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As it unescapes a property.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

/// Text in which no command stands: the agent looks for one anywhere in a line.
fn plain(text: &str) -> String {
    text.replace("##vso[", "# #vso[").replace("##[", "# #[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_a_command_of_its_own() {
        assert_eq!(property("a]##vso[x;y\n"), "a%5D# #vso[x%3By%0A");
        assert_eq!(plain("x ##vso[task.complete]"), "x # #vso[task.complete]");
    }
}
