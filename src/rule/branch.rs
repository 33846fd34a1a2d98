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
use super::loose::{Loosened, loosened};
use super::searched::Searched;

/// Most bytes of a compiled expression, and of what its search remembers.
const LARGEST: usize = 4 << 20;

/// One alternative.
#[derive(Debug)]
pub struct Branch {
    hir: Hir,
    literals: Literals,
    /// What says nearly always the same at less cost.
    loose: Option<Box<Loose>>,
    ready: OnceLock<Option<Regex>>,
}

#[derive(Debug)]
struct Loose {
    of: Loosened,
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
        let loose = loosened(&hir).map(|of| Box::new(Loose { of, ready: OnceLock::new() }));
        Self { literals: Literals::of(&hir), loose, hir, ready: OnceLock::new() }
    }

    /// Whether a text has what each of its matches has.
    pub(super) fn may_match(&self, searched: &Searched<'_>) -> bool {
        self.literals.stand_in(searched)
    }

    /// The leftmost match in a part of a text; with `anchored` the one at its start.
    pub fn find(&self, text: &[u8], part: Range<usize>, anchored: bool) -> Option<Range<usize>> {
        let input = input(text, part, anchored);
        if let Some((loose, sure)) = self.loose() {
            let found = loose.search(&input)?;
            if found.len() <= sure {
                return Some(found.range());
            }
        }
        self.regex()?.search(&input).map(|found| found.range())
    }

    /// What an expression of these alternatives finds: what begins first, and of two that begin together, by the first of them.
    pub fn leftmost<'b>(
        branches: &[&'b Self],
        text: &[u8],
        part: Range<usize>,
        anchored: bool,
    ) -> Option<(Range<usize>, &'b Self)> {
        let mut first: Option<(Range<usize>, &'b Self)> = None;
        for &branch in branches {
            if let Some(found) = branch.find(text, part.clone(), anchored)
                && first.as_ref().is_none_or(|(first, _)| found.start < first.start)
            {
                first = Some((found, branch));
            }
        }
        first
    }

    /// The match at the start of a part of a text, and in it the group `secret`, if there is one and it matched.
    pub fn secret(&self, text: &[u8], part: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
        let input = input(text, part, true);
        if let Some((loose, sure)) = self.loose() {
            let (matched, secret) = captured(loose, &input)?;
            if matched.len() <= sure {
                return Some((matched, secret));
            }
        }
        captured(self.regex()?, &input)
    }

    fn loose(&self) -> Option<(&Regex, usize)> {
        let loose = self.loose.as_ref()?;
        let regex = loose.ready.get_or_init(|| compile(&loose.of.hir)).as_ref()?;
        Some((regex, loose.of.sure))
    }

    fn regex(&self) -> Option<&Regex> {
        self.ready.get_or_init(|| compile(&self.hir)).as_ref()
    }
}

/// A match, and in it the group `secret`, if there is one and it matched.
fn captured(regex: &Regex, input: &Input<'_>) -> Option<(Range<usize>, Range<usize>)> {
    let mut captures = regex.create_captures();
    regex.search_captures(input, &mut captures);
    let matched = captures.get_match()?.range();
    let group = regex.group_info().to_index(PatternID::ZERO, "secret");
    let secret = group.and_then(|group| captures.get_group(group)).map(|span| span.range());
    Some((matched.clone(), secret.unwrap_or(matched)))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that hold much of what the expressions ask for, the same in each run.
    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let words = ["get", "Set", "secret", "(", " = ", "a", "ab", "\"", "\n", "_", "=>", "SECRET"];
        let mut state = 7u64;
        (0..4000).map(move |number| {
            let mut text = Vec::new();
            let count = if number % 4 == 0 { 120 } else { 8 };
            for _ in 0..count {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(state >> 33).unwrap() % words.len();
                text.extend_from_slice(words[at].as_bytes());
            }
            text
        })
    }

    #[test]
    fn alternatives_find_what_the_expression_finds() {
        let sources = [
            r"(?i)get\(?secret|set[a-z]{0,6}|(?:a|ab)\s{0,2}=>?(?P<secret>.{1,3})",
            r#"secret = a|secret = ab|\bab\b|(?:"[^"]{1,9}"|_{1,2}) = (?P<secret>[a-z]{1,9})"#,
            r"(?m)^(?:get|set)|(?P<secret>SECRET)$|a(?:b|_)",
            r"(?P<secret>secret)[^\n]{0,4}\(",
            r"get[^\n]{0,150}?\((?P<secret>[^(]{1,130})=|secret[^>]{2,150}=|\(\s{1,130}=",
        ];
        for source in sources {
            let all = Branch::all_of(super::super::pattern::parse(source).unwrap());
            let whole = regex::bytes::RegexBuilder::new(source).unicode(false).build().unwrap();
            let found = texts().filter(|text| finds_the_same(&all, &whole, text)).count();
            assert!(found > 100 && found < 4000, "{source}: {found}");
        }
    }

    /// Whether an expression finds something; its alternatives find the same.
    fn finds_the_same(all: &[Branch], whole: &regex::bytes::Regex, text: &[u8]) -> bool {
        let searched = Searched::new(text);
        let able: Vec<&Branch> = all.iter().filter(|branch| branch.may_match(&searched)).collect();
        let ours = Branch::leftmost(&able, text, 0..text.len(), false);
        let theirs = whole.captures(text);
        let matched = theirs.as_ref().map(|captures| captures.get(0).unwrap().range());
        assert_eq!(ours.as_ref().map(|(range, _)| range.clone()), matched, "{whole}: {}", text.escape_ascii());
        let Some(((range, branch), captures)) = ours.zip(theirs) else { return false };
        let secret = branch.secret(text, range.start..text.len()).unwrap();
        let wanted = captures.name("secret").map_or(range.clone(), |group| group.range());
        assert_eq!(secret, (range, wanted), "{whole}: {}", text.escape_ascii());
        true
    }
}
