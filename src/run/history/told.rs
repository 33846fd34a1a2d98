//! Which commits each secret stands in, and who wrote them.

use bstr::ByteSlice as _;

use super::known::Kin;
use super::options::Standing;
use super::story::{LARGEST, Story};
use super::watch::Watch;
use crate::model::{CommitInfo, Finding, Origin, Provenance};
use crate::order::Order as _;
use crate::run::blob::Scanner;
use crate::run::context::Gathered;
use crate::source::git::{ObjectKind, RawCommit};
use crate::source::history::{Carriers, CommitAt, Mailmap, Number, Reader, Spread};

/// All that tells where a secret stands.
#[derive(Clone, Copy)]
pub(super) struct Seen<'t> {
    pub(super) story: &'t Story<'t>,
    pub(super) spread: &'t Spread<'t>,
    pub(super) watch: &'t Watch<'t>,
    pub(super) kin: &'t Kin,
}

/// Adds to each finding where it stands, and leaves out those that were not asked for.
pub(super) fn tell(gathered: &mut Gathered, teller: &Teller<'_>, seen: &Seen<'_>) {
    let Seen { story, spread, .. } = *seen;
    let findings = &mut gathered.report.findings;
    let sets: Vec<Vec<Number>> = findings.iter().map(|finding| holders(finding, seen)).collect();
    let carriers = spread.carriers(&sets, story.head(), &story.narrowed);
    let mut kept = Vec::new();
    for ((mut finding, set), carriers) in findings.drain(..).zip(sets).zip(carriers) {
        let told = teller.provenance(&set, &carriers);
        if teller.is_wanted(carriers.first, &told) {
            finding.provenance = Some(Box::new(told));
            kept.push(finding);
        }
    }
    *findings = kept;
}

/// The objects that hold a finding's secret; of a finding without one, those at its path.
fn holders(finding: &Finding, seen: &Seen<'_>) -> Vec<Number> {
    let Seen { story, spread, watch, kin } = *seen;
    if finding.secret.expose().is_empty() {
        let at = |number: &Number| spread.places(*number).iter().any(|(_, path)| *path == finding.origin.path);
        story.named.iter().copied().filter(at).collect()
    } else {
        let secret = watch.secret(&finding.rule.id, finding.secret.expose());
        kin.holders(story, secret).into_iter().collect()
    }
}

/// Puts into words what stands in which commits.
pub(super) struct Teller<'t> {
    story: &'t Story<'t>,
    spread: &'t Spread<'t>,
    reader: Reader<'t>,
    mailmap: Option<Mailmap>,
    /// What the roots are called in a report, sorted, each once.
    names: Vec<String>,
    /// For each root its place in `names`; none where it is not shown.
    ranks: Vec<Option<usize>>,
}

impl<'t> Teller<'t> {
    pub(super) fn of(story: &'t Story<'t>, spread: &'t Spread<'t>) -> Self {
        let shown: Vec<Option<String>> =
            story.roots.list.iter().map(|root| root.shown.then(|| short(&root.name))).collect();
        let mut names: Vec<String> = shown.iter().flatten().cloned().collect();
        names.order();
        names.dedup();
        let ranks = shown.iter().map(|name| names.binary_search(name.as_ref()?).ok()).collect();
        Self { story, spread, reader: story.history.reader(), mailmap: mailmap(story), names, ranks }
    }

    fn provenance(&self, set: &[Number], carriers: &Carriers) -> Provenance {
        let commit = |at: u32| self.story.graph.commits.get(at as usize).map(|commit| commit.number);
        let (first, removed) = (carriers.first.and_then(commit), carriers.removed.and_then(commit));
        // A message stays with its commit: nothing takes it away.
        let is_message =
            |number: &Number| matches!(self.story.kind(*number), Some(ObjectKind::Commit | ObjectKind::Tag));
        let removed = removed.filter(|_| !set.iter().all(is_message));
        let introduced =
            first.or_else(|| set.iter().copied().find(|&number| self.story.kind(number) == Some(ObjectKind::Tag)));
        let paths = self.spread.paths(set);
        let refs = self.refs(carriers.roots.iter().copied());
        Provenance {
            introduced: introduced.map(|number| self.commit(number)).unwrap_or_default(),
            removed: removed.map(|number| self.commit(number)),
            commits: carriers.commits,
            path_count: paths.len() as u64,
            paths: paths.into_iter().take(Provenance::PATHS).map(Origin::file).collect(),
            ref_count: refs.len() as u64,
            refs: refs.into_iter().take(Provenance::REFS).map(str::to_owned).collect(),
            at_head: carriers.at_head,
            owner: None,
        }
    }

