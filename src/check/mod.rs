//! Small pure functions over bytes: what a value is made of, whether it proves itself, what a path is for.
//!
//! Nothing here knows a rule, a finding or a file.

mod checksum;
pub mod example;
mod structure;
mod words;

pub use checksum::{Checksum, UnknownChecksum, Validity};
pub use structure::{Structure, UnknownStructure};
pub use words::{is_common_password, word_share};
