//! Keys on their way through the pipeline: found where a keyword says, measured, judged, compared at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::context::{Context, Gathered};
use super::excerpt::{Hidden, arrange, excerpt};
use super::outcome::{BlobOutcome, KeySpot, Spot};
use super::spots::extent_to;
use crate::blob::{MAX_REACH, Segment};
use crate::check::{PathClass, path_class};
use crate::engine::Reach;
use crate::judge::Verdict;
use crate::key::{self, Found, Key, Terms, Together, Verdict as KeyVerdict, Weakness};
use crate::model::{Confidence, Excerpt, Extent, Location, MASK, Origin, Position, Secret, Span};
use crate::report::{Inventory, InventoryEntry, KeyPlace};
use crate::rule::Rule;

/// The rule for a private key in a form that no pattern matches.
const OPEN: &str = "secret/private-key-file";

/// Containers whose private keys a rule with a pattern reports.
const MATCHED: [&str; 6] = ["PEM", "OpenSSH", "OpenPGP", "JWK", "age", "WireGuard"];

/// Finds the keys that begin at the given places, and adds what must not be quoted of them.
pub(super) fn find(segment: &Segment<'_>, places: &mut Vec<usize>, hidden: &mut Vec<Hidden>) -> Vec<Found> {
    if places.is_empty() {
        return Vec::new();
    }
    places.sort_unstable();
    places.dedup();
    let found = key::find(segment.text, places);
    for one in &found {
        // A quoted line looks back over parts of a certain length only.
        let Range { start, end } = one.hidden;
        let parts = (start..end).step_by(MAX_REACH).map(|from| from..end.min(from + MAX_REACH));
        hidden.extend(parts.map(|range| Hidden { range, mask: MASK.to_owned() }));
    }
    arrange(hidden);
    found
}

/// Cuts keys loose from the text of a segment.
pub(super) fn spots(segment: &Segment<'_>, found: Vec<Found>, hidden: &[Hidden]) -> Vec<KeySpot> {
    let mut counted = (segment.core.start, Extent::default());
    let mut spots = Vec::new();
    for one in found.into_iter().filter(|one| segment.owns(one.shown.start)) {
        let shown = one.shown.start.max(segment.core.start)..one.shown.end.max(segment.core.start);
        let start = extent_to(segment, shown.start, &mut counted);
        let end = start.then(Extent::of(segment.text.get(shown.clone()).unwrap_or_default()));
        let span = |range: &Range<usize>| Span {
            start: segment.base + range.start as u64,
            end: segment.base + range.end as u64,
        };
        let location = Location { span: span(&shown), start: start.position(), end: end.position() };
        let quoted = excerpt(segment.text, &shown, hidden);
        let range = span(&one.range);
        let material = segment.text.get(one.range).unwrap_or_default();
        spots.extend(one.keys.into_iter().map(|key| {
            let identity = identity(&key, material);
            KeySpot { key, identity, said: Vec::new(), range, location, excerpt: quoted.clone() }
        }));
    }
    spots
}

/// Bytes around a chunk on which it depends whether a key begins in it. A longer key is found wherever it is in a file,
/// because the file is looked at as a whole.
const AROUND: Reach = Reach { front: 4096, back: 32_768 };

/// A key that begins in a chunk.
pub(super) struct Beginning<'t> {
    pub(super) key: Key,
    /// What tells it from others.
    pub(super) identity: String,
    /// What it is read from: a certificate that was issued anew is another one of the same key.
    pub(super) material: &'t [u8],
}

/// The keys that begin in a chunk, and how far one had to look.
pub(super) fn beginning_in<'t>(
    text: &'t [u8],
    chunk: &Range<usize>,
    places: &mut Vec<usize>,
    reach: Reach,
) -> (Reach, Vec<Beginning<'t>>) {
    if places.is_empty() {
        return (reach, Vec::new());
    }
    places.sort_unstable();
    places.dedup();
    let start = chunk.start.saturating_sub(AROUND.front);
    let end = text.len().min(chunk.end + AROUND.back);
    let near = text.get(start..end).unwrap_or_default();
    let places: Vec<usize> = places.iter().map(|at| at - start).collect();
    let mut keys = Vec::new();
    for found in key::find(near, &places) {
        let material = near.get(found.range).unwrap_or_default();
        keys.extend(found.keys.into_iter().map(|key| {
            let identity = key::identity(&key, material);
            Beginning { key, identity, material }
        }));
    }
    (reach.or(AROUND), keys)
}

/// Adds what a file holds as a whole.
pub(super) fn add_whole(path: &[u8], content: &[u8], outcome: &mut BlobOutcome) {
    let Some(found) = key::find_whole(path, content) else { return };
    let start = Position { line: 1, column: 1 };
    let range = Span { start: 0, end: content.len() as u64 };
    let location = Location { span: range, start, end: start };
    let spot = |key| {
        let identity = identity(&key, content);
        KeySpot { key, identity, said: Vec::new(), range, location, excerpt: Excerpt::default() }
    };
    outcome.keys.extend(found.keys.into_iter().map(spot));
}

