//! `keys`: the inventory of keys and certificates.

use std::sync::atomic::Ordering;

use super::args::KeysArgs;
use super::origins::Origins;
use super::scan::{start_of, stop_flag};
use super::session::{Given, Session};
use super::world::World;
use super::{Failure, output};
use crate::model::Exit;
use crate::report::{self, InventoryFormat, sink};
use crate::run::{self, Progress};
use crate::source::Root;

/// `reticent keys`. An inventory tells what is there; it never fails for what it finds.
pub(super) fn keys(args: &KeysArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let root = Root::resolve(&args.paths, &world.cwd, args.reading.trust_owner)?;
    let given = Given { rules: &args.rules, reading: Some(&args.reading), output: None };
    let session = Session::open(&given, start_of(&root), &root.dir, world, origins)?;
    let (stop, progress) = (stop_flag(), Progress::default());
    let context = session.context(None, &stop, &progress);
    let gathered = run::scan(&root, &context);
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::interrupted("error: interrupted; no inventory was written"));
    }
    let inventory = run::inventory(&gathered, &context);
    let format = args.format.unwrap_or(InventoryFormat::Table);
    if let Some(path) = &args.output {
        sink::to_file(path, |out| report::inventory(format, &inventory, "", world.width, out))?;
    } else {
        let mut text = Vec::new();
        report::inventory(format, &inventory, &root.prefix, world.width, &mut text)?;
        output::say(&String::from_utf8_lossy(&text))?;
    }
    Ok(Exit::Clean)
}
