//! What one thread does with each object: graph, chunks, and which blobs to look at again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use bstr::BString;

use super::search::search;
use super::trace::Trace;
use super::watch::{Seen, Watch, salt};
use crate::blob::{Content, decode, sniff, wide_strings};
use crate::engine::Mode;
use crate::key;
use crate::run::chunks::{Cut, Key as ChunkKey, Known};
use crate::run::part::LFS_POINTER;
use crate::run::unfold::leaves;
use crate::source::git::ObjectKind;
use crate::source::history::{Alike, Like, Marks, Number, Reserved, Row, Visitor};

/// What is kept of an object while others are made from it: the chunks of a blob that is text as it stands there, the entries of
/// a tree.
#[derive(Debug, Default)]
pub(super) struct Left {
    chunks: Marks<Known>,
    rows: Marks<Row>,
}

/// How many chunks are cut before the first of them is looked up: looking many up at once takes hardly longer than one.
const AHEAD: usize = 16;

/// Chunks of a text that are cut and not looked up yet, with their places in its marks.
#[derive(Default)]
struct Waiting {
    cuts: Vec<Cut>,
    places: Vec<Option<Reserved>>,
}

/// What a blob was made from.
type Base<'b> = Option<Like<'b, Marks<Known>>>;

/// A thread's own.
pub(super) struct Eye<'w> {
    watch: &'w Watch<'w>,
    seen: Seen,
    /// Empty between texts.
    waiting: Waiting,
}

impl Drop for Eye<'_> {
    fn drop(&mut self) {
        if let Ok(mut all) = self.watch.seen.lock() {
            all.push(std::mem::take(&mut self.seen));
        }
    }
}

impl Visitor for Eye<'_> {
    type Left = Left;

    fn object(&mut self, number: Number, kind: ObjectKind, content: &[u8], base: Option<Like<'_, Left>>) -> Left {
        let objects = self.watch.objects;
        match kind {
            ObjectKind::Tree => {
                let base = base.map(|base| base.to(|left| &left.rows));
                let rows = self.seen.part.tree(objects, number, (content, self.watch.hash), base);
                return Left { rows, ..Left::default() };
            }
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
                let base = base.map(|base| base.to(|left| &left.chunks));
                let looked = catch_unwind(AssertUnwindSafe(|| self.blob(number, content, base)));
                if looked.is_err() {
                    self.seen.panicked.push(number);
                }
                return Left { chunks: looked.unwrap_or_default(), ..Left::default() };
            }
        }
        Left::default()
    }
}

impl<'w> Eye<'w> {
    pub(super) fn new(watch: &'w Watch<'w>) -> Self {
        Self { watch, seen: Seen::default(), waiting: Waiting::default() }
    }

    fn size(&mut self, number: Number, bytes: usize) {
        self.seen.bytes += bytes as u64;
        if self.watch.remembers {
            self.seen.sizes.push((number, u32::try_from(bytes).unwrap_or(u32::MAX)));
        }
    }

    fn message(&mut self, number: Number, text: &[u8]) {
        self.size(number, text.len());
        let looked = catch_unwind(AssertUnwindSafe(|| self.text(number, text, Mode::Text, None)));
        if looked.is_err() {
            self.seen.panicked.push(number);
        }
    }

