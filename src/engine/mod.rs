//! The engine: keywords, windows, matchers. It hands candidates on and judges nothing.
//!
//! `bytes → prefilter → window` is the hot path; nothing else belongs on it.

pub mod assignment;
mod matcher;
mod prefilter;

pub use matcher::Candidate;
pub use prefilter::{Hit, Prefilter};

use crate::blob::Segment;
use crate::rule::{Matcher, RuleIndex, RuleSet, Scope};

/// A rule set, ready to run.
#[derive(Debug)]
pub struct Engine {
    rules: RuleSet,
    prefilter: Prefilter,
}

/// What kind of text is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Text: every rule.
    Text,
    /// Text inside a binary: only formats that identify themselves.
    Binary,
}

impl Engine {
    /// Takes a rule set.
    pub fn new(rules: RuleSet) -> Self {
        let prefilter = Prefilter::new(rules.keywords());
        Self { rules, prefilter }
    }

    /// The rules in force.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Searches a segment. `found` gets candidates in the order of their keywords, also those whose keyword stands in
    /// the lead or tail; `marker` gets the places where an allow marker may begin.
    pub fn scan<'t>(
        &'t self,
        segment: &Segment<'t>,
        path: &[u8],
        mode: Mode,
        found: &mut dyn FnMut(Candidate<'t>),
        marker: &mut dyn FnMut(usize),
    ) {
        self.prefilter.each(segment.text, |hit| self.at_hit(segment.text, path, mode, hit, found, marker));
    }

    fn at_hit<'t>(
        &'t self,
        text: &'t [u8],
        path: &[u8],
        mode: Mode,
        hit: Hit,
        found: &mut dyn FnMut(Candidate<'t>),
        marker: &mut dyn FnMut(usize),
    ) {
        let Some(keyword) = self.rules.keywords().get(hit.keyword) else { return };
        let mut shared = matcher::Shared::default();
        for &index in &keyword.rules {
            let Some(rule) = self.rules.get(index) else { continue };
            let wanted = mode == Mode::Text || rule.identifies_itself();
            if wanted && rule.paths.admits(path) {
                matcher::at_hit(rule, index, text, hit, &mut shared, found);
            }
        }
        if keyword.marker {
            marker(hit.start);
        }
    }

    /// Searches a segment with the rules that the file's path chose.
    pub fn scan_chosen<'t>(
        &'t self,
        segment: &Segment<'t>,
        chosen: &[RuleIndex],
        found: &mut dyn FnMut(Candidate<'t>),
    ) {
        for &index in chosen {
            let Some(rule) = self.rules.get(index) else { continue };
            if rule.scope == Scope::File && !matches!(rule.matcher, Matcher::Path) {
                matcher::over_file(rule, index, segment.text, found);
            }
        }
    }
}
