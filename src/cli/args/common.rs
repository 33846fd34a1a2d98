//! What every command takes that looks at content: which rules, what is read, what is reported and how.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::words::{confidences, formats, severities};
use crate::model::{Confidence, GapKind, Severity};
use crate::report::Format;

/// All of it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Common {
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArgs,
}

/// Which rules, under which configuration.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules and configuration")]
pub(in crate::cli) struct RuleArgs {
    /// Configuration to use instead of the nearest reticent.toml; `none` for none
    #[arg(long, value_name = "FILE", env = "RETICENT_CONFIG")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// An organisation's policy, which the configuration cannot lower
    #[arg(long, value_name = "FILE", env = "RETICENT_POLICY")]
    pub(in crate::cli) policy: Option<PathBuf>,
    /// More rules (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) rules: Vec<PathBuf>,
    /// Run this configuration of gitleaks in the place of all rules, as gitleaks does
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) gitleaks_config: Option<PathBuf>,
    /// gitleaks' own configuration (config/gitleaks.toml of its release), for `extend.useDefault`
    #[arg(long, value_name = "FILE", env = "RETICENT_GITLEAKS_DEFAULT")]
    pub(in crate::cli) gitleaks_default: Option<PathBuf>,
    /// How often its rules look into what stands encoded in a text; 0 is not at all [default: 5]
    #[arg(long, value_name = "N", requires = "gitleaks_config")]
    pub(in crate::cli) gitleaks_decode_depth: Option<usize>,
    /// Switch rules on (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(in crate::cli) enable: Vec<String>,
    /// Switch rules off (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(in crate::cli) disable: Vec<String>,
    /// Findings that are known and do not count
    #[arg(long, value_name = "FILE", env = "RETICENT_BASELINE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Honour no allow markers of other tools
    #[arg(long)]
    pub(in crate::cli) no_foreign_markers: bool,
    /// By what keys are judged: default, nist-112, nist-128, bsi-2024, cnsa-1, cnsa-2, relaxed, or a file [default: default]
    #[arg(long, value_name = "NAME|FILE", env = "RETICENT_KEY_POLICY")]
    pub(in crate::cli) key_policy: Option<String>,
    /// A list of compromised keys in the form of badkeys' blocklist.dat (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) known_keys: Vec<PathBuf>,
    /// The day by which everything that depends on a date is judged (YYYY-MM-DD) [default: `SOURCE_DATE_EPOCH`, or today]
    #[arg(long, value_name = "DATE", env = "RETICENT_AS_OF")]
    pub(in crate::cli) as_of: Option<String>,
}

impl RuleArgs {
    /// The built-in rules, and nothing else.
    pub(in crate::cli) fn of_nothing() -> Self {
        Self {
            config: Some("none".into()),
            policy: None,
            rules: Vec::new(),
            gitleaks_config: None,
            gitleaks_default: None,
            gitleaks_decode_depth: None,
            enable: Vec::new(),
            disable: Vec::new(),
            baseline: None,
            no_foreign_markers: false,
            key_policy: None,
            known_keys: Vec::new(),
            as_of: None,
        }
    }
}

impl ReadingArgs {
    /// What a run without flags reads.
    pub(in crate::cli) fn of_nothing() -> Self {
        Self {
            no_ignore: false,
            max_file_size: None,
            allow_incomplete: Vec::new(),
            strict: false,
            trust_owner: false,
            jobs: None,
        }
    }
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(in crate::cli) struct ReadingArgs {
    /// Read files that git ignores, too
    #[arg(long)]
    pub(in crate::cli) no_ignore: bool,
    /// Media and other binaries above this size are listed, not read
    #[arg(long, value_name = "SIZE", env = "RETICENT_MAX_FILE_SIZE")]
    pub(in crate::cli) max_file_size: Option<String>,
    /// Accept that something of this kind was not scanned (repeatable)
    #[arg(long, value_name = "KIND", env = "RETICENT_ALLOW_INCOMPLETE", value_delimiter = ',')]
    pub(in crate::cli) allow_incomplete: Vec<GapKind>,
    /// Exit with 3 for everything that was not scanned
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Read a git repository although it belongs to another user, for this run only
    #[arg(long)]
    pub(in crate::cli) trust_owner: bool,
    /// Threads [default: one a core]
    #[arg(long, short, value_name = "N", env = "RETICENT_JOBS")]
    pub(in crate::cli) jobs: Option<usize>,
}

/// Whether providers are asked. Nobody but the person who types it can say so: no variable stands for it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Live check")]
pub(in crate::cli) struct VerifyArgs {
    /// Ask the providers whether what was found is still valid: of all rules that can, or of these (globs over their ids)
    #[arg(
        long,
        value_name = "RULE,…",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "*",
        value_delimiter = ','
    )]
    pub(in crate::cli) verify: Vec<String>,
    /// Show only what a provider confirmed
    #[arg(long, requires = "verify")]
    pub(in crate::cli) only_verified: bool,
    /// For tests: a server on this machine that stands in for the provider of a rule
    #[arg(long, value_name = "RULE=URL", requires = "verify", hide = true)]
    pub(in crate::cli) verify_endpoint: Vec<String>,
}

/// What is reported, and how.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(in crate::cli) struct OutputArgs {
    /// Format of the report on standard output, or of an --output without one
    #[arg(long, short, value_name = "FORMAT", env = "RETICENT_FORMAT", value_parser = formats())]
    pub(in crate::cli) format: Option<Format>,
    /// Write the report to a file; FORMAT=FILE writes one more (repeatable)
    #[arg(long, short, value_name = "[FORMAT=]FILE")]
    pub(in crate::cli) output: Vec<String>,
    /// Fail from this severity on: error, warning, note [default: error]
    #[arg(long, value_name = "LEVEL", env = "RETICENT_FAIL_ON", value_parser = severities(), hide_possible_values = true)]
    pub(in crate::cli) fail_on: Option<Severity>,
    /// Report from this confidence on: high, medium, low [default: medium]
    #[arg(long, value_name = "LEVEL", env = "RETICENT_MIN_CONFIDENCE", value_parser = confidences(), hide_possible_values = true)]
    pub(in crate::cli) min_confidence: Option<Confidence>,
    /// Exit code for findings
    #[arg(long, value_name = "N", default_value_t = 1, env = "RETICENT_EXIT_CODE")]
    pub(in crate::cli) exit_code: u8,
    /// Show the signals behind each finding
    #[arg(long)]
    pub(in crate::cli) explain: bool,
    /// Show the secrets themselves
    #[arg(long)]
    pub(in crate::cli) reveal: bool,
    /// Put suppressed findings into SARIF (GitHub opens an alert for each)
    #[arg(long)]
    pub(in crate::cli) sarif_suppressed: bool,
    /// Put findings of severity note into SARIF
    #[arg(long)]
    pub(in crate::cli) sarif_notes: bool,
    /// Tells several uploads for one commit apart
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) sarif_category: Option<String>,
    /// Say nothing but findings and errors
    #[arg(long, short, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Show every place and every name, however many
    #[arg(long, short)]
    pub(in crate::cli) verbose: bool,
    /// Colours and links
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum When {
    /// On a terminal (`NO_COLOR` and `CLICOLOR_FORCE` are honoured).
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
