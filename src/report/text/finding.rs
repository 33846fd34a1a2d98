//! One finding, or one secret in many places.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::paint::Paint;
use super::quote;
use crate::model::{Finding, Provenance};
use crate::report::uri;
use crate::report::view::{Group, View};
use crate::report::words::{count, thousands, wrap};

/// How many other places are listed unless all are asked for.
const PLACES: usize = 5;

/// Writes a finding, without the blank line after it. `tell` says why the rule matters and what to do.
pub(super) fn write(
    view: &View<'_>,
    paint: &Paint,
    group: &Group<'_>,
    tell: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = group.lead;
    headline(view, paint, finding, out)?;
    place(view, paint, finding, out)?;
    quote::write(paint, finding, out)?;
    let mut notes = Notes { paint, margin: quote::margin(finding), out };
    if view.options.detail.reveal && finding.secret.can_be_revealed() {
        notes.lines("secret", &[view.secret(finding)])?;
    }
    notes.lines("because", &related(view, finding))?;
    if tell {
        notes.prose("why", &view.prose(&finding.rule.description))?;
        notes.prose("do", &remedy(view, finding))?;
    }
    if let Some(told) = &finding.verified {
        notes.prose("live", &view.live(told))?;
    }
    notes.prose("also", &elsewhere(view, group))?;
    if let Some(told) = finding.added_in.as_deref() {
        notes.prose("from", &view.told(told))?;
    }
    if let Some(told) = finding.provenance.as_deref() {
        notes.prose("from", &view.told(&told.introduced))?;
        notes.prose("gone", &told.removed.as_ref().map(|removed| view.told(removed)).unwrap_or_default())?;
        notes.prose("held", &held(view, told))?;
    }
    if view.options.detail.explain {
        notes.prose("sure", &signals(finding))?;
    }
    Ok(())
}

fn headline(view: &View<'_>, paint: &Paint, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let rule = &finding.rule;
    let id = view.clean(&rule.id);
    let page = rule.provider.source.as_deref().or_else(|| rule.references.first().map(AsRef::as_ref));
    // The colour lies outside of the link: not every terminal keeps it within.
    let label = format!("{}[{}]", finding.severity, page.map_or_else(|| id.clone(), |page| paint.link(page, &id)));
    let title = paint.strong(&format!(": {}", view.prose(&rule.title)));
    writeln!(out, "{}{title}", paint.severity(finding.severity, &label))
}

fn place(view: &View<'_>, paint: &Paint, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let occurrence = finding.first();
    let start = occurrence.location.start;
    let path = format!("{}:{}:{}", view.path(&finding.origin), start.line, start.column);
    let path = paint.link(&file_url(view, finding), &path);
    let arrow = paint.frame(&format!("{:1$}-->", "", quote::margin(finding)));
    // The caret line says how sure we are; where there is none, it is said here.
    let sure = match occurrence.excerpt.text.as_str() {
        "" => format!(" ({} confidence)", finding.confidence),
        _ => String::new(),
    };
    writeln!(out, "{arrow} {path}{sure}")
}

fn file_url(view: &View<'_>, finding: &Finding) -> String {
    let root = view.report.scope.root.as_os_str().as_encoded_bytes();
    let root =
        if cfg!(windows) { root.iter().map(|&b| if b == b'\\' { b'/' } else { b }).collect() } else { root.to_vec() };
    let root = uri::encode(&root);
    let path = uri::encode(&view.masked(&finding.origin).path);
    format!("file:///{}/{path}", root.trim_matches('/'))
}

/// The places that explain a finding, in two columns.
fn related(view: &View<'_>, finding: &Finding) -> Vec<String> {
    let places: Vec<String> =
        finding.related.iter().map(|r| format!("{}:{}", view.path(&r.origin), r.location.start.line)).collect();
    let column = places.iter().map(|place| place.width()).max().unwrap_or_default();
    let row = |(place, message): (&String, String)| {
        let gap = " ".repeat(column - place.width() + 2);
        format!("{place}{gap}{message}")
    };
    places.iter().zip(finding.related.iter().map(|r| view.prose(&r.message))).map(row).collect()
}

