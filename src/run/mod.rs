//! The pipeline, from sources to a report. It reads like a table of contents: every stage is another room's.

mod blob;
mod excerpt;
mod finish;
mod outcome;
mod scan;

pub use blob::{BlobInput, Scanner};
pub use outcome::BlobOutcome;
pub use scan::{Request, scan, scan_stdin};
