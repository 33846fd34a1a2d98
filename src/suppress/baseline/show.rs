//! The baseline as people look at it: how much of what, and whose.

use std::collections::BTreeMap;

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr as _;

use super::super::codeowners::Owners;
use super::super::terms::state_word;
use super::Baseline;
use crate::model::{SuppressionState, printable};

/// Entries that have state, owner and rule in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is said of them.
    pub state: SuppressionState,
    /// Who answers for them, by the entry or by CODEOWNERS.
    pub owner: Option<String>,
    /// The rule.
    pub rule: String,
    /// How many there are.
    pub entries: usize,
    /// How many of them are past their last day.
    pub expired: usize,
}

impl Baseline {
    /// The entries by state, owner and rule.
    pub fn rows(&self, owners: &Owners, as_of: Date) -> Vec<Row> {
        let mut groups: BTreeMap<(SuppressionState, Option<String>, &str), (usize, usize)> = BTreeMap::new();
        for entry in &self.entries {
            let owner = entry.terms.owner.clone().or_else(|| owners.owner(&entry.origin.path));
            let (entries, expired) = groups.entry((entry.terms.state, owner, &entry.rule)).or_default();
            *entries += 1;
            *expired += usize::from(entry.terms.is_expired(as_of));
        }
        let row = |((state, owner, rule), (entries, expired)): ((_, _, &str), _)| Row {
            state,
            owner,
            rule: rule.to_owned(),
            entries,
            expired,
        };
        groups.into_iter().map(row).collect()
    }

    /// [`Baseline::rows`] as a table for a terminal.
    pub fn table(&self, owners: &Owners, as_of: Date) -> String {
        let rows = self.rows(owners, as_of);
        let cells = rows.iter().map(|row| {
            let owner = row.owner.as_deref().unwrap_or("nobody");
            let expired = if row.expired == 0 { String::new() } else { row.expired.to_string() };
            [state_word(row.state), &printable(owner.as_bytes()), &printable(row.rule.as_bytes())]
                .map(str::to_owned)
                .into_iter()
                .chain([row.entries.to_string(), expired])
                .collect()
        });
        let header: Vec<String> = ["state", "owner", "rule", "entries", "expired"].map(str::to_owned).to_vec();
        let table: Vec<Vec<String>> = std::iter::once(header).chain(cells).collect();
        let widths: Vec<usize> = (0..5)
            .map(|column| table.iter().filter_map(|line| line.get(column)).map(|cell| cell.width()).max().unwrap_or(0))
            .collect();
        table.iter().map(|line| align(line, &widths)).collect()
    }
}

/// Words to the left, numbers to the right.
fn align(line: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (column, (cell, &width)) in line.iter().zip(widths).enumerate() {
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        let (before, after) = if column < 3 { ("", gap.as_str()) } else { (gap.as_str(), "") };
        let parting = if column == 0 { "" } else { "  " };
        text.extend([parting, before, cell, after]);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
