//! `report compare`.

use super::super::args::CompareArgs;
use super::choice::Choice;
use super::read::Reader;
use super::{Failure, least, limit};
use crate::cli::output;
use crate::model::Exit;
use crate::report::compare::{CompareFormat, compare, render_comparison};
use crate::report::{Detail, Options, sink};

/// `reticent report compare OLD NEW`. New findings fail it where `--fail-on` asks for it, and nothing else does.
pub(super) fn run(args: &CompareArgs) -> Result<Exit, Failure> {
    let choice = Choice::new(&args.choice)?;
    let mut reader = Reader::new(limit(&args.choice.max_report_size)?);
    let (mut old, mut new) = (reader.read(&args.old)?, reader.read(&args.new)?);
    for told in [&mut old, &mut new] {
        choice.apply(&mut told.report);
    }
    if old.min_confidence > new.min_confidence && args.min_confidence.is_none_or(|asked| asked < old.min_confidence) {
        output::note(&format!(
            "warning: the old report lists findings from {} confidence on only; what is less sure counts as new \
             (--min-confidence {0} compares what both hold)",
            old.min_confidence
        ));
    }
    let options = Options {
        fail_on: args.fail_on.unwrap_or(new.fail_on),
        min_confidence: least(args.min_confidence, &new),
        detail: Detail { verbose: args.verbose, ..Detail::default() },
        gaps: new.gaps.clone(),
        ..Options::default()
    };
    let comparison = compare(&old.report, &new.report, &options);
    if comparison.other_key {
        output::note(
            "warning: no finding of one report is in the other, but some look alike: fingerprints depend on the key in \
             the baseline, so both runs must have the same baseline, or none",
        );
    }
    let format = args.format.unwrap_or(CompareFormat::Text);
    let reports = (&old.report, &new.report);
    if let Some(path) = &args.output {
        sink::to_file(path, |out| render_comparison(format, reports, &comparison, &options, out))?;
    } else {
        let out = std::io::stdout().lock();
        sink::to_stream(out, |out| render_comparison(format, reports, &comparison, &options, out))?;
    }
    if args.fail_on.is_none() {
        return Ok(Exit::Clean);
    }
    Ok(if comparison.new.iter().any(|finding| finding.severity >= options.fail_on) {
        Exit::Findings(args.exit_code)
    } else if !options.gaps.is_complete(&new.report) {
        Exit::Incomplete
    } else {
        Exit::Clean
    })
}
