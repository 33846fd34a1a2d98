//! What stands in a text in another form: decoded, searched like any other text, and shown where it stands.

use std::ops::Range;

use super::excerpt::{Hidden, arrange, excerpt};
use super::form::Form;
use super::outcome::Spot;
use super::spots::{Kept, extent_to, mask_of};
use crate::blob::{Encoded, Rewritten, Segment, Writing};
use crate::engine::{Candidate, Engine, Mode, Noted, Reach, SURE_RUN};
use crate::judge::Verdict;
use crate::model::{Extent, Location, Secret, Span};
use crate::order::Order as _;
use crate::rule::RuleIndex;

/// How deep something may be encoded in something encoded.
const DEPTH: usize = 4;

/// Where this is left of the depth, nothing is read that is written in another way: lines that are long are read in
/// parts that overlap, which adds up.
const SHALLOW: usize = 2;

/// Places in a text at which something may stand in another form.
#[derive(Debug, Default)]
pub(super) struct Places {
    runs: Vec<usize>,
    written: Vec<(Writing, usize)>,
}

impl Places {
    /// Takes such a place. `false`: it is of another kind.
    pub(super) fn note(&mut self, what: Noted, at: usize) -> bool {
        match what {
            Noted::Run => self.runs.push(at),
            Noted::Written(writing) => self.written.push((writing, at)),
            _ => return false,
        }
        true
    }
}

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
    /// The place that decides which piece of a text it belongs to: where all that is encoded begins, or the first of its
    /// characters that is written in another way.
    pub(super) begin: usize,
    masked: String,
    /// `base64`, `hexadecimal in base64`.
    how: String,
    /// How it is written, where it stands there in its own characters, but for some.
    writing: Option<Writing>,
    /// Only what ends it is written otherwise: it counts where the text as it is has more than that.
    only_ends: bool,
}

impl Inner {
    /// What stands encoded in a range of a text.
    pub(super) fn encoded(candidate: &Candidate<'_>, verdict: Verdict, range: Range<usize>, how: String) -> Self {
        Self {
            rule: candidate.index,
            secret: candidate.secret_bytes().to_vec(),
            verdict,
            begin: range.start,
            range,
            masked: mask_of(candidate),
            how,
            writing: None,
            only_ends: false,
        }
    }

    /// The first place that decides, or the first of its own.
    fn first(&self) -> usize {
        self.begin.min(self.range.start)
    }

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
    /// What stands in another form around these places of a text.
    pub(super) fn inside(&self, text: &[u8], mut places: Places) -> Vec<Inner> {
        self.decode(text, &mut places, DEPTH, &mut |_| {})
    }

    /// The same, with the parts of the text that decide it.
    pub(super) fn inside_with_extents(&self, text: &[u8], mut places: Places) -> (Vec<Inner>, Vec<Range<usize>>) {
        let mut extents = Vec::new();
        let inner = self.decode(text, &mut places, DEPTH, &mut |extent| extents.push(extent));
        (inner, extents)
    }

    fn decode(
        &self,
        text: &[u8],
        places: &mut Places,
        depth: usize,
        looked: &mut dyn FnMut(Range<usize>),
    ) -> Vec<Inner> {
        places.runs.sort_unstable();
        let (mut all, mut end) = (Vec::new(), 0);
        for &at in &places.runs {
            if at < end {
                continue;
            }
            let look = Encoded::around(text, at, SURE_RUN);
            end = look.end;
            looked(look.extent);
            let encoded = look.encoded.filter(|encoded| !is_part_of_token(text, encoded));
            all.extend(encoded.into_iter().flat_map(|encoded| self.look(&encoded, depth)));
        }
        if depth > SHALLOW {
            self.rewrite(text, places, depth, looked, &mut all);
        }
        all
    }

    fn rewrite(
        &self,
        text: &[u8],
        places: &mut Places,
        depth: usize,
        looked: &mut dyn FnMut(Range<usize>),
        all: &mut Vec<Inner>,
    ) {
        places.written.sort_unstable();
        let mut last = None;
        for &(writing, at) in &places.written {
            if last.is_some_and(|(known, end)| known == writing && at < end) {
                continue;
            }
            let look = Rewritten::around(text, at, writing);
            last = Some((writing, look.end));
            looked(look.extent);
            all.extend(look.rewritten.into_iter().flat_map(|rewritten| self.look(&rewritten, depth)));
        }
    }

