//! The JSON report of gitleaks, which many other programs read: a list of findings, an entry for each place.
//!
//! `Secret` and `Match` are the mask unless `--reveal` is given; columns count as everywhere in our reports, an end being the
//! last character. What was not scanned has no room in it.

use std::io::{self, Write};

use serde::Serialize;

use super::machine;
use super::view::View;
use crate::model::{CommitInfo, Finding, Occurrence};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(rename = "RuleID")]
    rule_id: String,
    description: String,
    start_line: u64,
    end_line: u64,
    start_column: u64,
    end_column: u64,
    r#match: String,
    secret: String,
    file: String,
    symlink_file: &'static str,
    commit: String,
    entropy: f32,
    author: String,
    email: String,
    date: String,
    message: String,
    tags: Vec<String>,
    fingerprint: String,
}

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = view.open().flat_map(|finding| finding.occurrences().iter().map(move |place| (finding, place)));
    let entries: Vec<Entry> = places.map(|(finding, place)| entry(view, finding, place)).collect();
    machine::write_line(&entries, out)
}

fn entry(view: &View<'_>, finding: &Finding, place: &Occurrence) -> Entry {
    let rule = &finding.rule;
    let id = rule.aliases.first().map_or(rule.id.as_str(), AsRef::as_ref).to_owned();
    let nobody = CommitInfo::default();
    let told = finding.provenance.as_deref().map(|told| &told.introduced);
    let commit = told.or(finding.added_in.as_deref()).unwrap_or(&nobody);
    let masked = view.masked(&finding.origin);
    let names = std::iter::once(&masked.path).chain(&masked.inside).map(ToString::to_string);
    let file = names.collect::<Vec<_>>().join("!");
    let (start, end) = (place.location.start, place.location.end);
    let before = if commit.id.is_empty() { String::new() } else { format!("{}:", commit.id) };
    Entry {
        description: view.masked_text(&rule.title),
        start_line: start.line,
        end_line: end.line,
        start_column: start.column,
        end_column: end.column.saturating_sub(1).max(1),
        r#match: view.secret(finding),
        secret: view.secret(finding),
        symlink_file: "",
        commit: commit.id.clone(),
        entropy: 0.0,
        author: view.masked_text(&commit.author),
        email: view.masked_text(&commit.email),
        date: commit.date.clone(),
        message: view.masked_text(&commit.summary),
        tags: rule.tags.iter().map(ToString::to_string).collect(),
        fingerprint: format!("{before}{file}:{id}:{}", start.line),
        rule_id: id,
        file,
    }
}
