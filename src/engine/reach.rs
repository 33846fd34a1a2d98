//! How much of a text the answer at a keyword depends on.
//!
//! A history holds the same text over and over, in changing company. Whether a piece of it need be searched again
//! depends on what the search looked at: here each hit tells how far that was, so that a piece is searched again exactly
//! when something changed within its reach. `tests/history/sameness.rs` holds it to that.

use std::ops::Range;

use super::assignment;
use super::matcher::{self, Candidate};
use super::{Engine, Hit, Mode, Noted, Stated, written_in};
use crate::blob::{MAX_REACH, Writing, joins_behind};
use crate::rule::{Matcher, Near, Rule, RuleIndex};

/// Bytes that the judge, and the reader of the quoted line, look at before a match: the line, and the line above it.
const BEFORE: usize = 512;

/// Bytes that the judge looks at behind a match.
const BEHIND: usize = 256;

/// Most lines that a value may be away from its provider's name, and the rest of the line on which it is found.
const NEAR_LINES: usize = 3;

/// How far beyond a piece the answers within it depend on the text around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Bytes before the piece, whether there are so many or not.
    pub front: usize,
    /// Bytes behind it.
    pub back: usize,
}

impl Reach {
    /// So far beyond `core` as it takes to look at `bytes` bytes before `at`.
    pub(crate) fn before(core: &Range<usize>, at: usize, bytes: usize) -> Self {
        Self { front: (core.start + bytes).saturating_sub(at), back: 0 }
    }

    /// As far as either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { front: self.front.max(other.front), back: self.back.max(other.back) }
    }
}

impl Engine {
    /// Searches `core` of a text for the candidates of the wanted rules, wherever the file may lie. Says how far beyond it the
    /// answer depends on the text. `noted` gets the places where an allow marker or a key may begin or something may
    /// be encoded, of which the answer knows nothing, and the keywords of rules on facts.
    pub fn scan_anywhere<'t>(
        &'t self,
        text: &'t [u8],
        core: Range<usize>,
        (mode, wanted): (Mode, &dyn Fn(&Rule) -> bool),
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) -> Reach {
        let mut widest = Widest { core: core.clone(), reach: Reach::default(), wanted };
        // A keyword that begins in the core may end behind it.
        let end = text.len().min(core.end + self.longest_keyword);
        let from = core.start;
        let mut runs = Vec::new();
        self.prefilter.each(text.get(from..end).unwrap_or_default(), &mut runs, |hit| {
            let hit = Hit { start: hit.start + from, end: hit.end + from, ..hit };
            if hit.start >= core.end {
                return;
            }
            self.at_hit_anywhere(text, mode, hit, &mut widest, found, noted);
            let Some(wakes) = self.wakes.get(hit.keyword) else { return };
            if wakes.key {
                noted(Noted::Key, hit.start);
            }
            if wakes.facts != Stated::Nothing && mode == Mode::Text {
                noted(Noted::Facts(hit.keyword), hit.start);
            }
            if wakes.marker {
                noted(Noted::Marker, hit.start);
            }
        });
        if mode == Mode::Text {
            for at in runs {
                noted(Noted::Run, from + at);
            }
        }
        // Nor does a keyword that would have been one with the bytes behind the core go by unseen: its first bytes are
        // the last of the core, on which nearly all chunks end with a line.
        let ends_a_line = core.end.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'\n');
        if !ends_a_line {
            widest.reach.back = widest.reach.back.max(self.longest_keyword);
        }
        widest.reach
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the hot path hands on what it has, without a struct to build for each hit"
    )]
    fn at_hit_anywhere<'t>(
        &'t self,
        text: &'t [u8],
        mode: Mode,
        hit: Hit,
        widest: &mut Widest<'_>,
        found: &mut dyn FnMut(Candidate<'t>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let Some(wakes) = self.wakes.get(hit.keyword) else { return };
        widest.to(hit.start, 0, hit.end + 1);
        let mut tell = |candidate: Candidate<'t>, widest: &mut Widest<'_>| {
            widest.to(candidate.matched.start, BEFORE, candidate.matched.end + BEHIND);
            found(candidate);
        };
        let others = match mode {
            Mode::Text => &wakes.others,
            Mode::Binary => &wakes.binary,
        };
        for &index in others {
            let Some(rule) = self.rules.get(index).filter(|rule| (widest.wanted)(rule)) else { continue };
            if looks(rule, text, hit, widest) {
                matcher::at_hit(rule, index, text, hit, &mut |candidate| tell(candidate, widest));
            }
        }
        if mode != Mode::Text {
            return;
        }
        if !wakes.binary.is_empty() {
            let (seen, joins) = joins_behind(text, hit.end);
            widest.to(hit.start, 0, seen);
            if joins {
                noted(Noted::Written(Writing::Pieces), hit.start);
            }
        }
        if let Some(writing) = wakes.writing {
            noted(Noted::Written(writing), hit.start);
        }
        if !wakes.assignments.is_empty() {
            self.on_assignment_anywhere(text, hit, &wakes.assignments, widest, &mut tell, noted);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the hot path hands on what it has, without a struct to build for each hit"
    )]
    fn on_assignment_anywhere<'t>(
        &'t self,
        text: &'t [u8],
        hit: Hit,
        rules: &[RuleIndex],
        widest: &mut Widest<'_>,
        tell: &mut dyn FnMut(Candidate<'t>, &mut Widest<'_>),
        noted: &mut dyn FnMut(Noted, usize),
    ) {
        let (name_end, promising) = assignment::name_end(text, hit.end);
        widest.to(hit.start, 0, name_end + 1);
        if !promising {
            return;
        }
        let read = assignment::read(text, hit.start..hit.end);
        widest.to(hit.start, BEFORE_NAME, reader_end(text, hit.end, read.as_ref()));
        let Some(read) = read else { return };
        for &index in rules {
            let Some(rule) = self.rules.get(index).filter(|rule| (widest.wanted)(rule)) else { continue };
            matcher::on_assignment(rule, index, text, &read, &mut |candidate| tell(candidate, widest));
        }
        written_in(text, &read, noted);
    }
}

