//! One file through the pipeline, whole or window by window, wherever its bytes come from.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use super::asked::Asked;
use super::blob::{BlobInput, Scanner};
use super::context::{Context, Gathered};
use super::finish::{Judged, finish};
use super::line_hash;
use super::outcome::{BlobOutcome, Spot};
use super::tree::path_findings;
use super::unfold::{self, Member, Unfolded};
use crate::blob::{Content, container, sniff};
use crate::model::{Gap, GapKind, Origin};
use crate::source::Piece;
use crate::suppress::header_length;

/// A file on its way through the pipeline, piece by piece.
pub(super) struct Part<'p> {
    context: &'p Context<'p>,
    origin: &'p Origin,
    kind: Option<Content>,
    outcome: BlobOutcome,
    members: Vec<Member>,
    /// The end of a baseline's own keys, which are no secrets of anybody's.
    keys: u64,
    asked: Asked,
}

/// How a Git LFS pointer begins (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
pub(super) const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl<'p> Part<'p> {
    /// For a file.
    pub(super) fn new(context: &'p Context<'p>, origin: &'p Origin) -> Self {
        let (outcome, members, asked) = (BlobOutcome::default(), Vec::new(), Asked::Everything);
        Self { context, origin, kind: None, outcome, members, keys: 0, asked }
    }

    /// The same, with no more than this read as code. Where that is nothing, nothing is said of applications either: they are
    /// judged as they stand now.
    #[must_use]
    pub(super) fn asked(self, asked: Asked) -> Self {
        Self { asked, ..self }
    }

    /// Scans the next piece.
    pub(super) fn scan(&mut self, piece: &Piece<'_>) -> ControlFlow<()> {
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
        if self.unfold(piece, kind) {
            return ControlFlow::Continue(());
        }
        let core = piece.core.clone();
        let input = BlobInput { origin: self.origin, content: piece.content, kind, base: piece.base, core, name: None };
        let scanner = Scanner::new(self.context.engine).with_gitleaks(self.context.gitleaks).asked(self.asked);
        let mut outcome = scanner.scan(&input);
        self.keep_what_counts(&mut outcome);
        if self.context.line_hashes && kind == Content::Text && input.core == (0..input.content.len()) {
            line_hash::fill(input.content, &mut outcome.spots);
        }
        self.outcome = std::mem::take(&mut self.outcome).then(outcome);
        ControlFlow::Continue(())
    }

    /// Of a text that is looked at for its secrets no more is said than of one that is not looked at.
    fn keep_what_counts(&self, outcome: &mut BlobOutcome) {
        let rules = self.context.engine.rules();
        let is_statement = |spot: &Spot| rules.get(spot.rule).is_some_and(|rule| rule.client.is_some());
        outcome.spots.retain(|spot| self.asked != Asked::Nothing || !is_statement(spot));
    }

    /// Looks inside a container, instead of at the bytes that it is packed into. `false`: it is none.
    fn unfold(&mut self, piece: &Piece<'_>, kind: Content) -> bool {
        if piece.base != 0 || matches!(kind, Content::Wide(_)) {
            return false;
        }
        if piece.core != (0..piece.content.len()) {
            if container(self.origin.innermost(), piece.content).is_some() {
                let detail = "too large to be looked into; its bytes were searched as they are".to_owned();
                self.outcome.gaps.push(Gap { kind: GapKind::Limit, origin: self.origin.clone(), detail });
            }
            return false;
        }
        if let Some(Unfolded { mut members, mut gaps }) = unfold::inside(self.context, self.origin, piece.content) {
            for member in &mut members {
                self.keep_what_counts(&mut member.outcome);
            }
            self.members = members;
            self.outcome.gaps.append(&mut gaps);
            return true;
        }
        if kind == Content::Binary {
            self.members.extend(unfold::wide(self.context, self.origin, piece.content));
        }
        false
    }

    /// What the whole file gave, as findings.
    pub(super) fn finish(mut self, read: u64, gathered: &mut Gathered) {
        let (origin, context) = (self.origin, self.context);
        let members = self.take_members();
        let mut outcome = self.outcome();
        count(read, context, gathered);
        gathered.report.gaps.append(&mut outcome.gaps);
        path_findings(origin, context, gathered);
        let BlobOutcome { spots, keys, markers, .. } = &outcome;
        if !(spots.is_empty() && keys.is_empty() && markers.is_empty()) {
            finish(origin, outcome, Judged::Whole, context, gathered);
        }
        for Member { origin, outcome } in members {
            path_findings(&origin, context, gathered);
            finish(&origin, outcome, Judged::Whole, context, gathered);
        }
    }

    /// What is inside the file, where it is a container.
    pub(super) fn take_members(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.members)
    }

    /// What the whole file gave, without a baseline's own keys.
    pub(super) fn outcome(mut self) -> BlobOutcome {
        self.outcome.spots.retain(|spot| spot.range.start >= self.keys);
        self.outcome
    }
}

/// Counts a file that was read.
pub(super) fn count(read: u64, context: &Context<'_>, gathered: &mut Gathered) {
    gathered.report.figures.files += 1;
    gathered.report.figures.bytes += read;
    context.progress.files.fetch_add(1, Ordering::Relaxed);
    context.progress.bytes.fetch_add(read, Ordering::Relaxed);
}
