//! What a person can type.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{Confidence, GapKind, Severity};
use crate::report::{Format, InventoryFormat};

/// Finds credentials written down where they must not be, and says what to do about each.
#[derive(Debug, Parser)]
#[command(name = "reticent", version, max_term_width = 100, after_help = EXIT_CODES, propagate_version = true)]
pub(super) struct Cli {
    /// The command.
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    complete, and no finding at or above --fail-on
  1    findings (or what --exit-code says)
  2    wrong usage or configuration, or an error of our own
  3    no findings, but not everything could be scanned
  130  interrupted";

const SCAN_EXAMPLES: &str = "\
Examples:
  reticent scan                                     the repository around you
  reticent scan src deploy/.env                     two paths of it
  reticent scan --format sarif --output out.sarif   for an upload to code scanning
  reticent scan --output sarif=out.sarif            the text as usual, and SARIF beside it
  reticent scan --baseline .reticent-baseline       only what is new
  reticent scan --min-confidence low --explain      everything, with the reasons";

const HISTORY_EXAMPLES: &str = "\
Examples:
  reticent history                             the repository around you, all refs
  reticent history --only-live                 what still stands at HEAD
  reticent history --since 2026-01-01          what was brought in this year
  reticent history --refs 'release/*' --path deploy
  reticent history --unreachable               also what no ref leads to any more";

const KEYS_EXAMPLES: &str = "\
Examples:
  reticent keys                               every key and certificate of the repository around you
  reticent keys --key-policy nist-128 certs   judged by another policy
  reticent keys --format cbom --output cbom.json";

/// Commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Scan files and folders
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(ScanArgs),
    /// Scan everything that a git repository keeps: every commit, on every ref
    #[command(after_help = HISTORY_EXAMPLES)]
    History(HistoryArgs),
    /// Scan standard input
    #[command(after_help = "Example:\n  git show HEAD:config.yml | reticent stdin --path config.yml")]
    Stdin(StdinArgs),
    /// List keys and certificates with their sizes, their protection and a verdict
    #[command(after_help = KEYS_EXAMPLES)]
    Keys(KeysArgs),
    /// List, explain and test rules
    Rules {
        /// What to do.
        #[command(subcommand)]
        action: RulesAction,
    },
    /// Accept what is there already, so that only new findings count
    Baseline {
        /// What to do.
        #[command(subcommand)]
        action: BaselineAction,
    },
    /// Show what keeps findings quiet
    Allow {
        /// What to do.
        #[command(subcommand)]
        action: AllowAction,
    },
    /// Write a commented reticent.toml
    Init(InitArgs),
    /// Show and check the configuration
    Config {
        /// What to do.
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Print a completion script
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `scan`.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// `keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Format: table, json, csv, cbom (CycloneDX 1.6) [default: table]
    #[arg(long, short, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) format: Option<InventoryFormat>,
    /// Write it to a file
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// `history`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// The repository, or a folder in it
    #[arg(default_value = ".", value_name = "REPO")]
    pub(super) repository: PathBuf,
    /// Only refs that match this glob, such as `main` or `release/*` (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(super) refs: Vec<String>,
    /// Only paths that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(super) path: Vec<String>,
    /// Only what was brought in on this day (YYYY-MM-DD) or later
    #[arg(long, value_name = "DATE")]
    pub(super) since: Option<String>,
    /// Only what the newest N commits brought in
    #[arg(long, value_name = "N")]
    pub(super) max_count: Option<usize>,
    /// Only what somebody brought in whose name or address holds this
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// Of merges follow the first parent only
    #[arg(long)]
    pub(super) first_parent: bool,
    /// Read what no ref leads to as well: amended commits, dropped stashes, dangling objects
    #[arg(long)]
    pub(super) unreachable: bool,
    /// Only what still stands at HEAD
    #[arg(long, conflicts_with = "only_removed")]
    pub(super) only_live: bool,
    /// Only what does not stand at HEAD any more
    #[arg(long)]
    pub(super) only_removed: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// `stdin`.
#[derive(Debug, Args)]
pub(super) struct StdinArgs {
    /// The name by which path rules judge the text, and under which findings are reported
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    pub(super) path: String,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Which rules, under which configuration.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules and configuration")]
pub(super) struct RuleArgs {
    /// Configuration to use instead of the nearest reticent.toml; `none` for none
    #[arg(long, value_name = "FILE", env = "RETICENT_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// An organisation's policy, which the configuration cannot lower
    #[arg(long, value_name = "FILE", env = "RETICENT_POLICY")]
    pub(super) policy: Option<PathBuf>,
    /// More rules (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(super) rules: Vec<PathBuf>,
    /// Switch rules on (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(super) enable: Vec<String>,
    /// Switch rules off (glob, repeatable)
    #[arg(long, value_name = "ID-GLOB")]
    pub(super) disable: Vec<String>,
    /// Findings that are known and do not count
    #[arg(long, value_name = "FILE", env = "RETICENT_BASELINE")]
    pub(super) baseline: Option<PathBuf>,
    /// Honour no allow markers of other tools
    #[arg(long)]
    pub(super) no_foreign_markers: bool,
    /// By what keys are judged: default, nist-112, nist-128, bsi-2024, cnsa-1, cnsa-2, relaxed, or a file [default: default]
    #[arg(long, value_name = "NAME|FILE", env = "RETICENT_KEY_POLICY")]
    pub(super) key_policy: Option<String>,
    /// The day by which everything that depends on a date is judged (YYYY-MM-DD) [default: ``SOURCE_DATE_EPOCH``, or today]
    #[arg(long, value_name = "DATE", env = "RETICENT_AS_OF")]
    pub(super) as_of: Option<String>,
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArgs {
    /// Read files that git ignores, too
    #[arg(long)]
    pub(super) no_ignore: bool,
    /// Media and other binaries above this size are listed, not read
    #[arg(long, value_name = "SIZE", env = "RETICENT_MAX_FILE_SIZE")]
    pub(super) max_file_size: Option<String>,
    /// Accept that something of this kind was not scanned (repeatable)
    #[arg(long, value_name = "KIND", env = "RETICENT_ALLOW_INCOMPLETE", value_delimiter = ',')]
    pub(super) allow_incomplete: Vec<GapKind>,
    /// Exit with 3 for everything that was not scanned
    #[arg(long)]
    pub(super) strict: bool,
    /// Threads [default: one a core]
    #[arg(long, short, value_name = "N", env = "RETICENT_JOBS")]
    pub(super) jobs: Option<usize>,
}

/// What is reported, and how.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(super) struct OutputArgs {
    /// Format of the report on standard output, or of an --output without one
    #[arg(long, short, value_name = "FORMAT", env = "RETICENT_FORMAT")]
    pub(super) format: Option<Format>,
    /// Write the report to a file; FORMAT=FILE writes one more (repeatable)
    #[arg(long, short, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<String>,
    /// Fail from this severity on: error, warning, note [default: error]
    #[arg(long, value_name = "LEVEL", env = "RETICENT_FAIL_ON")]
    pub(super) fail_on: Option<Severity>,
    /// Report from this confidence on: high, medium, low [default: medium]
    #[arg(long, value_name = "LEVEL", env = "RETICENT_MIN_CONFIDENCE")]
    pub(super) min_confidence: Option<Confidence>,
    /// Exit code for findings
    #[arg(long, value_name = "N", default_value_t = 1, env = "RETICENT_EXIT_CODE")]
    pub(super) exit_code: u8,
    /// Show the signals behind each finding
    #[arg(long)]
    pub(super) explain: bool,
    /// Show the secrets themselves
    #[arg(long)]
    pub(super) reveal: bool,
    /// Put suppressed findings into SARIF (GitHub opens an alert for each)
    #[arg(long)]
    pub(super) sarif_suppressed: bool,
    /// Put findings of severity note into SARIF
    #[arg(long)]
    pub(super) sarif_notes: bool,
    /// Tells several uploads for one commit apart
    #[arg(long, value_name = "NAME")]
    pub(super) sarif_category: Option<String>,
    /// Say nothing but findings and errors
    #[arg(long, short, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show every place and every name, however many
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// Colours and links
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal (`NO_COLOR` and `CLICOLOR_FORCE` are honoured).
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `rules …`.
#[derive(Debug, Subcommand)]
pub(super) enum RulesAction {
    /// List the rules in force
    List(RuleArgs),
    /// Tell everything about a rule
    Explain {
        /// Its id, or the id that another tool gives it
        id: String,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Check rules against their own examples: the built-in ones, or those of files
    Test {
        /// Rule files
        files: Vec<PathBuf>,
    },
}

/// `baseline …`.
#[derive(Debug, Subcommand)]
pub(super) enum BaselineAction {
    /// Write a baseline with everything that is found now
    Create(BaselineArgs),
    /// Add what is new; entries that are there stay
    Update(BaselineArgs),
    /// Show what it holds
    Show(BaselineArgs),
    /// Take out what is found no more
    Prune(BaselineArgs),
}

/// Arguments of all baseline commands.
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Why the new entries may stay
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Who answers for them
    #[arg(long, value_name = "NAME")]
    pub(super) owner: Option<String>,
    /// Until when (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(super) until: Option<String>,
    /// What is said of the new entries: false-positive, accepted, to-rotate
    #[arg(long, value_name = "STATE", default_value = "to-rotate")]
    pub(super) state: String,
    /// Write over a baseline that is there
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// `allow …`.
#[derive(Debug, Subcommand)]
pub(super) enum AllowAction {
    /// List markers, baseline entries and allows of the configuration
    List {
        /// Only what is unused, expired or malformed
        #[arg(long)]
        stale: bool,
        /// Files and folders
        #[arg(default_value = ".", value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        rules: RuleArgs,
        #[command(flatten)]
        reading: ReadingArgs,
    },
}

/// `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Where to write it
    #[arg(default_value = "reticent.toml", value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

/// `config …`.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// Show the settings in force
    Show {
        /// And where each comes from
        #[arg(long)]
        origin: bool,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Check the configuration
    Check {
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Print the JSON schema of reticent.toml
    Schema {
        /// The schema of a policy instead
        #[arg(long)]
        policy: bool,
    },
}
