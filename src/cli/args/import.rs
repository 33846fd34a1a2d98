//! `import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::peer::import::From;

pub(super) const IMPORT_EXAMPLES: &str = "\
Examples:
  reticent import gitleaks .gitleaks.toml .gitleaksignore gitleaks-report.json
  reticent import detect-secrets .secrets.baseline
  reticent import talisman .talismanrc --dry-run";

/// `import`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The other tool
    pub(in crate::cli) tool: Tool,
    /// Its configuration, rules, ignore file, baseline
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The repository that they are of
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(in crate::cli) into: PathBuf,
    /// Write nothing, show what would be written
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Write over files that are there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Read a git repository although it belongs to another user, for this run only
    #[arg(long)]
    pub(in crate::cli) trust_owner: bool,
}

/// The tools.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Tool {
    /// Its configuration (TOML), .gitleaksignore, a JSON report that is the baseline
    Gitleaks,
    /// .secrets.baseline, with its audit
    DetectSecrets,
    /// Custom detectors, a file of excluded paths
    Trufflehog,
    /// .gitguardian.yaml
    Ggshield,
    /// .talismanrc
    Talisman,
    /// Rules, baseline
    Kingfisher,
}

impl Tool {
    /// As the room of other tools knows it.
    pub(in crate::cli) fn from(self) -> From {
        match self {
            Self::Gitleaks => From::Gitleaks,
            Self::DetectSecrets => From::DetectSecrets,
            Self::Trufflehog => From::Trufflehog,
            Self::Ggshield => From::Ggshield,
            Self::Talisman => From::Talisman,
            Self::Kingfisher => From::Kingfisher,
        }
    }
}
