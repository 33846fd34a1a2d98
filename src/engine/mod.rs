//! The engine: keywords, windows, matchers. It hands candidates on and judges nothing.
//!
//! `bytes → prefilter → window` is the hot path; nothing else belongs on it.

pub mod assignment;
mod claim;
pub mod lint;
mod matcher;
mod prefilter;
mod public;
mod reach;

pub use claim::Claim;
pub use matcher::Candidate;
pub use prefilter::{Hit, Prefilter, SURE_RUN};
pub use reach::Reach;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::blob::{Segment, Writing, joins_behind, signs};
use crate::key::Policy;
use crate::model::Text;
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
    /// Whether it wakes rules that want the file's facts.
    facts: Stated,
    /// It may begin an allow marker.
    marker: bool,
    /// It may begin a key.
    key: bool,
    /// Text may be written in another way around it.
    writing: Option<Writing>,
}

/// What the rules on facts are about that a keyword wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stated {
    /// It wakes none.
    Nothing,
    /// Applications alone.
    Applications,
    /// Code by itself, and perhaps applications.
    Code,
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
    /// Text that is written in another way.
    Written(Writing),
    /// What a rule on facts may call weak; with the keyword, by its place among the rules' keywords.
    Facts(usize),
}

/// The rules' keywords, those that keys begin with, and the signs of text that is written in another way.
fn with_signs(keywords: &[Keyword], signs: &BTreeMap<String, Writing>) -> Vec<Keyword> {
    let mut all = keywords.to_vec();
    let alike: BTreeSet<&str> = keywords.iter().map(|known| &*known.text).filter(|text| !begins_a_word(text)).collect();
    let keys = crate::key::keywords().filter(|text| keywords.iter().all(|known| *known.text != **text)).map(Text::from);
    let signs = signs.keys().filter(|text| !alike.contains(text.as_str()));
    for text in keys.chain(signs.cloned().map(Text::from)) {
        all.push(Keyword { text, rules: Vec::new(), marker: false, begins: false });
    }
    all
}

