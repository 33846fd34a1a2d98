//! What a person, or another program, gets to read: one file a format, each a pure function of a [`Report`].
//!
//! All formats show the same findings: those at or above [`Options::min_confidence`]; how many are hidden is said.
//! All of them name what was not scanned. None shows a secret: text that comes from what was scanned goes through
//! `view.rs`, which masks it and takes out what could steer a terminal. Nothing here knows the time, the working
//! directory or the environment, so the same report gives the same bytes everywhere.

mod beside;
mod cell;
mod ci;
mod clients;
pub mod compare;
mod csv;
mod gitleaks;
mod grade;
pub mod hook;
mod html;
mod inventory;
mod json;
mod jsonl;
mod machine;
mod markdown;
pub mod merge;
mod oneline;
pub mod read;
mod redact;
mod sarif;
pub mod sink;
mod text;
mod uri;
mod view;
mod words;

pub use beside::{Application, Applications, Because, Inventories, Judged, KeyRow, Keys};
pub use clients::{Client, Clients, ClientsFormat, Fault, clients};
pub use inventory::{Inventory, InventoryEntry, InventoryFormat, KeyPlace, inventory};
pub use redact::Redactor;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::model::{Confidence, GapKind, Report, Severity};

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For a person: the quoted line, why it matters, what to do, a summary.
    Text,
    /// One line for each place, as compilers print them.
    Oneline,
    /// One versioned JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, as GitHub code scanning takes it.
    Sarif,
    /// One self-contained page for an audit.
    Html,
    /// For the summary of a CI job or a comment.
    Markdown,
    /// A line for each place, for spreadsheets.
    Csv,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's secret detection report.
    Gitlab,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// `JUnit` XML, for Jenkins and others.
    Junit,
    /// Code Climate's issues, for GitLab's code quality.
    Codeclimate,
    /// gitleaks' JSON report, which other programs read.
    GitleaksJson,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Oneline,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Github,
        Self::Gitlab,
        Self::Azure,
        Self::Junit,
        Self::Codeclimate,
        Self::GitleaksJson,
    ];

    /// The word that `--format` takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Oneline => "oneline",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Azure => "azure",
            Self::Junit => "junit",
            Self::Codeclimate => "codeclimate",
            Self::GitleaksJson => "gitleaks-json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no format.
#[derive(Debug, thiserror::Error)]
#[error("`{word}` is not one of {}", Format::ALL.map(Format::as_str).join(", "))]
pub struct UnknownFormat {
    word: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == word)
            .ok_or_else(|| UnknownFormat { word: word.to_owned() })
    }
}

/// What a report shows, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// From which severity on a finding fails the run.
    pub fail_on: Severity,
    /// Findings that are less sure are counted, not shown.
    pub min_confidence: Confidence,
    /// How much is said.
    pub detail: Detail,
    /// How text looks.
    pub look: Look,
    /// Which gaps make a run incomplete.
    pub gaps: GapPolicy,
    /// What goes into SARIF.
    pub sarif: SarifOptions,
    /// When the scan was made, for formats that must say it: `YYYY-MM-DDThh:mm:ss`, UTC.
    pub time: String,
    /// Applications and keys, for the page that shows them beside the findings and the JSON report that holds them.
    pub inventories: Inventories,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fail_on: Severity::Error,
            min_confidence: Confidence::Medium,
            detail: Detail::default(),
            look: Look::default(),
            gaps: GapPolicy::default(),
            sarif: SarifOptions::default(),
            time: "1970-01-01T00:00:00".to_owned(),
            inventories: Inventories::default(),
        }
    }
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// `--explain`: the signals behind the confidence.
    pub explain: bool,
    /// `--verbose`: every place and every name, however many.
    pub verbose: bool,
    /// `--reveal`: the secrets themselves. Quoted lines stay masked, and SARIF knows nothing of it.
    pub reveal: bool,
}

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Colours.
    pub color: bool,
    /// OSC 8 links on rule ids and paths.
    pub links: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, links: false, width: 100 }
    }
}

/// Which gaps make a run incomplete (exit code 3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapPolicy {
    /// `--allow-incomplete KIND`: these never do.
    pub allowed: BTreeSet<GapKind>,
    /// `--strict`: all others do, also those that are usually only listed.
    pub strict: bool,
}

impl GapPolicy {
    /// Whether a gap of this kind makes a run incomplete.
    pub fn is_incomplete(&self, kind: GapKind) -> bool {
        !self.allowed.contains(&kind) && (self.strict || kind.is_incomplete())
    }

    /// Whether the report covers everything that it promises.
    pub fn is_complete(&self, report: &Report) -> bool {
        !report.interrupted && !report.gaps.iter().any(|gap| self.is_incomplete(gap.kind))
    }
}

/// What goes into SARIF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SarifOptions {
    /// Findings of severity note.
    pub notes: bool,
    /// Suppressed findings. GitHub does not honour suppressions: it opens an alert for each.
    pub suppressed: bool,
    /// Tells apart several uploads for one commit; goes into `automationDetails.id`.
    pub category: Option<String>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Findings left out because the format's reader would refuse more. The report itself says so too.
    pub cut: usize,
}

/// Writes the report in one of the formats.
pub fn render(format: Format, report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<Rendered> {
    let view = view::View::new(report, options)?;
    match format {
        Format::Text => text::write(&view, out)?,
        Format::Oneline => oneline::write(&view, out)?,
        Format::Json => json::write(&view, out)?,
        Format::Jsonl => jsonl::write(&view, out)?,
        Format::Sarif => return sarif::write(&view, out),
        Format::Html => html::write(&view, out)?,
        Format::Markdown => markdown::write(&view, out)?,
        Format::Csv => csv::write(&view, out)?,
        Format::Github => ci::github(&view, out)?,
        Format::Gitlab => ci::gitlab(&view, out)?,
        Format::Azure => ci::azure(&view, out)?,
        Format::Junit => ci::junit(&view, out)?,
        Format::Codeclimate => ci::codeclimate(&view, out)?,
        Format::GitleaksJson => gitleaks::write(&view, out)?,
    }
    Ok(Rendered::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
        }
        assert_eq!(
            "xml".parse::<Format>().unwrap_err().to_string(),
            "`xml` is not one of text, oneline, json, jsonl, sarif, html, markdown, csv, github, gitlab, azure, junit, \
             codeclimate, gitleaks-json"
        );
    }

    #[test]
    fn strict_and_allowed_change_what_is_incomplete() {
        let lenient = GapPolicy { allowed: BTreeSet::from([GapKind::Damaged]), strict: false };
        assert!(lenient.is_incomplete(GapKind::Unreadable) && !lenient.is_incomplete(GapKind::Damaged));
        assert!(!lenient.is_incomplete(GapKind::Lfs));
        let strict = GapPolicy { strict: true, ..lenient };
        assert!(strict.is_incomplete(GapKind::Lfs) && !strict.is_incomplete(GapKind::Damaged));
    }
}
