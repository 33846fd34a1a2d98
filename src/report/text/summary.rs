//! The end of the report: what was found, what is kept quiet, what was not looked at.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::paint::Paint;
use crate::model::{Finding, Gap, GapKind, Severity, Status, Suppression, SuppressionKind, SuppressionState};
use crate::report::view::{Group, View};
use crate::report::words::{count, size, thousands, wrap};

/// How many things that were not scanned are named unless all are asked for.
const NAMES: usize = 3;

/// Writes the summary.
pub(super) fn write(view: &View<'_>, paint: &Paint, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    totals(view, paint, groups, out)?;
    if view.report.interrupted {
        writeln!(out, "{}: only what stands above was scanned", paint.severity(Severity::Error, "interrupted"))?;
    }
    if let Some((number, least)) = view.hidden() {
        let hidden = count(number, "finding");
        writeln!(out, "{hidden} of lower confidence hidden; --min-confidence {least} shows them")?;
    } else if view.report.figures.history.is_some() && !groups.is_empty() && view.asks_for_sure_ones() {
        writeln!(out, "findings of lower confidence were not looked for; --min-confidence low looks for them")?;
    }
    if view.report.figures.uncounted > 0 {
        let more = thousands(view.report.figures.uncounted);
        writeln!(out, "{more} more not listed: a rule lists so many in one file and counts the rest")?;
    }
    verification(view, paint, out)?;
    suppressed(view, paint, out)?;
    additions(view, paint, out)?;
    for incomplete in [true, false] {
        gaps(view, paint, incomplete, out)?;
    }
    Ok(())
}

fn totals(view: &View<'_>, paint: &Paint, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let figures = view.report.figures;
    let read = match figures.history {
        Some(history) => {
            format!("{}, {}, {}", count(history.commits, "commit"), count(history.blobs, "blob"), size(figures.bytes))
        }
        None => format!("{}, {}", count(figures.files, "file"), size(figures.bytes)),
    };
    if groups.is_empty() {
        return writeln!(out, "{} in {read}", paint.good("no findings"));
    }
    let mut found = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let number = groups.iter().filter(|group| group.lead.severity == severity).count() as u64;
        if number > 0 {
            found.push(paint.severity(severity, &count(number, severity.as_str())));
        }
    }
    let harmless = if groups.iter().any(|group| view.fails(group.lead)) {
        String::new()
    } else {
        format!(" (none fails the run: --fail-on {})", view.options.fail_on)
    };
    writeln!(out, "{} in {read}{harmless}", found.join(", "))
}

/// What the live checks came to.
fn verification(view: &View<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(told) = &view.report.verification else { return Ok(()) };
    let states = [(told.live, "live"), (told.dead, "refused"), (told.unknown, "not known")];
    let states = states.into_iter().filter(|(number, _)| *number > 0);
    let states: Vec<String> = states.map(|(number, state)| format!("{} {state}", thousands(number))).collect();
    let mut line = format!("live check: {} sent", count(told.asked, "request"));
    if !states.is_empty() {
        line = format!("{line}; {}", states.join(", "));
    }
    if !told.reasons.is_empty() {
        let reason = |(why, number): (&String, &u64)| format!("{}: {}", view.prose(why), thousands(*number));
        let reasons: Vec<String> = told.reasons.iter().map(reason).collect();
        line = format!("{line} ({})", reasons.join(", "));
    }
    if told.left_out > 0 {
        line = format!("{line}; {} that nobody confirmed left out", count(told.left_out, "finding"));
    }
    hanging(paint, "", &line, out)
}

fn suppressed(view: &View<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let quiet: Vec<(&Finding, &Suppression)> = view.suppressed().filter_map(|f| Some((f, suppression(f)?))).collect();
    if quiet.is_empty() {
        return Ok(());
    }
    let total = |state| quiet.iter().filter(|(_, s)| s.state == state).count() as u64;
    let states: Vec<String> = [
        (total(SuppressionState::FalsePositive), "false positive"),
        (total(SuppressionState::Accepted), "accepted"),
        (total(SuppressionState::ToRotate), "to rotate"),
    ]
    .into_iter()
    .filter(|&(number, _)| number > 0)
    .map(|(number, name)| match (number, name) {
        (2.., "false positive") => count(number, name),
        _ => format!("{} {name}", thousands(number)),
    })
    .collect();
    let mut line = format!("{} suppressed: {}", thousands(quiet.len() as u64), states.join(", "));
    line.push_str(&owners(view, &quiet));
    let foreign = quiet.iter().filter(|(_, s)| s.kind == SuppressionKind::ForeignMarker).count() as u64;
    if foreign > 0 {
        line.push_str("; ");
        line.push_str(&thousands(foreign));
        line.push_str(" by another tool's marker");
    }
    hanging(paint, "", &line, out)?;
    if view.options.detail.verbose {
        for (finding, suppression) in quiet {
            owed(view, paint, finding, suppression, out)?;
        }
    }
    Ok(())
}

