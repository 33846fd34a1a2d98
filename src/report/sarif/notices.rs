//! What a reader has to know about the run itself: what was not scanned, what was left out.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    Invocation, Location as SarifLocation, Message, Notification, ReportingDescriptor, ReportingDescriptorReference,
};

use super::choice::{Choice, LOCATIONS, SHOWN};
use super::parts;
use crate::model::{Addition, Gap, GapKind};
use crate::report::view::View;
use crate::report::words::{count, sentence, thousands};

/// More gaps are told by kind.
const EACH: usize = 100;

/// The one invocation, with all notices.
pub(super) fn invocation(view: &View<'_>, choice: &Choice<'_>) -> Invocation {
    let mut notices = gaps(view);
    notices.extend(additions(view));
    notices.extend(about_run(view));
    notices.extend(about_room(choice));
    let invocation = Invocation::builder().execution_successful(!view.report.interrupted);
    Invocation { tool_execution_notifications: Some(notices).filter(|all| !all.is_empty()), ..invocation.build() }
}

/// The kinds of gap that occur, for the tool's own description.
pub(super) fn descriptors(view: &View<'_>) -> Vec<ReportingDescriptor> {
    kinds(view).into_keys().map(descriptor).collect()
}

fn descriptor(kind: GapKind) -> ReportingDescriptor {
    let text = format!("Something was not scanned ({kind}). To do: {}.", kind.advice());
    ReportingDescriptor {
        name: Some(parts::pascal(&id(kind))),
        help: Some(parts::text(&text)),
        short_description: Some(parts::text(&format!("Not scanned ({kind})."))),
        full_description: Some(parts::text(&text)),
        ..ReportingDescriptor::builder().id(id(kind)).build()
    }
}

fn id(kind: GapKind) -> String {
    format!("gap/{kind}")
}

fn kinds<'a>(view: &View<'a>) -> BTreeMap<GapKind, Vec<&'a Gap>> {
    let mut kinds: BTreeMap<GapKind, Vec<&Gap>> = BTreeMap::new();
    for gap in &view.report.gaps {
        kinds.entry(gap.kind).or_default().push(gap);
    }
    kinds
}

fn gaps(view: &View<'_>) -> Vec<Notification> {
    let each = view.report.gaps.len() <= EACH;
    let mut notices = Vec::new();
    for (index, gaps) in (0..).zip(kinds(view).into_values()) {
        if each {
            notices.extend(gaps.iter().map(|gap| not_scanned(view, index, std::slice::from_ref(gap))));
        } else {
            notices.push(not_scanned(view, index, &gaps));
        }
    }
    notices
}

/// A notice about some gaps of one kind, whose descriptor has that index.
fn not_scanned(view: &View<'_>, index: i64, gaps: &[&Gap]) -> Notification {
    let Some(first) = gaps.first() else { return notice("note", String::new()) };
    let kind = first.kind;
    let what = match gaps {
        [gap] => match view.prose(&gap.detail) {
            detail if detail.is_empty() => format!("'{}' was not scanned ({kind}).", view.path(&gap.origin)),
            detail => format!("'{}' was not scanned ({kind}): {}", view.path(&gap.origin), sentence(&detail)),
        },
        _ => format!("{} were not scanned ({kind}).", count(gaps.len() as u64, "item")),
    };
    let level = if view.is_incomplete(kind) { "warning" } else { "note" };
    let places: Vec<SarifLocation> =
        gaps.iter().take(LOCATIONS).map(|gap| parts::bare(view, &gap.origin, None)).collect();
    Notification {
        descriptor: Some(ReportingDescriptorReference::builder().id(id(kind)).index(index).build()),
        locations: Some(places),
        ..notice(level, format!("{what} To do: {}.", kind.advice()))
    }
}

/// What the range adds that keeps findings quiet.
fn additions(view: &View<'_>) -> Vec<Notification> {
    let tell = |addition: &Addition| {
        let line = format!("'{}', line {}", view.path(&addition.origin), addition.line);
        let text = sentence(&format!("{line}, adds {}", addition.says()));
        Notification { locations: Some(vec![parts::bare(view, &addition.origin, None)]), ..notice("note", text) }
    };
    view.report.additions.iter().take(EACH).map(tell).collect()
}

fn about_run(view: &View<'_>) -> Vec<Notification> {
    let mut notices = Vec::new();
    if view.report.interrupted {
        notices.push(notice("error", "The run was interrupted: only a part was scanned.".to_owned()));
    }
    let uncounted = view.report.figures.uncounted;
    if uncounted > 0 {
        let more = count(uncounted, "further finding");
        notices.push(notice("warning", format!("Not listed, because one rule found too many in one file: {more}.")));
    }
    notices
}

fn about_room(choice: &Choice<'_>) -> Vec<Notification> {
    let mut notices = Vec::new();
    if choice.cut > 0 {
        let cut = count(choice.cut as u64, "finding");
        let text = format!("Left out, the least severe first, because GitHub refuses larger files: {cut}.");
        notices.push(notice("warning", text));
    }
    if choice.kept.len() > SHOWN {
        let shown = thousands(SHOWN as u64);
        notices.push(notice("note", format!("GitHub shows only the first {shown} results, the most severe.")));
    }
    notices
}

fn notice(level: &str, text: String) -> Notification {
    Notification {
        level: Some(level.into()),
        ..Notification::builder().message(Message::builder().text(text).build()).build()
    }
}
