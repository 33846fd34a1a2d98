//! One versioned JSON document, in which findings have the shape of the JSON report. Their `group` is told by neither
//! report for both, so each has a number of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::Both;
use crate::model::Finding;
use crate::report::json::{FindingV1, finding};
use crate::report::machine;
use crate::report::view::View;

/// The version of this shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct ComparisonV1<'a> {
    version: u32,
    tool: ToolV1,
    summary: SummaryV1,
    new: Vec<FindingV1<'a>>,
    gone: Vec<FindingV1<'a>>,
    unchanged: Vec<FindingV1<'a>>,
}

#[derive(Serialize)]
struct ToolV1 {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct SummaryV1 {
    new: usize,
    gone: usize,
    /// Of those that are gone: still there, and suppressed.
    suppressed: usize,
    unchanged: usize,
    /// Of the new ones: at or above `fail_on`.
    failing: usize,
    fail_on: &'static str,
    min_confidence: &'static str,
    /// The new report covers everything that it promises.
    complete: bool,
}

/// Writes the comparison.
pub(super) fn write(both: &Both<'_>, out: &mut dyn Write) -> io::Result<()> {
    let comparison = both.comparison;
    let options = both.new.options;
    let document = ComparisonV1 {
        version: VERSION,
        tool: ToolV1 { name: "reticent", version: env!("CARGO_PKG_VERSION") },
        summary: SummaryV1 {
            new: comparison.new.len(),
            gone: comparison.gone.len(),
            suppressed: comparison.suppressed,
            unchanged: comparison.unchanged.len(),
            failing: both.failing(),
            fail_on: options.fail_on.as_str(),
            min_confidence: options.min_confidence.as_str(),
            complete: both.is_complete(),
        },
        new: list(&both.new, &comparison.new),
        gone: list(&both.old, &comparison.gone),
        unchanged: list(&both.new, &comparison.unchanged),
    };
    machine::write_line(&document, out)
}

fn list<'a>(view: &View<'_>, findings: &[&'a Finding]) -> Vec<FindingV1<'a>> {
    (1..).zip(findings).map(|(number, one)| finding(view, one, number)).collect()
}
