//! `keys`: the inventory of keys and certificates.

use std::path::Path;
use std::sync::atomic::Ordering;

use super::args::KeysArgs;
use super::given::Given;
use super::origins::Origins;
use super::scan::{start_of, stop_flag};
use super::session::Session;
use super::world::World;
use super::{Failure, gitleaks, output};
use crate::model::Exit;
use crate::report::{self, Inventory, InventoryFormat, sink};
use crate::run::{self, Context, Gathered, HistoryOptions, Progress};
use crate::source::Root;
use crate::source::history::History;

/// `reticent keys`. An inventory tells what is there; it never fails for what it finds.
pub(super) fn keys(args: &KeysArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    gitleaks::refuse(&args.listing.rules, "keys")?;
    if args.history {
        return of_history(args, world, origins);
    }
    let root = Root::resolve(&args.paths, &world.cwd, args.listing.reading.trust_owner)?;
    let inventory = take(args, (start_of(&root), &root.dir), world, origins, &|context| run::scan(&root, context))?;
    write(args, &inventory, &root.prefix, world)
}

/// `reticent keys --history`.
fn of_history(args: &KeysArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let [repository] = args.paths.as_slice() else {
        return Err(Failure::new("--history looks at one repository"));
    };
    let history = History::open(&world.cwd.join(repository), args.listing.reading.trust_owner)?;
    let root = history.root().canonicalize().unwrap_or_else(|_| history.root().to_path_buf());
    let options = HistoryOptions::default();
    let gather = |context: &Context<'_>| run::history(&history, context, &options, None);
    let inventory = take(args, (&root, &root), world, origins, &gather)?;
    write(args, &inventory, "", world)
}

/// Gathers, where the configuration begins at the first place and paths at the second.
fn take(
    args: &KeysArgs,
    (start, root): (&Path, &Path),
    world: &World,
    origins: &Origins<'_>,
    gather: &dyn Fn(&Context<'_>) -> Gathered,
) -> Result<Inventory, Failure> {
    let given = Given::without_report(&args.listing.rules, Some(&args.listing.reading));
    let session = Session::open(&given, start, root, world, origins)?;
    let (stop, progress) = (stop_flag(), Progress::default());
    let context = session.context(None, &stop, &progress);
    let gathered = gather(&context);
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::interrupted("error: interrupted; no inventory was written"));
    }
    Ok(run::inventory(&gathered, &context))
}

fn write(args: &KeysArgs, inventory: &Inventory, prefix: &str, world: &World) -> Result<Exit, Failure> {
    let format = args.format.unwrap_or(InventoryFormat::Table);
    if let Some(path) = &args.listing.output {
        sink::to_file(path, |out| report::inventory(format, inventory, "", world.width, out))?;
    } else {
        let mut text = Vec::new();
        report::inventory(format, inventory, prefix, world.width, &mut text)?;
        output::say(&String::from_utf8_lossy(&text))?;
    }
    Ok(Exit::Clean)
}
