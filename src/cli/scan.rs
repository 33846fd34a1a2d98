//! `scan` and `stdin`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::args::{OutputArgs, ScanArgs, StdinArgs};
use super::given::Given;
use super::origins::Origins;
use super::session::Session;
use super::verify::LiveCheck;
use super::world::World;
use super::{Failure, complain, output, progress};
use crate::model::{Exit, GapKind, Report};
use crate::report::{Inventories, Options};
use crate::run::{self, Context, Gathered, Progress};
use crate::source::{Patient, Root};

/// `reticent scan`.
pub(super) fn scan(args: &ScanArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = Root::resolve(&args.paths, &world.cwd, args.common.reading.trust_owner)?;
    let repository = root.repository.as_ref().and_then(|around| around.repository.as_ref().ok());
    let given = Given::of(&args.common).trusting(args.trust_config_from.as_deref(), repository, &root.dir)?;
    let start = start_of(&root);
    let session = Session::open(&given, start, &root.dir, world, origins)?;
    let plan = output::Plan::new(&args.common.output)?;
    let live = LiveCheck::new(&args.verify, args.common.output.quiet, &session, world)?;
    let stop = stop_flag();
    let (mut gathered, inventories) = gather(&session, &root, world, (&args.common.output, &plan), &stop)?;
    if let Some(live) = live {
        live.run(&mut gathered.report, &session, &stop);
    }
    conclude(&session, (&gathered.report, inventories), &plan, &args.common.output, world, started)
}

/// `reticent stdin`.
pub(super) fn stdin(args: &StdinArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let started = Instant::now();
    let given = Given::of(&args.common);
    let root = Root::resolve(&[".".into()], &world.cwd, args.common.reading.trust_owner)?;
    let session = Session::open(&given, &world.cwd, &root.dir, world, origins)?;
    let plan = output::Plan::new(&args.common.output)?;
    let live = LiveCheck::new(&args.verify, args.common.output.quiet, &session, world)?;
    let (stop, progress) = (stop_flag(), Progress::default());
    let context = session.context(session.baseline()?, &stop, &progress);
    let input = Patient::new(std::io::stdin(), Arc::clone(&stop));
    let mut gathered =
        run::scan_stdin(&args.path, input, &context).map_err(|e| Failure::new(format!("standard input: {e}")))?;
    if let Some(live) = live {
        live.run(&mut gathered.report, &session, &stop);
    }
    conclude(&session, (&gathered.report, Inventories::default()), &plan, &args.common.output, world, started)
}

/// Where the configuration is looked for: the first folder asked for.
pub(super) fn start_of(root: &Root) -> &Path {
    let first = root.paths.first().map_or(root.dir.as_path(), |path| path.as_path());
    if first.is_dir() { first } else { first.parent().unwrap_or(first) }
}

/// Runs the scan, with a progress bar where somebody looks.
fn gather(
    session: &Session,
    root: &Root,
    world: &World,
    (args, plan): (&OutputArgs, &output::Plan),
    stop: &AtomicBool,
) -> Result<(Gathered, Inventories), Failure> {
    let progress = Arc::new(Progress::default());
    let bar = (world.interactive && !args.quiet).then(|| progress::show(Arc::clone(&progress)));
    let baseline = session.baseline()?;
    let context = Context { line_hashes: plan.shows_line_hashes(), ..session.context(baseline, stop, &progress) };
    let gathered = run::scan(root, &context);
    drop(bar);
    let inventories = plan.inventories(&gathered, &context);
    Ok((gathered, inventories))
}

/// A flag that Ctrl-C and a termination signal set.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // A handler that stands already (in a test) is as good.
    _ = ctrlc::set_handler(move || flag.store(true, std::sync::atomic::Ordering::Relaxed));
    stop
}

/// Writes the reports, and what was seen beside the findings, and finds the exit code.
pub(super) fn conclude(
    session: &Session,
    (report, inventories): (&Report, Inventories),
    plan: &output::Plan,
    args: &OutputArgs,
    world: &World,
    started: Instant,
) -> Result<Exit, Failure> {
    if report.interrupted {
        complain("error: interrupted; no report was written");
        return Ok(Exit::Interrupted);
    }
    let options = Options { inventories, ..output::options(&session.settings, args, world) };
    plan.write(report, &options)?;
    mend(report, world);
    if !args.quiet {
        output::note(&format!("took {:.2} s", started.elapsed().as_secs_f64()));
    }
    Ok(exit_of(session, report, &options, args.exit_code))
}

/// Says how the checkout of the service that runs us is made whole, if the report lacks what was before it.
fn mend(report: &Report, world: &World) {
    let cut_off = report.gaps.iter().any(|gap| gap.kind == GapKind::Shallow);
    if let Some(ci) = world.ci.as_ref().filter(|_| cut_off) {
        output::note(&format!("the clone is shallow; in {}, {}", ci.service.name(), ci.service.whole_clone()));
    }
}

pub(super) fn exit_of(session: &Session, report: &Report, options: &Options, code: u8) -> Exit {
    let fails = |finding: &crate::model::Finding| {
        session.settings.for_path(finding.origin.path.as_ref()).fails(finding.severity)
    };
    if report.open().any(fails) {
        Exit::Findings(code)
    } else if !options.gaps.is_complete(report) {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}
