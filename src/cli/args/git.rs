//! What a person can type of the commands that look at git.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::hook::{Hook, Timeout};
use super::{Common, VerifyArgs};

pub(super) const HISTORY_EXAMPLES: &str = "\
Examples:
  reticent history                             the repository around you, all refs
  reticent history --only-live                 what still stands at HEAD
  reticent history --since 2026-01-01          what was brought in this year
  reticent history --refs 'release/*' --path deploy
  reticent history --unreachable               also what no ref leads to any more";

pub(super) const STAGED_EXAMPLES: &str = "\
Examples:
  reticent staged               what the next commit adds
  reticent staged src/a.py      what it adds to this file; if it changes it not, all of the file
  reticent staged --whole a.py  all of the file, as it is in the index";

pub(super) const DIFF_EXAMPLES: &str = "\
Examples:
  reticent diff main..HEAD               what this branch adds, commit by commit
  reticent diff --merge-base origin/main the same
  reticent diff HEAD                     what the last commit added
  reticent diff --ci --trust-base        what a pull request or a push adds, in a job of CI
  reticent diff --stdin-refs             what a push brings, from git's lines on standard input";

/// `history`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
#[derive(Debug, Args)]
pub(in crate::cli) struct HistoryArgs {
    /// The repository, or a folder in it
    #[arg(default_value = ".", value_name = "REPO")]
    pub(in crate::cli) repository: PathBuf,
    /// Only refs that match this glob, such as `main` or `release/*` (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) refs: Vec<String>,
    /// Only paths that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) path: Vec<String>,
    /// Only what was brought in on this day (YYYY-MM-DD) or later
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) since: Option<String>,
    /// Only what the newest N commits brought in
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_count: Option<usize>,
    /// Only what somebody brought in whose name or address holds this
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) author: Option<String>,
    /// Of merges follow the first parent only
    #[arg(long)]
    pub(in crate::cli) first_parent: bool,
    /// Read what no ref leads to as well: amended commits, dropped stashes, dangling objects
    #[arg(long)]
    pub(in crate::cli) unreachable: bool,
    /// Remember in this folder what was found clean, and read only what is new the next time
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) cache: Option<PathBuf>,
    /// Only what still stands at HEAD
    #[arg(long, conflicts_with = "only_removed")]
    pub(in crate::cli) only_live: bool,
    /// Only what does not stand at HEAD any more
    #[arg(long)]
    pub(in crate::cli) only_removed: bool,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) verify: VerifyArgs,
}

/// `staged`.
#[derive(Debug, Args)]
pub(in crate::cli) struct StagedArgs {
    /// Only these files
    #[arg(value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Everything in the named files, not only what the next commit adds
    #[arg(long)]
    pub(in crate::cli) whole: bool,
    /// Take configuration, ignore files, baseline and owners from this revision, and count only allows that stand there
    #[arg(long, value_name = "REVISION", env = "RETICENT_TRUST_CONFIG_FROM")]
    pub(in crate::cli) trust_config_from: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) verify: VerifyArgs,
}

/// `diff`.
#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// `BASE..HEAD`, `BASE...HEAD`, or one commit
    #[arg(value_name = "REVISIONS", conflicts_with = "stdin_refs")]
    pub(in crate::cli) revisions: Option<String>,
    /// What HEAD (or the named commit) has and this one has not
    #[arg(long, value_name = "BASE", conflicts_with = "stdin_refs")]
    pub(in crate::cli) merge_base: Option<String>,
    /// What the service for continuous integration asks about: the commits of a pull request or a push
    #[arg(long, conflicts_with_all = ["revisions", "merge_base", "stdin_refs"])]
    pub(in crate::cli) ci: bool,
    /// With --ci: --trust-config-from what was there before
    #[arg(long, requires = "ci", conflicts_with = "trust_config_from")]
    pub(in crate::cli) trust_base: bool,
    /// Read ref updates from standard input, as git gives them to pre-push and pre-receive
    #[arg(long)]
    pub(in crate::cli) stdin_refs: bool,
    /// Take configuration, ignore files, baseline and owners from this revision, and count only allows that stand there
    #[arg(long, value_name = "REVISION", env = "RETICENT_TRUST_CONFIG_FROM")]
    pub(in crate::cli) trust_config_from: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
    #[command(flatten)]
    pub(in crate::cli) verify: VerifyArgs,
}

/// `hook …`.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HookAction {
    /// Write hooks into this repository; those that are there run first
    Install {
        /// Which ones [default: all but pre-receive]
        hooks: Vec<Hook>,
        /// Also if other repositories share the folder
        #[arg(long)]
        shared: bool,
    },
    /// Take our hooks out again
    Uninstall {
        /// Which ones [default: all but pre-receive]
        hooks: Vec<Hook>,
    },
    /// Show which hooks are in place
    Status,
    /// Do what a hook does
    Run(Box<HookRunArgs>),
}

/// `hook run`.
#[derive(Debug, Args)]
pub(in crate::cli) struct HookRunArgs {
    /// The hook
    pub(in crate::cli) hook: Hook,
    /// What git gives to the hook, or names of files
    #[arg(value_name = "ARGUMENT")]
    pub(in crate::cli) arguments: Vec<PathBuf>,
    /// Give up after so many seconds: `10` or `10:closed` then refuses, `10:open` lets pass
    #[arg(long, value_name = "SECONDS[:open]", env = "RETICENT_TIMEOUT")]
    pub(in crate::cli) timeout: Option<Timeout>,
    /// Take configuration, ignore files, baseline and owners from this revision, and count only allows that stand there
    #[arg(long, value_name = "REVISION", env = "RETICENT_TRUST_CONFIG_FROM")]
    pub(in crate::cli) trust_config_from: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}
