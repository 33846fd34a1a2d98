//! One self-contained page for an audit: no request leaves it, all of it can be read without its script, and a strict
//! content security policy admits that script and its style by their hashes and nothing else.

mod beside;
mod card;
mod timeline;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::view::View;
use super::words::{count, size, thousands, xml};
use crate::model::{Confidence, Severity, Status};

const STYLE: &str = include_str!("style.css");
/// So many findings are shown until a person asks for more (`step` in the script). A browser that has to lay out ten thousand
/// is slow, and slower with every key.
const PAGE: usize = 200;

const SCRIPT: &str = include_str!("script.js");

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    head(out)?;
    let groups = view.groups();
    writeln!(out, "<body><header><h1>reticent report</h1>")?;
    writeln!(out, "<p class=\"dim\">{}</p></header><main>", scope(view))?;
    figures(view, groups.len(), out)?;
    timeline::write(view, out)?;
    writeln!(out, "<section aria-labelledby=\"findings\"><h2 id=\"findings\">Findings</h2>")?;
    if groups.is_empty() {
        writeln!(out, "<p>None.</p>")?;
    }
    filters(out)?;
    for (page, groups) in groups.chunks(PAGE).enumerate() {
        writeln!(out, "<div class=\"cards\">")?;
        for group in groups {
            card::write(view, group, page > 0, out)?;
        }
        writeln!(out, "</div>")?;
    }
    writeln!(out, "<button type=\"button\" id=\"more\" hidden></button></section>")?;
    beside::clients(view, out)?;
    beside::keys(view, out)?;
    suppressed(view, out)?;
    gaps(view, out)?;
    writeln!(out, "</main><script>{SCRIPT}</script></body></html>")
}

fn head(out: &mut dyn Write) -> io::Result<()> {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    writeln!(out, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>reticent report</title>")?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">",
        hash(STYLE),
        hash(SCRIPT)
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\">"
    )?;
    writeln!(out, "<style>{STYLE}</style></head>")
}

fn scope(view: &View<'_>) -> String {
    let scope = &view.report.scope;
    let parts = [view.repository(), scope.branch.as_deref().map(|name| view.masked_text(name)), scope.revision.clone()];
    let text: Vec<String> = parts.into_iter().flatten().map(|part| xml(&part)).collect();
    if text.is_empty() { "a folder without a repository".to_owned() } else { text.join(" · ") }
}

fn figures(view: &View<'_>, groups: usize, out: &mut dyn Write) -> io::Result<()> {
    let figures = view.report.figures;
    let of = |severity| view.open().filter(|finding| finding.severity == severity).count() as u64;
    let mut tiles = vec![
        (thousands(groups as u64), "secrets and other findings"),
        (thousands(of(Severity::Error)), "errors, each path counted"),
        (thousands(of(Severity::Warning)), "warnings"),
        (thousands(of(Severity::Note)), "notes"),
        (thousands(view.suppressed().count() as u64), "suppressed"),
        (thousands(view.report.gaps.len() as u64), "not scanned"),
        (size(figures.bytes), "read"),
    ];
    match figures.history {
        Some(history) => {
            tiles.push((thousands(history.commits), "commits read"));
            tiles.push((thousands(history.blobs), "versions of files read"));
        }
        None => tiles.push((thousands(figures.files), "files read")),
    }
    writeln!(out, "<ul class=\"figures\">")?;
    for (number, what) in tiles {
        writeln!(out, "<li><b>{number}</b> {what}</li>")?;
    }
    writeln!(out, "</ul>")?;
    if let Some((hidden, least)) = view.hidden() {
        let what = count(hidden, "finding");
        writeln!(out, "<p class=\"dim\">{what} of lower confidence hidden; --min-confidence {least} shows them.</p>")?;
    }
    if view.report.interrupted {
        writeln!(out, "<p><strong>Only a part was scanned: the run was stopped.</strong></p>")?;
    }
    Ok(())
}

/// Hidden until the script, without which it would do nothing, shows it.
fn filters(out: &mut dyn Write) -> io::Result<()> {
    let options = |words: &[&str]| words.iter().flat_map(|word| ["<option>", word, "</option>"]).collect::<String>();
    let severities = options(&[Severity::Error, Severity::Warning, Severity::Note].map(Severity::as_str));
    let sure = options(&[Confidence::High, Confidence::Medium, Confidence::Low].map(Confidence::as_str));
    writeln!(out, "<form hidden aria-label=\"Filter findings\">")?;
    writeln!(out, "<label>Text <input type=\"search\" name=\"text\"></label>")?;
    writeln!(out, "<label>Path has <input type=\"search\" name=\"path\"></label>")?;
    for (label, name, options) in [
        ("Severity", "severity", severities.as_str()),
        ("Confidence", "confidence", sure.as_str()),
        ("Rule", "rule", ""),
        ("Author", "author", ""),
        ("In the history", "state", ""),
    ] {
        writeln!(
            out,
            "<label>{label} <select name=\"{name}\"><option value=\"\">any</option>{options}</select></label>"
        )?;
    }
    writeln!(out, "<button type=\"reset\">Clear filters</button> <output id=\"shown\" class=\"dim\"></output></form>")
}

fn suppressed(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = view.suppressed().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "<section aria-labelledby=\"suppressed\"><h2 id=\"suppressed\">Suppressed</h2>")?;
    writeln!(
        out,
        "<table><thead><tr><th>Where</th><th>Rule</th><th>State</th><th>Reason</th><th>Owner</th><th>Until</th></tr></thead><tbody>"
    )?;
    for finding in rows {
        let Status::Suppressed(said) = &finding.status else { continue };
        let text = |text: Option<&str>| xml(&text.map(|text| view.prose(text)).unwrap_or_default());
        writeln!(
            out,
            "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            xml(&view.place(&finding.origin, finding.first())),
            xml(&finding.rule.id),
            said.state.as_str(),
            text(Some(&said.reason)),
            text(said.owner.as_deref()),
            text(said.until.as_deref()),
        )?;
    }
    writeln!(out, "</tbody></table></section>")
}

fn gaps(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section aria-labelledby=\"gaps\"><h2 id=\"gaps\">Not scanned</h2>")?;
    if view.report.gaps.is_empty() {
        return writeln!(out, "<p>Everything was read.</p></section>");
    }
    writeln!(out, "<table><thead><tr><th>What</th><th>Why</th><th>What to do</th></tr></thead><tbody>")?;
    for gap in &view.report.gaps {
        writeln!(
            out,
            "<tr><td><code>{}</code></td><td>{}: {}</td><td>{}</td></tr>",
            xml(&view.path(&gap.origin)),
            gap.kind,
            xml(&view.prose(&gap.detail)),
            xml(gap.kind.advice()),
        )?;
    }
    writeln!(out, "</tbody></table></section>")
}