/// What the keys of a file are reported for. A spot without detail says that there is a secret, one with detail that it is weak.
pub(super) fn judged(origin: &Origin, keys: &[KeySpot], context: &Context<'_>) -> Vec<Spot> {
    let mut spots = Vec::new();
    if keys.is_empty() {
        return spots;
    }
    let confidence = confidence(origin);
    for found in keys {
        if found.key.is_open_secret() && !is_matched(&found.key) {
            let said = Weakness { rule: OPEN, detail: String::new() };
            spots.extend(spot(found, said, Confidence::High, context));
        }
        for weakness in key::judge(&found.key, &context.terms) {
            spots.extend(spot(found, weakness, confidence, context));
        }
    }
    spots
}

/// What may show of the keys of a file when all are compared, so that its markers can speak to that.
pub(super) fn to_compare(keys: &[KeySpot], context: &Context<'_>) -> Vec<Spot> {
    let said = |rule| Weakness { rule, detail: String::new() };
    let both =
        |found| key::TOGETHER.into_iter().filter_map(move |rule| spot(found, said(rule), Confidence::Low, context));
    keys.iter().flat_map(both).collect()
}

fn is_matched(key: &Key) -> bool {
    MATCHED.contains(&key.container.as_ref()) || key.container.starts_with("PuTTY") || key.container == "SSH2"
}

/// A weak key in a test, an example or somebody else's code is weak, but most likely harms nobody.
pub(super) fn confidence(origin: &Origin) -> Confidence {
    match path_class(origin.innermost()) {
        PathClass::Other | PathClass::Config => Confidence::High,
        _ => Confidence::Low,
    }
}

fn spot(found: &KeySpot, said: Weakness, confidence: Confidence, context: &Context<'_>) -> Option<Spot> {
    let rule = context.engine.rules().find(said.rule)?;
    Some(Spot {
        rule,
        range: found.range,
        location: found.location,
        secret: found.identity.clone(),
        masked: found.key.describe(),
        verdict: Verdict::measured(confidence),
        excerpt: found.excerpt.clone(),
        detail: said.detail,
        may_hash: false,
        line_hash: None,
        beside: None,
    })
}

/// What tells one key from another, which is no secret.
fn identity(key: &Key, material: &[u8]) -> Secret {
    Secret::new(key::identity(key, material).as_bytes())
}

/// The rules that tell of a key, whatever stands beside it: of itself, and those of [`super::together`].
pub(super) fn rules_for(key: &Key, terms: &Terms) -> BTreeSet<&'static str> {
    let own = key::judge(key, terms).into_iter().map(|weakness| weakness.rule);
    own.chain([OPEN]).chain(key::TOGETHER).collect()
}

fn rule<'c>(id: &str, context: &Context<'c>) -> Option<&'c Rule> {
    let rules = context.engine.rules();
    rules.get(rules.find(id)?)
}

/// The inventory of what was gathered.
pub fn inventory(gathered: &Gathered, context: &Context<'_>) -> Inventory {
    let place = |at: &usize| {
        gathered.keys.get(*at).map(|(origin, spot)| KeyPlace { origin: origin.clone(), line: spot.location.start.line })
    };
    let nothing = Together::default();
    let mut entries = Vec::new();
    for (at, (origin, spot)) in gathered.keys.iter().enumerate() {
        let answer = gathered.compared.get(at).unwrap_or(&nothing);
        let mut weaknesses = key::judge(&spot.key, &context.terms);
        weaknesses.extend(answer.weaknesses.iter().cloned());
        let severity = |weakness: &Weakness| rule(weakness.rule, context).map(|rule| rule.info.severity.into());
        let verdict = match weaknesses.iter().filter_map(severity).max() {
            None if spot.key.kind.is_none() || spot.key.bits.is_none() && spot.key.curve.is_none() => {
                KeyVerdict::Unknown
            }
            worst => worst.unwrap_or(KeyVerdict::Ok),
        };
        entries.push(InventoryEntry {
            place: KeyPlace { origin: origin.clone(), line: spot.location.start.line },
            key: spot.key.clone(),
            fingerprint: key::fingerprint(&spot.key),
            verdict,
            weaknesses,
            same: answer.same.iter().filter_map(place).collect(),
            pairs: answer.pairs.iter().filter_map(place).collect(),
        });
    }
    let policy = &context.terms.policy;
    Inventory {
        entries,
        policy: policy.name.clone(),
        policy_title: policy.title.clone(),
        as_of: context.terms.as_of,
        files: gathered.report.figures.files,
        gaps: gathered.report.gaps.iter().fold(BTreeMap::new(), |mut counts, gap| {
            *counts.entry(gap.kind).or_default() += 1;
            counts
        }),
    }
}
