//! A JSON report read back, its errors kept, and written as SARIF.
//!
//! `reticent scan --format json | cargo run --example convert > errors.sarif`

use std::error::Error;
use std::io::{self, Read as _, Write};

use reticent::model::Severity;
use reticent::report::read::read;
use reticent::report::{Format, Options, render};

pub(crate) fn convert(text: &[u8], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut told = read(text, 1)?;
    told.report.findings.retain(|finding| finding.severity == Severity::Error);
    let options = Options { gaps: told.gaps, min_confidence: told.min_confidence, ..Options::default() };
    render(Format::Sarif, &told.report, &options, out)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = Vec::new();
    io::stdin().take(64 << 20).read_to_end(&mut text)?;
    convert(&text, &mut io::stdout().lock())
}
