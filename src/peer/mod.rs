//! Other tools' files, read: configurations, rules, ignore files and baselines, as those tools mean them.
//!
//! Nothing here writes a file, looks at a repository or knows the command line; the contents of files come in as bytes, and
//! what they say comes out. What a tool would pass over in silence is told.

pub mod gitleaks;
mod go;
pub mod import;
mod note;

pub use note::Note;
