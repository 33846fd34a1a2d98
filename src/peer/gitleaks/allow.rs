//! Allowlists: what a rule, or the whole configuration, lets be.

use aho_corasick::AhoCorasick;
use regex::bytes::Regex;

use super::pattern::joined;
use super::table::RawAllowlist;

/// What of a finding `regexes` look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Secret,
    Match,
    Line,
}

/// An allowlist, ready to be asked.
#[derive(Debug)]
pub(super) struct Allowlist {
    all: bool,
    commits: Vec<String>,
    paths: Option<Regex>,
    target: Target,
    regexes: Option<Regex>,
    stopwords: Option<AhoCorasick>,
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// With `/` between its parts.
    pub(super) path: &'p [u8],
    /// In hexadecimal, where there is one.
    pub(super) commit: Option<&'p str>,
}

/// What was found there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'f> {
    pub(super) secret: &'f [u8],
    pub(super) matched: &'f [u8],
    pub(super) line: &'f [u8],
}

impl Allowlist {
    pub(super) fn new(raw: &RawAllowlist) -> Result<Self, String> {
        let stopwords = (!raw.stopwords.is_empty()).then(|| AhoCorasick::new(&raw.stopwords)).transpose();
        Ok(Self {
            all: raw.all,
            commits: raw.commits.clone(),
            paths: joined(&raw.paths)?,
            target: match raw.regex_target.as_str() {
                "match" => Target::Match,
                "line" => Target::Line,
                _ => Target::Secret,
            },
            regexes: joined(&raw.regexes)?,
            stopwords: stopwords.map_err(|error| error.to_string())?,
        })
    }

    fn has_commit(&self, place: Place<'_>) -> bool {
        place.commit.is_some_and(|commit| self.commits.iter().any(|known| known.eq_ignore_ascii_case(commit)))
    }

    fn has_path(&self, place: Place<'_>) -> bool {
        !place.path.is_empty() && self.paths.as_ref().is_some_and(|paths| paths.is_match(place.path))
    }

    /// Whether a whole text is let be, whatever stands in it.
    pub(super) fn lets_text(&self, place: Place<'_>) -> bool {
        let (commit, path) = (self.has_commit(place), self.has_path(place));
        if !self.all {
            return commit || path;
        }
        // What else must hold is asked of each finding.
        self.regexes.is_none()
            && self.stopwords.is_none()
            && (self.commits.is_empty() || commit)
            && (self.paths.is_none() || path)
    }

    /// Whether a finding is let be.
    pub(super) fn lets(&self, found: Found<'_>, place: Place<'_>) -> bool {
        let target = match self.target {
            Target::Secret => found.secret,
            Target::Match => found.matched,
            Target::Line => found.line,
        };
        let regex = !target.is_empty() && self.regexes.as_ref().is_some_and(|regexes| regexes.is_match(target));
        let stopword = self.stopwords.as_ref().is_some_and(|words| {
            let lower = String::from_utf8_lossy(found.secret).to_lowercase();
            words.is_match(&lower)
        });
        if !self.all {
            return regex || stopword;
        }
        (self.commits.is_empty() || self.has_commit(place))
            && (self.paths.is_none() || self.has_path(place))
            && (self.regexes.is_none() || regex)
            && (self.stopwords.is_none() || stopword)
    }
}
