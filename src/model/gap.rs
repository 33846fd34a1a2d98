//! What was not scanned, and why.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::Origin;

/// Why something was not scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// Could not be opened or read.
    Unreadable,
    /// Was there when its folder was listed and gone when it was opened.
    Vanished,
    /// An archive or a document that breaks its own format.
    Damaged,
    /// An object that a history names and that is not there.
    Missing,
    /// An object of a git repository that cannot be decoded.
    Corrupt,
    /// A history that was cut off when it was cloned.
    Shallow,
    /// A limit was hit: depth, unpacked size, findings a rule and file.
    Limit,
    /// An error of our own, caught.
    Internal,
    /// Files that git tracks although an ignore rule matches them could not be listed.
    Untracked,
    /// Media or another binary over the size limit.
    TooLarge,
    /// An archive that asks for a password.
    Encrypted,
    /// A container of a kind, or compressed in a way, that cannot be read.
    Unsupported,
    /// A submodule whose content is not here.
    Submodule,
    /// A Git LFS pointer whose content is not here.
    Lfs,
    /// A pipe, socket or device.
    Special,
    /// Searched as text, but too long or too deep to be read as code.
    Unparsed,
}

impl GapKind {
    /// All of them, in the order of a summary.
    pub const ALL: [Self; 16] = [
        Self::Unreadable,
        Self::Vanished,
        Self::Damaged,
        Self::Missing,
        Self::Corrupt,
        Self::Shallow,
        Self::Limit,
        Self::Internal,
        Self::Untracked,
        Self::TooLarge,
        Self::Encrypted,
        Self::Unsupported,
        Self::Submodule,
        Self::Lfs,
        Self::Special,
        Self::Unparsed,
    ];

    /// The word that `--allow-incomplete` takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Vanished => "vanished",
            Self::Damaged => "damaged",
            Self::Missing => "missing",
            Self::Corrupt => "corrupt",
            Self::Shallow => "shallow",
            Self::Limit => "limit",
            Self::Internal => "internal",
            Self::Untracked => "untracked",
            Self::TooLarge => "too-large",
            Self::Encrypted => "encrypted",
            Self::Unsupported => "unsupported",
            Self::Submodule => "submodule",
            Self::Lfs => "lfs",
            Self::Special => "special",
            Self::Unparsed => "unparsed",
        }
    }

    /// What to do about it, in one sentence for a person.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unreadable => "give read permission, or accept with --allow-incomplete unreadable",
            Self::Vanished => "scan again when nothing else writes there",
            Self::Damaged => "repair or remove it, or accept with --allow-incomplete damaged",
            Self::Missing => "git fetch what is missing, or accept with --allow-incomplete missing",
            Self::Corrupt => "git fsck tells more; clone again, or accept with --allow-incomplete corrupt",
            Self::Shallow => "git fetch --unshallow, or accept with --allow-incomplete shallow",
            Self::Limit => "raise the limit that is named, or accept with --allow-incomplete limit",
            Self::Internal => "please report it with the file, if you may share it",
            Self::Untracked => "install git, or accept with --allow-incomplete untracked",
            Self::TooLarge => "raise --max-file-size to read it",
            Self::Encrypted | Self::Unsupported => "unpack it and scan what it holds",
            Self::Submodule => "git submodule update --init",
            Self::Lfs => "git lfs pull",
            Self::Unparsed => "nothing to do for generated code; split a file that people write",
            Self::Special => "nothing to do: it holds no content of its own",
        }
    }

    /// Whether the run counts as incomplete (exit code 3). The others are listed only, unless `--strict` asks.
    pub fn is_incomplete(self) -> bool {
        matches!(
            self,
            Self::Unreadable
                | Self::Vanished
                | Self::Damaged
                | Self::Missing
                | Self::Corrupt
                | Self::Shallow
                | Self::Limit
                | Self::Internal
                | Self::Untracked
        )
    }
}

impl fmt::Display for GapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for GapKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("`{word}` is not one of {}", all.join(", "))
        })
    }
}

/// Something that was not scanned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Why.
    pub kind: GapKind,
    /// What.
    pub origin: Origin,
    /// More about it, for a person: the system's error, the limit that was hit. Holds no content.
    pub detail: String,
}
