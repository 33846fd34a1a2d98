//! What was seen beside the findings: applications with their kinds, keys with their sizes.

use std::io::{self, Write};

use crate::client::Evidence;
use crate::report::clients::{Client, joined};
use crate::report::inventory::{InventoryEntry, protection, verdict, visibility};
use crate::report::view::View;
use crate::report::words::{count, xml};

/// More rows would make the page slow; the inventories' own commands show all.
const MOST: usize = 2000;

/// The applications that have to do with identity, with what shows their kind.
pub(super) fn clients(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(clients) = &view.options.inventories.clients else { return Ok(()) };
    let told: Vec<&Client> = clients.clients.iter().filter(|client| client.is_told()).collect();
    writeln!(out, "<section aria-labelledby=\"clients\"><h2 id=\"clients\">Applications</h2>")?;
    let rest = clients.clients.len() - told.len();
    if told.is_empty() {
        writeln!(out, "<p>None that signs in or is signed in to.</p>")?;
    } else {
        writeln!(
            out,
            "<table><thead><tr><th>Where</th><th>Kind</th><th>Platform</th><th>Identity library</th><th>Proves itself by</th>\
             <th>Because</th></tr></thead><tbody>"
        )?;
        for client in told.iter().take(MOST) {
            application(view, client, out)?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    left_out(told.len(), "reticent clients", out)?;
    if rest > 0 {
        writeln!(out, "<p class=\"dim\">{} with nothing to do with identity.</p>", count(rest as u64, "more unit"))?;
    }
    writeln!(out, "</section>")
}

fn application(view: &View<'_>, client: &Client, out: &mut dyn Write) -> io::Result<()> {
    let unit = &client.unit;
    let text = |text: &str| xml(&view.prose(text));
    let because = |evidence: &Evidence| {
        format!(
            "<li>{} <code>{}</code></li>",
            text(&evidence.says),
            text(&format!("{}:{}", evidence.path, evidence.line))
        )
    };
    writeln!(
        out,
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><ul class=\"places\">{}</ul></td></tr>",
        text(&unit.path),
        unit.kind.as_str(),
        text(&joined(&unit.platforms)),
        text(&client.libraries()),
        text(&client.proofs()),
        unit.best(client.side()).into_iter().map(because).collect::<String>(),
    )
}

/// Keys and certificates, measured.
pub(super) fn keys(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(keys) = &view.options.inventories.keys else { return Ok(()) };
    writeln!(out, "<section aria-labelledby=\"keys\"><h2 id=\"keys\">Keys and certificates</h2>")?;
    if keys.entries.is_empty() {
        return writeln!(out, "<p>None.</p></section>");
    }
    let title = xml(&view.prose(&keys.policy_title));
    writeln!(out, "<p class=\"dim\">Judged by the policy {title}, as of {}.</p>", keys.as_of)?;
    writeln!(
        out,
        "<table><thead><tr><th>Where</th><th>What</th><th>Container</th><th>Protection</th><th>Verdict</th></tr></thead><tbody>"
    )?;
    for entry in keys.entries.iter().take(MOST) {
        key(view, entry, out)?;
    }
    writeln!(out, "</tbody></table>")?;
    left_out(keys.entries.len(), "reticent keys", out)?;
    writeln!(out, "</section>")
}

fn key(view: &View<'_>, entry: &InventoryEntry, out: &mut dyn Write) -> io::Result<()> {
    let text = |text: &str| xml(&view.prose(text));
    let place = format!("{}:{}", view.path(&entry.place.origin), entry.place.line);
    let why: Vec<String> = entry.weaknesses.iter().map(|said| format!("<li>{}</li>", text(&said.detail))).collect();
    let why = why.concat();
    let why = if why.is_empty() { why } else { format!("<ul class=\"places\">{why}</ul>") };
    writeln!(
        out,
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}{why}</td></tr>",
        xml(&place),
        text(&entry.key.describe()),
        text(format!("{} {}", entry.key.container, visibility(entry.key.visibility)).trim()),
        text(&protection(&entry.key)),
        verdict(entry.verdict),
    )
}

fn left_out(rows: usize, command: &str, out: &mut dyn Write) -> io::Result<()> {
    match rows.checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "<p class=\"dim\">{more} more; <code>{command}</code> shows all.</p>"),
    }
}
