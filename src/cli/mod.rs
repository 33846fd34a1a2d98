//! The command line: what a person typed, turned into a run and its exit code.
//!
//! The only room that reads the environment, the clock and the working directory, and the only one besides `report` that
//! writes to standard output or standard error. Everything below gets what it needs as an argument.

mod allow;
mod args;
mod baseline;
mod changes;
mod ci;
mod clients;
mod config;
mod gitleaks;
mod given;
mod history;
mod hook;
mod import;
mod keys;
mod load;
mod man;
mod muscle;
mod origins;
mod output;
mod progress;
mod report;
mod rules;
mod scan;
mod session;
mod verify;
mod world;

use std::ffi::OsString;
use std::io::Write as _;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::model::Exit;
use args::{Cli, Command};
use world::World;

/// Why a command could not do its work: one or more messages for a person.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    exit: Exit,
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Error }
    }

    /// One message a line.
    fn all<T: std::fmt::Display>(problems: &[T]) -> Self {
        let lines: Vec<String> = problems.iter().map(|problem| format!("error: {problem}")).collect();
        Self::new(lines.join("\n"))
    }

    /// Ctrl-C, or a termination signal.
    fn interrupted(message: &str) -> Self {
        Self { message: message.to_owned(), exit: Exit::Interrupted }
    }
}

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    silence_panics();
    let matches = match Cli::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are asked for; they go to standard output and are no error.
            let code = if error.use_stderr() { Exit::Error } else { Exit::Clean };
            _ = error.print();
            return code;
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            _ = error.print();
            return Exit::Error;
        }
    };
    dispatch(cli, &matches).unwrap_or_else(|Failure { message, exit }| {
        complain(&message);
        exit
    })
}

fn dispatch(cli: Cli, matches: &clap::ArgMatches) -> Result<Exit, Failure> {
    let world = World::look()?;
    let origins = origins::Origins::of(matches);
    match cli.command {
        Command::Scan(args) => scan::scan(&args, &world, &origins),
        Command::History(args) => history::history(&args, &world, &origins),
        Command::Stdin(args) => scan::stdin(&args, &world, &origins),
        Command::Staged(args) => changes::staged(&args, &world, &origins),
        Command::Diff(args) => changes::diff(&args, &world, &origins),
        Command::Hook { action } => hook::run(&action, &world, &origins),
        Command::Keys(args) => keys::keys(&args, &world, &origins),
        Command::Clients(args) => clients::clients(&args, &world, &origins),
        Command::Rules { action } => rules::run(action, &world, &origins),
        Command::Baseline { action } => baseline::run(&action, &world, &origins),
        Command::Allow { action } => allow::run(&action, &world, &origins),
        Command::Report(args) => report::run(&args, &world),
        Command::Import(args) => import::import(&args, &world, &origins),
        Command::Init(args) => config::init(&args, &world),
        Command::Config { action } => config::run(action, &world, &origins),
        Command::Dir(args) => translated(muscle::Typed::Dir, &args, &world),
        Command::Git(args) => translated(muscle::Typed::Git, &args, &world),
        Command::Detect(args) => translated(muscle::Typed::Detect, &args, &world),
        Command::Protect(args) => translated(muscle::Typed::Protect, &args, &world),
        Command::Man(args) => man::man(&args, Cli::command()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "reticent", &mut script);
            output::say(&String::from_utf8_lossy(&script))?;
            Ok(Exit::Clean)
        }
    }
}

/// Does in our words what was typed in gitleaks'.
fn translated(typed: muscle::Typed, args: &args::GitleaksArgs, world: &World) -> Result<Exit, Failure> {
    let matches = Cli::command().try_get_matches_from(muscle::ours(typed, args, world)?)?;
    dispatch(Cli::from_arg_matches(&matches)?, &matches)
}

/// Says something on standard error. That standard error is closed is nothing to fail for.
pub(crate) fn complain(message: &str) {
    let mut err = anstream::stderr().lock();
    let lines = if message.starts_with("error") || message.starts_with("warning") { "" } else { "error: " };
    _ = writeln!(err, "{lines}{message}");
}

/// A panic is caught where blobs are scanned; its message could hold what was scanned, so only the place is told.
fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        if crate::source::is_guarded() {
            return;
        }
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let mut err = std::io::stderr().lock();
        _ = writeln!(err, "internal error at {place}; please report it");
    }));
}
