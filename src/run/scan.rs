//! Walk, read, scan, gather.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use super::blob::{BlobInput, Scanner};
use super::context::{Context, Gathered};
use super::finish::{finish, keep};
use super::line_hash;
use super::outcome::BlobOutcome;
use super::tree::path_findings;
use crate::blob::{Content, sniff};
use crate::model::{Excerpt, Gap, GapKind, Origin, Scope};
use crate::source::{Found, Piece, Reader, Repository, Root, WalkOptions, read_stream, walk};
use crate::suppress::{self, fingerprints, header_length, list_baseline};

/// Scans everything below a root.
pub fn scan(root: &Root, context: &Context<'_>) -> Gathered {
    let whole = Mutex::new(Gathered::default());
    let options = WalkOptions {
        ignore: context.settings.ignore_files.value,
        own_ignore: context.settings.policy.reticentignore,
        jobs: context.jobs,
    };
    walk(root, &options, context.stop, || {
        let mut worker = Worker { context, reader: Reader::default(), gathered: Gathered::default(), whole: &whole };
        move |found| worker.take(found)
    });
    let mut gathered = whole.into_inner().unwrap_or_default();
    gathered.report.scope = scope(root);
    gathered.report.interrupted = context.stop.load(Ordering::Relaxed);
    conclude(&mut gathered, context);
    gathered
}

/// Scans one stream under a name.
pub fn scan_stdin(name: &str, input: impl io::Read, context: &Context<'_>) -> io::Result<Gathered> {
    let origin = Origin::file(name);
    let mut part = Part::new(context, &origin);
    let read = read_stream(input, &mut |piece| part.scan(&piece))?;
    let mut gathered = Gathered::default();
    part.finish(read, &mut gathered);
    gathered.report.interrupted = context.stop.load(Ordering::Relaxed);
    conclude(&mut gathered, context);
    Ok(gathered)
}

fn scope(root: &Root) -> Scope {
    let provenance = root.repository.as_ref().map(Repository::provenance);
    let (repository, revision, branch) = provenance.unwrap_or_default();
    Scope { root: root.dir.clone(), prefix: root.prefix.clone(), repository, revision, branch }
}

/// What is known of the findings together: baseline, fingerprints, order.
fn conclude(gathered: &mut Gathered, context: &Context<'_>) {
    let about_allows = suppress::rules().into_iter().map(|rule| (rule.id.clone(), rule));
    gathered.report.rules = context.engine.rules().infos().into_iter().chain(about_allows).collect();
    gathered.report.finish();
    if let Some((name, baseline)) = &context.baseline {
        let as_of = context.settings.as_of;
        let applied = baseline.apply(&mut gathered.report.findings, &context.owners, &context.limits, as_of);
        gathered.listed.extend(list_baseline(name, baseline, &applied));
        let origin = Origin::file(name.as_str());
        let here = context.settings.for_path(origin.path.as_ref());
        for problem in applied.problems {
            if let Ok(found) = problem.into_finding(origin.clone(), Excerpt::default()) {
                keep(found, &here, context, gathered);
            }
        }
        gathered.report.finish();
    }
    let key = context.baseline.as_ref().and_then(|(_, baseline)| baseline.key());
    fingerprints(&mut gathered.report.findings, key);
}

/// What one thread does, and gathers until it ends.
struct Worker<'w> {
    context: &'w Context<'w>,
    reader: Reader,
    gathered: Gathered,
    whole: &'w Mutex<Gathered>,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Ok(mut whole) = self.whole.lock() {
            whole.merge(std::mem::take(&mut self.gathered));
        }
    }
}

impl Worker<'_> {
    fn take(&mut self, found: Found) {
        match found {
            Found::File(path, origin) => self.file(&path, &origin),
            Found::Gap(gap) => self.gathered.report.gaps.push(gap),
        }
    }

    fn file(&mut self, path: &Path, origin: &Origin) {
        let limit = self.context.settings.max_file_size.value;
        let mut too_large = None;
        let mut part = Part::new(self.context, origin);
        let mut admit = |head: &[u8], length: u64| {
            let binary = matches!(sniff(head), Content::Binary | Content::Media);
            if binary && length > limit {
                too_large = Some(length);
            }
            too_large.is_none()
        };
        let read = self.reader.read(path, &mut admit, &mut |piece| part.scan(&piece));
        match read {
            Ok(read) => match too_large {
                Some(length) => {
                    self.gap(GapKind::TooLarge, origin, format!("a binary of {length} bytes; the limit is {limit}"));
                }
                None => part.finish(read, &mut self.gathered),
            },
            Err(error) => {
                let gone = error.kind() == io::ErrorKind::NotFound;
                let kind = if gone { GapKind::Vanished } else { GapKind::Unreadable };
                self.gap(kind, origin, error.to_string());
            }
        }
    }

    fn gap(&mut self, kind: GapKind, origin: &Origin, detail: String) {
        self.gathered.report.gaps.push(Gap { kind, origin: origin.clone(), detail });
    }
}

/// A file on its way through the pipeline, piece by piece.
struct Part<'p> {
    context: &'p Context<'p>,
    origin: &'p Origin,
    kind: Option<Content>,
    outcome: BlobOutcome,
    /// The end of a baseline's own keys, which are no secrets of anybody's.
    keys: u64,
}

/// How a Git LFS pointer begins (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl<'p> Part<'p> {
    fn new(context: &'p Context<'p>, origin: &'p Origin) -> Self {
        Self { context, origin, kind: None, outcome: BlobOutcome::default(), keys: 0 }
    }

    fn scan(&mut self, piece: &Piece<'_>) -> ControlFlow<()> {
        if self.context.stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        let kind = *self.kind.get_or_insert_with(|| sniff(piece.content));
        if piece.base == 0 && piece.content.starts_with(LFS_POINTER) {
            let detail = "a Git LFS pointer".to_owned();
            self.outcome.gaps.push(Gap { kind: GapKind::Lfs, origin: self.origin.clone(), detail });
        }
        if piece.base == 0 && self.context.is_baseline(self.origin) {
            self.keys = header_length(piece.content) as u64;
        }
        let core = piece.core.clone();
        let input = BlobInput { origin: self.origin, content: piece.content, kind, base: piece.base, core };
        let mut outcome = Scanner::new(self.context.engine).scan(&input);
        if self.context.line_hashes && kind == Content::Text && input.core == (0..input.content.len()) {
            line_hash::fill(input.content, &mut outcome.spots);
        }
        self.outcome = std::mem::take(&mut self.outcome).then(outcome);
        ControlFlow::Continue(())
    }

    fn finish(mut self, read: u64, gathered: &mut Gathered) {
        gathered.report.figures.files += 1;
        gathered.report.figures.bytes += read;
        self.context.progress.files.fetch_add(1, Ordering::Relaxed);
        self.context.progress.bytes.fetch_add(read, Ordering::Relaxed);
        gathered.report.gaps.append(&mut self.outcome.gaps);
        self.outcome.spots.retain(|spot| spot.range.start >= self.keys);
        path_findings(self.origin, self.context, gathered);
        if !self.outcome.spots.is_empty() || !self.outcome.markers.is_empty() {
            finish(self.origin, self.outcome, self.context, gathered);
        }
    }
}
