//! What a range of commits, a push, or the index adds.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bstr::{BStr, BString, ByteSlice as _};

use super::added::decide;
use super::asked::Asked;
use super::blob::Scanner;
use super::commits::{Range, gap};
use super::context::{Context, Gathered};
use super::finish::{Judged, finish};
use super::glance::Glances;
use super::outcome::BlobOutcome;
use super::part::Part;
use super::scan::conclude;
use super::settle::settle;
use super::step::{Step, read_others};
use super::trusted::Comments;
use super::versions::Versions;
use crate::model::{CommitInfo, Origin, Scope};
use crate::source::git::{
    Change, Chosen, Commit, Entry, GitError, ObjectId, ObjectKind, Repository, changes, staged as staged_changes,
};
use crate::source::history::Mailmap;
use crate::source::{OwnIgnores, Piece};

/// The name under which a commit's message is reported.
pub const MESSAGE: &str = "COMMIT_EDITMSG";

/// What a run over a repository is given.
#[derive(Debug)]
pub struct Job<'j> {
    /// The repository.
    pub repository: &'j Repository,
    /// Everything else.
    pub context: &'j Context<'j>,
    /// The folder whose `.reticentignore` files count; none if none do.
    pub ignore: Option<&'j Path>,
    /// The way from the working directory to the top, as paths are shown.
    pub prefix: String,
    /// Real names of people.
    pub mailmap: Option<Mailmap>,
}

/// Which files of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Staged {
    /// What the next commit adds, in all files.
    Added,
    /// These, from the top of the working tree: what the next commit adds to them if it changes every one, and
    /// otherwise all that is in them, for then somebody asks for more than the commit.
    Files(Vec<BString>),
    /// All that is in these.
    Whole(Vec<BString>),
}

