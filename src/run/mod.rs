//! The pipeline, from sources to a report. It reads like a table of contents: every stage is another room's.

mod blob;
mod context;
mod examples;
mod excerpt;
mod finish;
mod history;
mod keys;
mod line_hash;
mod outcome;
mod pair;
mod scan;
mod tree;

pub use blob::{BlobInput, Scanner, view_of};
pub use context::{Context, Gathered, Progress};
pub use examples::test_examples;
pub use history::{HistoryOptions, Standing, history};
pub use keys::inventory;
pub use outcome::{BlobOutcome, KeySpot, Spot};
pub use scan::{scan, scan_stdin};
