//! The report for a person: findings as compilers show errors, then a summary.
//!
//! The first line of a finding can be read aloud. A secret that stands in many places is shown once, in its gravest
//! place, with the others listed below it.

mod finding;
mod paint;
mod quote;
mod summary;

use std::collections::BTreeSet;
use std::io::{self, Write};

use self::paint::Paint;
use super::view::View;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(view.options.look);
    let groups = view.groups();
    let mut told = BTreeSet::new();
    for group in &groups {
        // What a rule means and what to do is told once: who reads fifty findings of one rule knows.
        let tell = told.insert(group.lead.rule.id.as_str()) || view.options.detail.verbose;
        finding::write(view, &paint, group, tell, out)?;
        writeln!(out)?;
    }
    summary::write(view, &paint, &groups, out)
}
