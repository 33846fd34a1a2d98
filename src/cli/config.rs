//! `init` and `config show|check|schema`.

use clap::{CommandFactory as _, FromArgMatches as _};
use std::sync::Arc;

use super::Failure;
use super::args::{Cli, Command, ConfigAction, InitArgs, RuleArgs, ScanArgs};
use super::given::Given;
use super::origins::Origins;
use super::output::say;
use super::session::Session;
use super::world::World;
use crate::config::{TEMPLATE, policy_schema, schema, show};
use crate::model::Exit;
use crate::report::sink;
use crate::source::Root;

/// `reticent init`.
pub(super) fn init(args: &InitArgs, world: &World) -> Result<Exit, Failure> {
    let path = world.cwd.join(&args.file);
    if path.exists() && !args.force {
        return Err(Failure::new(format!("{} is there already; --force writes over it", args.file.display())));
    }
    sink::to_file(&path, |out| out.write_all(TEMPLATE.as_bytes()))?;
    say(&format!("wrote {}; every setting in it is commented out\n", args.file.display()))?;
    Ok(Exit::Clean)
}

/// Runs a `config` command.
pub(super) fn run(action: ConfigAction, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    match action {
        ConfigAction::Show { origin, rules } => {
            let session = open(&rules, world, origins)?;
            say(&show(&session.settings, origin))?;
        }
        ConfigAction::Check { rules } => {
            let session = open(&rules, world, origins)?;
            let file = session.settings.file.as_ref();
            let what = file.map_or_else(|| "no configuration".to_owned(), |file| file.display().to_string());
            let warnings = session.settings.warnings.len() + session.settings.overruled.len();
            let said = if warnings == 0 { "no mistakes".to_owned() } else { format!("{warnings} warnings") };
            say(&format!("{what}: {said}\n"))?;
        }
        ConfigAction::Schema { policy } => {
            let value = if policy { policy_schema() } else { schema() };
            say(&format!("{value:#}\n"))?;
        }
    }
    Ok(Exit::Clean)
}

fn open(args: &RuleArgs, world: &World, origins: &Origins<'_>) -> Result<Session, Failure> {
    let root = Root::resolve(&[".".into()], &world.cwd, false)?;
    let scan = scan_of_the_environment()?;
    let given = Given {
        rules: args,
        reading: Some(&scan.common.reading),
        output: Some(&scan.common.output),
        from: Arc::default(),
        least: None,
        past: false,
        warned: false,
    };
    Session::open(&given, &world.cwd, &root.dir, world, origins)
}

/// The flags that a plain `reticent scan` would have here: what its `RETICENT_*` variables say.
fn scan_of_the_environment() -> Result<ScanArgs, Failure> {
    let parsed = Cli::command().try_get_matches_from(["reticent", "scan"]);
    let cli = parsed.and_then(|matches| Cli::from_arg_matches(&matches));
    match cli.map_err(|error| Failure::new(error.to_string()))?.command {
        Command::Scan(args) => Ok(args),
        _ => Err(Failure::new("`scan` is not what the arguments say")),
    }
}
