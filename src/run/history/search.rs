//! The search of a chunk that was not seen before.

use super::shown::Shown;
use super::trace::{self, Trace};
use super::watch::{Seen, Watch};
use crate::engine::{Candidate, Mode, Noted, Reach};
use crate::judge::{Head, anywhere, intrinsic};
use crate::rule::Rule;
use crate::run::chunks::{Cut, Known};
use crate::run::encoded::{self, Places, Search};
use crate::run::{keys, view_of};

/// Searches a chunk that was not seen before, and keeps what it found.
pub(super) fn search(watch: &Watch<'_>, seen: &mut Seen, text: &[u8], cut: &Cut, mode: Mode) -> Known {
    let chunk = &cut.chunk;
    let from = seen.traces.len();
    // What depends on more than the judge sees at once is told apart by the whole chunk.
    let whole = |secret: u64| watch.chunks.chunker.key(text.get(chunk.clone()).unwrap_or_default(), secret);
    let (mut keyed, mut places, mut code) = (Vec::new(), Places::default(), false);
    let mut headed = Reach::default();
    let mut found = |candidate: Candidate<'_>| {
        let view = view_of(&candidate);
        let verdict = intrinsic(&view);
        if watch.is_hot(&candidate, &verdict) {
            headed = headed.or(Reach::before(chunk, candidate.matched.start, Head::REACH));
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
        Noted::Facts(keyword) => code |= watch.context.engine.wakes_code(keyword),
        Noted::Marker => {}
        what if places.note(what, at) => {}
        _ => keyed.push(at),
    };
    // Applications are judged as they stand now, by `scan`: what an old version was made of tells nothing.
    let wanted = |rule: &Rule| rule.clue.is_none() && rule.client.is_none();
    let reach = watch.context.engine.scan_anywhere(text, chunk.clone(), (mode, &wanted), &mut found, &mut noted);
    let judge = |candidate: &Candidate<'_>| anywhere(&view_of(candidate));
    let within = Search { engine: watch.context.engine, path: b"", judge: &judge };
    let (inner, extents) = within.inside_with_extents(text, places);
    let reach = reach.or(headed).or(encoded::reach(chunk, &extents));
    for inner in inner.iter().filter(|inner| chunk.contains(&inner.begin) && watch.is_hot_inside(inner)) {
        let secret = watch.secret(inner.id(watch.context.engine), &inner.secret);
        seen.traces.push(Trace { secret, look: whole(secret), chunk: 0 });
    }
    let (reach, found) = keys::beginning_in(text, chunk, &mut keyed, reach);
    for found in &found {
        let secrets = watch.secrets_of(&found.key, found.identity.as_bytes()).into_iter();
        // A comment beside it may allow it, which not all versions need to have.
        let look = |secret: u64| watch.chunks.chunker.key(found.material, whole(secret));
        seen.traces.extend(secrets.map(|secret| Trace { secret, look: look(secret), chunk: 0 }));
    }
    seen.searched += chunk.len() as u64;
    let hot = seen.traces.len() > from;
    let known = watch.chunks.keep(text, cut, reach, (hot, code));
    if let Some(key) = known.hot {
        seen.traces.iter_mut().skip(from).for_each(|trace| trace.chunk = key);
    }
    known
}