impl Job<'_> {
    /// Scans what commits add, each against its parents.
    pub fn range(&self, range: &Range) -> Gathered {
        // Where no application is known, most of what code says need not be read; that one comes to light may show late.
        let known = self.context.settings.clients.is_empty().then_some(Asked::ByItself);
        let asked = known.into_iter().chain([Asked::Everything]);
        let mut gathered = asked.into_iter().find_map(|asked| self.commits(range, asked)).unwrap_or_default();
        self.tips(&range.chosen, &mut gathered);
        self.close(gathered)
    }

    /// The same with so much read as code; none where more must be.
    fn commits(&self, range: &Range, asked: Asked) -> Option<Gathered> {
        let (mut gathered, mut more) = (Gathered::default(), false);
        let mut versions = Versions::new(self.repository, self.context, asked);
        let glances = Glances::new(self.context, asked);
        range.each_batch(self.repository, self.context.stop, |batch| {
            more = asked == Asked::ByItself && batch.steps.iter().any(|(_, _, step)| step.brings_clue(self.context));
            if more || self.stopped() {
                return false;
            }
            gathered.report.gaps.extend(batch.gaps.iter().cloned());
            self.decide(&batch.steps, &glances, &mut versions, &mut gathered);
            versions.clear();
            true
        });
        if more {
            return None;
        }
        self.beside(&range.chosen, &mut gathered);
        (asked == Asked::Everything || gathered.clues.is_empty()).then_some(gathered)
    }

    /// Scans the index.
    pub fn staged(&self, which: &Staged, merged: &[ObjectId]) -> Result<Gathered, GitError> {
        let index = self.repository.index()?;
        let parents: Vec<ObjectId> = self.repository.head().into_iter().chain(merged.iter().copied()).collect();
        let mut step = Step::default();
        for parent in &parents {
            let tree = self.repository.commit(*parent)?.tree;
            step.sides.push(staged_changes(self.repository, &index, Some(tree))?);
        }
        if parents.is_empty() {
            step.sides.push(staged_changes(self.repository, &index, None)?);
        }
        let mut gathered = Gathered::default();
        let changed: BTreeSet<&BString> = step.sides.iter().flatten().map(|change| &change.path).collect();
        let whole = match which {
            Staged::Added => None,
            Staged::Files(files) => Some(files).filter(|files| !files.iter().all(|file| changed.contains(file))),
            Staged::Whole(files) => Some(files),
        };
        if let Some(files) = whole {
            self.files(files, &index, &mut gathered);
            return Ok(self.close(gathered));
        }
        let asked: Option<BTreeSet<&BString>> = match which {
            Staged::Files(files) => Some(files.iter().collect()),
            _ => None,
        };
        let mut ignores = self.ignores();
        let left_out = step.left_out(&mut ignores);
        let passes =
            |path: &BString| !left_out.contains(path) && asked.as_ref().is_none_or(|asked| asked.contains(path));
        let known = !self.context.settings.clients.is_empty() || step.brings_clue(self.context);
        let asked = if known { Asked::Everything } else { Asked::ByItself };
        let mut versions = Versions::new(self.repository, self.context, asked);
        versions.read(step.new_versions(&passes));
        read_others(&mut versions, std::iter::once(&step));
        decide(&step, &versions, &passes, self.context, &mut gathered);
        Ok(self.close(gathered))
    }

    /// Scans the message of a commit that is being made.
    pub fn one_message(&self, message: &[u8]) -> Gathered {
        let mut gathered = Gathered::default();
        self.message(message.as_bstr(), &mut gathered);
        self.close(gathered)
    }

    /// The ignore files that count.
    pub(super) fn ignores(&self) -> Option<OwnIgnores<'_>> {
        self.ignore.map(|top| OwnIgnores::new(top, self.context.trusted))
    }

    pub(super) fn stopped(&self) -> bool {
        self.context.stop.load(Ordering::Relaxed)
    }

    /// Reads what the steps need, and turns what they add into findings.
    fn decide(
        &self,
        steps: &[(ObjectId, Commit, Step)],
        glances: &Glances<'_>,
        versions: &mut Versions<'_>,
        gathered: &mut Gathered,
    ) {
        let mut ignores = self.ignores();
        let left_out: BTreeSet<BString> = steps.iter().flat_map(|(_, _, step)| step.left_out(&mut ignores)).collect();
        let passes = |path: &BString| !left_out.contains(path);
        versions.settle(settle(steps.iter().map(|(_, _, step)| step), glances, &passes, versions));
        let new = steps.iter().flat_map(|(_, _, step)| step.new_versions(&passes));
        versions.read(new.filter(|key| versions.settled().bytes(key).is_none()).collect());
        read_others(versions, steps.iter().map(|(_, _, step)| step));
        for (id, commit, step) in steps {
            let from = gathered.report.findings.len();
            decide(step, versions, &passes, self.context, gathered);
            self.message(commit.message.as_bstr(), gathered);
            let mut added = gathered.report.findings.iter_mut().skip(from).peekable();
            if added.peek().is_some() {
                let told = Arc::new(self.told(*id, commit));
                added.for_each(|finding| finding.added_in = Some(Arc::clone(&told)));
            }
        }
    }

    /// What a report says of a commit.
    fn told(&self, id: ObjectId, commit: &Commit) -> CommitInfo {
        let (name, email) = (commit.author.name.to_string(), commit.author.email.to_string());
        let mapped = self.mailmap.as_ref().and_then(|mailmap| mailmap.person(&name, &email));
        let (author, email) = mapped.unwrap_or((name, email));
        let summary = Scanner::new(self.context.engine).masked_line(commit.subject());
        CommitInfo { id: id.to_string(), author, email, date: commit.author.date().unwrap_or_default(), summary }
    }

    /// Scans a message.
    fn message(&self, message: &BStr, gathered: &mut Gathered) {
        let origin = Origin::file(MESSAGE);
        let mut part = Part::new(self.context, &origin);
        _ = part.scan(&Piece { content: message, core: 0..message.len(), base: 0 });
        let outcome = part.outcome();
        gathered.report.figures.bytes += message.len() as u64;
        gathered.report.gaps.extend(outcome.gaps.iter().cloned());
        // A message cannot be changed afterwards, so an allow in it would be for good.
        let outcome = BlobOutcome { markers: Vec::new(), gaps: Vec::new(), ..outcome };
        let clues = gathered.clues.len();
        finish(&origin, outcome, Judged::Added(&[]), self.context, gathered);
        // What people say of a change makes no application.
        gathered.clues.truncate(clues);
    }

    /// What a push brings beside commits: messages of tags, and objects that a ref names by itself.
    fn beside(&self, chosen: &Chosen, gathered: &mut Gathered) {
        for (_, _, message) in &chosen.messages {
            self.message(message.as_bstr(), gathered);
        }
        for (name, id, kind) in &chosen.others {
            let changed = match kind {
                ObjectKind::Tree => changes(self.repository, Some(*id), None),
                _ => Ok(vec![Change { path: name.clone(), new: Some(Entry { mode: 0o100_644, id: *id }), old: None }]),
            };
            match changed {
                Ok(side) => {
                    let step = Step { sides: vec![side] };
                    let mut versions = Versions::new(self.repository, self.context, Asked::Everything);
                    versions.read(step.new_versions(&|_| true));
                    decide(&step, &versions, &|_| true, self.context, gathered);
                }
                Err(error) => gathered.report.gaps.push(gap(&error, *id)),
            }
        }
    }

    /// An allow that stands at the end of the range counts for all of it.
    fn tips(&self, chosen: &Chosen, gathered: &mut Gathered) {
        let trees: Vec<ObjectId> = match self.context.trusted {
            Some(base) => vec![base.tree()],
            None => chosen.tips.iter().filter_map(|tip| Some(self.repository.commit(*tip).ok()?.tree)).collect(),
        };
        let mut comments = Comments::new(self.repository, self.context);
        let mut findings = std::mem::take(&mut gathered.report.findings);
        for finding in findings.iter_mut().filter(|finding| finding.is_open()) {
            if let Some(quiet) = trees.iter().find_map(|tree| comments.quiet_at(*tree, finding)) {
                finding.status = quiet;
            }
        }
        gathered.report.findings = findings;
    }

    fn close(&self, mut gathered: Gathered) -> Gathered {
        let place = self.repository.place();
        let checkout = self.repository.checkout();
        gathered.report.scope = Scope {
            root: place.top.clone().unwrap_or_else(|| place.git_dir.clone()),
            prefix: self.prefix.clone(),
            repository: checkout.url,
            revision: checkout.revision.map(|id| id.to_string()),
            branch: checkout.branch,
        };
        gathered.report.interrupted = self.stopped();
        let mut seen = BTreeSet::new();
        gathered.report.findings.retain(|finding| {
            seen.insert((finding.rule.id.clone(), finding.origin.clone(), finding.secret.clone(), finding.is_open()))
        });
        conclude(&mut gathered, self.context);
        gathered
    }
}
