//! What stands in a version of a file, told without reading its text twice: versions have most of their text in common, and
//! each distinct chunk of a path's versions is searched once.
//!
//! A glance sees what a scan would find, but neither where nor how sure: enough to tell that a version has what the one before
//! it had. Where it has something else it is scanned like any other file, so that only scans make findings.

#![expect(clippy::disallowed_types, reason = "looked up and never walked through: the order reaches no output")]

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use super::asked::Asked;
use super::chunks::{AsItIs, Chunks, Cut, Key, Known, seeds};
use super::context::Context;
use super::encoded::{self, Places, Search};
use super::judge;
use super::keys::{self, Beginning};
use super::part::LFS_POINTER;
use crate::blob::{Content, container, sniff};
use crate::engine::{Candidate, Mode, Noted, Reach};
use crate::judge::{Head, Place};
use crate::key;
use crate::model::Origin;
use crate::rule::{Matcher, Rule, RuleIndex, Scope};

/// What a glance sees in a text, or in a chunk of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sight {
    /// What stands for each secret, key and marker, as often as it stands there; of a text in order.
    pub(super) found: Vec<u64>,
    /// The keywords of rules on facts.
    pub(super) woken: Vec<usize>,
}

impl Sight {
    /// Whether nothing stands there that a scan could find.
    pub(super) fn is_nothing(&self) -> bool {
        self.found.is_empty() && self.woken.is_empty()
    }
}

/// What was seen so far, shared by all threads.
pub(super) struct Glances<'g> {
    context: &'g Context<'g>,
    asked: Asked,
    chunks: Chunks,
    seen: Mutex<HashMap<Key, Arc<Sight>, BuildHasherDefault<AsItIs>>>,
}

/// A file that is glanced at.
struct Glance<'g> {
    all: &'g Glances<'g>,
    path: &'g [u8],
    place: Place,
    text: &'g [u8],
    /// Tells the chunks of one path from those of others: a path has a say in what is found.
    salt: u64,
}

impl<'g> Glances<'g> {
    /// None yet.
    pub(super) fn new(context: &'g Context<'g>, asked: Asked) -> Self {
        Self { context, asked, chunks: Chunks::new(seeds(), 0), seen: Mutex::default() }
    }

    /// What stands in a version of a file. None where a glance does not do: of what is no plain text, or more than text.
    pub(super) fn at(&self, path: &[u8], text: &[u8]) -> Option<Sight> {
        let origin = Origin::file(path);
        let rules = self.context.engine.rules();
        let reads = |index: &RuleIndex| {
            let reads = |rule: &Rule| rule.scope == Scope::File && !matches!(rule.matcher, Matcher::Path);
            rules.get(*index).is_some_and(|rule| rule.clue.is_none() && reads(rule))
        };
        let is_plain = sniff(text) == Content::Text
            && self.context.gitleaks.is_none()
            && !text.starts_with(LFS_POINTER)
            && !self.context.is_baseline(&origin)
            && container(path, text).is_none()
            && !rules.chosen_by_path(path).iter().any(reads);
        if !is_plain {
            return None;
        }
        let look = || {
            let salt = self.chunks.chunker.key(path, 1);
            let glance = Glance { all: self, path, place: Place::of(path), text, salt };
            key::find_whole(path, text).is_none().then(|| glance.look())
        };
        catch_unwind(AssertUnwindSafe(look)).ok().flatten()
    }

    /// Whether the rules on facts have something to say of a text, or could not read all of it.
    pub(super) fn says(&self, sight: &Sight, path: &[u8], text: &[u8]) -> bool {
        let lint = || self.context.engine.lint(&sight.woken, &|rule| self.asked.wants(rule), path, text);
        catch_unwind(AssertUnwindSafe(lint)).map_or(true, |linted| linted.cut || !linted.stated.is_empty())
    }

    fn remembered(&self, key: Key) -> Option<Arc<Sight>> {
        self.seen.lock().ok()?.get(&key).cloned()
    }
}

impl Glance<'_> {
    fn look(&self) -> Sight {
        let mut whole = Sight::default();
        let mut from = 0;
        while from < self.text.len() {
            let cut = self.all.chunks.cut(self.text, from, self.salt);
            from = cut.chunk.end;
            let seen = match self.all.chunks.ask(self.text, &cut) {
                Some(Known { hot: None, .. }) => continue,
                Some(Known { hot: Some(key), .. }) => self.all.remembered(key),
                None => None,
            };
            let seen = seen.unwrap_or_else(|| self.search(&cut));
            whole.found.extend(&seen.found);
            whole.woken.extend(&seen.woken);
        }
        whole.found.sort_unstable();
        whole.woken.sort_unstable();
        whole.woken.dedup();
        whole
    }

    /// Searches a chunk that was not seen before.
    fn search(&self, cut: &Cut) -> Arc<Sight> {
        let (engine, text, chunk) = (self.all.context.engine, self.text, &cut.chunk);
        let chunker = &self.all.chunks.chunker;
        // What depends on more than the judge sees at once is told apart by the whole chunk.
        let whole = || chunker.key(text.get(chunk.clone()).unwrap_or_default(), 2);
        let secret = |rule: RuleIndex, secret: &[u8], salt: u64| chunker.key(secret, u64::from(rule.0) << 8 ^ salt);
        let (mut sight, mut keyed, mut places) = (Sight::default(), Vec::new(), Places::default());
        let mut headed = Reach::default();
        let mut found = |candidate: Candidate<'_>| {
            let verdict = judge(engine, &candidate, self.place, false);
            if self.place.asks_head() && (verdict.summed || verdict.confidence.is_some()) {
                headed = headed.or(Reach::before(chunk, candidate.matched.start, Head::REACH));
            }
            if verdict.confidence.is_some() {
                sight.found.push(secret(candidate.index, candidate.secret_bytes(), 3));
            }
        };
        let (mut woken, mut marked) = (Vec::new(), false);
        let mut noted = |what: Noted, at: usize| match what {
            Noted::Facts(keyword) if engine.wakes(keyword, &|rule| self.all.asked.wants(rule)) => woken.push(keyword),
            Noted::Facts(_) => {}
            Noted::Marker => marked = true,
            what if places.note(what, at) => {}
            _ => keyed.push(at),
        };
        let wanted = |rule: &Rule| rule.paths.admits(self.path) && self.all.asked.wants(rule);
        let reach = engine.scan_anywhere(text, chunk.clone(), (Mode::Text, &wanted), &mut found, &mut noted);
        let judge = |candidate: &Candidate<'_>| judge(engine, candidate, self.place, false);
        let within = Search { engine, path: self.path, judge: &judge };
        let (inner, extents) = within.inside_with_extents(text, places);
        let reach = reach.or(headed).or(encoded::reach(chunk, &extents));
        let inner = inner.iter().filter(|inner| chunk.contains(&inner.begin) && inner.verdict.confidence.is_some());
        sight.found.extend(inner.map(|inner| secret(inner.rule, &inner.secret, whole())));
        let (reach, found) = keys::beginning_in(text, chunk, &mut keyed, reach);
        let key = |found: &Beginning<'_>| chunker.key(found.material, chunker.key(found.identity.as_bytes(), 4));
        sight.found.extend(found.iter().map(key));
        sight.found.extend(marked.then(whole));
        sight.woken = woken;
        let known = self.all.chunks.keep(text, cut, reach, (!sight.is_nothing(), false));
        let sight = Arc::new(sight);
        if let Some(key) = known.hot
            && let Ok(mut seen) = self.all.seen.lock()
        {
            seen.insert(key, Arc::clone(&sight));
        }
        sight
    }
}
