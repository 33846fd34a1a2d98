//! What the flags and the environment said; the command line fills it.

use std::path::PathBuf;

use super::origin::Sourced;
use super::settings::KeyPolicyChoice;
use crate::model::{Confidence, GapKind, Severity};

/// What the flags and the environment said. It wins over every file, `[[path]]` sections included; only the policy
/// stands above it.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--fail-on`.
    pub fail_on: Option<Sourced<Severity>>,
    /// `--min-confidence`.
    pub min_confidence: Option<Sourced<Confidence>>,
    /// `--enable`: globs over rule ids.
    pub enable: Vec<Sourced<String>>,
    /// `--disable`: globs over rule ids.
    pub disable: Vec<Sourced<String>>,
    /// `--max-file-size`, in bytes.
    pub max_file_size: Option<Sourced<u64>>,
    /// `--allow-incomplete`; added to what the files say.
    pub allow_incomplete: Vec<Sourced<GapKind>>,
    /// `--strict`.
    pub strict: Option<Sourced<bool>>,
    /// `--no-ignore` is `false`.
    pub ignore_files: Option<Sourced<bool>>,
    /// `--baseline`, absolute.
    pub baseline: Option<Sourced<PathBuf>>,
    /// `--rules`, absolute; added to what the files say.
    pub rules: Vec<Sourced<PathBuf>>,
    /// Whether other tools' markers are honoured: all that are known, or none.
    pub foreign_markers: Option<Sourced<bool>>,
    /// Whether our own markers are honoured.
    pub own_markers: Option<Sourced<bool>>,
    /// `--key-policy`.
    pub key_policy: Option<Sourced<KeyPolicyChoice>>,
    /// `--known-keys`, absolute; added to what the files say.
    pub known_keys: Vec<Sourced<PathBuf>>,
    /// SARIF with findings of severity note.
    pub sarif_notes: Option<Sourced<bool>>,
    /// `--sarif-suppressed`.
    pub sarif_suppressed: Option<Sourced<bool>>,
    /// The SARIF category.
    pub sarif_category: Option<Sourced<String>>,
}
