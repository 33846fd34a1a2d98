//! One blob through the pipeline: decode, cut, search, judge, quote.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::asked::Asked;
use super::encoded::{self, Places, Search};
use super::excerpt::{Hidden, excerpt};
use super::gitleaks::Gitleaks;
use super::keys;
use super::outcome::BlobOutcome;
use super::spots::{Kept, sort, spots};
use crate::blob::{CORE, Content, Layer, Segment, cut, decode, sniff};
use crate::engine::{Candidate, Claim, Engine, Mode, Noted, Wanted};
use crate::judge::{Assigned, Head, Misfit, Place, Verdict, View, contextual, intrinsic, intrinsic_in_full, unfitting};
use crate::model::{Confidence, Excerpt, Extent, Gap, GapKind, Origin, Span};
use crate::rule::{Rule, RuleIndex};
use crate::suppress::{Marker, read_all};

/// From this size on a blob's segments are spread over the threads.
const PARALLEL: usize = 8 << 20;

/// Bytes of a line that the judge sees on either side of a match.
const AROUND: usize = 200;

/// Content to scan, with all that its path says.
#[derive(Clone, Debug)]
pub struct BlobInput<'b> {
    /// Where it comes from.
    pub origin: &'b Origin,
    /// The bytes.
    pub content: &'b [u8],
    /// What the beginning of the file says it is; a later window of a stream cannot know.
    pub kind: Content,
    /// What is before the content in its file.
    pub base: u64,
    /// The part of the content whose findings belong to this call; all of it, but for the windows of a stream.
    pub core: Range<usize>,
    /// What says where it belongs, if not the innermost name of its origin.
    pub name: Option<&'b [u8]>,
}

impl<'b> BlobInput<'b> {
    /// Content in one piece.
    pub fn whole(origin: &'b Origin, content: &'b [u8]) -> Self {
        Self { origin, content, kind: sniff(content), base: 0, core: 0..content.len(), name: None }
    }
}

/// Runs engine and judge over blobs. Shared by all threads.
#[derive(Debug)]
pub struct Scanner<'e> {
    engine: &'e Engine,
    core: usize,
    asked: Asked,
    gitleaks: Option<&'e Gitleaks>,
}

/// What is the same for all segments of a blob.
struct Frame<'f> {
    path: &'f [u8],
    place: OnceLock<Place>,
    chosen: Vec<RuleIndex>,
    mode: Mode,
}

impl Frame<'_> {
    /// What the path says, worked out when the first candidate asks for it.
    fn place(&self) -> Place {
        *self.place.get_or_init(|| Place::of(self.path))
    }
}

impl<'e> Scanner<'e> {
    /// For an engine.
    pub fn new(engine: &'e Engine) -> Self {
        Self { engine, core: CORE, asked: Asked::Everything, gitleaks: None }
    }

    /// The same, with no more than this read as code.
    #[must_use]
    pub(super) fn asked(self, asked: Asked) -> Self {
        Self { asked, ..self }
    }

    /// The same, with a configuration of gitleaks in the place of our rules.
    #[must_use]
    pub fn with_gitleaks(self, gitleaks: Option<&'e Gitleaks>) -> Self {
        Self { gitleaks, ..self }
    }

    /// What of a text is read as code.
    pub(super) fn asks(&self) -> Asked {
        self.asked
    }

    /// With cores of another length, for tests of the cutter.
    pub fn with_core(engine: &'e Engine, core: usize) -> Self {
        Self { engine, core, asked: Asked::Everything, gitleaks: None }
    }

