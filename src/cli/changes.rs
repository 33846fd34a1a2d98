//! `staged` and `diff`: what a commit, a range or a push adds.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use bstr::{BString, ByteSlice as _, ByteVec as _};

use super::Failure;
use super::args::{DiffArgs, HistoryArgs, StagedArgs, VerifyArgs};
use super::ci::{self, Ends};
use super::given::Given;
use super::origins::Origins;
use super::output;
use super::scan::{conclude, stop_flag};
use super::session::Session;
use super::verify::LiveCheck;
use super::world::World;
use crate::model::Exit;
use crate::order::Order as _;
use crate::report::Inventories;
use crate::run::{Gathered, Job, Progress, Range, Staged};
use crate::source::git::{At, Chosen, GitError, Known, ObjectId, Repository, between, choose, pushed, read_updates};
use crate::source::history::Mailmap;
use crate::source::way;

/// Most bytes of ref lines that are read.
const LARGEST_INPUT: u64 = 64 << 20;

/// A repository, and what a run over it needs.
pub(super) struct Work {
    /// The repository that the environment names.
    pub(super) repository: Repository,
    /// Settings, rules and the like.
    pub(super) session: Session,
    /// The top of the working tree; of a bare repository, its folder.
    pub(super) top: PathBuf,
    prefix: String,
}

impl Work {
    /// Opens the repository as git's own variables name it, and the configuration of its working tree.
    pub(super) fn open(
        given: Given<'_>,
        trusting: (bool, Option<&str>),
        world: &World,
        origins: &Origins<'_>,
    ) -> Result<Self, Failure> {
        Self::open_beside(given, trusting, world, origins, |_| ()).map(|(work, ())| work)
    }

    /// The same, and what is read from the repository while the rules are made ready.
    fn open_beside<T: Send>(
        given: Given<'_>,
        (trust_owner, trusted): (bool, Option<&str>),
        world: &World,
        origins: &Origins<'_>,
        read: impl FnOnce(&Repository) -> T + Send,
    ) -> Result<(Self, T), Failure> {
        Self::of(Repository::open(At::Environment, trust_owner)?, (given, trusted), world, origins, read)
    }