    /// What a report says of a commit.
    pub(super) fn commit_at(&self, at: CommitAt) -> CommitInfo {
        let number = self.story.graph.commits.get(at as usize).map(|commit| commit.number);
        number.map(|number| self.commit(number)).unwrap_or_default()
    }

    /// The refs that name a commit, in short form, sorted.
    pub(super) fn refs_at(&self, at: CommitAt) -> Vec<String> {
        let id =
            self.story.graph.commits.get(at as usize).and_then(|commit| self.story.history.objects().id(commit.number));
        let roots = self.story.roots.list.iter().enumerate().filter(|(_, root)| Some(root.id) == id);
        self.refs(roots.map(|(at, _)| at)).into_iter().map(str::to_owned).collect()
    }

    /// What some roots are called, sorted, each once.
    fn refs(&self, roots: impl Iterator<Item = usize>) -> Vec<&str> {
        let mut ranks: Vec<usize> = roots.filter_map(|root| self.ranks.get(root).copied().flatten()).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.into_iter().filter_map(|rank| self.names.get(rank)).map(String::as_str).collect()
    }

    /// What a report says of a commit or a tag.
    fn commit(&self, number: Number) -> CommitInfo {
        let Some(id) = self.story.history.objects().id(number) else { return CommitInfo::default() };
        let Ok((_, content)) = self.reader.read(number, LARGEST) else {
            return CommitInfo { id: id.to_string(), ..CommitInfo::default() };
        };
        let raw = RawCommit::read(&content);
        let message = content.get(raw.message..).unwrap_or_default().trim_start();
        let subject = message.lines().next().unwrap_or_default();
        let (author, email) = self.real_name(&raw.author.name, &raw.author.email);
        CommitInfo {
            id: id.to_string(),
            author,
            email,
            date: raw.author.date().unwrap_or_default(),
            summary: Scanner::new(self.story.context.engine).masked_line(subject),
        }
    }

    /// Name and address, as the mailmap has them.
    fn real_name(&self, name: &[u8], email: &[u8]) -> (String, String) {
        let (name, email) = (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(email).into_owned());
        let mapped = self.mailmap.as_ref().and_then(|mailmap| mailmap.person(&name, &email));
        mapped.unwrap_or((name, email))
    }

    /// Whether a finding was asked for.
    pub(super) fn is_wanted(&self, first: Option<CommitAt>, told: &Provenance) -> bool {
        let options = self.story.options;
        let place = first.and_then(|at| self.story.order.place(at));
        let seconds = first.and_then(|at| self.story.graph.commits.get(at as usize)).map(|c| c.seconds);
        let newest = |most: usize| {
            let from = self.story.order.commits.len().saturating_sub(most);
            place.is_some_and(|place| place as usize >= from)
        };
        options.since.is_none_or(|since| seconds.is_some_and(|seconds| seconds >= since))
            && options.max_count.is_none_or(newest)
            && options
                .author
                .as_ref()
                .is_none_or(|is| is(&format!("{} <{}>", told.introduced.author, told.introduced.email)))
            && match options.standing {
                None => true,
                Some(Standing::Live) => told.at_head,
                Some(Standing::Removed) => !told.at_head,
            }
    }
}

/// `main` of `refs/heads/main`, as git shortens it.
fn short(name: &str) -> String {
    let parts = ["refs/heads/", "refs/tags/", "refs/remotes/", "refs/"];
    parts.iter().find_map(|part| name.strip_prefix(part)).unwrap_or(name).to_owned()
}

/// The mailmap of the working tree; without one, of `HEAD`.
fn mailmap(story: &Story<'_>) -> Option<Mailmap> {
    let here = story.history.top().and_then(|top| std::fs::read(top.join(".mailmap")).ok());
    let here = here.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = here.or_else(|| {
        let tree = story.history.objects().id(story.graph.commits.get(story.head()? as usize)?.tree?)?;
        String::from_utf8(story.history.file(tree, b".mailmap".as_bstr(), 1 << 20)?).ok()
    })?;
    Mailmap::read(&text)
}