fn remedy(view: &View<'_>, finding: &Finding) -> String {
    let fix = view.prose(&finding.rule.fix);
    let page = finding.rule.provider.revoke.as_deref().map(|page| view.prose(page));
    let there = finding.rule.at_vendor();
    match page.filter(|page| !fix.contains(page.as_str())) {
        None => fix,
        Some(page) if fix.is_empty() => format!("{}: {page}", there.to_lowercase()),
        Some(page) if fix.ends_with('.') => format!("{fix} {there}: {page}"),
        Some(page) => format!("{fix}; {}: {page}", there.to_lowercase()),
    }
}

/// The other places, by line: two masks on one line are one place to look at.
fn elsewhere(view: &View<'_>, group: &Group<'_>) -> String {
    let here = view.place(&group.lead.origin, group.lead.first());
    let mut places: Vec<String> = group.elsewhere().map(|(f, occurrence)| view.place(&f.origin, occurrence)).collect();
    places.dedup();
    places.retain(|place| *place != here);
    // One more than the most takes no more room than saying so.
    if !view.options.detail.verbose && places.len() > PLACES + 1 {
        let more = format!("and {} more", thousands((places.len() - PLACES) as u64));
        places.truncate(PLACES);
        places.push(more);
    }
    places.join(", ")
}

/// How far a secret spread: `by 14 commits, in 2 paths, on main and v1.0; at HEAD`. Code is judged where it stands now, and
/// the commits of it are not counted.
fn held(view: &View<'_>, told: &Provenance) -> String {
    let owner = told.owner.as_deref().map(|owner| format!("; owned by {}", view.prose(owner))).unwrap_or_default();
    if told.commits == 0 && told.at_head {
        return format!("at HEAD{owner}");
    }
    let mut words = format!("by {}", count(told.commits, "commit"));
    if told.path_count > 1 {
        words += ", in ";
        words += &count(told.path_count, "path");
    }
    let most = if view.options.detail.verbose { usize::MAX } else { PLACES };
    let mut names: Vec<String> = told.refs.iter().take(most).map(|name| view.clean(name)).collect();
    let more = told.ref_count.saturating_sub(names.len() as u64);
    if more > 0 && !names.is_empty() {
        names.push(format!("{} more", thousands(more)));
    }
    if !names.is_empty() {
        words += ", on ";
        words += &names.join(", ");
    }
    words.push_str(if told.at_head { "; still at HEAD" } else { "; not at HEAD" });
    words + &owner
}

/// Why we are that sure; nothing if nobody wrote down why.
fn signals(finding: &Finding) -> String {
    let signals: Vec<String> = finding.signals.iter().map(|s| format!("{} {:+}", s.name, s.weight)).collect();
    match signals.as_slice() {
        [] => String::new(),
        all => format!("{} confidence: {}", finding.confidence, all.join(", ")),
    }
}

/// Writes the labelled lines under a finding: `= why   because`.
struct Notes<'w> {
    paint: &'w Paint,
    margin: usize,
    out: &'w mut dyn Write,
}

impl Notes<'_> {
    /// Writes prose, wrapped, the further lines under the first.
    fn prose(&mut self, label: &str, text: &str) -> io::Result<()> {
        let room = self.paint.width().saturating_sub(self.margin + 2 + Self::column(label));
        self.lines(label, &wrap(text, room.max(20)))
    }

    /// Writes lines as they are; none at all if there are none.
    fn lines(&mut self, label: &str, lines: &[String]) -> io::Result<()> {
        let margin = self.margin;
        let column = Self::column(label);
        for (at, line) in lines.iter().enumerate() {
            if at == 0 {
                let sign = self.paint.frame(&format!("{:margin$}=", ""));
                let gap = " ".repeat(column - label.len());
                writeln!(self.out, "{sign} {}{gap}{line}", self.paint.strong(label))?;
            } else {
                writeln!(self.out, "{:1$}{line}", "", margin + 2 + column)?;
            }
        }
        Ok(())
    }

    /// Where the text after a label begins: all short labels share one column.
    fn column(label: &str) -> usize {
        label.len().max(4) + 2
    }
}
