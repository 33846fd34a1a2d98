//! What stands encoded in a text: decoded, searched like any other text, and shown where it stands.

use std::ops::Range;

use super::excerpt::{Hidden, excerpt};
use super::outcome::Spot;
use super::spots::{extent_to, mask_of};
use crate::blob::{Encoded, Segment};
use crate::engine::{Candidate, Engine, Mode, Noted, Reach, SURE_RUN};
use crate::judge::Verdict;
use crate::model::{Extent, Location, Secret, Span};
use crate::rule::RuleIndex;

/// How deep something may be encoded in something encoded.
const DEPTH: usize = 4;

/// A secret that was found in something encoded.
pub(super) struct Inner {
    /// The rule.
    pub(super) rule: RuleIndex,
    /// The secret itself.
    pub(super) secret: Vec<u8>,
    /// What the judge says.
    pub(super) verdict: Verdict,
    /// Where it stands, encoded, in the outer text.
    range: Range<usize>,
    /// Where all that is encoded begins.
    pub(super) begin: usize,
    masked: String,
    /// `base64`, `hexadecimal in base64`.
    how: String,
}

impl Inner {
    /// The rule's id.
    pub(super) fn id<'e>(&self, engine: &'e Engine) -> &'e str {
        engine.rules().get(self.rule).map_or("", |rule| rule.info.id.as_str())
    }
}

/// What the answer within a piece of text depends on outside it, of the parts of the text that decide it.
pub(super) fn reach(piece: &Range<usize>, extents: &[Range<usize>]) -> Reach {
    let reach = |extent: &Range<usize>| Reach {
        front: piece.start.saturating_sub(extent.start),
        back: extent.end.saturating_sub(piece.end),
    };
    extents.iter().map(reach).fold(Reach::default(), Reach::or)
}

/// How a text is searched.
pub(super) struct Search<'s> {
    pub(super) engine: &'s Engine,
    pub(super) path: &'s [u8],
    pub(super) judge: &'s dyn Fn(&Candidate<'_>) -> Verdict,
}

impl Search<'_> {
    /// What stands encoded around these places of a text.
    pub(super) fn inside(&self, text: &[u8], mut runs: Vec<usize>) -> Vec<Inner> {
        self.decode(text, &mut runs, DEPTH, &mut |_| {})
    }

    /// The same, with the parts of the text that decide it.
    pub(super) fn inside_with_extents(&self, text: &[u8], mut runs: Vec<usize>) -> (Vec<Inner>, Vec<Range<usize>>) {
        let mut extents = Vec::new();
        let inner = self.decode(text, &mut runs, DEPTH, &mut |extent| extents.push(extent));
        (inner, extents)
    }

    fn decode(
        &self,
        text: &[u8],
        runs: &mut [usize],
        depth: usize,
        looked: &mut dyn FnMut(Range<usize>),
    ) -> Vec<Inner> {
        runs.sort_unstable();
        let (mut all, mut end) = (Vec::new(), 0);
        for &at in runs.iter() {
            if at < end {
                continue;
            }
            let look = Encoded::around(text, at, SURE_RUN);
            end = look.end;
            looked(look.extent);
            let encoded = look.encoded.filter(|encoded| !is_part_of_token(text, encoded));
            all.extend(encoded.into_iter().flat_map(|encoded| self.look(&encoded, depth)));
        }
        all
    }

    fn look(&self, encoded: &Encoded, depth: usize) -> Vec<Inner> {
        let (mut found, mut runs) = (Vec::new(), Vec::new());
        let name = encoded.alphabet.name();
        let begin = encoded.range.start;
        self.engine.scan(
            &Segment::whole(&encoded.text),
            self.path,
            Mode::Text,
            &mut |candidate: Candidate<'_>| {
                let verdict = (self.judge)(&candidate);
                if verdict.confidence.is_some() && !candidate.rule.is_statement() {
                    found.push(Inner {
                        rule: candidate.index,
                        secret: candidate.secret_bytes().to_vec(),
                        verdict,
                        range: encoded.outer(&candidate.secret),
                        begin,
                        masked: mask_of(&candidate),
                        how: name.to_owned(),
                    });
                }
            },
            &mut |what, at| {
                if what == Noted::Run {
                    runs.push(at);
                }
            },
        );
        if depth > 1 {
            found.extend(self.decode(&encoded.text, &mut runs, depth - 1, &mut |_| {}).into_iter().map(|inner| {
                Inner { range: encoded.outer(&inner.range), begin, how: format!("{} in {name}", inner.how), ..inner }
            }));
        }
        found
    }
}

/// The parts of a JSON Web Token (RFC 7519) are JSON in base64; the token itself is what counts.
fn is_part_of_token(text: &[u8], encoded: &Encoded) -> bool {
    let Range { start, end } = encoded.range;
    let dot = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&b'.');
    encoded.text.starts_with(b"{\"") && (dot(start.checked_sub(1)) || dot(Some(end)))
}

/// Leaves those that begin in a segment's core, in order, and hides where they stand.
pub(super) fn hide(segment: &Segment<'_>, inner: &mut Vec<Inner>, hidden: &mut Vec<Hidden>) {
    inner.sort_by_key(|inner| (inner.range.start, inner.rule, inner.range.end));
    inner.dedup_by(|a, b| a.rule == b.rule && a.range == b.range);
    hidden.extend(inner.iter().map(|inner| Hidden { range: inner.range.clone(), mask: inner.masked.clone() }));
    hidden.sort_by_key(|part| part.range.start);
    inner.retain(|inner| segment.owns(inner.begin));
}

/// Spots for them.
pub(super) fn spots(segment: &Segment<'_>, inner: Vec<Inner>, hidden: &[Hidden]) -> Vec<Spot> {
    let mut counted = (segment.core.start, Extent::default());
    let spot = |inner: Inner| {
        let range = inner.range;
        let start = extent_to(segment, range.start, &mut counted);
        let end = start.then(Extent::of(segment.text.get(range.clone()).unwrap_or_default()));
        let span = Span { start: segment.base + range.start as u64, end: segment.base + range.end as u64 };
        Spot {
            rule: inner.rule,
            range: span,
            location: Location { span, start: start.position(), end: end.position() },
            secret: Secret::new(&inner.secret),
            masked: inner.masked,
            verdict: inner.verdict,
            excerpt: excerpt(segment.text, &range, hidden),
            detail: format!("written in {}", inner.how),
            may_hash: false,
            line_hash: None,
        }
    };
    inner.into_iter().map(spot).collect()
}
