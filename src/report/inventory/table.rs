//! A table for people: a line a key, the reasons under those that are not fine, and a summary.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::{Inventory, InventoryEntry, protection, verdict, visibility};
use crate::key::Verdict;
use crate::model::printable;
use crate::report::words::count;

/// Writes the inventory.
pub(super) fn write(inventory: &Inventory, prefix: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<[String; 5]> = inventory.entries.iter().map(|entry| row(entry, prefix)).collect();
    let widths =
        [0, 1, 2, 3].map(|column| rows.iter().map(|row| row.get(column).map_or(0, |c| c.width())).max().unwrap_or(0));
    for (entry, row) in inventory.entries.iter().zip(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        line.push_str(row.last().map(String::as_str).unwrap_or_default());
        writeln!(out, "{}", line.trim_end())?;
        for reason in reasons(entry) {
            for line in crate::report::words::wrap(&reason, width.saturating_sub(6).max(30)) {
                writeln!(out, "    {line}")?;
            }
        }
    }
    summary(inventory, out)
}

fn row(entry: &InventoryEntry, prefix: &str) -> [String; 5] {
    let key = &entry.key;
    [
        format!("{}{}", printable(prefix.as_bytes()), entry.place.shown()),
        printable(key.describe().as_bytes()),
        format!("{} {}", key.container, visibility(key.visibility)).trim().to_owned(),
        verdict(entry.verdict).to_owned(),
        protection(key),
    ]
}

fn reasons(entry: &InventoryEntry) -> Vec<String> {
    let mut lines: Vec<String> =
        entry.weaknesses.iter().map(|w| format!("{}: {}", w.rule, printable(w.detail.as_bytes()))).collect();
    let first =
        |places: &[super::KeyPlace]| places.iter().take(3).map(super::KeyPlace::shown).collect::<Vec<_>>().join(", ");
    if !entry.pairs.is_empty() {
        lines.push(format!("pairs with {}", first(&entry.pairs)));
    }
    if !entry.same.is_empty() {
        lines.push(format!("the same key: {}", first(&entry.same)));
    }
    if let Some(certificate) = &entry.key.certificate
        && let (Some(before), Some(after)) = (certificate.not_before, certificate.not_after)
    {
        lines.push(format!(
            "for {} by {}, {before} to {after}",
            printable(certificate.subject.as_bytes()),
            printable(certificate.issuer.as_bytes())
        ));
    }
    lines.extend(entry.key.remark.clone());
    lines
}

fn summary(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    let keys = inventory.entries.len() as u64;
    if keys > 0 {
        writeln!(out)?;
    }
    let of = |wanted: Verdict| inventory.entries.iter().filter(|entry| entry.verdict == wanted).count();
    let counts: Vec<String> = [Verdict::Error, Verdict::Warning, Verdict::Note, Verdict::Ok, Verdict::Unknown]
        .into_iter()
        .filter(|wanted| of(*wanted) > 0)
        .map(|wanted| format!("{} {}", of(wanted), verdict(wanted)))
        .collect();
    let files = count(inventory.files, "file");
    let colon = if counts.is_empty() { "" } else { ": " };
    writeln!(out, "{} in {files}{colon}{}", count(keys, "key"), counts.join(", "))?;
    writeln!(out, "policy {} ({}), as of {}", inventory.policy, inventory.policy_title, inventory.as_of)?;
    for (kind, number) in &inventory.gaps {
        writeln!(out, "not read: {number} {kind} ({})", kind.advice())?;
    }
    Ok(())
}