/// What the range adds that keeps findings quiet.
fn additions(view: &View<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let additions = &view.report.additions;
    if additions.is_empty() {
        return Ok(());
    }
    let heading = format!("{} added", count(additions.len() as u64, "suppression"));
    writeln!(out, "{}:", paint.strong(&heading))?;
    for addition in additions {
        writeln!(out, "  {}:{} {}", view.path(&addition.origin), addition.line, addition.says())?;
    }
    Ok(())
}

fn suppression(finding: &Finding) -> Option<&Suppression> {
    match &finding.status {
        Status::Open => None,
        Status::Suppressed(suppression) => Some(suppression),
    }
}

/// Who answers for the secrets that are real: ` (by owner: @team/x 1, nobody 1)`.
fn owners(view: &View<'_>, quiet: &[(&Finding, &Suppression)]) -> String {
    let mut owners: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for (_, suppression) in quiet.iter().filter(|(_, s)| s.state != SuppressionState::FalsePositive) {
        *owners.entry(suppression.owner.as_deref().map(|owner| view.prose(owner))).or_default() += 1;
    }
    if owners.is_empty() {
        return String::new();
    }
    let nobody = owners.remove(&None).map(|number| ("nobody".to_owned(), number));
    let named = owners.into_iter().filter_map(|(owner, number)| Some((owner?, number)));
    let list: Vec<String> =
        named.chain(nobody).map(|(owner, number)| format!("{owner} {}", thousands(number))).collect();
    format!(" (by owner: {})", list.join(", "))
}

/// One suppressed finding, in a line.
fn owed(
    view: &View<'_>,
    paint: &Paint,
    finding: &Finding,
    suppression: &Suppression,
    out: &mut dyn Write,
) -> io::Result<()> {
    let state = match suppression.state {
        SuppressionState::FalsePositive => "false positive",
        SuppressionState::Accepted => "accepted",
        SuppressionState::ToRotate => "to rotate",
    };
    let place = view.place(&finding.origin, finding.first());
    let until = suppression.until.as_ref().map(|date| format!(" until {}", view.prose(date))).unwrap_or_default();
    let reason = match view.prose(&suppression.reason) {
        reason if reason.is_empty() => reason,
        reason => format!(": {reason}"),
    };
    let state = paint.strong(state);
    writeln!(out, "  {place} [{}] {state}{until}{reason}", view.clean(&finding.rule.id))
}

fn gaps(view: &View<'_>, paint: &Paint, incomplete: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut kinds: BTreeMap<GapKind, Vec<&Gap>> = BTreeMap::new();
    for gap in view.report.gaps.iter().filter(|gap| view.is_incomplete(gap.kind) == incomplete) {
        kinds.entry(gap.kind).or_default().push(gap);
    }
    if kinds.is_empty() {
        return Ok(());
    }
    if incomplete {
        writeln!(out, "{}, so this run is incomplete:", paint.severity(Severity::Warning, "not scanned"))?;
    } else {
        writeln!(out, "{}:", paint.strong("not scanned"))?;
    }
    for (kind, gaps) in kinds {
        let line = format!("{} {}: {}", thousands(gaps.len() as u64), label(kind), names(view, &gaps));
        hanging(paint, "  ", &line, out)?;
        writeln!(out, "    {} {}", paint.frame("="), kind.advice())?;
    }
    Ok(())
}

/// Writes prose, wrapped, with the further lines set in a little.
fn hanging(paint: &Paint, indent: &str, prose: &str, out: &mut dyn Write) -> io::Result<()> {
    let width = paint.width().saturating_sub(indent.len() + 2);
    for (at, line) in wrap(prose, width).iter().enumerate() {
        writeln!(out, "{indent}{}{line}", if at == 0 { "" } else { "  " })?;
    }
    Ok(())
}

/// The gaps' names, with what is known of each.
fn names(view: &View<'_>, gaps: &[&Gap]) -> String {
    let most = if view.options.detail.verbose || gaps.len() == NAMES + 1 { gaps.len() } else { NAMES };
    let mut names: Vec<String> = gaps
        .iter()
        .take(most)
        .map(|gap| match view.prose(&gap.detail) {
            detail if detail.is_empty() => view.path(&gap.origin),
            detail => format!("{} ({detail})", view.path(&gap.origin)),
        })
        .collect();
    if gaps.len() > most {
        names.push(format!("and {} more", thousands((gaps.len() - most) as u64)));
    }
    names.join(", ")
}

fn label(kind: GapKind) -> &'static str {
    match kind {
        GapKind::Unreadable => "unreadable",
        GapKind::Vanished => "vanished during the scan",
        GapKind::Damaged => "damaged",
        GapKind::Missing => "missing from this clone",
        GapKind::Corrupt => "corrupt",
        GapKind::Shallow => "beyond a shallow boundary",
        GapKind::Limit => "over a limit",
        GapKind::Internal => "lost to an internal error",
        GapKind::Untracked => "where tracked files could not be listed",
        GapKind::TooLarge => "too large",
        GapKind::Encrypted => "encrypted",
        GapKind::Unsupported => "of a kind that cannot be opened",
        GapKind::Submodule => "submodule not present",
        GapKind::Lfs => "LFS content not present",
        GapKind::Special => "pipe, socket or device",
        GapKind::Unparsed => "too long to be read as code",
    }
}
