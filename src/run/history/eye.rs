//! What one thread does with each object: graph, chunks, and which blobs to look at again.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bstr::BString;

use super::chunks::{Answer, Chunks, Key as ChunkKey};
use crate::blob::{Content, decode, sniff, wide_strings};
use crate::engine::{Candidate, Mode, Noted, Reach};
use crate::judge::{at_best, intrinsic};
use crate::key::{self, Key};
use crate::model::Confidence;
use crate::run::context::Context;
use crate::run::encoded::{self, Inner, Places, Search};
use crate::run::keys;
use crate::run::part::LFS_POINTER;
use crate::run::unfold::leaves;
use crate::run::view_of;
use crate::source::git::ObjectKind;
use crate::source::history::{History, Number, Objects, Part, Visitor};

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
    /// Secrets that may be reported, each with a chunk that holds it.
    pub(super) secrets: Vec<(u64, ChunkKey)>,
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

/// A thread's own.
pub(super) struct Eye<'w> {
    watch: &'w Watch<'w>,
    seen: Seen,
}

/// Tells kinds of text apart: the same bytes are read otherwise in a binary.
fn salt(mode: Mode) -> u64 {
    match mode {
        Mode::Text => 1,
        Mode::Binary => 2,
    }
}

impl Drop for Eye<'_> {
    fn drop(&mut self) {
        if let Ok(mut all) = self.watch.seen.lock() {
            all.push(std::mem::take(&mut self.seen));
        }
    }
}

impl Visitor for Eye<'_> {
    fn object(&mut self, number: Number, kind: ObjectKind, content: &[u8]) {
        let objects = self.watch.objects;
        match kind {
            ObjectKind::Tree => self.seen.part.tree(objects, number, content, self.watch.hash),
            ObjectKind::Commit => {
                let message = self.seen.part.commit(objects, number, content);
                self.message(number, content.get(message..).unwrap_or_default());
            }
            ObjectKind::Tag => {
                let message = self.seen.part.tag(objects, number, content);
                self.message(number, content.get(message..).unwrap_or_default());
            }
            ObjectKind::Blob => {
                self.size(number, content.len());
                let looked = catch_unwind(AssertUnwindSafe(|| self.blob(number, content)));
                if looked.is_err() {
                    self.seen.panicked.push(number);
                }
            }
        }
    }
}

impl<'w> Eye<'w> {
    pub(super) fn new(watch: &'w Watch<'w>) -> Self {
        Self { watch, seen: Seen::default() }
    }

    fn size(&mut self, number: Number, bytes: usize) {
        self.seen.bytes += bytes as u64;
        if self.watch.remembers {
            self.seen.sizes.push((number, u32::try_from(bytes).unwrap_or(u32::MAX)));
        }
    }

    fn message(&mut self, number: Number, text: &[u8]) {
        self.size(number, text.len());
        let looked = catch_unwind(AssertUnwindSafe(|| self.text(number, text, Mode::Text)));
        if looked.is_err() {
            self.seen.panicked.push(number);
        }
    }

    fn blob(&mut self, number: Number, content: &[u8]) {
        let progress = self.watch.context.progress;
        count(&progress.files, 1);
        count(&progress.bytes, content.len() as u64);
        if content.starts_with(LFS_POINTER) {
            self.seen.lfs.push(number);
        }
        self.whole(number, content);
        let kind = sniff(content);
        let limit = self.watch.context.settings.max_file_size.value;
        if matches!(kind, Content::Binary | Content::Media) && content.len() as u64 > limit {
            self.seen.large.push((number, content.len() as u64));
        } else if !self.inside(number, content) {
            self.content(number, content, kind);
        }
    }

    fn content(&mut self, number: Number, content: &[u8], kind: Content) {
        match kind {
            Content::Text => self.text(number, content, Mode::Text),
            Content::Wide(encoding) => self.text(number, &decode(content, encoding).text, Mode::Text),
            Content::Binary | Content::Media => {
                self.text(number, content, Mode::Binary);
                let wide = wide_strings(content);
                if !wide.is_empty() {
                    self.text(number, &wide, Mode::Binary);
                }
            }
        }
    }

    /// What is inside a container, chunk by chunk as if it stood there by itself; the look at it as a file opens it
    /// again. An object has no name, so containers that only their name tells are read as they are.
    fn inside(&mut self, number: Number, content: &[u8]) -> bool {
        let mut troubled = false;
        let mut leaf = |_: &[BString], _: &[u8], content: &[u8]| {
            self.whole(number, content);
            self.content(number, content, sniff(content));
        };
        let opened = leaves(b"", content, &mut leaf, &mut |_, _| troubled = true);
        if troubled {
            // The look at it as a file says under which path, and why.
            self.seen.hot.push((self.watch.chunks.chunker.key(content, 4), number));
        }
        opened
    }

