//! Markers: comments in the source that keep a finding quiet, ours and other tools'.
//!
//! Places are relative to the piece of text that a marker was read from, and [`Marker::shift`] moves them to where the
//! piece lies in its file. So pieces can be read in any order, on any thread.

use std::fmt;
use std::str::FromStr;

use super::terms::Terms;
use crate::model::{Extent, Location, Span};

/// Most markers that are kept of one file; whoever collects them says in a gap that more were left out.
pub const MAX_MARKERS: usize = 10_000;

/// A tool whose markers we honour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// `betterleaks:allow`
    Betterleaks,
    /// `pragma: allowlist secret`, which ripsecrets reads as well.
    DetectSecrets,
    /// `ggignore`
    Ggshield,
    /// `gitleaks:allow`
    Gitleaks,
    /// `keyhog:ignore`
    Keyhog,
    /// `kingfisher:ignore`
    Kingfisher,
    /// `secretlint-disable`
    Secretlint,
    /// `trufflehog:ignore`
    Trufflehog,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Betterleaks,
        Self::DetectSecrets,
        Self::Ggshield,
        Self::Gitleaks,
        Self::Keyhog,
        Self::Kingfisher,
        Self::Secretlint,
        Self::Trufflehog,
    ];

    /// The word that configuration and reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Betterleaks => "betterleaks",
            Self::DetectSecrets => "detect-secrets",
            Self::Ggshield => "ggshield",
            Self::Gitleaks => "gitleaks",
            Self::Keyhog => "keyhog",
            Self::Kingfisher => "kingfisher",
            Self::Secretlint => "secretlint",
            Self::Trufflehog => "trufflehog",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tool {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|tool| tool.as_str() == word).ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|tool| tool.as_str()).collect();
            format!("`{word}` is not one of {}", all.join(", "))
        })
    }
}

/// Which secrets a marker reaches, seen from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those on its own line.
    Line,
    /// Those on the next line.
    NextLine,
    /// Those that end before it on its own line.
    Before,
    /// Those from here to the matching [`Reach::End`], or to the end of the file.
    Start,
    /// None: ends what [`Reach::Start`] began.
    End,
}

/// What a marker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Ours, for one line.
    Allow {
        /// Its own line or the next.
        reach: Reach,
        /// The rules that it names.
        globs: Vec<String>,
        /// Why, until when, in whose name.
        terms: Terms,
    },
    /// Ours, the beginning of a block.
    Off {
        /// The rules that it names.
        globs: Vec<String>,
        /// Why, until when, in whose name.
        terms: Terms,
    },
    /// Ours, the end of a block.
    On {
        /// The rules of the blocks that end; none for the block that began last.
        globs: Vec<String>,
    },
    /// Ours, with a mistake in it: it keeps nothing quiet.
    Malformed {
        /// What is wrong, and how to write it. Repeats nothing of the marker's text.
        mistake: String,
    },
    /// Another tool's.
    Foreign {
        /// Whose.
        tool: Tool,
        /// What it reaches.
        reach: Reach,
        /// The rules that it names in its tool's words; none for all.
        rules: Vec<String>,
        /// The tool honours it in YAML files too.
        in_yaml: bool,
    },
}

/// A marker and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Where it stands; relative to the text that it was read from, until [`Marker::shift`] moves it.
    pub location: Location,
    /// It has its line to itself.
    pub alone: bool,
    /// What it says.
    pub statement: Statement,
}

/// What a reader finds: the statement, its length in bytes, and whether it has its line to itself.
pub(super) struct Reading {
    pub(super) statement: Statement,
    pub(super) length: usize,
    pub(super) alone: bool,
}

impl Marker {
    /// Moves the marker behind what comes before its text: so many bytes, reaching so far.
    pub fn shift(&mut self, bytes: u64, before: Extent) {
        let Location { span, start, end } = self.location;
        self.location = Location {
            span: Span { start: span.start + bytes, end: span.end + bytes },
            start: before.shift(start),
            end: before.shift(end),
        };
    }

    /// The line that it begins on.
    pub(super) fn line(&self) -> u64 {
        self.location.start.line
    }
}
