//! `JUnit` XML, which Jenkins and most other services show as tests: a rule is a test, a place where it holds a failure.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::view::View;
use super::super::words::xml;
use crate::model::{Finding, Occurrence};

/// Writes the report.
pub(in crate::report) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut by_rule: BTreeMap<&str, Vec<(&Finding, &Occurrence)>> = BTreeMap::new();
    for (finding, place) in super::ranked(view) {
        by_rule.entry(&finding.rule.id).or_default().push((finding, place));
    }
    let gaps = super::gaps(view);
    let errors = gaps.iter().filter(|gap| gap.incomplete).count();
    let failures: usize = by_rule.values().map(Vec::len).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let tests = failures + gaps.len() + 1;
    writeln!(out, "<testsuites name=\"reticent\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
    for (rule, places) in &by_rule {
        let count = places.len();
        writeln!(out, "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">", xml(rule))?;
        for (finding, place) in places {
            case(view, finding, place, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    // The scan itself is a test, so that a report without findings shows that there was one.
    let tests = gaps.len() + 1;
    writeln!(out, "  <testsuite name=\"reticent\" tests=\"{tests}\" failures=\"0\" errors=\"{errors}\">")?;
    writeln!(out, "    <testcase classname=\"reticent\" name=\"scan\"/>")?;
    for gap in &gaps {
        let element = if gap.incomplete { "error" } else { "skipped" };
        let text = xml(&gap.text);
        writeln!(
            out,
            "    <testcase classname=\"reticent\" name=\"not scanned: {text}\"><{element} message=\"{text}\"/></testcase>"
        )?;
    }
    writeln!(out, "  </testsuite>")?;
    writeln!(out, "</testsuites>")
}

fn case(view: &View<'_>, finding: &Finding, place: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
    let name = view.place(&finding.origin, place);
    let (file, line) = (super::file(view, &finding.origin), super::location(finding, place).0.line);
    write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{line}\">",
        xml(&finding.rule.id),
        xml(&name),
        xml(&file)
    )?;
    let message = super::message(view, finding);
    let text = view.clean(&place.excerpt.text);
    writeln!(
        out,
        "<failure type=\"{}\" message=\"{}\">{}</failure></testcase>",
        finding.severity,
        xml(&message),
        xml(&format!("{name}: {text}"))
    )
}