/// Most bytes that the reader of assignments looks at before a keyword: a name, and the tag that it stands in.
const BEFORE_NAME: usize = 128;

/// Bytes behind a keyword within which the reader finds an operator, whatever stands there.
const OPERATOR: usize = 256;

/// How far the reader of assignments looked: to the end of the line on which the value stands or the operator was
/// missed, unless a quote that goes over lines is near.
fn reader_end(text: &[u8], keyword_end: usize, read: Option<&assignment::Assignment>) -> usize {
    let most = keyword_end + assignment::REACH + OPERATOR;
    let near = match read {
        Some(read) if read.quoted => return read.value.end + OPERATOR,
        Some(read) => read.value.end + OPERATOR,
        None => keyword_end + OPERATOR,
    };
    let window = text.get(keyword_end..text.len().min(near)).unwrap_or_default();
    let over_lines = memchr::memchr(b'`', window).is_some()
        || memchr::memmem::find(window, b"\"\"\"").is_some()
        || memchr::memmem::find(window, b"'''").is_some();
    if over_lines {
        return most;
    }
    let rest = text.get(near.min(text.len())..text.len().min(most)).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(most, |at| near + at + 1)
}

/// How far was looked, beyond the core, for the rules that are wanted.
struct Widest<'w> {
    core: Range<usize>,
    reach: Reach,
    wanted: &'w dyn Fn(&Rule) -> bool,
}

impl Widest<'_> {
    /// From `before` bytes before `start` to `end`.
    fn to(&mut self, start: usize, before: usize, end: usize) {
        self.reach.front = self.reach.front.max((self.core.start + before).saturating_sub(start));
        self.reach.back = self.reach.back.max(end.saturating_sub(self.core.end));
    }
}

/// Counts what a rule without an assignment looks at for a hit. `false` where a look at its first places says that nothing
/// can match.
fn looks(rule: &Rule, text: &[u8], hit: Hit, widest: &mut Widest<'_>) -> bool {
    match &rule.matcher {
        Matcher::Pattern(pattern) => {
            let Some(shape) = pattern.shape(&rule.keywords) else { return false };
            // One byte on either side decides whether a match stands alone.
            let before = shape.lead + 1;
            if shape.exact {
                let from = hit.start.checked_sub(shape.lead);
                if !from.and_then(|from| text.get(from..)).is_some_and(|text| shape.fits(text)) {
                    widest.to(hit.start, before, (hit.start + shape.places() + 1).saturating_sub(shape.lead));
                    return false;
                }
            }
            widest.to(hit.start, before, hit.end + shape.longest.min(MAX_REACH) + 2);
            true
        }
        Matcher::Near(near) => {
            widest.to(hit.start, 1, near_end(near, text, hit));
            true
        }
        Matcher::Assignment(_) | Matcher::Path | Matcher::Measured | Matcher::Facts => false,
    }
}

/// Where the search for a value near a name ends at the latest: at the end of the lines that it may be away, or of its
/// distance with a run at the end.
fn near_end(near: &Near, text: &[u8], hit: Hit) -> usize {
    let last = hit.end + near.within + 1024 + 2;
    let window = text.get(hit.end..text.len().min(last)).unwrap_or_default();
    memchr::memchr_iter(b'\n', window).nth(NEAR_LINES).map_or(last, |at| hit.end + at + 1)
}
