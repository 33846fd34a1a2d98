//! Running a hook: what to scan at which moment, and a short answer.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use bstr::ByteSlice as _;

use crate::cli::args::Hook;
use crate::cli::args::{HookRunArgs, Timeout};
use crate::cli::changes::{Work, merge_heads, standard_input};
use crate::cli::given::Given;
use crate::cli::origins::Origins;
use crate::cli::output;
use crate::cli::scan::{exit_of, stop_flag};
use crate::cli::world::World;
use crate::cli::{Failure, complain};
use crate::model::Exit;
use crate::report;
use crate::run::{Gathered, Job, Range, Staged};
use crate::source::git::{Chosen, GitError, Known, Repository, Update, between, pushed, read_updates};

/// `hook run`.
pub(super) fn run(args: &HookRunArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let given = Given::of(&args.common);
    let work = Work::open(given, (args.common.reading.trust_owner, args.trust_config_from.as_deref()), world, origins)?;
    let (stop, late) = (stop_flag(), Arc::new(AtomicBool::new(false)));
    if let Some(timeout) = args.timeout {
        watch(timeout, Arc::clone(&stop), Arc::clone(&late));
    }
    let task = task(args, &work, world, &stop)?;
    let mut gathered = work.run(&stop, |job| task.run(job))?;
    let is_late = late.load(Ordering::Relaxed);
    if gathered.report.interrupted && !is_late {
        return Err(Failure::interrupted("interrupted"));
    }
    gathered.report.interrupted = false;
    let options = output::options(&work.session.settings, &args.common.output, world);
    if args.common.output.format.is_some() || !args.common.output.output.is_empty() {
        output::Plan::new(&args.common.output)?.write(&gathered.report, &options)?;
    }
    if args.common.output.format.is_none() {
        // Standard error: git keeps the standard output of some hooks to itself.
        report::hook::answer(&gathered.report, &options, args.hook.stage(), &mut std::io::stderr().lock())?;
    }
    let exit = exit_of(&work.session, &gathered.report, &options, args.common.output.exit_code);
    Ok(if is_late && !matches!(exit, Exit::Findings(_)) { out_of_time(args.timeout) } else { exit })
}

/// Ends the run when its time is over. The one clock in the program: everything below counts bytes and steps.
fn watch(timeout: Timeout, stop: Arc<AtomicBool>, late: Arc<AtomicBool>) {
    let begin = Instant::now();
    let end = move || {
        late.store(true, Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
    };
    if timeout.after.is_zero() {
        // Not left to a race between threads.
        return end();
    }
    std::thread::spawn(move || {
        while let Some(rest) = timeout.after.checked_sub(begin.elapsed()).filter(|rest| !rest.is_zero()) {
            std::thread::park_timeout(rest);
        }
        end();
    });
}

fn out_of_time(timeout: Option<Timeout>) -> Exit {
    let Some(timeout) = timeout else { return Exit::Incomplete };
    let seconds = timeout.after.as_secs_f64();
    if timeout.opens {
        complain(&format!("warning: not all was scanned in {seconds} s; goes on all the same, as --timeout says"));
        Exit::Clean
    } else {
        complain(&format!(
            "error: not all was scanned in {seconds} s; a longer --timeout, or {seconds}:open, lets it pass"
        ));
        Exit::Incomplete
    }
}

/// What a hook scans.
enum Task {
    Index(Staged, Vec<crate::source::git::ObjectId>),
    Message(PathBuf),
    Commits(Range),
}

impl Task {
    fn run(self, job: &Job<'_>) -> Result<Gathered, GitError> {
        match self {
            Self::Index(which, merged) => job.staged(&which, &merged),
            Self::Commits(range) => Ok(job.range(&range)),
            Self::Message(path) => {
                let bytes = std::fs::read(&path).map_err(|e| GitError::Other(format!("{}: {e}", path.display())))?;
                Ok(job.one_message(cut(&bytes)))
            }
        }
    }
}

/// A message without the diff that `git commit --verbose` shows below it. Comments stay: whether git takes them out is
/// decided by a setting, and who writes a token there should know it too.
fn cut(message: &[u8]) -> &[u8] {
    let scissors = b"------------------------ >8 ------------------------";
    let at =
        message.find(scissors).map(|at| message.get(..at).unwrap_or_default().rfind_byte(b'\n').unwrap_or_default());
    message.get(..at.unwrap_or(message.len())).unwrap_or_default()
}

fn task(args: &HookRunArgs, work: &Work, world: &World, stop: &AtomicBool) -> Result<Task, Failure> {
    let repository = &work.repository;
    let commits = |chosen: Chosen| Task::Commits(Range::read(repository, chosen, stop));
    Ok(match args.hook {
        // `pre-commit run --from-ref A --to-ref B` asks for a range.
        Hook::PreCommit | Hook::PreMergeCommit | Hook::PrePush if world.framework.range().is_some() => {
            let (from, to) = world.framework.range().unwrap_or_default();
            commits(between(repository, &[repository.resolve(to)?], &[repository.resolve(from)?])?)
        }
        Hook::PreCommit | Hook::PreMergeCommit => {
            let names = work.names(&args.arguments, world)?;
            let which = if names.is_empty() { Staged::Added } else { Staged::Files(names) };
            Task::Index(which, merge_heads(repository, world))
        }
        Hook::CommitMsg => {
            let file =
                args.arguments.first().ok_or_else(|| Failure::new("commit-msg needs the file of the message"))?;
            Task::Message(world.cwd.join(file))
        }
        Hook::PrePush => commits(push(args, repository, world)?),
        Hook::PreReceive => commits(pushed(repository, &updates()?, Known::Ours)?),
    })
}

fn updates() -> Result<Vec<Update>, Failure> {
    let input = standard_input()?;
    read_updates(&input).map_err(|line| Failure::new(format!("standard input, line {line}: no ref update")))
}

/// The commits of a push: from git's lines, or, below the pre-commit framework, from its variables.
fn push(args: &HookRunArgs, repository: &Repository, world: &World) -> Result<Chosen, Failure> {
    let framework = &world.framework;
    let named = args.arguments.first().map(|name| name.to_string_lossy().into_owned());
    let remote = named.or_else(|| framework.remote.clone());
    // A push to an address knows no remote; then what any remote was seen to have is known.
    let remote = remote.filter(|name| repository.config(&format!("remote.{name}.url")).is_some());
    let known = Known::Remote(remote.as_deref().map(|name| name.as_bytes().as_bstr()));
    let updates = match &framework.branch {
        Some(branch) => {
            let new = repository.resolve(branch)?;
            let old = crate::source::git::ObjectId::zero_like(new);
            vec![Update { name: branch.as_str().into(), new, old }]
        }
        None => updates()?,
    };
    Ok(pushed(repository, &updates, known)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_closed_unless_it_says_open() {
        let parse = |word: &str| word.parse::<Timeout>().map(|timeout| (timeout.after.as_millis(), timeout.opens));
        assert_eq!(parse("2"), Ok((2000, false)));
        assert_eq!(parse("0.5:closed"), Ok((500, false)));
        assert_eq!(parse("10:open"), Ok((10_000, true)));
        for wrong in ["", "x", "-1", "1:ajar", "inf"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_diff_below_a_message_is_not_part_of_it() {
        let text = b"subject\n\n# ------------------------ >8 ------------------------\n# below\ndiff --git a b\n";
        assert_eq!(cut(text), b"subject\n");
        assert_eq!(cut(b"subject\n"), b"subject\n");
    }
}
