//! One secret, with all that a person needs to deal with it.

use std::io::{self, Write};

use super::super::view::{Group, View};
use super::super::words::{count, xml};
use crate::model::{Finding, Occurrence};

/// Places that are listed of one secret.
const PLACES: usize = 200;

/// Writes a group; `later`: where there is a script, only when it is asked for.
pub(super) fn write(view: &View<'_>, group: &Group<'_>, later: bool, out: &mut dyn Write) -> io::Result<()> {
    let lead = group.lead;
    let told = lead.provenance.as_deref();
    let state = told.map_or("", |told| if told.removed.is_some() { "removed" } else { "live" });
    writeln!(
        out,
        "<article class=\"{severity}{}\" data-severity=\"{severity}\" data-confidence=\"{}\" data-rule=\"{}\" \
         data-path=\"{}\" data-author=\"{}\" data-state=\"{state}\">",
        if later { " later" } else { "" },
        lead.confidence,
        xml(&lead.rule.id),
        xml(&view.path(&lead.origin)),
        xml(&told.map(|told| view.prose(&told.introduced.author)).unwrap_or_default()),
        severity = lead.severity,
    )?;
    let mask = view.secret(lead);
    let mask = if mask.is_empty() { String::new() } else { format!(" <code>{}</code>", xml(&mask)) };
    writeln!(
        out,
        "<h3><span class=\"tag {severity}\">{severity}</span> {}{mask}</h3>",
        xml(&view.prose(&lead.rule.title)),
        severity = lead.severity,
    )?;
    let more = group.elsewhere().count() as u64;
    let also = if more > 0 { format!(" and {}", count(more, "more place")) } else { String::new() };
    writeln!(
        out,
        "<p><code>{}</code>{also} <span class=\"dim\">· {} · {} confidence</span></p>",
        xml(&view.place(&lead.origin, lead.first())),
        xml(&lead.rule.id),
        lead.confidence
    )?;
    excerpt(lead.first(), out)?;
    if let Some(told) = &lead.verified {
        writeln!(out, "<p>Live: {}</p>", xml(&view.live(told)))?;
    }
    history(view, lead, out)?;
    writeln!(out, "<details><summary>Why, and what to do</summary>")?;
    writeln!(out, "<p>{}</p><p>{}</p>", xml(&view.prose(&lead.rule.description)), xml(&view.prose(&lead.rule.fix)))?;
    if let Some(url) = lead.rule.provider.revoke.as_deref().filter(|url| is_web(url)) {
        writeln!(out, "<p><a rel=\"noreferrer\" href=\"{0}\">{0}</a></p>", xml(url))?;
    }
    if !lead.signals.is_empty() {
        let signals = lead.signals.iter().map(|signal| format!("{} {:+}", xml(&signal.name), signal.weight));
        writeln!(out, "<p class=\"dim\">{}</p>", signals.collect::<Vec<_>>().join(" · "))?;
    }
    writeln!(out, "</details>")?;
    places(view, group, out)?;
    writeln!(out, "</article>")
}

fn excerpt(place: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
    let excerpt = &place.excerpt;
    if excerpt.text.is_empty() {
        return Ok(());
    }
    let characters: Vec<char> = excerpt.text.chars().collect();
    let part =
        |range: std::ops::Range<usize>| xml(&characters.get(range).unwrap_or_default().iter().collect::<String>());
    let start = excerpt.mark.min(characters.len());
    let end = (start + excerpt.width).min(characters.len());
    let (before, after) = (if excerpt.clipped_left { "…" } else { "" }, if excerpt.clipped_right { "…" } else { "" });
    writeln!(
        out,
        "<pre>{before}{}<mark>{}</mark>{}{after}</pre>",
        part(0..start),
        part(start..end),
        part(end..characters.len())
    )
}

fn history(view: &View<'_>, lead: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let Some(told) = lead.provenance.as_deref() else { return Ok(()) };
    let still = if told.removed.is_some() { " It is still in the history." } else { "" };
    writeln!(out, "<p>{}{still}</p>", xml(&view.came_and_went(told)))
}

fn places(view: &View<'_>, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = group.elsewhere().peekable();
    let related = &group.lead.related;
    if rest.peek().is_none() && related.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>All places</summary><ul class=\"places\">")?;
    for other in related {
        let line = other.location.start.line;
        writeln!(
            out,
            "<li><code>{}:{line}</code>: {}</li>",
            xml(&view.path(&other.origin)),
            xml(&view.prose(&other.message))
        )?;
    }
    let count_of_all = group.elsewhere().count();
    for (finding, place) in rest.take(PLACES) {
        writeln!(out, "<li><code>{}</code></li>", xml(&view.place(&finding.origin, place)))?;
    }
    if count_of_all > PLACES {
        writeln!(out, "<li>{} not listed</li>", count((count_of_all - PLACES) as u64, "more place"))?;
    }
    writeln!(out, "</ul></details>")
}

/// Nothing but a page of the web may be linked.
fn is_web(url: &str) -> bool {
    url.starts_with("https://")
}
