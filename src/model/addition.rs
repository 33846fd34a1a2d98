//! What a range adds that keeps findings quiet.

use super::Origin;

/// Where such a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdditionKind {
    /// In a comment of ours.
    Inline,
    /// In a comment of another tool.
    ForeignMarker,
    /// In the baseline.
    Baseline,
    /// In a configuration.
    Config,
    /// In an ignore file of ours.
    IgnoreFile,
}

impl AdditionKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::ForeignMarker => "foreign-marker",
            Self::Baseline => "baseline",
            Self::Config => "config",
            Self::IgnoreFile => "ignore-file",
        }
    }

    /// What it is, in words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Inline => "a comment that allows findings",
            Self::ForeignMarker => "another tool's way of allowing findings",
            Self::Baseline => "an entry of the baseline",
            Self::Config => "a change of the configuration",
            Self::IgnoreFile => "a path that is left out",
        }
    }
}

/// A statement that a range adds. What it says is not repeated: somebody may have put a secret there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addition {
    /// The file.
    pub origin: Origin,
    /// The line, from 1.
    pub line: u64,
    /// Where such a statement stands.
    pub kind: AdditionKind,
    /// It counts; not where what is allowed is read from another commit.
    pub counts: bool,
}

impl Addition {
    /// `a comment that allows findings; it does not count`.
    pub fn says(&self) -> String {
        let counts = if self.counts { "" } else { "; it does not count" };
        format!("{}{counts}", self.kind.says())
    }
}
