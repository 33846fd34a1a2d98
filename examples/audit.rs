//! One audit of a folder and of its history, as another program would make it: with progress, and with an end to it.
//!
//! `cargo run --example audit -- FOLDER`

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use reticent::{Audit, Builder, Canceller, Report};

/// Scans a folder, and the repository that it is, if it is one.
pub(crate) fn audit(audit: &Audit, folder: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    show(&audit.folder(folder)?, out)?;
    if folder.join(".git").exists() {
        show(&audit.history(folder)?, out)?;
    }
    Ok(())
}

fn show(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.open() {
        let line = finding.occurrences().first().map_or(0, |place| place.location.start.line);
        writeln!(out, "{}:{line}: {} {}", finding.origin.path, finding.rule.id, finding.masked)?;
    }
    for gap in &report.gaps {
        writeln!(out, "not scanned: {} ({})", gap.origin.path, gap.kind)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    // Another thread may call `cancel` at any time.
    let canceller = Canceller::default();
    let built = Builder::new("2026-01-31")
        .canceller(&canceller)
        .on_progress(|progress| {
            // That nobody reads it is no reason to stop.
            _ = writeln!(io::stderr(), "{} files, {} bytes", progress.files, progress.bytes);
        })
        .build()?;
    audit(&built, &folder, &mut io::stdout().lock())
}
