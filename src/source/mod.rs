//! Where content comes from: a folder and all that is below it, a file, standard input.
//!
//! A source finds content and reads it, bounded in memory; it judges nothing. Whatever it cannot read it names as a gap.

pub mod git;
mod guard;
pub mod history;
mod ownignore;
mod patient;
mod read;
mod root;
mod snapshot;
mod walk;

pub use guard::{guarded, is_guarded};
pub use ownignore::OwnIgnores;
pub use patient::Patient;
pub use read::{Piece, Reader, read_stream};
pub use root::{Root, RootError, way};
pub use snapshot::{Base, Snapshot};
pub use walk::{Found, WalkOptions, walk};
