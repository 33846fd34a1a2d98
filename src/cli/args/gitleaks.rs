//! gitleaks' commands and flags, for hands that know them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// What all of them take.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of gitleaks")]
#[derive(Debug, Args)]
pub(in crate::cli) struct GitleaksArgs {
    /// A folder or a repository
    pub(in crate::cli) target: Option<PathBuf>,
    /// Configuration of gitleaks
    #[arg(short, long)]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Exit code for findings
    #[arg(long)]
    pub(in crate::cli) exit_code: Option<u8>,
    /// Where the report goes; `-` is standard output
    #[arg(short, long)]
    pub(in crate::cli) report_path: Option<OsString>,
    /// json, junit or sarif
    #[arg(short = 'f', long)]
    pub(in crate::cli) report_format: Option<String>,
    /// Not mapped
    #[arg(long)]
    pub(in crate::cli) report_template: Option<OsString>,
    /// Not mapped
    #[arg(short, long)]
    pub(in crate::cli) baseline_path: Option<PathBuf>,
    /// Masks are always there
    #[arg(long, num_args = 0..=1, default_missing_value = "100", require_equals = true)]
    pub(in crate::cli) redact: Option<u32>,
    /// Not needed
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
    /// Not needed
    #[arg(long)]
    pub(in crate::cli) no_banner: bool,
    /// No colours
    #[arg(long)]
    pub(in crate::cli) no_color: bool,
    /// Not needed
    #[arg(short, long)]
    pub(in crate::cli) log_level: Option<String>,
    /// Only these rules
    #[arg(long, value_delimiter = ',')]
    pub(in crate::cli) enable_rule: Vec<String>,
    /// Only the usual place
    #[arg(short = 'i', long)]
    pub(in crate::cli) gitleaks_ignore_path: Option<PathBuf>,
    /// Not mapped
    #[arg(long)]
    pub(in crate::cli) ignore_gitleaks_allow: bool,
    /// With a configuration of gitleaks: how often encoded text is decoded
    #[arg(long)]
    pub(in crate::cli) max_decode_depth: Option<u32>,
    /// Not mapped, but for 1 and more
    #[arg(long)]
    pub(in crate::cli) max_archive_depth: Option<u32>,
    /// Not mapped
    #[arg(long)]
    pub(in crate::cli) max_target_megabytes: Option<u32>,
    /// Not mapped
    #[arg(long)]
    pub(in crate::cli) timeout: Option<u32>,
    /// Not mapped
    #[arg(long)]
    pub(in crate::cli) follow_symlinks: bool,
    /// Of git: what the next commit adds
    #[arg(long)]
    pub(in crate::cli) staged: bool,
    /// Of git: with --staged
    #[arg(long)]
    pub(in crate::cli) pre_commit: bool,
    /// Of git: a range of commits
    #[arg(long, allow_hyphen_values = true)]
    pub(in crate::cli) log_opts: Option<String>,
    /// Of git: not needed
    #[arg(long)]
    pub(in crate::cli) platform: Option<String>,
    /// Of detect and protect: a folder or a repository
    #[arg(short, long)]
    pub(in crate::cli) source: Option<PathBuf>,
    /// Of detect: a folder
    #[arg(long)]
    pub(in crate::cli) no_git: bool,
    /// Of detect: standard input
    #[arg(long)]
    pub(in crate::cli) pipe: bool,
}
