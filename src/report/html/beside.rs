//! What was seen beside the findings: applications with their kinds, keys with their sizes.

use std::io::{self, Write};

use crate::report::beside::{Application, Because, KeyRow, below};
use crate::report::inventory::{verdict, visibility};
use crate::report::view::View;
use crate::report::words::{count, xml};

/// More rows would make the page slow; the inventories' own commands show all.
const MOST: usize = 2000;

/// The applications that have to do with identity, with what shows their kind.
pub(super) fn clients(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(applications) = &view.options.inventories.applications else { return Ok(()) };
    writeln!(out, "<section aria-labelledby=\"clients\"><h2 id=\"clients\">Applications</h2>")?;
    if applications.list.is_empty() {
        writeln!(out, "<p>None that signs in or is signed in to.</p>")?;
    } else {
        writeln!(
            out,
            "<table><thead><tr><th>Where</th><th>Kind</th><th>Platform</th><th>Identity library</th><th>Proves itself by</th>\
             <th>Because</th></tr></thead><tbody>"
        )?;
        for one in applications.list.iter().take(MOST) {
            application(view, one, out)?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    left_out(applications.list.len(), "reticent clients", out)?;
    if applications.others > 0 {
        let others = count(applications.others, "more unit");
        writeln!(out, "<p class=\"dim\">{others} with nothing to do with identity.</p>")?;
    }
    writeln!(out, "</section>")
}

fn application(view: &View<'_>, one: &Application, out: &mut dyn Write) -> io::Result<()> {
    let text = |text: &str| xml(&view.prose(text));
    let prefix = &view.report.scope.prefix;
    let because = |because: &Because| {
        let place = format!("{prefix}{}:{}", because.path, because.line);
        format!("<li>{} <code>{}</code></li>", text(&because.says), text(&place))
    };
    let library = |(name, version): (&String, &Option<String>)| match version {
        Some(version) => format!("{name} {version}"),
        None => name.clone(),
    };
    writeln!(
        out,
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><ul class=\"places\">{}</ul></td></tr>",
        text(&below(prefix, &one.path)),
        one.kind.as_str(),
        text(&one.platforms.join(", ")),
        text(&one.libraries.iter().map(library).collect::<Vec<_>>().join(", ")),
        text(&one.proofs.join(", ")),
        one.because.iter().map(because).collect::<String>(),
    )
}

/// Keys and certificates, measured.
pub(super) fn keys(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(keys) = &view.options.inventories.keys else { return Ok(()) };
    writeln!(out, "<section aria-labelledby=\"keys\"><h2 id=\"keys\">Keys and certificates</h2>")?;
    if keys.list.is_empty() {
        return writeln!(out, "<p>None.</p></section>");
    }
    let judged: Vec<String> = keys
        .judged
        .iter()
        .map(|by| format!("the policy {}, as of {}", xml(&view.prose(&by.policy)), by.as_of))
        .collect();
    if !judged.is_empty() {
        writeln!(out, "<p class=\"dim\">Judged by {}.</p>", judged.join(", or by "))?;
    }
    writeln!(
        out,
        "<table><thead><tr><th>Where</th><th>What</th><th>Container</th><th>Protection</th><th>Verdict</th></tr></thead><tbody>"
    )?;
    for row in keys.list.iter().take(MOST) {
        key(view, row, out)?;
    }
    writeln!(out, "</tbody></table>")?;
    left_out(keys.list.len(), "reticent keys", out)?;
    writeln!(out, "</section>")
}

fn key(view: &View<'_>, row: &KeyRow, out: &mut dyn Write) -> io::Result<()> {
    let text = |text: &str| xml(&view.prose(text));
    let place = format!("{}:{}", view.path(&row.place.origin), row.place.line);
    let why: Vec<String> = row.reasons.iter().map(|reason| format!("<li>{}</li>", text(reason))).collect();
    let why = why.concat();
    let why = if why.is_empty() { why } else { format!("<ul class=\"places\">{why}</ul>") };
    writeln!(
        out,
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}{why}</td></tr>",
        xml(&place),
        text(&row.what),
        text(&format!("{} {}", row.container, visibility(row.visibility))),
        text(&row.protection),
        verdict(row.verdict),
    )
}

fn left_out(rows: usize, command: &str, out: &mut dyn Write) -> io::Result<()> {
    match rows.checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "<p class=\"dim\">{more} more; <code>{command}</code> shows all.</p>"),
    }
}
