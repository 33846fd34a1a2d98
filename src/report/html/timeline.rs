//! When secrets came into a history and went, month by month.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::view::View;

/// Writes the timeline, if a history was read.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut months: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    let month = |date: &str| date.get(..7).map(str::to_owned);
    for told in view.open().filter_map(|finding| finding.provenance.as_deref()) {
        if let Some(month) = month(&told.introduced.date) {
            months.entry(month).or_default()[0] += 1;
        }
        if let Some(month) = told.removed.as_ref().and_then(|removed| month(&removed.date)) {
            months.entry(month).or_default()[1] += 1;
        }
    }
    let most = months.values().flatten().max().copied().unwrap_or(0);
    if most == 0 {
        return Ok(());
    }
    writeln!(out, "<section aria-labelledby=\"timeline\"><h2 id=\"timeline\">Timeline</h2>")?;
    writeln!(
        out,
        "<details><summary>Findings that came and went, by month</summary><table><thead><tr><th>Month</th><th class=\"number\">Came</th><th class=\"number\">Went</th></tr></thead><tbody>"
    )?;
    for (month, [came, went]) in months {
        writeln!(
            out,
            "<tr><td>{}</td><td class=\"number\">{came}</td><td class=\"number\">{went}</td></tr>",
            super::xml(&view.clean(&month)),
        )?;
    }
    writeln!(out, "</tbody></table></details></section>")
}