    /// The engine.
    pub fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// The first line of a text, clipped, with everything that could be a secret masked: for a commit's subject.
    pub fn masked_line(&self, text: &[u8]) -> String {
        let (mut kept, mut places) = (Vec::new(), Places::default());
        let segment = Segment::whole(text);
        self.engine.scan(
            &segment,
            (b"", None),
            Mode::Text,
            &mut |candidate| {
                let verdict = intrinsic(&view_of(&candidate));
                if verdict.confidence.is_some() || verdict.mask {
                    kept.push(Kept { candidate, verdict });
                }
            },
            &mut |what, at| _ = places.note(what, at),
        );
        // What is to be masked as it stands is to be masked as well where it is encoded.
        let judge = |candidate: &Candidate<'_>| {
            let verdict = intrinsic(&view_of(candidate));
            Verdict { confidence: verdict.confidence.or(verdict.mask.then_some(Confidence::Low)), ..verdict }
        };
        let mut inner = Search { engine: self.engine, path: b"", judge: &judge }.inside(text, places);
        encoded::prefer(&mut inner, &mut kept);
        let mut hidden = sort(&mut kept);
        encoded::hide(&segment, &mut inner, &mut hidden);
        excerpt(text, &(0..0), &hidden).text
    }

    /// Scans a blob. A panic is caught and becomes a gap.
    pub fn scan(&self, input: &BlobInput<'_>) -> BlobOutcome {
        catch_unwind(AssertUnwindSafe(|| self.scan_unguarded(input))).unwrap_or_else(|_| {
            let detail = "a caught panic; nothing of this file is reported".to_owned();
            let gap = Gap { kind: GapKind::Internal, origin: input.origin.clone(), detail };
            BlobOutcome { gaps: vec![gap], ..BlobOutcome::default() }
        })
    }

    fn scan_unguarded(&self, input: &BlobInput<'_>) -> BlobOutcome {
        let path = input.name.unwrap_or_else(|| input.origin.innermost());
        let mode = if matches!(input.kind, Content::Binary | Content::Media) { Mode::Binary } else { Mode::Text };
        let frame = Frame { path, place: OnceLock::new(), chosen: self.engine.rules().chosen_by_path(path), mode };
        if let Content::Wide(encoding) = input.kind {
            let layer = decode(input.content, encoding);
            let mut outcome = self.scan_text(&layer.text, 0..layer.text.len(), &frame);
            self.state(&layer.text, input, &mut outcome);
            locate_outside(&mut outcome, &layer, input);
            outcome
        } else {
            let mut outcome = self.scan_text(input.content, input.core.clone(), &frame);
            self.state(input.content, input, &mut outcome);
            for spot in &mut outcome.spots {
                let Span { start, end } = spot.location.span;
                spot.location.span = Span { start: start + input.base, end: end + input.base };
                spot.range = Span { start: spot.range.start + input.base, end: spot.range.end + input.base };
            }
            for spot in &mut outcome.keys {
                let Span { start, end } = spot.location.span;
                spot.location.span = Span { start: start + input.base, end: end + input.base };
                spot.range = Span { start: spot.range.start + input.base, end: spot.range.end + input.base };
            }
            for (marker, _) in &mut outcome.markers {
                marker.shift(input.base, Extent::default());
            }
            if input.base == 0 && input.core == (0..input.content.len()) {
                keys::add_whole(path, input.content, &mut outcome);
            }
            outcome
        }
    }

    /// Scans the core of a text, segment by segment.
    fn scan_text(&self, text: &[u8], core: Range<usize>, frame: &Frame<'_>) -> BlobOutcome {
        if core == (0..text.len()) && text.len() <= self.core {
            return self.scan_segment(&Segment::whole(text), frame);
        }
        if self.gitleaks.is_some() {
            // It cuts a text by itself, in pieces of its own.
            return self.scan_segment(&Segment { text, core, base: 0 }, frame);
        }
        let segments = cut(text, self.core);
        let scan =
            |segment: &Segment<'_>| within(segment, &core).map(|s| self.scan_segment(&s, frame)).unwrap_or_default();
        if text.len() < PARALLEL {
            segments.iter().map(scan).fold(BlobOutcome::default(), BlobOutcome::then)
        } else {
            let pieces: Vec<BlobOutcome> = segments.par_iter().map(scan).collect();
            pieces.into_iter().fold(BlobOutcome::default(), BlobOutcome::then)
        }
    }

    fn scan_segment<'t>(&self, segment: &Segment<'t>, frame: &Frame<'_>) -> BlobOutcome
    where
        'e: 't,
    {
        let mut kept: Vec<Kept<'t>> = Vec::new();
        let (mut marked, mut keyed, mut woken) = (Vec::new(), Vec::new(), Vec::new());
        let mut places = Places::default();
        let mut found = |candidate: Candidate<'t>| {
            let verdict = judge(self.engine, &candidate, frame.place(), false);
            if verdict.confidence.is_some() || verdict.mask {
                kept.push(Kept { candidate, verdict });
            }
        };
        let wanted = |rule: &Rule| self.asked.wants(rule);
        let wanted: Wanted<'_> = if self.asked == Asked::Everything { None } else { Some(&wanted) };
        self.engine.scan(segment, (frame.path, wanted), frame.mode, &mut found, &mut |what, at| match what {
            Noted::Facts(keyword) if !woken.contains(&keyword) => woken.push(keyword),
            Noted::Marker if segment.owns(at) => marked.push(at),
            // Of a key that begins before the core a part may lie in it: it is no key of its own, nor to be quoted.
            Noted::Key => keyed.push(at),
            _ => _ = places.note(what, at),
        });
        if !frame.chosen.is_empty() {
            self.engine.scan_chosen(segment, &frame.chosen, &mut found);
        }
        let find = |gitleaks: &Gitleaks| gitleaks.find(self.engine, segment, frame.path, &mut kept);
        let by_gitleaks = self.gitleaks.map(find).unwrap_or_default();
        let judge = |candidate: &Candidate<'_>| judge(self.engine, candidate, frame.place(), false);
        let search = Search { engine: self.engine, path: frame.path, judge: &judge };
        let mut inner = search.inside(segment.text, places);
        encoded::prefer(&mut inner, &mut kept);
        inner.extend(by_gitleaks);
        let nothing = kept.is_empty() && inner.is_empty() && marked.is_empty() && keyed.is_empty();
        if nothing && segment.is_all() {
            return BlobOutcome { woken, ..BlobOutcome::default() };
        }
        let extent = Extent::of(segment.text.get(segment.core.clone()).unwrap_or_default());
        marked.sort_unstable();
        let mut hidden = sort(&mut kept);
        encoded::hide(segment, &mut inner, &mut hidden);
        let found = keys::find(segment, &mut keyed, &mut hidden);
        let markers = markers(segment, &marked, &hidden);
        let keys = keys::spots(segment, found, &hidden);
        let mut spots = spots(segment, &kept, &hidden);
        spots.extend(encoded::spots(segment, inner, &hidden));
        let base = usize::try_from(segment.base).unwrap_or_default();
        let owned = hidden.into_iter().filter(|part| segment.owns(part.range.start));
        let hidden =
            owned.map(|part| Hidden { range: part.range.start + base..part.range.end + base, ..part }).collect();
        BlobOutcome { spots, keys, markers, extent, gaps: Vec::new(), woken, hidden }
    }
}