    /// A file that is a key as a whole. Where only the name can say so, the look at it as a file decides.
    fn whole(&mut self, number: Number, content: &[u8]) {
        let Some(found) = key::find_whole(b".keystore", content) else { return };
        let chunk = self.watch.chunks.chunker.key(content, 4);
        self.seen.hot.push((chunk, number));
        for one in found.keys {
            let secrets = self.watch.secrets_of(&one, key::identity(&one, content).as_bytes());
            self.seen.secrets.extend(secrets.into_iter().map(|(secret, _)| (secret, chunk)));
        }
    }

    fn text(&mut self, number: Number, text: &[u8], mode: Mode) {
        let (watch, seen) = (self.watch, &mut self.seen);
        let salt = salt(mode);
        watch.chunks.chunker.cut(text, |chunk| match watch.chunks.ask(text, &chunk, salt) {
            Answer::Clean => {}
            Answer::Hot(key) => seen.hot.push((key, number)),
            Answer::New => search(watch, seen, number, text, chunk, mode),
        });
    }
}

fn count(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Ordering::Relaxed);
}

/// Searches a chunk that was not seen before.
fn search(watch: &Watch<'_>, seen: &mut Seen, number: Number, text: &[u8], chunk: Range<usize>, mode: Mode) {
    let from = seen.secrets.len();
    let (mut keyed, mut places) = (Vec::new(), Places::default());
    let mut found = |candidate: Candidate<'_>| {
        if watch.is_hot(&candidate) {
            seen.secrets.push((watch.secret(&candidate.rule.info.id, candidate.secret_bytes()), 0));
        }
    };
    let mut noted = |what: Noted, at: usize| {
        if !places.note(what, at) {
            keyed.push(at);
        }
    };
    let reach = watch.context.engine.scan_anywhere(text, chunk.clone(), mode, &mut found, &mut noted);
    let judge = |candidate: &Candidate<'_>| intrinsic(&view_of(candidate));
    let within = Search { engine: watch.context.engine, path: b"", judge: &judge };
    let (inner, extents) = within.inside_with_extents(text, places);
    let reach = reach.or(encoded::reach(&chunk, &extents));
    for inner in inner.iter().filter(|inner| chunk.contains(&inner.begin) && watch.is_hot_inside(inner)) {
        seen.secrets.push((watch.secret(inner.id(watch.context.engine), &inner.secret), 0));
    }
    let (reach, keys) = keys_at(text, &chunk, &mut keyed, reach);
    for (found, identity) in &keys {
        seen.secrets.extend(watch.secrets_of(found, identity.as_bytes()));
    }
    seen.searched += chunk.len() as u64;
    let hot = seen.secrets.len() > from;
    let key = watch.chunks.keep(text, &chunk, salt(mode), reach, hot);
    if hot {
        seen.hot.push((key, number));
        seen.secrets.iter_mut().skip(from).for_each(|secret| secret.1 = key);
    }
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

impl<'w> Watch<'w> {
    /// For one reading of a history.
    pub(super) fn new(history: &'w History, context: &'w Context<'w>, remembers: bool) -> Self {
        Self {
            context,
            objects: history.objects(),
            hash: history.hash,
            chunks: Chunks::new(super::seeds()),
            least: context.settings.least_confidence(),
            remembers,
            seen: Mutex::new(Vec::new()),
        }
    }

    /// What stands for everything that may be said of a key.
    pub(super) fn secrets_of(&self, key: &Key, identity: &[u8]) -> Vec<(u64, ChunkKey)> {
        let rules = keys::rules_for(key, &self.context.terms);
        rules.into_iter().map(|rule| (self.secret(rule, identity), 0)).collect()
    }

    /// Whether a candidate could be reported wherever the file lies.
    fn is_hot(&self, candidate: &Candidate<'_>) -> bool {
        // Applications are judged as they stand now, by `scan`: what an old version was made of tells nothing.
        if candidate.rule.clue.is_some() || candidate.rule.client.is_some() {
            return false;
        }
        let info = &candidate.rule.info;
        // A part that stands elsewhere in the file can make a doubtful secret a sure one.
        let unsure = !candidate.rule.pairs.is_empty();
        let Some(best) = at_best(&intrinsic(&view_of(candidate))) else { return false };
        unsure || best >= self.least || self.context.settings.everywhere().confidence(info) != info.confidence
    }

    /// The same for what stands in something encoded.
    fn is_hot_inside(&self, inner: &Inner) -> bool {
        at_best(&inner.verdict).is_some_and(|best| best >= self.least)
    }

    /// What stands for a secret of a rule while the run lasts.
    pub(super) fn secret(&self, rule: &str, secret: &[u8]) -> u64 {
        self.chunks.chunker.key(secret, self.chunks.chunker.key(rule.as_bytes(), 3))
    }
}