    fn look(&self, form: &dyn Form, depth: usize) -> Vec<Inner> {
        let (mut found, mut places) = (Vec::new(), Places::default());
        let (text, name) = (form.text(), form.name());
        self.engine.scan(
            &Segment::whole(text),
            // A statement is no secret that could be encoded.
            (self.path, Some(&|rule| !rule.is_statement())),
            Mode::Text,
            &mut |candidate: Candidate<'_>| {
                let inside = form.begin(&candidate.matched);
                let begin = inside.or_else(|| form.begin(&(candidate.matched.end..candidate.matched.end + 1)));
                // A key of several lines is read with its escapes as it is.
                let is_key = form.writing().is_some() && candidate.secret_bytes().contains(&b'\n');
                let Some(begin) = begin.filter(|_| !is_key) else { return };
                let verdict = (self.judge)(&candidate);
                if verdict.confidence.is_some() {
                    found.push(Inner {
                        rule: candidate.index,
                        secret: candidate.secret_bytes().to_vec(),
                        verdict,
                        range: form.outer(&candidate.secret),
                        begin,
                        masked: mask_of(&candidate),
                        how: name.to_owned(),
                        writing: form.writing(),
                        only_ends: inside.is_none(),
                    });
                }
            },
            &mut |what, at| _ = places.note(what, at),
        );
        if depth > 1 {
            let deeper = self.decode(text, &mut places, depth - 1, &mut |_| {}).into_iter().filter_map(|inner| {
                // What is written twice in another way may be so only around it.
                let whole = inner.first()..inner.range.end.max(inner.begin + 2);
                let begin = form.begin(&whole)?;
                let how = format!("{} in {name}", inner.how);
                Some(Inner { range: form.outer(&inner.range), begin, how, ..inner })
            });
            let deeper: Vec<Inner> = deeper.collect();
            let counts = |inner: &Inner| inner.outdoes(&mut found, |own| (own.rule, &own.range, &own.secret));
            let deeper: Vec<Inner> = deeper.into_iter().filter(counts).collect();
            // What is encoded stands there in characters of its own.
            let within = |inner: Inner| Inner { writing: form.writing().and(inner.writing), ..inner };
            found.extend(deeper.into_iter().map(within));
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

/// Decides between what was found in a text as it is and as it reads, by one rule in one place: as it reads it is the
/// whole secret, and no more than the secret.
pub(super) fn prefer(inner: &mut Vec<Inner>, kept: &mut Vec<Kept<'_>>) {
    inner.retain(|inner| {
        inner.outdoes(kept, |Kept { candidate, .. }| (candidate.index, &candidate.secret, candidate.secret_bytes()))
    });
}

impl Inner {
    /// Leaves out what is less than this, and says whether this counts.
    fn outdoes<T>(&self, others: &mut Vec<T>, parts: impl Fn(&T) -> (RuleIndex, &Range<usize>, &[u8])) -> bool {
        let Some(writing) = self.writing else { return true };
        let (mut refused, mut replaces) = (false, false);
        others.retain(|other| {
            let (rule, own, secret) = parts(other);
            let here = &self.range;
            if rule != self.rule || own.end <= here.start || here.end <= own.start {
                return true;
            }
            let same = own == here && secret == self.secret;
            // An address is taken apart before its parts are decoded.
            let more = writing == Writing::Percent && own != here && own.start <= here.start && here.end <= own.end;
            refused |= same || more;
            replaces |= !(same || more);
            same || more
        });
        !refused && (replaces || !self.only_ends)
    }
}

/// Leaves those that begin in a segment's core, in order, and hides where they stand.
pub(super) fn hide(segment: &Segment<'_>, inner: &mut Vec<Inner>, hidden: &mut Vec<Hidden>) {
    let order = |inner: &Inner| (inner.range.start, inner.rule, inner.range.end);
    inner.order_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.secret.cmp(&b.secret)));
    inner.dedup_by(|a, b| a.rule == b.rule && a.range == b.range && a.secret == b.secret);
    hidden.extend(inner.iter().map(|inner| Hidden { range: inner.range.clone(), mask: inner.masked.clone() }));
    arrange(hidden);
    inner.retain(|inner| segment.owns(inner.first()));
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
            beside: None,
        }
    };
    inner.into_iter().map(spot).collect()
}
