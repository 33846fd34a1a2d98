//! What a person can type.

mod common;
mod git;
mod gitleaks;
mod hook;
mod import;
mod report;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::report::{ClientsFormat, InventoryFormat};

pub(in crate::cli) use common::{Common, OutputArgs, ReadingArgs, RuleArgs, VerifyArgs, When};
use git::{DIFF_EXAMPLES, HISTORY_EXAMPLES, STAGED_EXAMPLES};
pub(in crate::cli) use git::{DiffArgs, HistoryArgs, HookAction, HookRunArgs, StagedArgs};
pub(in crate::cli) use gitleaks::GitleaksArgs;
pub(in crate::cli) use hook::{Hook, Timeout};
use import::IMPORT_EXAMPLES;
pub(in crate::cli) use import::ImportArgs;
use report::REPORT_EXAMPLES;
pub(in crate::cli) use report::{ChoiceArgs, CompareArgs, ReportAction, ReportArgs};

/// Finds credentials written down where they must not be, and says what to do about each.
#[derive(Debug, Parser)]
#[command(name = "reticent", version, max_term_width = 100, after_help = EXIT_CODES, propagate_version = true)]
pub(in crate::cli) struct Cli {
    /// The command.
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
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

const CLIENTS_EXAMPLES: &str = "\
Examples:
  reticent clients                      the applications of the repository around you
  reticent clients --explain web        with all evidence
  reticent clients --format mermaid     a graph for a README";

const KEYS_EXAMPLES: &str = "\
Examples:
  reticent keys                               every key and certificate of the repository around you
  reticent keys --key-policy nist-128 certs   judged by another policy
  reticent keys --history                     also those that are gone from the working tree
  reticent keys --format cbom --output cbom.json";

/// Commands.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Scan files and folders
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(ScanArgs),
    /// Scan everything that a git repository keeps: every commit, on every ref
    #[command(after_help = HISTORY_EXAMPLES)]
    History(HistoryArgs),
    /// Scan standard input
    #[command(after_help = "Example:\n  git show HEAD:config.yml | reticent stdin --path config.yml")]
    Stdin(StdinArgs),
    /// Scan what the next commit adds, from the index
    #[command(after_help = STAGED_EXAMPLES)]
    Staged(StagedArgs),
    /// Scan what a range of commits adds
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// Put git's hooks in place, look at them, run them
    Hook {
        /// What to do.
        #[command(subcommand)]
        action: HookAction,
    },
    /// List keys and certificates with their sizes, their protection and a verdict
    #[command(after_help = KEYS_EXAMPLES)]
    Keys(KeysArgs),
    /// List applications: public or confidential clients, what shows it, and what is wrong
    #[command(after_help = CLIENTS_EXAMPLES)]
    Clients(ClientsArgs),
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
    /// Convert, filter, put together and compare reports that --format json wrote
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Turn another tool's configuration, rules, ignore files and baselines into ours
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Write a commented reticent.toml
    Init(InitArgs),
    /// Show and check the configuration
    Config {
        /// What to do.
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// As gitleaks has it
    #[command(hide = true, aliases = ["directory", "file"])]
    Dir(Box<GitleaksArgs>),
    /// As gitleaks has it
    #[command(hide = true)]
    Git(Box<GitleaksArgs>),
    /// As gitleaks has it
    #[command(hide = true)]
    Detect(Box<GitleaksArgs>),
    /// As gitleaks has it
    #[command(hide = true)]
    Protect(Box<GitleaksArgs>),
    /// Print the manual page, or write those of all commands
    Man(ManArgs),
    /// Print a completion script
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `scan`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ScanArgs {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Take configuration, ignore files, baseline and owners from this revision, and count only allows that stand there
    #[arg(long, value_name = "REVISION", env = "RETICENT_TRUST_CONFIG_FROM")]
    pub(in crate::cli) trust_config_from: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) verify: VerifyArgs,
}

/// What inventories have in common.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListingArgs {
    /// Write it to a file
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,
}

/// `keys`.
#[derive(Debug, Args)]
pub(in crate::cli) struct KeysArgs {
    /// Files and folders; with --history a repository
    #[arg(default_value = ".", value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Everything that the repository keeps: every commit, on every ref
    #[arg(long)]
    pub(in crate::cli) history: bool,
    /// Format: table, json, csv, cbom (CycloneDX 1.6) [default: table]
    #[arg(long, short, value_name = "FORMAT", hide_possible_values = true)]
    pub(in crate::cli) format: Option<InventoryFormat>,
    #[command(flatten)]
    pub(in crate::cli) listing: ListingArgs,
}

/// `clients`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ClientsArgs {
    /// A folder
    #[arg(default_value = ".", value_name = "PATH")]
    pub(in crate::cli) path: PathBuf,
    /// Format: table, json, mermaid [default: table]
    #[arg(long, short, value_name = "FORMAT", hide_possible_values = true)]
    pub(in crate::cli) format: Option<ClientsFormat>,
    /// Show all evidence with its weights
    #[arg(long)]
    pub(in crate::cli) explain: bool,
    #[command(flatten)]
    pub(in crate::cli) listing: ListingArgs,
}

/// `stdin`.
#[derive(Debug, Args)]
pub(in crate::cli) struct StdinArgs {
    /// The name by which path rules judge the text, and under which findings are reported
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    pub(in crate::cli) path: String,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) verify: VerifyArgs,
}

/// `rules …`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesAction {
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
pub(in crate::cli) enum BaselineAction {
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
pub(in crate::cli) struct BaselineArgs {
    /// Files and folders
    #[arg(default_value = ".", value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Why the new entries may stay
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Who answers for them
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) owner: Option<String>,
    /// Until when (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) until: Option<String>,
    /// What is said of the new entries: false-positive, accepted, to-rotate
    #[arg(long, value_name = "STATE", default_value = "to-rotate")]
    pub(in crate::cli) state: String,
    /// Write over a baseline that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,
}

/// `allow …`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AllowAction {
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
pub(in crate::cli) struct InitArgs {
    /// Where to write it
    #[arg(default_value = "reticent.toml", value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

/// `man`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) into: Option<PathBuf>,
}

/// `config …`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ConfigAction {
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
