//! What one piece of a blob gave. Pieces add up, in whatever order they were scanned.

use super::excerpt::Hidden;
use crate::judge::Verdict;
use crate::key::Key;
use crate::model::{Excerpt, Extent, Gap, Location, Origin, Secret, Span, Suppression};
use crate::rule::RuleIndex;
use crate::suppress::Marker;

/// A judged candidate, cut loose from the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The rule.
    pub rule: RuleIndex,
    /// The secret's bytes in the decoded text.
    pub range: Span,
    /// Where; columns and lines count from the start of the piece until pieces are joined.
    pub location: Location,
    /// The secret.
    pub secret: Secret,
    /// Its mask.
    pub masked: String,
    /// What the judge says.
    pub verdict: Verdict,
    /// The quoted line.
    pub excerpt: Excerpt,
    /// GitHub's hash of the line gives nothing away.
    pub may_hash: bool,
    /// That hash, where it was asked for.
    pub line_hash: Option<String>,
    /// What was measured there, for a person; empty where the rule says it all.
    pub detail: String,
    /// Another place of the file that belongs to it, and what stands there.
    pub beside: Option<(Location, &'static str)>,
}

/// A key that was measured, cut loose from the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySpot {
    /// The key.
    pub key: Key,
    /// What tells it from others: no secret.
    pub identity: Secret,
    /// What allow markers say of what will show when keys are compared, by rule.
    pub said: Vec<(RuleIndex, Suppression)>,
    /// All of its bytes in the decoded text.
    pub range: Span,
    /// Where it is shown to begin; as in [`Spot::location`].
    pub location: Location,
    /// The quoted line.
    pub excerpt: Excerpt,
}

/// A clue where it was seen.
#[derive(Clone, Debug)]
pub struct ClueSpot {
    /// The file.
    pub(super) origin: Origin,
    /// The clue's rule.
    pub(super) rule: RuleIndex,
    /// Where.
    pub(super) location: Location,
    /// What the pattern captured: a version, which is no secret.
    pub(super) value: Option<String>,
}

/// What one blob, or a piece of it, gave.
#[derive(Clone, Debug, Default)]
pub struct BlobOutcome {
    /// Judged candidates with some confidence.
    pub spots: Vec<Spot>,
    /// Keys and certificates.
    pub keys: Vec<KeySpot>,
    /// Allow markers, each with its quoted line.
    pub markers: Vec<(Marker, Excerpt)>,
    /// How far the piece reaches.
    pub extent: Extent,
    /// What could not be scanned.
    pub gaps: Vec<Gap>,
    /// Keywords whose rules want the facts of the blob.
    pub(super) woken: Vec<usize>,
    /// What must not be quoted, in the decoded text.
    pub(super) hidden: Vec<Hidden>,
}

impl BlobOutcome {
    /// Nothing was found in it.
    pub(super) fn is_empty(&self) -> bool {
        self.spots.is_empty() && self.keys.is_empty() && self.markers.is_empty() && self.gaps.is_empty()
    }

    /// This piece, followed by `next`. Associative.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        let extent = self.extent;
        self.spots.extend(next.spots.into_iter().map(|mut spot| {
            spot.location.start = extent.shift(spot.location.start);
            spot.location.end = extent.shift(spot.location.end);
            spot
        }));
        self.keys.extend(next.keys.into_iter().map(|mut spot| {
            spot.location.start = extent.shift(spot.location.start);
            spot.location.end = extent.shift(spot.location.end);
            spot
        }));
        self.markers.extend(next.markers.into_iter().map(|(mut marker, line)| {
            marker.shift(0, extent);
            (marker, line)
        }));
        self.extent = extent.then(next.extent);
        self.gaps.extend(next.gaps);
        self.woken.extend(next.woken);
        self.woken.sort_unstable();
        self.woken.dedup();
        self.hidden.extend(next.hidden);
        self
    }
}
