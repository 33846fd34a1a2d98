//! The pipeline, from sources to a report. It reads like a table of contents: every stage is another room's.

mod blob;
mod context;
mod examples;
mod excerpt;
mod finish;
mod line_hash;
mod outcome;
mod pair;
mod scan;
mod tree;

pub use blob::{BlobInput, Scanner, judge};
pub use context::{Context, Gathered, Progress};
pub use examples::test_examples;
pub use outcome::{BlobOutcome, Spot};
pub use scan::{scan, scan_stdin};