    fn blob(&mut self, number: Number, content: &[u8], base: Base<'_>) -> Marks<Known> {
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
            return self.content(number, content, kind, base);
        }
        Marks::default()
    }

    fn content(&mut self, number: Number, content: &[u8], kind: Content, base: Base<'_>) -> Marks<Known> {
        match kind {
            Content::Text => self.text(number, content, Mode::Text, base),
            Content::Wide(encoding) => {
                self.text(number, &decode(content, encoding).text, Mode::Text, None);
                Marks::default()
            }
            Content::Binary | Content::Media => {
                let wide = wide_strings(content);
                if !wide.is_empty() {
                    self.text(number, &wide, Mode::Binary, None);
                }
                self.text(number, content, Mode::Binary, base)
            }
        }
    }

    /// What is inside a container, chunk by chunk as if it stood there by itself; the look at it as a file opens it
    /// again. An object has no name, so containers that only their name tells are read as they are.
    fn inside(&mut self, number: Number, content: &[u8]) -> bool {
        let mut troubled = false;
        let mut leaf = |_: &[BString], _: &[u8], content: &[u8]| {
            self.whole(number, content);
            self.content(number, content, sniff(content), None);
        };
        let opened = leaves(b"", content, &mut leaf, &mut |_, _| troubled = true);
        if opened {
            self.seen.opened.push(number);
        }
        if troubled {
            // The look at it as a file says under which path, and why.
            self.bare(content, number);
        }
        opened
    }

    /// A file that is a key as a whole. Where only the name can say so, the look at it as a file decides.
    fn whole(&mut self, number: Number, content: &[u8]) {
        let Some(found) = key::find_whole(b".keystore", content) else { return };
        let chunk = self.bare(content, number);
        for one in found.keys {
            let secrets = self.watch.secrets_of(&one, key::identity(&one, content).as_bytes());
            self.seen.traces.extend(secrets.into_iter().map(|secret| Trace { secret, look: secret, chunk }));
        }
    }

    /// Has an object looked at as a file, whatever else stands in it.
    fn bare(&mut self, content: &[u8], number: Number) -> ChunkKey {
        let chunk = self.watch.chunks.chunker.key(content, 4);
        self.seen.hot.push((chunk, number));
        self.seen.traces.push(Trace::bare(chunk));
        chunk
    }

    /// Looks at each chunk of a text, and gives the marks of those. `base` is what a text was made from that is the whole object.
    fn text(&mut self, number: Number, text: &[u8], mode: Mode, base: Base<'_>) -> Marks<Known> {
        let (salt, chunks) = (salt(mode), &self.watch.chunks);
        let mut alike = Alike::of(base, salt, text.len());
        let mut marks = Marks::new(&alike);
        let mut waiting = std::mem::take(&mut self.waiting);
        let (mut from, mut code) = (0, false);
        while from < text.len() {
            from = alike.go_on(from, &mut marks, |known: Known| {
                code |= known.code;
                self.seen.hot.extend(known.hot.map(|key| (key, number)));
            });
            if from == text.len() {
                break;
            }
            let cut = chunks.cut(text, from, salt);
            from = cut.chunk.end;
            waiting.places.push(marks.reserve(cut.chunk.clone(), Known::default()));
            waiting.cuts.push(cut);
            if waiting.cuts.len() == AHEAD {
                code |= self.look_up(number, (text, mode), &mut waiting, &mut marks);
            }
        }
        code |= self.look_up(number, (text, mode), &mut waiting, &mut marks);
        self.waiting = waiting;
        if code {
            self.seen.coded.push(number);
        }
        marks
    }

    /// Looks up chunks of a text, and searches those that are new; whether rules that judge code have a word in one.
    fn look_up(
        &mut self,
        number: Number,
        (text, mode): (&[u8], Mode),
        waiting: &mut Waiting,
        marks: &mut Marks<Known>,
    ) -> bool {
        let (watch, seen) = (self.watch, &mut self.seen);
        watch.chunks.warm(text, &mut waiting.cuts);
        let mut code = false;
        for (cut, place) in waiting.cuts.drain(..).zip(waiting.places.drain(..)) {
            let known = watch.chunks.ask(text, &cut).unwrap_or_else(|| search(watch, seen, text, &cut, mode));
            code |= known.code;
            seen.hot.extend(known.hot.map(|key| (key, number)));
            let needs = cut.upto.max(cut.chunk.end + usize::from(known.back));
            if let Some(place) = place {
                marks.fill(place, (known.front, needs), known, text.len());
            }
        }
        code
    }
}

fn count(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Ordering::Relaxed);
}
