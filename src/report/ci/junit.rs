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
    let failures: usize = by_rule.values().map(Vec::len).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    // A run without findings is a test that passed.
    let passed = usize::from(failures == 0 && gaps.is_empty());
    let tests = failures + gaps.len() + passed;
    writeln!(
        out,
        "<testsuites name=\"reticent\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\">",
        gaps.len()
    )?;
    for (rule, places) in &by_rule {
        let count = places.len();
        writeln!(out, "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">", xml(rule))?;
        for (finding, place) in places {
            case(view, finding, place, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if passed > 0 || !gaps.is_empty() {
        let errors = gaps.len();
        writeln!(
            out,
            "  <testsuite name=\"reticent\" tests=\"{}\" failures=\"0\" errors=\"{errors}\">",
            errors + passed
        )?;
        for gap in &gaps {
            writeln!(
                out,
                "    <testcase classname=\"reticent\" name=\"not scanned\"><error message=\"{}\"/></testcase>",
                xml(gap)
            )?;
        }
        if passed > 0 {
            writeln!(out, "    <testcase classname=\"reticent\" name=\"no findings\"/>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(view: &View<'_>, finding: &Finding, place: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
    let name = view.place(&finding.origin, place);
    let (file, line) = (super::file(view, finding), place.location.start.line);
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
