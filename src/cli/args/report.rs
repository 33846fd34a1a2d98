//! `report …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::OutputArgs;
use super::words::{confidences, severities};
use crate::model::{Confidence, Severity};
use crate::report::compare::CompareFormat;

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  reticent report scan.json --format html --output audit.html
  reticent report scan.json --output sarif=scan.sarif --output gitlab=gl-secret-detection-report.json
  reticent report web=web.json api=api.json --fail-on error    two repositories, as one; exits 1 for errors
  reticent report scan.json --rule 'secret/aws-*' --path deploy --min-severity error
  reticent report compare main.json branch.json --fail-on error";

/// `report`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::cli) struct ReportArgs {
    /// What else to do.
    #[command(subcommand)]
    pub(in crate::cli) action: Option<ReportAction>,
    /// Reports that --format json wrote, `-` being standard input; FOLDER=FILE puts a folder before its paths
    #[arg(value_name = "[FOLDER=]FILE", required = true)]
    pub(in crate::cli) files: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) choice: ChoiceArgs,
    /// The day that formats tell which must tell one (YYYY-MM-DD) [default: ``SOURCE_DATE_EPOCH``, or today]
    #[arg(long, value_name = "DATE", env = "RETICENT_AS_OF")]
    pub(in crate::cli) as_of: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArgs,
}

/// `report …`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReportAction {
    /// Tell what is new in a report, what is gone, and what is as it was
    Compare(CompareArgs),
}

/// Which findings of a report.
#[derive(Debug, Args)]
#[command(next_help_heading = "Choice")]
pub(in crate::cli) struct ChoiceArgs {
    /// Keep findings of these rules only (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(in crate::cli) rule: Vec<String>,
    /// Leave findings of these rules out (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(in crate::cli) not_rule: Vec<String>,
    /// Keep findings at these paths only (glob as in .gitignore, repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) path: Vec<String>,
    /// Leave findings at these paths out (glob as in .gitignore, repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) not_path: Vec<String>,
    /// Keep findings from this severity on: error, warning, note
    #[arg(long, value_name = "LEVEL", value_parser = severities(), hide_possible_values = true)]
    pub(in crate::cli) min_severity: Option<Severity>,
    /// Refuse to read reports above this size, all together
    #[arg(long, value_name = "SIZE", default_value = "64MB")]
    pub(in crate::cli) max_report_size: String,
}

/// `report compare`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompareArgs {
    /// The report before
    pub(in crate::cli) old: String,
    /// The report now
    pub(in crate::cli) new: String,
    /// Format: text, json, markdown [default: text]
    #[arg(long, short, value_name = "FORMAT", hide_possible_values = true)]
    pub(in crate::cli) format: Option<CompareFormat>,
    /// Write it to a file
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Exit with 1 for new findings from this severity on, and with 3 where the new report is incomplete
    #[arg(long, value_name = "LEVEL", value_parser = severities(), hide_possible_values = true)]
    pub(in crate::cli) fail_on: Option<Severity>,
    /// Compare findings from this confidence on: high, medium, low
    #[arg(long, value_name = "LEVEL", value_parser = confidences(), hide_possible_values = true)]
    pub(in crate::cli) min_confidence: Option<Confidence>,
    /// Exit code for new findings
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(in crate::cli) exit_code: u8,
    /// List unchanged findings, too
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
    #[command(flatten)]
    pub(in crate::cli) choice: ChoiceArgs,
}
