//! What statements are good for.

use std::fmt;

/// What a statement is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It keeps something quiet.
    Used,
    /// It keeps nothing quiet.
    Unused,
    /// Its last day is over.
    Expired,
    /// A policy forbids it.
    Overruled,
    /// It cannot be read.
    Malformed,
    /// The rules that it names did not run, or not all of its file was scanned.
    NotJudged,
}

impl Standing {
    /// Whether somebody should look at it.
    pub fn is_stale(self) -> bool {
        !matches!(self, Self::Used | Self::NotJudged)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Used => "used",
            Self::Unused => "unused",
            Self::Expired => "expired",
            Self::Overruled => "overruled",
            Self::Malformed => "malformed",
            Self::NotJudged => "not judged",
        })
    }
}
