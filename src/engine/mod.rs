//! The engine: keywords, windows, matchers. It hands candidates on and judges nothing.
//!
//! `bytes → prefilter → window` is the hot path; nothing else belongs on it.

pub mod assignment;
mod claim;
pub mod lint;
mod matcher;
mod prefilter;
mod reach;

pub use claim::Claim;
pub use matcher::Candidate;
pub use prefilter::{Hit, Prefilter, SURE_RUN};
pub use reach::Reach;

use std::sync::OnceLock;

use crate::blob::Segment;
use crate::key::Policy;
use crate::rule::{Keyword, Matcher, Rule, RuleIndex, RuleSet, Scope};

/// A rule set, ready to run.
#[derive(Debug)]
pub struct Engine {
    rules: RuleSet,
    prefilter: Prefilter,
    wakes: Vec<Wakes>,
    longest_keyword: usize,
    claims: claim::Claims,
    policy: OnceLock<Policy>,
}

/// What a keyword wakes, by what it costs to ask.
#[derive(Debug)]
struct Wakes {
    /// Rules that want an assignment, which is read once for all of them.
    assignments: Vec<RuleIndex>,
    /// The other rules that a text may hold.
    others: Vec<RuleIndex>,
    /// The rules that a binary may hold.
    binary: Vec<RuleIndex>,
    /// It wakes rules that want the file's facts.
    facts: bool,
    /// It may begin an allow marker.
    marker: bool,
    /// It may begin a key.
    key: bool,
}

/// What may begin at a keyword, beside a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// An allow marker.
    Marker,
    /// A key or a certificate.
    Key,
    /// Text in another alphabet.
    Run,
    /// What a rule on facts may call weak; with the keyword, by its place among the rules' keywords.
    Facts(usize),
}

/// The rules' keywords, and those that keys begin with.
fn with_keys(keywords: &[Keyword]) -> Vec<Keyword> {
    let mut all = keywords.to_vec();
    for text in crate::key::keywords().filter(|text| keywords.iter().all(|known| known.text != *text)) {
        all.push(Keyword { text: text.into(), rules: Vec::new(), marker: false, begins: false });
    }
    all
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
        let keywords = with_keys(rules.keywords());
        let prefilter = Prefilter::new(&keywords);
        let wakes = keywords.iter().map(|keyword| Wakes::new(keyword, &rules)).collect();
        let longest_keyword = keywords.iter().map(|keyword| keyword.text.len()).max().unwrap_or(0);
        Self { rules, prefilter, wakes, longest_keyword, claims: claim::Claims::default(), policy: OnceLock::new() }
    }

    /// The same, with the sizes that code asks for judged by a policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy.into();
        self
    }

    /// Runs the rules on facts that the keywords of a whole file woke.
    pub fn lint(&self, woken: &[usize], path: &[u8], text: &[u8]) -> lint::Linted {
        lint::lint(&self.rules, woken, self.policy.get_or_init(Policy::default), path, text)
    }

    /// The rules in force.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Whose a candidate's value claims to be, by its name or first characters, though no format of theirs fits it.
    pub fn claim(&self, candidate: &Candidate<'_>) -> Option<Claim> {
        self.claims.of(&self.rules, candidate)
    }

    /// Searches a segment. `found` gets candidates, in no particular order, also those whose keyword stands in the
    /// lead or tail; `noted` gets the places where an allow marker or a key may begin, in text where something may be
    /// encoded, and where a keyword stands whose rules want the file's facts.
    pub fn scan<'t>(
        &'t self,
        segment: &Segment<'t>,
        path: &[u8],
        mode: Mode,
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let mut runs = Vec::new();
        self.prefilter.each(segment.text, &mut runs, |hit| self.at_hit(segment.text, path, mode, hit, found, noted));
        if mode == Mode::Text {
            for at in runs {
                noted(Noted::Run, at);
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the hot path hands on what it has, without a struct to build for each hit"
    )]
    fn at_hit<'t>(
        &'t self,
        text: &'t [u8],
        path: &[u8],
        mode: Mode,
        hit: Hit,
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let Some(wakes) = self.wakes.get(hit.keyword) else { return };
        let rule = |&index: &RuleIndex| {
            let rule = self.rules.get(index).filter(|rule| rule.paths.admits(path));
            rule.map(|rule| (index, rule))
        };
        let others = match mode {
            Mode::Text => &wakes.others,
            Mode::Binary => &wakes.binary,
        };
        for (index, rule) in others.iter().filter_map(rule) {
            matcher::at_hit(rule, index, text, hit, found);
        }
        if mode == Mode::Text
            && !wakes.assignments.is_empty()
            && let Some(assignment) = assignment::read(text, hit.start..hit.end)
        {
            for (index, rule) in wakes.assignments.iter().filter_map(rule) {
                matcher::on_assignment(rule, index, text, &assignment, found);
            }
        }
        if mode == Mode::Text && wakes.facts {
            noted(Noted::Facts(hit.keyword), hit.start);
        }
        if wakes.marker {
            noted(Noted::Marker, hit.start);
        }
        if wakes.key {
            noted(Noted::Key, hit.start);
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

impl Wakes {
    fn new(keyword: &Keyword, rules: &RuleSet) -> Self {
        let chosen = |wanted: &dyn Fn(&Rule) -> bool| -> Vec<RuleIndex> {
            keyword.rules.iter().copied().filter(|&index| rules.get(index).is_some_and(wanted)).collect()
        };
        let assigned = |rule: &Rule| matches!(rule.matcher, Matcher::Assignment(_));
        let stated = |rule: &Rule| rule.facts.is_some();
        let only_stated = |rule: &Rule| matches!(rule.matcher, Matcher::Facts);
        Self {
            assignments: chosen(&assigned),
            others: chosen(&|rule| !assigned(rule) && !only_stated(rule)),
            binary: chosen(&Rule::identifies_itself),
            facts: !chosen(&stated).is_empty(),
            marker: keyword.marker,
            key: crate::key::keywords().any(|text| text == keyword.text),
        }
    }
}
