//! Code and configuration as they stand at `HEAD`: what they make of keys is told with the rest.
//!
//! Nobody runs old versions of code, so of them nothing is said, and nothing here touches the reading of the history: the files
//! of one commit are read as `scan` reads a tree. Since when a weakness stands there is found by halving the line of commits,
//! which reads few versions of its file; `told` counts the commits of secrets, which are looked for in all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bstr::{BString, ByteSlice as _};
use rayon::prelude::*;

use super::head::{File, Head, LARGEST, MOST};
use super::options::Standing;
use super::story::Story;
use super::told::Teller;
use crate::blob::{Content, sniff};
use crate::model::{Finding, Gap, GapKind, Origin, Provenance, Secret};
use crate::rule::Rule;
use crate::run::context::Gathered;
use crate::run::part::Part;
use crate::run::stated::names;
use crate::source::Piece;
use crate::source::git::{ObjectId, ObjectKind, entries};
use crate::source::history::{Code, CommitAt, Number, Reader};

/// Files that one thread takes at a time.
const TOGETHER: usize = 32;

/// What the code at `HEAD` says.
#[derive(Default)]
pub(super) struct Judged {
    /// Findings, each with the commit that brought it in.
    found: Vec<(Finding, CommitAt)>,
    gaps: Vec<Gap>,
    /// There were more files than are read.
    cut: bool,
    /// How many files were judged.
    pub(super) files: usize,
    /// What the next run need not judge again.
    pub(super) to_remember: Option<Code>,
}

/// Judges the code at `HEAD`, unless only what is gone is asked for.
pub(super) fn judge(story: &Story<'_>) -> Judged {
    let before = || Judged { to_remember: story.code.clone(), ..Judged::default() };
    let Some(at) = story.head().filter(|head| story.order.place(*head).is_some()) else { return before() };
    if story.options.standing == Some(Standing::Removed) || story.context.gitleaks.is_some() {
        return before();
    }
    let Some(tree) = story.graph.commits.get(at as usize).and_then(|commit| commit.tree) else { return before() };
    let head = Head::of(story, tree);
    let parts: Vec<Vec<Said>> = head.files.par_chunks(TOGETHER).map(|files| judge_all(files, story)).collect();
    let said: Vec<Said> = parts.into_iter().flatten().collect();
    let loud = head.files.iter().zip(&said).filter(|(_, said)| !matches!(said, Some(None))).map(|(file, _)| file);
    let to_remember = head.to_remember(loud).or_else(|| story.code.clone());
    let files = head.files.len();
    let mut judged = Judged { cut: files == MOST, files, to_remember, ..Judged::default() };
    let mut past = Past {
        story,
        reader: story.history.reader(),
        known: BTreeMap::new(),
        versions: BTreeMap::new(),
        lines: BTreeMap::new(),
    };
    for mut said in said.into_iter().flatten().flatten() {
        judged.gaps.append(&mut said.report.gaps);
        let since = |finding: Finding| past.since(at, &finding).map(|since| (finding, since));
        judged.found.extend(said.report.findings.into_iter().filter_map(since));
    }
    judged
}

/// Adds what the code at `HEAD` says.
pub(super) fn tell(judged: &Judged, story: &Story<'_>, teller: &Teller<'_>, gathered: &mut Gathered) {
    let Some(head) = story.head() else { return };
    if judged.cut {
        gathered.report.gaps.push(Gap {
            kind: GapKind::Limit,
            origin: Origin::file(".git/HEAD"),
            detail: format!("it has more than {MOST} files; the code of the others was not judged"),
        });
    }
    gathered.report.gaps.extend(judged.gaps.iter().cloned());
    for (finding, at) in &judged.found {
        let told = provenance(*at, head, finding, teller);
        if teller.is_wanted(Some(*at), &told) {
            let mut finding = finding.clone();
            finding.provenance = Some(Box::new(told));
            gathered.report.findings.push(finding);
        }
    }
}

fn provenance(since: CommitAt, head: CommitAt, finding: &Finding, teller: &Teller<'_>) -> Provenance {
    let refs = teller.refs_at(head);
    Provenance {
        introduced: teller.commit_at(since),
        removed: None,
        commits: 0,
        paths: vec![finding.origin.clone()],
        path_count: 1,
        ref_count: refs.len() as u64,
        refs: refs.into_iter().take(Provenance::REFS).collect(),
        at_head: true,
        owner: None,
    }
}

/// What was said of a file, if anything; nothing at all where it was not looked at.
type Said = Option<Option<Gathered>>;

fn judge_all(files: &[File], story: &Story<'_>) -> Vec<Said> {
    let reader = story.history.reader();
    let judge = |file: &File| match reader.read(file.number, LARGEST) {
        Ok((ObjectKind::Blob, content)) => judge_one(file, &content, story),
        // What cannot be read was told when everything was.
        _ => None,
    };
    files.iter().map(judge).collect()
}

