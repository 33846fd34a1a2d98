//! What the facts of a blob say, as spots like all others.

use std::collections::BTreeMap;
use std::ops::Range;

use super::asked::Asked;
use super::blob::{BlobInput, Scanner};
use super::excerpt::{Hidden, excerpt};
use super::outcome::{BlobOutcome, Spot};
use crate::engine::lint::Stated;
use crate::judge::{Place, Verdict};
use crate::model::{Extent, Gap, GapKind, Location, MASK, Secret, Span};
use crate::order::Order as _;
use crate::rule::{Rule, RuleIndex};

impl Scanner<'_> {
    /// Reads the facts of a blob whose keywords woke rules on facts, and adds what these say. Of a blob that comes in
    /// windows only the first is read.
    pub(super) fn state(&self, text: &[u8], input: &BlobInput<'_>, outcome: &mut BlobOutcome) {
        let woken = std::mem::take(&mut outcome.woken);
        let mut hidden = std::mem::take(&mut outcome.hidden);
        if woken.is_empty() || self.asks() == Asked::Nothing {
            return;
        }
        if input.base > 0 {
            return outcome.gaps.push(cut(input));
        }
        let path = input.origin.innermost();
        let linted = self.engine().lint(&woken, &|rule| self.asks().wants(rule), path, text);
        if linted.cut {
            outcome.gaps.push(cut(input));
        }
        if linted.stated.is_empty() {
            return;
        }
        for range in linted.stated.iter().filter_map(|stated| stated.secret.clone()) {
            hidden.push(Hidden { range, mask: MASK.to_owned() });
        }
        hidden.order_by_key(|part| (part.range.start, part.range.end));
        if linted.stated.iter().any(|stated| stated.secret.is_some()) {
            requote(text, outcome, &hidden);
        }
        let place = Place::of(path);
        let mut counted = (0, Extent::default());
        let before = outcome.spots.len();
        for (stated, name) in linted.stated.iter().zip(names(&linted.stated, text)) {
            let Some(rule) = self.engine().rules().get(stated.rule) else { continue };
            let said = spot(text, stated, rule, place, &hidden, &mut counted, name);
            // A rule that has a pattern as well may have said it already.
            if !outcome.spots.iter().take(before).any(|known| known.rule == said.rule && shares_line(known, &said)) {
                outcome.spots.push(said);
            }
        }
    }
}

/// What each statement of a file is known by. Equal ones are told apart, and nothing else that is added to the file changes that.
pub(super) fn names(all: &[Stated], text: &[u8]) -> Vec<Secret> {
    let mut equal: BTreeMap<(RuleIndex, Vec<u8>), u32> = BTreeMap::new();
    let name = |stated: &Stated| {
        let whole = text.get(stated.span.clone()).unwrap_or_default();
        let body = whole.iter().filter(|byte| !byte.is_ascii_whitespace()).copied().collect();
        let number = *equal.entry((stated.rule, body)).and_modify(|number| *number += 1).or_default();
        match &stated.secret {
            Some(secret) => Secret::new(unquoted(text.get(secret.clone()).unwrap_or_default())),
            None => Secret::statement(whole, number),
        }
    };
    all.iter().map(name).collect()
}

/// Whether two spots stand on a line in common.
fn shares_line(one: &Spot, other: &Spot) -> bool {
    one.location.start.line <= other.location.end.line && other.location.start.line <= one.location.end.line
}

/// Quotes the lines of what was found before, now that more of the text is known to be secret.
fn requote(text: &[u8], outcome: &mut BlobOutcome, hidden: &[Hidden]) {
    let range = |span: &Span| {
        usize::try_from(span.start).unwrap_or(usize::MAX)..usize::try_from(span.end).unwrap_or(usize::MAX)
    };
    for spot in &mut outcome.spots {
        spot.excerpt = excerpt(text, &range(&spot.location.span), hidden);
        spot.may_hash = false;
    }
    for spot in &mut outcome.keys {
        spot.excerpt = excerpt(text, &range(&spot.location.span), hidden);
    }
    for (marker, line) in &mut outcome.markers {
        *line = excerpt(text, &range(&marker.location.span), hidden);
    }
}

