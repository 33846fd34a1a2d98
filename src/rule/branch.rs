//! One of the alternatives that an expression is made of, compiled on first use by itself: a rule with a dozen of them, one a
//! language, has in one place use for one or two.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::primitives::PatternID;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Hir, HirKind};

use super::literals::Literals;

/// Most bytes of a compiled expression, and of what its search remembers.
const LARGEST: usize = 4 << 20;

/// One alternative.
#[derive(Debug)]
pub struct Branch {
    hir: Hir,
    literals: Literals,
    ready: OnceLock<Option<Regex>>,
}

impl Branch {
    /// The alternatives of an expression, in their order.
    pub(super) fn all_of(hir: Hir) -> Vec<Self> {
        match hir.into_kind() {
            HirKind::Alternation(choices) => choices.into_iter().flat_map(Self::all_of).collect(),
            HirKind::Capture(capture) if capture.name.is_none() => Self::all_of(*capture.sub),
            kind => vec![Self::new(rebuilt(kind))],
        }
    }

    fn new(hir: Hir) -> Self {
        Self { literals: Literals::of(&hir), hir, ready: OnceLock::new() }
    }

    /// Whether a text in lower case has what each of its matches has.
    pub(super) fn may_match(&self, lower: &[u8]) -> bool {
        self.literals.stand_in(lower)
    }

    /// The leftmost match in a part of a text; with `anchored` the one at its start.
    pub fn find(&self, text: &[u8], part: Range<usize>, anchored: bool) -> Option<Range<usize>> {
        self.regex()?.search(&input(text, part, anchored)).map(|found| found.range())
    }

    /// The match at the start of a part of a text, and in it the group `secret`, if there is one and it matched.
    pub fn secret(&self, text: &[u8], part: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let regex = self.regex()?;
        let mut captures = regex.create_captures();
        regex.search_captures(&input(text, part, true), &mut captures);
        let matched = captures.get_match()?.range();
        let group = regex.group_info().to_index(PatternID::ZERO, "secret");
        let secret = group.and_then(|group| captures.get_group(group)).map(|span| span.range());
        Some((matched.clone(), secret.unwrap_or(matched)))
    }

    fn regex(&self) -> Option<&Regex> {
        self.ready.get_or_init(|| compile(&self.hir)).as_ref()
    }
}

fn input(text: &[u8], part: Range<usize>, anchored: bool) -> Input<'_> {
    Input::new(text).span(part).anchored(if anchored { Anchored::Yes } else { Anchored::No })
}

fn compile(hir: &Hir) -> Option<Regex> {
    let captures =
        if hir.properties().explicit_captures_len() > 0 { WhichCaptures::All } else { WhichCaptures::Implicit };
    // Groups are asked for at a match alone, so that engines made for them do not pay.
    let config = Config::new()
        .match_kind(MatchKind::LeftmostFirst)
        .utf8_empty(false)
        .nfa_size_limit(Some(LARGEST))
        .hybrid_cache_capacity(LARGEST)
        .onepass(false)
        .which_captures(captures);
    Regex::builder().configure(config).build_from_hir(hir).ok()
}

/// An expression of a kind that was taken out of one.
fn rebuilt(kind: HirKind) -> Hir {
    match kind {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(repetition),
        HirKind::Capture(capture) => Hir::capture(capture),
        HirKind::Concat(children) => Hir::concat(children),
        HirKind::Alternation(choices) => Hir::alternation(choices),
    }
}
