//! The JSON report, read back: what `json/` writes becomes a [`Report`] again, with masks where the secrets were.
//!
//! The file may come from anywhere, so nothing of it is believed: texts are made printable, numbers are kept within what
//! the other formats can bear, and what is no report of ours is refused with a word on what it is instead.

mod beside;
mod lists;
mod raw;
mod said;
mod turn;
mod wrong;

use super::{GapPolicy, Inventories};
use crate::model::{Confidence, Report, Severity};

pub use wrong::ReadError;

/// A report that was read back, and what the run that wrote it had been asked.
#[derive(Debug)]
pub struct Told {
    /// The report.
    pub report: Report,
    /// From which severity on its run failed.
    pub fail_on: Severity,
    /// From which confidence on it lists findings.
    pub min_confidence: Confidence,
    /// Which gaps made it incomplete.
    pub gaps: GapPolicy,
    /// What it saw beside its findings; what it does not say is not there.
    pub inventories: Inventories,
}

/// Reads a report. `number` tells the secrets of one file from those of others that are read in the same run.
pub fn read(bytes: &[u8], number: u64) -> Result<Told, ReadError> {
    // Windows PowerShell's `>` writes UTF-16; other programs begin UTF-8 with a mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    wrong::recognise(bytes)?;
    let document: raw::Document = serde_json::from_slice(bytes).map_err(|error| wrong::of_json(&error, bytes.len()))?;
    turn::document(document, number)
}