/// Which rules are meant; all where nothing is said.
pub type Wanted<'w> = Option<&'w dyn Fn(&Rule) -> bool>;

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
        let signs = signs().into_iter().collect();
        let keywords = with_signs(rules.keywords(), &signs);
        let woken = || keywords.iter().map(|keyword| Wakes::new(keyword, &rules, &signs)).collect();
        let (prefilter, wakes) = rayon::join(|| Prefilter::new(&keywords), woken);
        let longest_keyword = keywords.iter().map(|keyword| keyword.text.len()).max().unwrap_or(0);
        Self { rules, prefilter, wakes, longest_keyword, claims: claim::Claims::default(), policy: OnceLock::new() }
    }

    /// The same, with the sizes that code asks for judged by a policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy.into();
        self
    }

    /// Runs those rules on facts that the keywords of a whole file woke and that are wanted.
    pub fn lint(&self, woken: &[usize], wanted: &dyn Fn(&Rule) -> bool, path: &[u8], text: &[u8]) -> lint::Linted {
        lint::lint((&self.rules, wanted), woken, self.policy.get_or_init(Policy::default), path, text)
    }

    /// Whether a keyword, by its place among the rules' keywords, wakes a rule that judges code by itself.
    pub fn wakes_code(&self, keyword: usize) -> bool {
        self.wakes.get(keyword).is_some_and(|wakes| wakes.facts == Stated::Code)
    }

    /// What a whole file says by rules that judge code by itself, whatever application it is of; nothing else is looked for.
    pub fn lint_code(&self, path: &[u8], text: &[u8]) -> lint::Linted {
        let mut woken = Vec::new();
        self.prefilter.each(text, &mut Vec::new(), |hit| {
            if self.wakes_code(hit.keyword) && !woken.contains(&hit.keyword) {
                woken.push(hit.keyword);
            }
        });
        self.lint(&woken, &Rule::judges_code, path, text)
    }

    /// Whether a keyword, by its place among the rules' keywords, wakes a rule on facts that is wanted.
    pub fn wakes(&self, keyword: usize, wanted: &dyn Fn(&Rule) -> bool) -> bool {
        let rules = self.rules.keywords().get(keyword).map_or(&[][..], |keyword| keyword.rules.as_slice());
        rules.iter().filter_map(|&index| self.rules.get(index)).any(|rule| rule.facts.is_some() && wanted(rule))
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
    /// lead or tail; of the `wanted` rules, where not of all; `noted` gets the places where an allow marker or a key may begin, in text where something may be
    /// encoded, and where a keyword stands whose rules want the file's facts.
    pub fn scan<'t>(
        &'t self,
        segment: &Segment<'t>,
        (path, wanted): (&[u8], Wanted<'_>),
        mode: Mode,
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let mut runs = Vec::new();
        let of = (path, wanted);
        self.prefilter.each(segment.text, &mut runs, |hit| self.at_hit(segment.text, of, mode, hit, found, noted));
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
        (path, wanted): (&[u8], Wanted<'_>),
        mode: Mode,
        hit: Hit,
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let Some(wakes) = self.wakes.get(hit.keyword) else { return };
        let rule = |&index: &RuleIndex| {
            let is_wanted = |rule: &&Rule| wanted.is_none_or(|wanted| wanted(rule)) && rule.paths.admits(path);
            let rule = self.rules.get(index).filter(is_wanted);
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
            && !wakes.binary.is_empty()
            && let (_, true) = joins_behind(text, hit.end)
        {
            noted(Noted::Written(Writing::Pieces), hit.start);
        }
        if mode == Mode::Text
            && !wakes.assignments.is_empty()
            && let Some(assignment) = assignment::read(text, hit.start..hit.end)
        {
            for (index, rule) in wakes.assignments.iter().filter_map(rule) {
                matcher::on_assignment(rule, index, text, &assignment, found);
            }
            written_in(text, &assignment, noted);
        }
        if let (Mode::Text, Some(writing)) = (mode, wakes.writing) {
            noted(Noted::Written(writing), hit.start);
        }
        if mode == Mode::Text && wakes.facts != Stated::Nothing {
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

/// Tells where a value is written in another way than it reads.
fn written_in(text: &[u8], assignment: &assignment::Assignment, noted: &mut dyn FnMut(Noted, usize)) {
    let value = &assignment.value;
    let bytes = text.get(value.clone()).unwrap_or_default();
    let mut note = |writing, at| noted(Noted::Written(writing), value.start + at);
    if let Some(first) = memchr::memchr3(b'\\', b'&', b'%', bytes) {
        let rest = bytes.get(first..).unwrap_or_default();
        let has = |sign: u8, behind: &[u8]| {
            rest.iter().zip(rest.iter().skip(1)).any(|(one, next)| *one == sign && behind.contains(next))
        };
        // A backslash before anything else is an expression's, or a path's.
        if has(b'\\', b"/nux") {
            note(Writing::Escapes, first);
        }
        if has(b'&', b"#aglq") {
            note(Writing::Entities, first);
        }
        if has(b'%', b"0123456789abcdefABCDEF") {
            note(Writing::Percent, first);
        }
    }
    if assignment.quoted
        && let (_, true) = joins_behind(text, value.end)
    {
        note(Writing::Pieces, 0);
    }
}

fn begins_a_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// The way of writing that a keyword is a sign of.
fn sign_of(keyword: &Keyword, signs: &BTreeMap<String, Writing>) -> Option<Writing> {
    if begins_a_word(&keyword.text) { None } else { signs.get(&*keyword.text).copied() }
}

impl Wakes {
    fn new(keyword: &Keyword, rules: &RuleSet, signs: &BTreeMap<String, Writing>) -> Self {
        let chosen = |wanted: &dyn Fn(&Rule) -> bool| -> Vec<RuleIndex> {
            keyword.rules.iter().copied().filter(|&index| rules.get(index).is_some_and(wanted)).collect()
        };
        let assigned = |rule: &Rule| matches!(rule.matcher, Matcher::Assignment(_));
        let stated = |rule: &Rule| rule.facts.is_some();
        let only_stated = |rule: &Rule| matches!(rule.matcher, Matcher::Facts);
        Self {
            assignments: chosen(&assigned),
            others: chosen(&|rule| !assigned(rule) && !only_stated(rule)),
            binary: chosen(&Rule::is_for_binaries),
            facts: match (chosen(&stated).is_empty(), chosen(&Rule::judges_code).is_empty()) {
                (true, _) => Stated::Nothing,
                (false, true) => Stated::Applications,
                (false, false) => Stated::Code,
            },
            marker: keyword.marker,
            key: crate::key::keywords().any(|text| text == keyword.text),
            writing: sign_of(keyword, signs),
        }
    }
}
