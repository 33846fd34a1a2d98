//! Walk, read, scan, gather.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use super::clients;
use super::context::{Context, Gathered};
use super::guard::guard;
use super::keep::keep;
use super::part::Part;
use super::together::together;
use super::{additions, gitleaks_ignored, trusted};
use crate::blob::{Content, sniff};
use crate::model::{Excerpt, Gap, GapKind, Origin, Scope};
use crate::source::git::{Checkout, Worktree};
use crate::source::{Found, OwnIgnores, Reader, Root, WalkOptions, read_stream, walk};
use crate::suppress::{self, fingerprints, list_baseline};

/// Scans everything below a root.
pub fn scan(root: &Root, context: &Context<'_>) -> Gathered {
    let whole = Mutex::new(Gathered::default());
    let options = WalkOptions {
        ignore: context.settings.ignore_files.value,
        own_ignore: context.settings.policy.reticentignore && context.trusted.is_none(),
        jobs: context.jobs,
    };
    walk(root, &options, context.stop, || {
        let mut worker = Worker {
            context,
            reader: Reader::default(),
            gathered: Gathered::default(),
            whole: &whole,
            ignores: trusted_ignores(root, context),
        };
        move |found| worker.take(found)
    });
    let mut gathered = whole.into_inner().unwrap_or_default();
    gathered.report.scope = scope(root);
    gathered.report.interrupted = context.stop.load(Ordering::Relaxed);
    // Of a part of a checkout, or of files without one, nothing is known of what watches over it.
    if root.repository.is_some() && root.paths.contains(&root.dir) {
        guard(&mut gathered, context);
    }
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

fn trusted_ignores<'w>(root: &Root, context: &Context<'w>) -> Option<OwnIgnores<'w>> {
    let counts = context.settings.ignore_files.value && context.settings.policy.reticentignore;
    context.trusted.filter(|_| counts).map(|base| OwnIgnores::new(&root.dir, Some(base)))
}

fn scope(root: &Root) -> Scope {
    let checkout = root.repository.as_ref().map(Worktree::checkout).unwrap_or_default();
    let Checkout { url, revision, branch } = checkout;
    let revision = revision.map(|id| id.to_string());
    Scope { root: root.dir.clone(), prefix: root.prefix.clone(), repository: url, revision, branch }
}

/// What is known of the findings together: baseline, fingerprints, order.
pub(super) fn conclude(gathered: &mut Gathered, context: &Context<'_>) {
    let about_allows = suppress::rules().into_iter().map(|rule| (rule.id.clone(), rule));
    if gathered.compared.is_empty() {
        together(gathered, context);
    }
    clients::assess(gathered, context);
    trusted::hold(gathered, context);
    gathered.report.rules = context.engine.rules().infos().into_iter().chain(about_allows).collect();
    if let Some(gitleaks) = context.gitleaks {
        gathered.report.findings.retain(|finding| {
            let commit = finding.added_in.as_deref().map_or("", |commit| commit.id.as_str());
            commit.is_empty() || !gitleaks.lets(&finding.rule.id, &finding.origin.path, commit)
        });
    }
    gathered.report.finish();
    gitleaks_ignored::apply(gathered, context);
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
    /// The ignore files of a trusted commit, which the walk does not read.
    ignores: Option<OwnIgnores<'w>>,
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
        if self.ignores.as_mut().is_some_and(|ignores| ignores.matches(path)) {
            return;
        }
        self.additions(path, origin);
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

    /// What a file that says what is allowed says otherwise than the trusted commit.
    fn additions(&mut self, path: &Path, origin: &Origin) {
        let Some(base) = self.context.trusted else { return };
        let Some(kind) = additions::kind_of(origin.path.as_ref(), self.context) else { return };
        let Ok(now) = std::fs::read(path) else { return };
        let before: Vec<Vec<u8>> = base.read(origin.path.as_ref()).into_iter().collect();
        self.gathered.report.additions.extend(additions::of_file(kind, origin, &before, &now, self.context));
    }

    fn gap(&mut self, kind: GapKind, origin: &Origin, detail: String) {
        self.gathered.report.gaps.push(Gap { kind, origin: origin.clone(), detail });
    }
}
