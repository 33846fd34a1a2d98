//! How bad a finding is if it is true, and how sure we are that it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad it is if it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; never fails a run unless asked.
    Note,
    /// Should be looked at.
    Warning,
    /// A credential that others could use, or a rule of hygiene broken outright.
    Error,
}

/// How sure we are that it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Looks like one, but more speaks against it than for it.
    Low,
    /// More speaks for it than against it.
    Medium,
    /// A format that proves itself, or everything speaks for it.
    High,
}

/// A word that is no severity, or no confidence.
#[derive(Debug, thiserror::Error)]
#[error("`{word}` is not one of {expected}")]
pub struct UnknownLevel {
    word: String,
    expected: &'static str,
}

impl Severity {
    /// The word that reports and configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Confidence {
    /// The word that reports and configuration use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// One step less sure, down to low.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        match word {
            "note" => Ok(Self::Note),
            "warning" => Ok(Self::Warning),
            "error" => Ok(Self::Error),
            _ => Err(UnknownLevel { word: word.to_owned(), expected: "error, warning, note" }),
        }
    }
}

impl FromStr for Confidence {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        match word {
            "low" => Ok(Self::Low),
            "medium" => Ok(Self::Medium),
            "high" => Ok(Self::High),
            _ => Err(UnknownLevel { word: word.to_owned(), expected: "high, medium, low" }),
        }
    }
}
