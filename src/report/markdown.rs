//! Markdown for the summary of a CI job or a comment on a pull request.

use std::io::{self, Write};

use super::view::View;
use super::words::{count, size, thousands};

/// Groups that are listed; GitHub takes a summary of 1 MiB.
const SHOWN: usize = 200;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let figures = view.report.figures;
    let groups = view.groups();
    let found = if groups.is_empty() { "no findings".to_owned() } else { count(groups.len() as u64, "finding") };
    writeln!(out, "### reticent: {found}\n")?;
    writeln!(out, "{} read, {}.\n", count(figures.files, "file"), size(figures.bytes))?;
    if !groups.is_empty() {
        writeln!(out, "| | where | what | what to do |\n|---|---|---|---|")?;
    }
    for group in groups.iter().take(SHOWN) {
        let lead = group.lead;
        let more = group.elsewhere().count() as u64;
        let also = if more > 0 { format!(" and {}", count(more, "more place")) } else { String::new() };
        let mask = view.secret(lead);
        let mask = if mask.is_empty() { String::new() } else { format!(" {}", code(&mask)) };
        let revoke =
            lead.rule.provider.revoke.as_deref().map(|url| format!(" [{}]({})", lead.rule.at_vendor(), link(url)));
        let came = lead.provenance.as_deref().map(|told| format!("<br>{}", plain(&view.came_and_went(told))));
        let live = lead.verified.as_ref().map(|told| format!("<br>Live: {}", plain(&view.live(told))));
        writeln!(
            out,
            "| {} | {}{also} | {}{mask}<br>{} ({}){} | {}{}{} |",
            lead.severity,
            code(&view.place(&lead.origin, lead.first())),
            plain(&view.prose(&lead.rule.title)),
            code(&view.clean(&lead.rule.id)),
            lead.confidence,
            live.unwrap_or_default(),
            plain(&view.prose(&lead.rule.fix)),
            revoke.unwrap_or_default(),
            came.unwrap_or_default(),
        )?;
    }
    if groups.len() > SHOWN {
        writeln!(out, "\n{} not listed here.", count((groups.len() - SHOWN) as u64, "more finding"))?;
    }
    if !view.report.gaps.is_empty() {
        writeln!(out, "\n<details><summary>Not scanned: {}</summary>\n", thousands(view.report.gaps.len() as u64))?;
        for gap in view.report.gaps.iter().take(SHOWN) {
            let detail = plain(&view.prose(&gap.detail));
            let colon = if detail.is_empty() { "" } else { ": " };
            writeln!(out, "- {}, {}{colon}{detail}", code(&view.path(&gap.origin)), gap.kind)?;
        }
        writeln!(out, "\n</details>")?;
    }
    if view.report.interrupted {
        writeln!(out, "\n**Only a part was scanned: the run was stopped.**")?;
    }
    Ok(())
}

/// Text in which nothing is markup.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '!' | '#' | '@' | '~' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Text as code, in a cell of a table: fenced by more backticks than it has in a row.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// A URL that ends where it should.
fn link(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29").replace(' ', "%20").replace('|', "%7C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_what_was_scanned_is_markup() {
        assert_eq!(plain("<b> [x](y) @team"), "&lt;b> \\[x\\](y) \\@team");
        assert_eq!(code("a`b|c"), "``a`b\\|c``");
    }
}