/// What rules on code alone say of a file, and whether it could not be read as code to its end.
fn judge_one(file: &File, content: &[u8], story: &Story<'_>) -> Said {
    let path = &file.path;
    if story.context.stop.load(Ordering::Relaxed) {
        return None;
    }
    // What said something once is not looked at twice.
    let is_loud = story.code.as_ref().is_some_and(|code| code.loud.contains(&file.number));
    if !is_loud && says_nothing(path, content, story) {
        return Some(None);
    }
    let mut kept = Gathered::default();
    let origin = Origin::file(path.clone());
    // As `scan` would, with what it masks, what is allowed and how much it counts at this path.
    let mut gathered = Gathered::default();
    let mut part = Part::new(story.context, &origin);
    _ = part.scan(&Piece { content, core: 0..content.len(), base: 0 });
    part.finish(content.len() as u64, &mut gathered);
    let rules = story.context.engine.rules();
    let is_code =
        |finding: &Finding| rules.find(&finding.rule.id).and_then(|at| rules.get(at)).is_some_and(Rule::judges_code);
    kept.report.findings = gathered.report.findings.into_iter().filter(is_code).collect();
    kept.report.gaps = gathered.report.gaps.into_iter().filter(|gap| gap.kind == GapKind::Unparsed).collect();
    Some(Some(kept))
}

/// Nearly all files say nothing of keys: a look for the words and, where these stand, the facts alone tell that.
fn says_nothing(path: &BString, content: &[u8], story: &Story<'_>) -> bool {
    let engine = story.context.engine;
    let look = || {
        let linted = engine.lint_code(path, content);
        linted.stated.is_empty() && !linted.cut
    };
    // What makes us panic here does so in the scan as well, which tells it.
    sniff(content) == Content::Text && catch_unwind(AssertUnwindSafe(look)).unwrap_or(false)
}

/// What is said of a file, by rule and statement.
type Statements = BTreeSet<(String, Secret)>;

fn statements(path: &BString, content: &[u8], story: &Story<'_>) -> Statements {
    let engine = story.context.engine;
    let look = || {
        let stated = engine.lint_code(path, content).stated;
        let rules = stated.iter().map(|stated| engine.rules().get(stated.rule).map(|rule| rule.info.id.clone()));
        rules.zip(names(&stated, content)).filter_map(|(rule, name)| Some((rule?, name))).collect()
    };
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}

/// Earlier versions of files.
struct Past<'s> {
    story: &'s Story<'s>,
    reader: Reader<'s>,
    /// What each version says at its path.
    known: BTreeMap<(ObjectId, BString), Statements>,
    /// Which version a commit has of a file.
    versions: BTreeMap<(CommitAt, BString), Option<ObjectId>>,
    /// The ways back over first parents.
    lines: BTreeMap<CommitAt, Arc<[CommitAt]>>,
}

impl Past<'_> {
    /// The commit that brought in what stands at a commit: the oldest in a row on the way back over first parents, and from a
    /// merge that has it from elsewhere, on that side.
    fn since(&mut self, head: CommitAt, finding: &Finding) -> Option<CommitAt> {
        let mut from = head;
        loop {
            let line = self.line(from);
            let (mut has, mut lacks) = (0, line.len());
            while has + 1 < lacks {
                let middle = has.midpoint(lacks);
                if self.stands(*line.get(middle)?, finding) { has = middle } else { lacks = middle }
            }
            let at = *line.get(has)?;
            match self.parents(at).into_iter().skip(1).find(|&parent| self.stands(parent, finding)) {
                Some(parent) => from = parent,
                None => return Some(at),
            }
        }
    }

    fn line(&mut self, from: CommitAt) -> Arc<[CommitAt]> {
        if let Some(line) = self.lines.get(&from) {
            return Arc::clone(line);
        }
        let line: Arc<[CommitAt]> =
            std::iter::successors(Some(from), |&at| self.parents(at).first().copied()).collect();
        self.lines.insert(from, Arc::clone(&line));
        line
    }

    /// The parents that count.
    fn parents(&self, at: CommitAt) -> Vec<CommitAt> {
        let parents = self.story.graph.commits.get(at as usize).map(|commit| commit.parents.as_slice());
        let most = if self.story.options.first_parent { 1 } else { usize::MAX };
        parents.unwrap_or_default().iter().copied().take(most).collect()
    }

    fn stands(&mut self, at: CommitAt, finding: &Finding) -> bool {
        let story = self.story;
        let path = &finding.origin.path;
        let Some(id) = self.version(at, path) else { return false };
        let reader = &self.reader;
        let known = self.known.entry((id, path.clone())).or_insert_with(|| {
            let number = story.history.objects().find(id.as_bytes());
            match number.map(|number| reader.read(number, LARGEST)) {
                Some(Ok((ObjectKind::Blob, content))) => statements(path, &content, story),
                _ => Statements::new(),
            }
        });
        known.contains(&(finding.rule.id.clone(), finding.secret.clone()))
    }

    fn version(&mut self, at: CommitAt, path: &BString) -> Option<ObjectId> {
        let key = (at, path.clone());
        if let Some(version) = self.versions.get(&key) {
            return *version;
        }
        let tree = self.story.graph.commits.get(at as usize).and_then(|commit| commit.tree);
        let version = tree.and_then(|tree| self.find(tree, path));
        self.versions.insert(key, version);
        version
    }

    /// The object at a path below a tree.
    fn find(&self, tree: Number, path: &BString) -> Option<ObjectId> {
        let objects = self.story.history.objects();
        let mut here = objects.id(tree)?;
        for part in path.split_str("/") {
            let (kind, content) = self.reader.read(objects.find(here.as_bytes())?, LARGEST).ok()?;
            let mut below = None;
            if kind == ObjectKind::Tree {
                entries(&content, self.story.history.hash, |entry| {
                    if entry.name == part {
                        below = objects.find(entry.object).and_then(|number| objects.id(number));
                    }
                });
            }
            here = below?;
        }
        Some(here)
    }
}
