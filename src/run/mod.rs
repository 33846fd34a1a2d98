//! The pipeline, from sources to a report. It reads like a table of contents: every stage is another room's.

mod added;
mod additions;
mod blob;
mod clients;
mod context;
mod examples;
mod excerpt;
mod finish;
mod guard;
mod history;
mod keys;
mod line_hash;
mod needles;
mod outcome;
mod pair;
mod part;
mod range;
mod scan;
mod spots;
mod stated;
mod step;
mod together;
mod tree;
mod trusted;
mod unfold;
mod versions;

pub use blob::{BlobInput, Scanner, judge, view_of};
pub use clients::{inventory_of_clients as clients, units};
pub use context::{Context, Gathered, Progress};
pub use examples::test_examples;
pub use history::{HistoryOptions, Memory, NameChooser, PathChooser, Standing, history};
pub use keys::inventory;
pub use outcome::{BlobOutcome, ClueSpot, KeySpot, Spot};
pub use range::{Job, MESSAGE, Staged};
pub use scan::{scan, scan_stdin};
