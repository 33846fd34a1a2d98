//! What CI services read: log commands that become annotations, and report files that they show by themselves.
//!
//! Paths and messages come from what was scanned: none of them can begin a command of its own.

mod azure;
mod codeclimate;
mod github;
mod gitlab;
mod junit;

pub(super) use azure::write as azure;
pub(super) use codeclimate::write as codeclimate;
pub(super) use github::write as github;
pub(super) use gitlab::write as gitlab;
pub(super) use junit::write as junit;

use super::view::View;
use crate::model::{Finding, Gap, Occurrence, Origin, Position, Severity, printable};
use crate::order::Order as _;

/// The gravest first, then the surest, then as in the report: services that show only some show the first.
fn ranked<'a>(view: &View<'a>) -> Vec<(&'a Finding, &'a Occurrence)> {
    let mut all: Vec<&Finding> = view.open().collect();
    all.order_by_key(|finding| std::cmp::Reverse((finding.severity, finding.confidence)));
    all.into_iter().flat_map(|finding| finding.occurrences().iter().map(move |place| (finding, place))).collect()
}

/// `secret written into a file: ····`, with what to do and where it came in. A log is read by many, so `--reveal` does
/// not hold here.
fn message(view: &View<'_>, finding: &Finding) -> String {
    let mask = printable(finding.masked.as_bytes());
    let colon = if mask.is_empty() { "" } else { ": " };
    let text = format!("{}{colon}{mask}. {}", view.prose(&finding.rule.title), view.prose(&finding.rule.fix));
    let inside = !finding.origin.inside.is_empty();
    let text = if inside { format!("In {}: {text}", view.place(&finding.origin, finding.first())) } else { text };
    match finding.provenance.as_deref() {
        Some(told) => format!("{text} {}", view.came_and_went(told)),
        None => text,
    }
}

/// The path of a file from where the program was started, which for a service is the checkout; of what is inside a
/// container, the container's.
fn file(view: &View<'_>, origin: &Origin) -> String {
    view.path(&Origin::file(origin.path.clone()))
}

/// Where a place begins and ends in that file. A line inside a container is no line of it.
fn location(finding: &Finding, place: &Occurrence) -> (Position, Position) {
    let first = Position { line: 1, column: 1 };
    if finding.origin.inside.is_empty() { (place.location.start, place.location.end) } else { (first, first) }
}

/// The word that several services have for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// What was not scanned, and whether that makes the run incomplete.
struct NotScanned {
    text: String,
    incomplete: bool,
}

/// `: more about it`, where there is more.
fn detail(view: &View<'_>, gap: &Gap) -> String {
    let detail = view.prose(&gap.detail);
    if detail.is_empty() { detail } else { format!(": {detail}") }
}

/// What was not scanned, what makes the run incomplete first.
fn gaps(view: &View<'_>) -> Vec<NotScanned> {
    let mut all = Vec::new();
    if view.report.interrupted {
        all.push(NotScanned { text: "only a part was scanned: the run was stopped".to_owned(), incomplete: true });
    }
    all.extend(view.report.gaps.iter().map(|gap| NotScanned {
        text: format!("{}: not scanned ({}){}", view.path(&gap.origin), gap.kind, detail(view, gap)),
        incomplete: view.is_incomplete(gap.kind),
    }));
    all.order_by_key(|gap| !gap.incomplete);
    all
}