fn cut(input: &BlobInput<'_>) -> Gap {
    let detail = "too long or too deeply nested to be read as code; the rest was searched as text".to_owned();
    Gap { kind: GapKind::Unparsed, origin: input.origin.clone(), detail }
}

#[expect(clippy::too_many_arguments, reason = "what a quoted line and a place in the text are made of")]
fn spot(
    text: &[u8],
    stated: &Stated,
    rule: &Rule,
    place: Place,
    hidden: &[Hidden],
    counted: &mut (usize, Extent),
    secret: Secret,
) -> Spot {
    let shown = pointed_at(text, stated, rule);
    let start = extent_to(text, shown.start, counted);
    let end = start.then(Extent::of(text.get(shown.clone()).unwrap_or_default()));
    let span = |range: &Range<usize>| Span { start: range.start as u64, end: range.end as u64 };
    let masked = stated.secret.as_ref().map_or_else(|| stated.note.clone(), |_| MASK.to_owned());
    Spot {
        rule: stated.rule,
        range: span(&shown),
        location: Location { span: span(&shown), start: start.position(), end: end.position() },
        secret,
        masked,
        verdict: if rule.is_statement() {
            Verdict::of_statement(rule.info.confidence, place)
        } else {
            Verdict::of_fact(rule.info.confidence, place)
        },
        excerpt: excerpt(text, &shown, hidden),
        detail: String::new(),
        beside: beside(text, stated, &shown, counted),
        may_hash: false,
        line_hash: None,
    }
}

/// Of a secret that is written elsewhere where it is used; of a statement where the constant stands that makes it weak.
fn beside(
    text: &[u8],
    stated: &Stated,
    shown: &Range<usize>,
    counted: &mut (usize, Extent),
) -> Option<(Location, &'static str)> {
    let (other, said) = match &stated.secret {
        Some(_) => (Some(&stated.span), "used here"),
        None => (stated.written.as_ref(), "the value is written here"),
    };
    let other = other.filter(|other| !other.is_empty())?;
    let between = match () {
        () if other.end <= shown.start => other.end..shown.start,
        () if shown.end <= other.start => shown.end..other.start,
        () => return None,
    };
    // What stands on the same line is seen without being told.
    memchr::memchr(b'\n', text.get(between)?)?;
    let start = extent_to(text, other.start, counted);
    let end = start.then(Extent::of(text.get(other.clone())?));
    let span = Span { start: other.start as u64, end: other.end as u64 };
    Some((Location { span, start: start.position(), end: end.position() }, said))
}

/// What a report points at: a secret; of a block of configuration the value that is wrong in it; else the whole statement.
fn pointed_at(text: &[u8], stated: &Stated, rule: &Rule) -> Range<usize> {
    let lines = text.get(stated.span.clone()).is_some_and(|span| span.contains(&b'\n'));
    let value = stated.value.clone().filter(|value| rule.is_statement() && lines && !value.is_empty());
    stated.secret.clone().or(value).unwrap_or_else(|| stated.span.clone())
}

/// A literal without its quotes.
fn unquoted(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| matches!(b, b'"' | b'\'' | b'`')).map_or(0, |at| at + 1);
    let inner = bytes.get(start..).unwrap_or_default();
    let end = inner.iter().rposition(|b| matches!(b, b'"' | b'\'' | b'`')).filter(|_| start > 0).unwrap_or(inner.len());
    inner.get(..end).filter(|inner| !inner.is_empty()).unwrap_or(bytes)
}

/// The extent from the beginning to `at`, counted on from the last place asked for.
fn extent_to(text: &[u8], at: usize, counted: &mut (usize, Extent)) -> Extent {
    if at < counted.0 {
        *counted = (0, Extent::default());
    }
    let piece = text.get(counted.0..at).unwrap_or_default();
    *counted = (at, counted.1.then(Extent::of(piece)));
    counted.1
}