    /// For a repository that is open already.
    fn of<T: Send>(
        repository: Repository,
        (given, trusted): (Given<'_>, Option<&str>),
        world: &World,
        origins: &Origins<'_>,
        read: impl FnOnce(&Repository) -> T + Send,
    ) -> Result<(Self, T), Failure> {
        let top = repository.place().top.clone().unwrap_or_else(|| repository.place().git_dir.clone());
        let top = top.canonicalize().unwrap_or(top);
        let start = if world.cwd.starts_with(&top) { world.cwd.clone() } else { top.clone() };
        let given = given.trusting(trusted, Some(&repository), &top)?;
        // The session stays on this thread, whose stack is the largest.
        let (session, beside) = std::thread::scope(|scope| {
            let reading = scope.spawn(|| read(&repository));
            let session = Session::open(&given, &start, &top, world, origins);
            (session, reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let prefix = way(&world.cwd.canonicalize().unwrap_or_else(|_| world.cwd.clone()), &top);
        Ok((Self { repository, session: session?, top, prefix }, beside))
    }

    /// Runs something over the repository.
    pub(super) fn run(
        &self,
        stop: &AtomicBool,
        work: impl FnOnce(&Job<'_>) -> Result<Gathered, GitError>,
    ) -> Result<Gathered, Failure> {
        let progress = Progress::default();
        let context = self.session.context(self.session.baseline()?, stop, &progress);
        let counts = self.session.settings.ignore_files.value && self.session.settings.policy.reticentignore;
        let here = !self.repository.place().bare || context.trusted.is_some();
        let ignore = Some(self.top.as_path()).filter(|_| counts && here);
        let mailmap = std::fs::read(self.top.join(".mailmap")).ok();
        let mailmap = mailmap.and_then(|bytes| Mailmap::read(&String::from_utf8(bytes).ok()?));
        let job = Job { repository: &self.repository, context: &context, ignore, prefix: self.prefix.clone(), mailmap };
        Ok(work(&job)?)
    }

    /// The same, with a live check of what it finds if one is asked for.
    fn checked(
        &self,
        verify: &VerifyArgs,
        quiet: bool,
        world: &World,
        work: impl FnOnce(&Job<'_>) -> Result<Gathered, GitError>,
    ) -> Result<Gathered, Failure> {
        let (live, stop) = (LiveCheck::new(verify, quiet, &self.session, world)?, stop_flag());
        let mut gathered = self.run(&stop, work)?;
        if let Some(live) = live {
            live.run(&mut gathered.report, &self.session, &stop);
        }
        Ok(gathered)
    }

    /// Paths that a person typed, from the top of the working tree.
    pub(super) fn names(&self, files: &[PathBuf], world: &World) -> Result<Vec<BString>, Failure> {
        let name = |file: &PathBuf| {
            let whole = world.cwd.join(file);
            // The file itself may be a link, or gone from the working tree; its folder is what is resolved.
            let folder = whole.parent().and_then(|folder| folder.canonicalize().ok());
            let whole = match (folder, whole.file_name()) {
                (Some(folder), Some(name)) => folder.join(name),
                _ => whole.clone(),
            };
            let below = whole.strip_prefix(&self.top).map_err(|_error| {
                Failure::new(format!("{} does not lie in the repository {}", file.display(), self.top.display()))
            })?;
            let bytes = Vec::from_path_lossy(below).into_owned();
            Ok(BString::from(if cfg!(windows) { bytes.replace("\\", "/") } else { bytes }))
        };
        files.iter().map(name).collect()
    }
}

/// `reticent staged`.
pub(super) fn staged(args: &StagedArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let started = Instant::now();
    let given = Given::of(&args.common);
    let work = Work::open(given, (args.common.reading.trust_owner, args.trust_config_from.as_deref()), world, origins)?;
    let plan = output::Plan::new(&args.common.output)?;
    let names = work.names(&args.files, world)?;
    let which = match (names.is_empty(), args.whole) {
        (true, true) => return Err(Failure::new("--whole needs the names of files")),
        (true, false) => Staged::Added,
        (false, true) => Staged::Whole(names),
        (false, false) => Staged::Files(names),
    };
    let merged = merge_heads(&work.repository, world);
    let gathered = work.checked(&args.verify, args.common.output.quiet, world, |job| job.staged(&which, &merged))?;
    conclude(&work.session, (&gathered.report, Inventories::default()), &plan, &args.common.output, world, started)
}

/// The other parents of the commit that is being made. While the hook of a merge without conflicts runs, git names them
/// in its environment only.
pub(super) fn merge_heads(repository: &Repository, world: &World) -> Vec<ObjectId> {
    let file = repository.place().git_dir.join("MERGE_HEAD");
    let mut heads: Vec<ObjectId> =
        std::fs::read(file).unwrap_or_default().lines().filter_map(|line| ObjectId::from_hex(line.trim())).collect();
    if heads.is_empty() {
        heads.extend(world.merged.iter().filter_map(|hex| ObjectId::from_hex(hex.as_bytes())));
    }
    heads.retain(|id| Some(*id) != repository.head() && repository.commit(*id).is_ok());
    heads
}

/// `reticent diff`.
pub(super) fn diff(args: &DiffArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let started = Instant::now();
    let given = Given::of(&args.common);
    let trust_owner = args.common.reading.trust_owner;
    let ends =
        args.ci.then(|| ci::ends(world.ci.as_ref(), &Repository::open(At::Environment, trust_owner)?)).transpose()?;
    let base = ends.as_ref().filter(|_| args.trust_base).and_then(|ends| ends.base).map(|base| base.to_string());
    let trusted = args.trust_config_from.as_deref().or(base.as_deref());
    let range = |repository: &Repository| {
        let chosen = match &ends {
            Some(ends) => asked(ends, repository)?,
            None => commits(args, repository)?,
        };
        // Until somebody listens for it, an interruption ends the program.
        Ok::<_, Failure>(Range::read(repository, chosen, &AtomicBool::new(false)))
    };
    let (work, range) = Work::open_beside(given, (trust_owner, trusted), world, origins, range)?;
    let plan = output::Plan::new(&args.common.output)?;
    let range = range?;
    if let Some(ends) = ends.as_ref().filter(|_| !args.common.output.quiet) {
        tell(ends, range.commits(), args.trust_base);
    }
    let gathered = work.checked(&args.verify, args.common.output.quiet, world, |job| Ok(job.range(&range)))?;
    conclude(&work.session, (&gathered.report, Inventories::default()), &plan, &args.common.output, world, started)
}

/// `reticent history --gitleaks-config`: what every commit adds, as gitleaks looks at a history.
pub(super) fn every_commit(args: &HistoryArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let started = Instant::now();
    let unmapped = [
        ("--refs", !args.refs.is_empty()),
        ("--path", !args.path.is_empty()),
        ("--since", args.since.is_some()),
        ("--max-count", args.max_count.is_some()),
        ("--author", args.author.is_some()),
        ("--first-parent", args.first_parent),
        ("--unreachable", args.unreachable),
        ("--cache", args.cache.is_some()),
        ("--only-live", args.only_live),
        ("--only-removed", args.only_removed),
    ];
    if let Some((flag, _)) = unmapped.iter().find(|(_, given)| *given) {
        return Err(Failure::new(format!(
            "{flag} does not go with --gitleaks-config, which looks at commit after commit"
        )));
    }
    let trust_owner = args.common.reading.trust_owner;
    let repository = Repository::open(At::Folder(&world.cwd.join(&args.repository)), trust_owner)?;
    let everything = |repository: &Repository| {
        let refs = repository.references()?.named;
        let named = refs.iter().filter_map(|(name, _)| repository.resolve(&name.to_str_lossy()).ok());
        let mut heads: Vec<ObjectId> = named.chain(repository.head()).collect();
        heads.order();
        heads.dedup();
        Ok::<_, Failure>(Range::read(repository, between(repository, &heads, &[])?, &AtomicBool::new(false)))
    };
    let (work, range) = Work::of(repository, (Given::of(&args.common), None), world, origins, everything)?;
    let plan = output::Plan::new(&args.common.output)?;
    let range = range?;
    let gathered = work.checked(&args.verify, args.common.output.quiet, world, |job| Ok(job.range(&range)))?;
    conclude(&work.session, (&gathered.report, Inventories::default()), &plan, &args.common.output, world, started)
}

/// The commits that a service asks about.
fn asked(ends: &Ends, repository: &Repository) -> Result<Chosen, Failure> {
    let bases: Vec<ObjectId> = ends.base.into_iter().collect();
    Ok(between(repository, &[ends.head], &bases)?)
}

/// Tells which commits those are: what a gate looked at must not be a guess.
fn tell(ends: &Ends, number: usize, trust_base: bool) {
    let trusted = if trust_base && ends.base.is_some() { ", allowed is what its base allows" } else { "" };
    let s = if number == 1 { "" } else { "s" };
    output::note(&format!("{} ({number} commit{s}{trusted})", ends.told));
}

fn commits(args: &DiffArgs, repository: &Repository) -> Result<Chosen, Failure> {
    if args.stdin_refs {
        let updates = standard_input()?;
        let read = read_updates(&updates)
            .map_err(|line| Failure::new(format!("standard input, line {line}: no ref update")))?;
        return Ok(pushed(repository, &read, Known::Remote(None))?);
    }
    match (&args.revisions, &args.merge_base) {
        (None, None) => Err(Failure::new("which commits? Name a range (main..HEAD) or one commit")),
        (Some(revisions), None) => Ok(choose(repository, revisions)?),
        (head, Some(base)) => {
            let head = repository.resolve(head.as_deref().unwrap_or("HEAD"))?;
            let base = repository.resolve(base)?;
            if repository.merge_base(head, base)?.is_none() {
                return Err(Failure::new("the two have no common ancestor here; is the clone shallow?"));
            }
            Ok(between(repository, &[head], &[base])?)
        }
    }
}

/// What git writes to a hook.
pub(super) fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(LARGEST_INPUT)
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::new(format!("standard input: {e}")))?;
    Ok(bytes)
}
