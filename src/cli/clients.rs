//! `clients`: the inventory of applications.

use std::sync::atomic::Ordering;

use super::args::ClientsArgs;
use super::given::Given;
use super::origins::Origins;
use super::scan::{start_of, stop_flag};
use super::session::Session;
use super::world::World;
use super::{Failure, gitleaks, output};
use crate::model::Exit;
use crate::report::{self, ClientsFormat, sink};
use crate::run::{self, Progress};
use crate::source::Root;

/// `reticent clients`. An inventory tells what is there; it never fails for what it finds.
pub(super) fn clients(args: &ClientsArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    gitleaks::refuse(&args.listing.rules, "clients")?;
    let paths = [args.path.clone()];
    let root = Root::resolve(&paths, &world.cwd, args.listing.reading.trust_owner)?;
    let given = Given::without_report(&args.listing.rules, Some(&args.listing.reading));
    let session = Session::open(&given, start_of(&root), &root.dir, world, origins)?;
    let (stop, progress) = (stop_flag(), Progress::default());
    let context = session.context(None, &stop, &progress);
    let gathered = run::scan(&root, &context);
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::interrupted("error: interrupted; no inventory was written"));
    }
    let clients = run::clients(&gathered, &context);
    let format = args.format.unwrap_or(ClientsFormat::Table);
    if let Some(path) = &args.listing.output {
        sink::to_file(path, |out| report::clients(format, &clients, args.explain, out))?;
    } else {
        let mut text = Vec::new();
        report::clients(format, &clients, args.explain, &mut text)?;
        output::say(&String::from_utf8_lossy(&text))?;
    }
    Ok(Exit::Clean)
}
