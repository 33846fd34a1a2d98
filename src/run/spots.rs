//! From candidates to spots: cut loose from the text, with their places, masks and quoted lines.

use std::ops::Range;

use super::excerpt::{Hidden, excerpt};
use super::line_hash;
use super::outcome::Spot;
use crate::blob::Segment;
use crate::engine::Candidate;
use crate::judge::Verdict;
use crate::model::{Extent, Location, MASK, Secret, Span, mask};
use crate::order::Order as _;

/// A candidate that was found worth keeping or masking.
pub(super) struct Kept<'t> {
    pub(super) candidate: Candidate<'t>,
    pub(super) verdict: Verdict,
}

/// Brings candidates into the order of the text, each once, and says what of the text must not be shown.
pub(super) fn sort(kept: &mut Vec<Kept<'_>>) -> Vec<Hidden> {
    let order = |kept: &Kept<'_>| {
        let Candidate { index, matched, secret, .. } = &kept.candidate;
        (secret.start, *index, secret.end, matched.start, matched.end)
    };
    kept.order_by_key(order);
    kept.dedup_by(|a, b| a.candidate.index == b.candidate.index && a.candidate.secret == b.candidate.secret);
    let secrets = kept.iter().filter(|k| !k.candidate.rule.is_statement() || k.candidate.points_at_secret());
    let mask = |candidate: &Candidate<'_>| {
        if candidate.rule.is_statement() { MASK.to_owned() } else { mask_of(candidate) }
    };
    secrets.map(|k| Hidden { range: hidden_part(&k.candidate), mask: mask(&k.candidate) }).collect()
}

/// Cuts the candidates that belong to a segment loose from its text: places, masks, quoted lines.
pub(super) fn spots(segment: &Segment<'_>, kept: &[Kept<'_>], hidden: &[Hidden]) -> Vec<Spot> {
    let mut counted = (segment.core.start, Extent::default());
    let owned = kept.iter().filter(|k| k.verdict.confidence.is_some() && segment.owns(shown(&k.candidate).start));
    let weak: Vec<Range<usize>> = kept
        .iter()
        .filter(|k| !k.candidate.rule.is_statement() && k.candidate.rule.info.random_bits < line_hash::ENOUGH)
        .map(|k| k.candidate.secret.clone())
        .collect();
    let spot = |k: &Kept<'_>| {
        let may_hash = line_hash::covers_none_of(segment, shown(&k.candidate).start, weak.iter());
        Spot { may_hash, ..spot(segment, k, hidden, &mut counted) }
    };
    owned.map(spot).collect()
}

fn spot(segment: &Segment<'_>, kept: &Kept<'_>, hidden: &[Hidden], counted: &mut (usize, Extent)) -> Spot {
    let candidate = &kept.candidate;
    let secret = candidate.secret_bytes();
    let shown = shown(candidate);
    let start = extent_to(segment, shown.start, counted);
    let end = start.then(Extent::of(segment.text.get(shown.clone()).unwrap_or_default()));
    let span =
        |range: &Range<usize>| Span { start: segment.base + range.start as u64, end: segment.base + range.end as u64 };
    Spot {
        rule: candidate.index,
        range: span(&candidate.secret),
        location: Location { span: span(&shown), start: start.position(), end: end.position() },
        secret: if candidate.rule.is_statement() { Secret::statement(secret, 0) } else { Secret::new(secret) },
        masked: mask_of(candidate),
        verdict: kept.verdict.clone(),
        excerpt: excerpt(segment.text, &shown, hidden),
        detail: String::new(),
        may_hash: false,
        line_hash: None,
        beside: None,
    }
}

/// The part of a candidate that is pointed at. A secret of several lines (a private key) is shown by its header, and
/// stands where its match does.
fn shown(candidate: &Candidate<'_>) -> Range<usize> {
    if candidate.secret_bytes().contains(&b'\n') { candidate.matched.clone() } else { candidate.secret.clone() }
}

/// The part of a secret that must not be shown: all of it, but for the first line of a PEM block, which names its kind.
fn hidden_part(candidate: &Candidate<'_>) -> Range<usize> {
    let secret = candidate.secret_bytes();
    let header = secret.strip_prefix(b"-----BEGIN ").and_then(|rest| memchr::memmem::find(rest, b"-----"));
    let skip = header.map_or(0, |at| at + 16);
    candidate.secret.start + skip..candidate.secret.end
}

/// The extent from the core's start to `at`, counted on from the last place asked for.
pub(super) fn extent_to(segment: &Segment<'_>, at: usize, counted: &mut (usize, Extent)) -> Extent {
    if at < counted.0 {
        // Not in order (a match of several lines begins before its secret): counted anew.
        *counted = (segment.core.start, Extent::default());
    }
    let piece = segment.text.get(counted.0..at).unwrap_or_default();
    *counted = (at.max(counted.0), counted.1.then(Extent::of(piece)));
    counted.1
}

pub(super) fn mask_of(candidate: &Candidate<'_>) -> String {
    let info = &candidate.rule.info;
    if candidate.rule.is_statement() {
        let version = candidate.rule.clue.as_ref().is_some_and(|clue| clue.version);
        let text = if version { candidate.secret_bytes() } else { b"" };
        return String::from_utf8_lossy(text).into_owned();
    }
    mask(candidate.secret_bytes(), info.prefix, info.random_bits >= 64)
}
