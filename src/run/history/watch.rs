//! What all threads share while a history is read, and what each sees.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Mutex;

use super::shown::Shown;
use super::trace::{self, Trace};
use crate::engine::{Candidate, Mode};
use crate::judge::{Verdict, at_best};
use crate::key::Key;
use crate::model::{Confidence, Origin};
use crate::run::chunks::{AsItIs, Chunks, Key as ChunkKey, seeds};
use crate::run::context::Context;
use crate::run::encoded::Inner;
use crate::run::keys;
use crate::run::outcome::KeySpot;
use crate::source::history::{History, Number, Objects, Part, Remembered};

/// What all threads share.
pub(super) struct Watch<'w> {
    pub(super) context: &'w Context<'w>,
    pub(super) objects: &'w Objects,
    pub(super) hash: usize,
    pub(super) chunks: Chunks,
    pub(super) least: Confidence,
    /// What was read is remembered for the next run.
    pub(super) remembers: bool,
    pub(super) seen: Mutex<Vec<Seen>>,
}

/// What one thread saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) part: Part,
    /// Chunks with something in them, each with an object that holds it.
    pub(super) hot: Vec<(ChunkKey, Number)>,
    /// Secrets that may be reported.
    pub(super) traces: Vec<Trace>,
    /// What the judge saw of secrets, by what stands for it in [`Trace::look`].
    pub(super) shown: HashMap<u64, Shown, BuildHasherDefault<AsItIs>>,
    /// Containers, in which other names than their path decide.
    pub(super) opened: Vec<Number>,
    /// Objects that may be code that says something of keys; one may stand in it several times.
    pub(super) coded: Vec<Number>,
    /// Pointers of Git LFS.
    pub(super) lfs: Vec<Number>,
    /// Binaries over the size limit, with their sizes.
    pub(super) large: Vec<(Number, u64)>,
    /// Objects that made us panic.
    pub(super) panicked: Vec<Number>,
    /// The bytes of blobs and messages, where they are remembered.
    pub(super) sizes: Vec<(Number, u32)>,
    pub(super) bytes: u64,
    /// Bytes that were searched; the others were seen before.
    pub(super) searched: u64,
}

/// How many bytes of a pack come with a chunk that no other is like: 170 to 220 in each of four repositories.
const A_CHUNK: u64 = 200;

/// Tells kinds of text apart: the same bytes are read otherwise in a binary.
pub(super) fn salt(mode: Mode) -> u64 {
    match mode {
        Mode::Text => 1,
        Mode::Binary => 2,
    }
}

impl<'w> Watch<'w> {
    /// For one reading of a history, of which what is known is not read, if anything is remembered.
    pub(super) fn new(history: &'w History, context: &'w Context<'w>, known: Option<&Remembered>) -> Self {
        let objects = history.objects();
        let all = objects.len() as u64;
        let read = known.map_or(0, |known| known.kinds.iter().flatten().count() as u64);
        let chunks = objects.packed_bytes() / A_CHUNK * all.saturating_sub(read) / all.max(1);
        Self {
            context,
            objects,
            hash: history.hash,
            chunks: Chunks::new(seeds(), usize::try_from(chunks).unwrap_or(usize::MAX)),
            least: context.settings.least_confidence(),
            remembers: known.is_some(),
            seen: Mutex::new(Vec::new()),
        }
    }

    /// What stands for everything that may be said of a key.
    pub(super) fn secrets_of(&self, key: &Key, identity: &[u8]) -> Vec<u64> {
        let rules = keys::rules_for(key, &self.context.terms);
        rules.into_iter().map(|rule| self.secret(rule, identity)).collect()
    }

    /// What stands for a key at its path while the run lasts.
    pub(super) fn key(&self, origin: &Origin, spot: &KeySpot) -> u64 {
        let words = format!("{origin:?} {:?}", spot.key);
        self.chunks.chunker.key(words.as_bytes(), self.secret("", spot.identity.expose()))
    }

    /// Whether a candidate could be reported wherever the file lies, by what the judge says of it by itself.
    pub(super) fn is_hot(&self, candidate: &Candidate<'_>, verdict: &Verdict) -> bool {
        // Applications are judged as they stand now, by `scan`: what an old version was made of tells nothing.
        if candidate.rule.clue.is_some() || candidate.rule.client.is_some() {
            return false;
        }
        // A part that stands elsewhere in the file can make a doubtful secret a sure one.
        let unsure = !candidate.rule.pairs.is_empty();
        let Some(best) = at_best(verdict) else { return false };
        unsure || best >= self.least || !self.leaves_confidence(candidate)
    }

    /// Whether settings leave the confidence of a candidate's rule to the judge.
    pub(super) fn leaves_confidence(&self, candidate: &Candidate<'_>) -> bool {
        let info = &candidate.rule.info;
        self.context.settings.everywhere().confidence(info) == info.confidence
    }

    /// The same for what stands in something encoded.
    pub(super) fn is_hot_inside(&self, inner: &Inner) -> bool {
        inner.verdict.confidence.is_some_and(|best| best >= self.least)
    }

    /// What stands for a secret of a rule while the run lasts.
    pub(super) fn secret(&self, rule: &str, secret: &[u8]) -> u64 {
        trace::secret(&self.chunks, rule, secret)
    }
}
