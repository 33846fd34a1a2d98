//! `reticent scan`: walk, read, scan, gather.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use super::blob::{BlobInput, Scanner};
use super::finish::findings;
use super::outcome::BlobOutcome;
use crate::blob::{Content, sniff};
use crate::engine::Engine;
use crate::model::{Gap, GapKind, Origin, Report, Scope};
use crate::source::{Found, Piece, Reader, Root, WalkOptions, walk};

/// What to scan, and how.
#[derive(Debug)]
pub struct Request<'r> {
    /// The rules.
    pub engine: &'r Engine,
    /// How to walk.
    pub walk: WalkOptions,
    /// Binaries and media above this size are listed, not read.
    pub max_file_size: u64,
    /// Set when the run is to end early.
    pub stop: &'r AtomicBool,
}

/// Scans everything below a root.
pub fn scan(root: &Root, request: &Request<'_>) -> Report {
    let whole = Mutex::new(Report::default());
    walk(root, &request.walk, request.stop, || {
        let mut worker = Worker { request, reader: Reader::default(), report: Report::default(), whole: &whole };
        move |found| worker.take(found)
    });
    let mut report = whole.into_inner().unwrap_or_default();
    report.scope = scope(root);
    report.rules = request.engine.rules().infos();
    report.interrupted = request.stop.load(std::sync::atomic::Ordering::Relaxed);
    report.finish();
    report
}

/// Scans one stream under a name.
pub fn scan_stdin(name: &str, input: impl io::Read, request: &Request<'_>) -> io::Result<Report> {
    let origin = Origin::file(name);
    let mut part = Part::new(request, &origin);
    let read = crate::source::read_stream(input, &mut |piece| part.scan(&piece))?;
    let mut report = Report::default();
    part.finish(read, &mut report);
    report.rules = request.engine.rules().infos();
    report.finish();
    Ok(report)
}

fn scope(root: &Root) -> Scope {
    let provenance = root.repository.as_ref().map(crate::source::Repository::provenance);
    let (repository, revision, branch) = provenance.unwrap_or_default();
    Scope { root: root.dir.clone(), prefix: root.prefix.clone(), repository, revision, branch }
}

/// What one thread does, and gathers until it ends.
struct Worker<'w> {
    request: &'w Request<'w>,
    reader: Reader,
    report: Report,
    whole: &'w Mutex<Report>,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Ok(mut whole) = self.whole.lock() {
            whole.merge(std::mem::take(&mut self.report));
        }
    }
}

impl Worker<'_> {
    fn take(&mut self, found: Found) {
        match found {
            Found::File(path, origin) => self.file(&path, &origin),
            Found::Gap(gap) => self.report.gaps.push(gap),
        }
    }

    fn file(&mut self, path: &Path, origin: &Origin) {
        let limit = self.request.max_file_size;
        let mut too_large = None;
        let mut part = Part::new(self.request, origin);
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
                    self.gap(GapKind::TooLarge, origin, format!("a binary of {length} bytes; the limit is {limit}"))
                }
                None => part.finish(read, &mut self.report),
            },
            Err(error) => {
                let gone = error.kind() == io::ErrorKind::NotFound;
                let kind = if gone { GapKind::Vanished } else { GapKind::Unreadable };
                self.gap(kind, origin, error.to_string());
            }
        }
    }

    fn gap(&mut self, kind: GapKind, origin: &Origin, detail: String) {
        self.report.gaps.push(Gap { kind, origin: origin.clone(), detail });
    }
}

/// A file on its way through the pipeline, piece by piece.
struct Part<'p> {
    request: &'p Request<'p>,
    origin: &'p Origin,
    kind: Option<Content>,
    outcome: BlobOutcome,
}

impl<'p> Part<'p> {
    fn new(request: &'p Request<'p>, origin: &'p Origin) -> Self {
        Self { request, origin, kind: None, outcome: BlobOutcome::default() }
    }

    fn scan(&mut self, piece: &Piece<'_>) {
        let kind = *self.kind.get_or_insert_with(|| sniff(piece.content));
        if self.kind.is_some()
            && piece.base == 0
            && piece.content.starts_with(b"version https://git-lfs.github.com/spec/")
        {
            let detail = "a Git LFS pointer".to_owned();
            self.outcome.gaps.push(Gap { kind: GapKind::Lfs, origin: self.origin.clone(), detail });
        }
        let input =
            BlobInput { origin: self.origin, content: piece.content, kind, base: piece.base, core: piece.core.clone() };
        let outcome = Scanner::new(self.request.engine).scan(&input);
        self.outcome = std::mem::take(&mut self.outcome).then(outcome);
    }

    fn finish(mut self, read: u64, report: &mut Report) {
        report.figures.files += 1;
        report.figures.bytes += read;
        report.gaps.append(&mut self.outcome.gaps);
        if self.outcome.spots.is_empty() {
            return;
        }
        let (findings, uncounted) = findings(self.origin, self.outcome, self.request.engine.rules());
        report.findings.extend(findings);
        report.figures.uncounted += uncounted;
    }
}
