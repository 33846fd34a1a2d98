//! `report`: reports that were written before, converted, filtered, put together, compared. Looks at nothing but them.

mod choice;
mod compare;
mod read;

use super::args::{ReportAction, ReportArgs};
use super::world::World;
use super::{Failure, output};
use crate::config::parse_size;
use crate::model::{Exit, printable};
use crate::report::merge::{Piece, merge};
use crate::report::read::Told;
use crate::report::{Inventories, Options, SarifOptions};
use choice::Choice;
use read::Reader;

/// `reticent report`. It fails for findings only where `--fail-on` asks for it.
pub(super) fn run(args: &ReportArgs, world: &World) -> Result<Exit, Failure> {
    if let Some(ReportAction::Compare(args)) = &args.action {
        return compare::run(args);
    }
    let choice = Choice::new(&args.choice)?;
    let plan = output::Plan::new(&args.output)?;
    let mut reader = Reader::new(limit(&args.choice.max_report_size)?);
    let pieces = args.files.iter().map(|file| piece(file, &mut reader)).collect::<Result<Vec<_>, _>>()?;
    if plan.has_page() {
        tell_of_bare(&args.files, &pieces);
    }
    let Some(mut told) = merge(pieces) else { return Err(Failure::new("no report is named")) };
    choice.apply(&mut told.report);
    if plan.has_inventories() {
        choice.narrow(&mut told.inventories);
    }
    let options = options(&told, args, world)?;
    plan.write(&told.report, &options)?;
    if args.output.fail_on.is_none() {
        return Ok(Exit::Clean);
    }
    let fails = told.report.open().any(|f| f.confidence >= options.min_confidence && f.severity >= options.fail_on);
    Ok(match (fails, options.gaps.is_complete(&told.report)) {
        (true, _) => Exit::Findings(args.output.exit_code),
        (false, false) => Exit::Incomplete,
        (false, true) => Exit::Clean,
    })
}

/// Says which reports a page cannot show applications and keys of: without a word they would pass for having none.
fn tell_of_bare(files: &[String], pieces: &[Piece]) {
    let bare = |piece: &Piece| piece.told.inventories == Inventories::default();
    for (file, _) in files.iter().zip(pieces).filter(|(_, piece)| bare(piece)) {
        output::note(&format!(
            "{}: holds no lists of applications and keys, as the reports of `scan` and `history` do; the page lacks them",
            printable(file.as_bytes())
        ));
    }
}

fn limit(size: &str) -> Result<u64, Failure> {
    parse_size(size).map_err(|error| Failure::new(format!("--max-report-size: {error}")))
}

/// Reads `FILE` or `FOLDER=FILE`; a file whose own name has the sign in it is that file.
fn piece(word: &str, reader: &mut Reader) -> Result<Piece, Failure> {
    let named = word.split_once('=').filter(|_| !std::path::Path::new(word).exists());
    match named {
        Some((folder, file)) if !folder.is_empty() && !file.is_empty() => {
            Ok(Piece { told: reader.read(file)?, folder: Some(folder.to_owned()) })
        }
        Some(_) => Err(Failure::new(format!("{word}: write FOLDER=FILE, or the name of a file"))),
        None => Ok(Piece { told: reader.read(word)?, folder: None }),
    }
}

/// What the flags say, and where they say nothing, what the runs had been asked.
fn options(told: &Told, args: &ReportArgs, world: &World) -> Result<Options, Failure> {
    let given = &args.output;
    let mut look = output::look(given, world);
    // Paths are relative to a folder that is not told.
    look.links = false;
    Ok(Options {
        fail_on: given.fail_on.unwrap_or(told.fail_on),
        min_confidence: least(given.min_confidence, told),
        detail: output::detail(given),
        look,
        gaps: told.gaps.clone(),
        time: format!("{}T00:00:00", world.as_of(args.as_of.as_deref())?),
        sarif: SarifOptions {
            notes: given.sarif_notes,
            suppressed: given.sarif_suppressed,
            category: given.sarif_category.clone(),
        },
        inventories: told.inventories.clone(),
    })
}

/// The least confidence that is shown. What the report does not hold, no flag brings back.
fn least(asked: Option<crate::model::Confidence>, told: &Told) -> crate::model::Confidence {
    match asked {
        Some(asked) if asked < told.min_confidence => {
            output::note(&format!(
                "warning: the report lists findings from {} confidence on; scan with --min-confidence {asked} for more",
                told.min_confidence
            ));
            told.min_confidence
        }
        Some(asked) => asked,
        None => told.min_confidence,
    }
}