/// The allow markers at the given places, each with its quoted line.
fn markers(segment: &Segment<'_>, marked: &[usize], hidden: &[Hidden]) -> Vec<(Marker, Excerpt)> {
    // A comment may begin before the core.
    let read = read_all(segment.text, segment.core.start, marked);
    let quoted = read.into_iter().map(|mut marker| {
        let place = |at: u64| usize::try_from(at).unwrap_or_default();
        let Span { start, end } = marker.location.span;
        let line = excerpt(segment.text, &(place(start)..place(end)), hidden);
        marker.shift(segment.base, Extent::default());
        (marker, line)
    });
    quoted.collect()
}

/// A segment with no more of its core than lies within `core` of the whole text.
fn within<'t>(segment: &Segment<'t>, core: &Range<usize>) -> Option<Segment<'t>> {
    let base = usize::try_from(segment.base).ok()?;
    let (start, end) = ((base + segment.core.start).max(core.start), (base + segment.core.end).min(core.end));
    (start < end).then(|| Segment { text: segment.text, core: start - base..end - base, base: segment.base })
}

/// What the judge says of a candidate. `thorough` asks for every signal, also where the rest has decided.
pub fn judge(engine: &Engine, candidate: &Candidate<'_>, place: Place, thorough: bool) -> Verdict {
    let view = view_of(candidate);
    let found = if thorough { intrinsic_in_full(&view) } else { intrinsic(&view) };
    placed(found, &view, place, thorough, &|| engine.claim(candidate))
}

/// What the judge says in the end of what was judged by itself.
pub(super) fn placed(
    found: Verdict,
    view: &View<'_>,
    place: Place,
    thorough: bool,
    claim: &dyn Fn() -> Option<Claim>,
) -> Verdict {
    let verdict = contextual(found, view, place);
    if !verdict.summed || (verdict.confidence.is_none() && !thorough) {
        return verdict;
    }
    match claim() {
        Some(Claim::Name) => unfitting(verdict, Misfit::Name),
        Some(Claim::Prefix) => unfitting(verdict, Misfit::Prefix),
        None => verdict,
    }
}

/// What the judge sees of a candidate.
pub fn view_of<'t>(candidate: &Candidate<'t>) -> View<'t> {
    let (text, matched) = (candidate.text, &candidate.matched);
    let is_end = |b: &u8| *b == b'\n' || *b == b'\r';
    let line =
        text.get(..matched.start).unwrap_or_default().iter().rev().take(AROUND).take_while(|b| !is_end(b)).count();
    let above = text.get(..(matched.start - line).saturating_sub(1)).unwrap_or_default();
    let above = above.get(above.len().saturating_sub(AROUND)..).unwrap_or_default();
    let above = above.rsplit(is_end).next().unwrap_or_default();
    let before = text.get(matched.start.saturating_sub(AROUND)..matched.start).unwrap_or_default();
    let before = before.rsplit(is_end).next().unwrap_or_default();
    let after = text.get(matched.end..text.len().min(matched.end + AROUND)).unwrap_or_default();
    let after = after.split(is_end).next().unwrap_or_default();
    let assigned = candidate.assignment.as_ref().map(|a| Assigned {
        operator: a.operator.as_str(),
        quoted: a.quoted,
        name_quoted: a.name_quoted,
        more: a.more,
        kind: a.kind,
    });
    let name = candidate.assignment.as_ref().and_then(|a| text.get(a.name.clone())).unwrap_or_default();
    let secret = text.get(candidate.secret.clone()).unwrap_or_default();
    let head = text.get(matched.start.saturating_sub(Head::REACH)..matched.start).unwrap_or_default();
    View {
        rule: candidate.rule,
        secret,
        name,
        head: Head::Text(head),
        assigned,
        matched: text.get(matched.clone()).unwrap_or_default(),
        above,
        before,
        after,
    }
}

/// Spans of decoded text, as offsets in the file itself.
fn locate_outside(outcome: &mut BlobOutcome, layer: &Layer, input: &BlobInput<'_>) {
    for spot in &mut outcome.spots {
        spot.location.span = layer.outer(spot.location.span, input.content);
    }
    for spot in &mut outcome.keys {
        spot.location.span = layer.outer(spot.location.span, input.content);
    }
    for (marker, _) in &mut outcome.markers {
        marker.location.span = layer.outer(marker.location.span, input.content);
    }
}
