//! Markers: comments in the source that keep a finding quiet, ours and other tools'.
//!
//! [`read_all`] is a pure function of a piece of text; places are relative to it, and [`Marker::shift`] moves them to
//! where the piece lies in its file. So pieces can be read in any order, on any thread.

use std::fmt;
use std::str::FromStr;

use super::line::Line;
use super::terms::Terms;
use super::{foreign, inline};
use crate::model::{Extent, Location, Span};

/// The literals that the prefilter looks for, in lower case: rare words, each of which begins a marker.
pub const MARKER_WORDS: &[&str] = &[
    "reticent:",
    "gitleaks:allow",
    "betterleaks:allow",
    "trufflehog:ignore",
    "pragma:",
    "kingfisher:",
    "keyhog:",
    "ggignore",
    "secretlint-",
];

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

/// Reads the marker whose [`MARKER_WORDS`] literal stands at an offset of a text that holds its whole line.
pub fn read(text: &[u8], hit: usize) -> Option<Marker> {
    let reading = reading(text, hit)?;
    let before = Extent::of(text.get(..hit)?);
    Some(place(text, hit, before, reading))
}

/// Reads the markers at ascending offsets; counts lines and columns from `from`, once only.
pub fn read_all(text: &[u8], from: usize, hits: &[usize]) -> Vec<Marker> {
    let (mut markers, mut counted, mut extent) = (Vec::new(), from, Extent::default());
    for &hit in hits {
        let Some(reading) = reading(text, hit) else { continue };
        let Some(between) = text.get(counted..hit) else { continue };
        extent = extent.then(Extent::of(between));
        counted = hit;
        markers.push(place(text, hit, extent, reading));
    }
    markers
}

fn reading(text: &[u8], hit: usize) -> Option<Reading> {
    let line = Line::around(text, hit);
    if inline::begins(line.after) { inline::read(&line) } else { foreign::read(&line) }
}

fn place(text: &[u8], hit: usize, before: Extent, reading: Reading) -> Marker {
    let Reading { statement, length, alone } = reading;
    let end = hit + length;
    let within = Extent::of(text.get(hit..end).unwrap_or_default());
    let location = Location {
        span: Span { start: hit as u64, end: end as u64 },
        start: before.position(),
        end: before.then(within).position(),
    };
    Marker { location, alone, statement }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Position;

    /// Where the words of [`MARKER_WORDS`] stand, as the prefilter says it.
    fn hits(text: &[u8]) -> Vec<usize> {
        let text = text.to_ascii_lowercase();
        (0..text.len()).filter(|&at| MARKER_WORDS.iter().any(|word| text[at..].starts_with(word.as_bytes()))).collect()
    }

    #[test]
    fn places_add_up_over_pieces() {
        let text = concat!("é # git", "leaks:allow\r\n\r\nb # git", "leaks:allow\n").as_bytes();
        let whole = read_all(text, 0, &hits(text));
        let cut = 24;
        let mut pieces = read_all(&text[..cut], 0, &hits(&text[..cut]));
        for mut marker in read_all(&text[cut..], 0, &hits(&text[cut..])) {
            marker.shift(cut as u64, Extent::of(&text[..cut]));
            pieces.push(marker);
        }
        assert_eq!(whole, pieces);
        assert_eq!(whole[0].location.start, Position { line: 1, column: 5 });
        assert_eq!(whole[1].location.start, Position { line: 3, column: 5 });
    }

    #[test]
    fn tools_have_their_words() {
        for tool in Tool::ALL {
            assert_eq!(tool.to_string().parse(), Ok(tool));
        }
        assert!("nobody".parse::<Tool>().is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..12),
                    proptest::sample::select(MARKER_WORDS).prop_map(|word| word.as_bytes().to_vec()),
                    proptest::sample::select(&[
                        "# ", "/*", "*/", "allow[", "off[", "on", "]", "secret/*", "reason", " until=2026-01-01", "\"",
                        "\n", "\r", "allowlist nextline secret", "ignore", "disable-line x, y", "state=", "owner=@a",
                    ][..]).prop_map(|word| word.as_bytes().to_vec()),
                ],
                0..16,
            )
        ) {
            let text = parts.concat();
            for at in 0..=text.len() + 1 {
                if let Some(marker) = read(&text, at) {
                    prop_assert!(marker.location.span.end <= text.len() as u64);
                    prop_assert_eq!(marker.location.start.line, marker.location.end.line);
                }
            }
            let hits = hits(&text);
            let single: Vec<Marker> = hits.iter().filter_map(|&at| read(&text, at)).collect();
            prop_assert_eq!(read_all(&text, 0, &hits), single);
        }
    }
}
