//! What of a history was not read.

use std::collections::BTreeMap;

use bstr::BString;

use super::Story;
use crate::model::{Gap, GapKind, Origin};
use crate::order::Order as _;
use crate::run::context::Gathered;
use crate::source::git::ObjectKind;
use crate::source::history::{Fault, FaultKind, Number, Spread, Submodule};

/// Most gaps of one kind that are named each; the others are counted in one more.
const EACH: usize = 1000;

/// Names everything that was not read.
pub(super) fn tell(gathered: &mut Gathered, story: &Story<'_>, spread: &Spread<'_>) {
    let mut gaps = Gaps { story, spread, found: BTreeMap::new() };
    story.faults.iter().for_each(|fault| gaps.fault(fault));
    gaps.absent();
    gaps.commits();
    gaps.of_blobs();
    for (name, id) in &story.order.broken {
        gaps.add(GapKind::Missing, format!(".git/{name}").into(), format!("it names {id}, which is not here"));
    }
    if spread.is_cut() {
        gaps.add(GapKind::Limit, ".git".into(), "a secret stands at more paths than are told apart".to_owned());
    }
    gathered.report.gaps.extend(gaps.finish());
}

struct Gaps<'g> {
    story: &'g Story<'g>,
    spread: &'g Spread<'g>,
    found: BTreeMap<GapKind, Vec<(BString, String)>>,
}

impl Gaps<'_> {
    fn add(&mut self, kind: GapKind, path: BString, detail: String) {
        self.found.entry(kind).or_default().push((path, detail));
    }

    /// Where an object stands first; none where nothing that counts leads to it.
    fn path(&self, number: Number) -> Option<BString> {
        let places = self.spread.places(number);
        let first = places.into_iter().next()?.1;
        Some(if first.is_empty() { ".git/objects".into() } else { first })
    }

    fn fault(&mut self, fault: &Fault) {
        let kind = match fault.kind {
            FaultKind::Missing => GapKind::Missing,
            FaultKind::Corrupt => GapKind::Corrupt,
            FaultKind::Limit => GapKind::Limit,
        };
        match (fault.number, &fault.file) {
            (Some(number), _) => {
                let path = self.path(number).unwrap_or_else(|| ".git/objects".into());
                self.add(kind, path, format!("object {}: {}", self.story.name(number), fault.detail));
            }
            (None, Some(file)) => {
                let home = self.story.history.common_dir();
                let below = file
                    .strip_prefix(home)
                    .map_or_else(|_| file.clone(), |below| std::path::Path::new(".git").join(below));
                let path = below.to_string_lossy().replace('\\', "/");
                self.add(kind, path.into(), fault.detail.clone());
            }
            (None, None) => {}
        }
    }

    /// What trees name and is not here.
    fn absent(&mut self) {
        for (number, id, what) in self.story.graph.absent() {
            let Some(path) = self.path(number) else { continue };
            match what {
                Submodule::Yes => {
                    self.add(GapKind::Submodule, path, "its commits are in a repository of their own".to_owned());
                }
                Submodule::No(kind) => self.add(GapKind::Missing, path, format!("{} {id}", kind.as_str())),
            }
        }
        for &number in &self.story.graph.damaged {
            let path = self.path(number).unwrap_or_else(|| ".git/objects".into());
            self.add(GapKind::Corrupt, path, format!("tree {} breaks off", self.story.name(number)));
        }
    }

    /// Parents and trees of commits that are not here.
    fn commits(&mut self) {
        let story = self.story;
        let names: BTreeMap<Number, String> =
            story.graph.absent().map(|(number, id, _)| (number, id.to_string())).collect();
        for &at in &story.order.commits {
            let Some(commit) = story.graph.commits.get(at as usize) else { continue };
            let id = story.history.objects().id(commit.number);
            let shallow = id.is_some_and(|id| story.history.shallow.binary_search(&id).is_ok());
            let own = || id.map(|id| id.to_string()).unwrap_or_default();
            if shallow && !commit.lost.is_empty() {
                self.add(GapKind::Shallow, ".git/shallow".into(), format!("what came before commit {}", own()));
            } else {
                for lost in commit.lost.iter().filter(|lost| names.contains_key(lost)) {
                    let name = names.get(lost).cloned().unwrap_or_default();
                    self.add(GapKind::Missing, ".git/objects".into(), format!("commit {name}, a parent of {}", own()));
                }
            }
            match commit.tree {
                Some(tree) if names.contains_key(&tree) => {
                    let name = names.get(&tree).cloned().unwrap_or_default();
                    self.add(GapKind::Missing, ".git/objects".into(), format!("tree {name} of commit {}", own()));
                }
                Some(_) => {}
                None => self.add(GapKind::Corrupt, ".git/objects".into(), format!("commit {} names no tree", own())),
            }
        }
    }

    fn of_blobs(&mut self) {
        for &number in &self.story.lfs {
            if let Some(path) = self.path(number) {
                self.add(GapKind::Lfs, path, "a Git LFS pointer".to_owned());
            }
        }
        let limit = self.story.context.settings.max_file_size.value;
        for &(number, size) in &self.story.large {
            if let Some(path) = self.path(number) {
                self.add(GapKind::TooLarge, path, format!("a binary of {size} bytes; the limit is {limit}"));
            }
        }
        for &number in &self.story.panicked {
            let path = match self.story.kind(number) {
                Some(kind @ (ObjectKind::Commit | ObjectKind::Tag)) => super::story::message_path(kind),
                _ => self.path(number).unwrap_or_else(|| ".git/objects".into()),
            };
            self.add(GapKind::Internal, path, "a caught panic; nothing of this object is reported".to_owned());
        }
    }

    /// Each gap once; of very many the first, and how many more there are.
    fn finish(self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for (kind, mut found) in self.found {
            found.order();
            found.dedup();
            if kind == GapKind::Submodule || kind == GapKind::Lfs {
                found.dedup_by(|a, b| a.0 == b.0);
            }
            let more = found.len().saturating_sub(EACH);
            let named = found.into_iter().take(EACH);
            gaps.extend(named.map(|(path, detail)| Gap { kind, origin: Origin::file(path), detail }));
            if more > 0 {
                gaps.push(Gap { kind, origin: Origin::file(".git/objects"), detail: format!("and {more} more") });
            }
        }
        gaps
    }
}
