//! The search of a chunk that was not seen before.

use std::ops::Range;

use super::shown::Shown;
use super::trace::{self, Trace};
use super::watch::{Seen, Watch, salt};
use crate::engine::{Candidate, Mode, Noted, Reach};
use crate::judge::{anywhere, intrinsic};
use crate::key::{self, Key};
use crate::run::encoded::{self, Places, Search};
use crate::run::view_of;
use crate::source::history::Number;

/// Searches a chunk that was not seen before. Says whether it may be code that says something of keys.
#[must_use]
pub(super) fn search(
    watch: &Watch<'_>,
    seen: &mut Seen,
    number: Number,
    text: &[u8],
    chunk: Range<usize>,
    mode: Mode,
) -> bool {
    let from = seen.traces.len();
    // What depends on more than the judge sees at once is told apart by the whole chunk.
    let whole = |secret: u64| watch.chunks.chunker.key(text.get(chunk.clone()).unwrap_or_default(), secret);
    let (mut keyed, mut places, mut code) = (Vec::new(), Places::default(), false);
    let mut found = |candidate: Candidate<'_>| {
        let view = view_of(&candidate);
        let verdict = intrinsic(&view);
        if watch.is_hot(&candidate, &verdict) {
            let secret = watch.secret(&candidate.rule.info.id, candidate.secret_bytes());
            let joins = !candidate.rule.pairs.is_empty();
            let look = if joins { whole(secret) } else { trace::seen(&watch.chunks, secret, &view) };
            if !joins && watch.leaves_confidence(&candidate) {
                let shown = || Shown::of(watch.context.engine, &candidate, &view, verdict);
                seen.shown.entry(look).or_insert_with(shown);
            }
            seen.traces.push(Trace { secret, look, chunk: 0 });
        }
    };
    let mut noted = |what: Noted, at: usize| match what {
        Noted::Facts(_) => code = true,
        what if places.note(what, at) => {}
        _ => keyed.push(at),
    };
    let reach = watch.context.engine.scan_anywhere(text, chunk.clone(), mode, &mut found, &mut noted);
    let judge = |candidate: &Candidate<'_>| anywhere(&view_of(candidate));
    let within = Search { engine: watch.context.engine, path: b"", judge: &judge };
    let (inner, extents) = within.inside_with_extents(text, places);
    let reach = reach.or(encoded::reach(&chunk, &extents));
    for inner in inner.iter().filter(|inner| chunk.contains(&inner.begin) && watch.is_hot_inside(inner)) {
        let secret = watch.secret(inner.id(watch.context.engine), &inner.secret);
        seen.traces.push(Trace { secret, look: whole(secret), chunk: 0 });
    }
    let (reach, keys) = keys_at(text, &chunk, &mut keyed, reach);
    for (found, identity) in &keys {
        let secrets = watch.secrets_of(found, identity.as_bytes()).into_iter();
        // A comment beside it may allow it, which not all versions need to have.
        seen.traces.extend(secrets.map(|secret| Trace { secret, look: whole(secret), chunk: 0 }));
    }
    seen.searched += chunk.len() as u64;
    let hot = seen.traces.len() > from;
    let key = watch.chunks.keep(text, &chunk, salt(mode), reach, (hot, code));
    if hot {
        seen.hot.push((key, number));
        seen.traces.iter_mut().skip(from).for_each(|trace| trace.chunk = key);
    }
    code
}

/// Bytes around a chunk on which it depends whether a key begins in it. A longer key is found wherever it is in a file,
/// because the file is looked at as a whole.
const KEY_REACH: Reach = Reach { front: 4096, back: 32_768 };

/// The keys that begin in a chunk, with what tells each from others; and how far one had to look.
fn keys_at(text: &[u8], chunk: &Range<usize>, places: &mut Vec<usize>, reach: Reach) -> (Reach, Vec<(Key, String)>) {
    if places.is_empty() {
        return (reach, Vec::new());
    }
    places.sort_unstable();
    places.dedup();
    let start = chunk.start.saturating_sub(KEY_REACH.front);
    let end = text.len().min(chunk.end + KEY_REACH.back);
    let near = text.get(start..end).unwrap_or_default();
    let places: Vec<usize> = places.iter().map(|at| at - start).collect();
    let mut keys = Vec::new();
    for found in key::find(near, &places) {
        let material = near.get(found.range).unwrap_or_default();
        keys.extend(found.keys.into_iter().map(|key| {
            let identity = key::identity(&key, material);
            (key, identity)
        }));
    }
    (reach.or(KEY_REACH), keys)
}
