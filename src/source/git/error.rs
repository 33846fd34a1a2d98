//! Why git could not be read.

use std::path::PathBuf;

use super::ObjectId;
use crate::model::GapKind;

/// Why a repository, or something in it, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is none.
    #[error("{} is not in a git repository", .0.display())]
    NotARepository(PathBuf),
    /// Somebody else owns it, and neither git's `safe.directory` nor `--trust-owner` says that they are trusted.
    #[error(
        "the repository at {place} belongs to another user, who could have written anything into it; if you trust \
         them, say so: --trust-owner for this run, or git config --global --add safe.directory {place}",
        place = .0.display()
    )]
    Owner(PathBuf),
    /// Its configuration includes a file that lies outside of it.
    #[error(
        "the configuration of the repository includes {}, which lies outside of it; if you wrote that, --trust-owner \
         reads it all the same", .0.display()
    )]
    Includes(PathBuf),
    /// libgit2 does not know the format, and the `git` program did not help.
    #[error("the built-in reader refuses this repository ({refused}), and {program}")]
    Refused {
        /// What libgit2 says.
        refused: String,
        /// What became of asking the program.
        program: String,
    },
    /// The `git` program is needed and not there.
    #[error("there is no git program to ask; install git")]
    NoProgram,
    /// The `git` program failed.
    #[error("git says: {0}")]
    Program(String),
    /// A revision that names no commit.
    #[error("`{0}` names no commit here")]
    Revision(String),
    /// An object that is not here.
    #[error("object {0} is missing")]
    Missing(ObjectId),
    /// An object that cannot be decoded.
    #[error("object {0} is damaged: {1}")]
    Damaged(ObjectId, String),
    /// More than a bounded run can hold.
    #[error("{0}")]
    Limit(String),
    /// Everything else.
    #[error("{0}")]
    Other(String),
}

impl GitError {
    /// What kind of gap it is when a scan goes on without what could not be read.
    pub fn gap(&self) -> GapKind {
        match self {
            Self::Missing(_) => GapKind::Missing,
            Self::Damaged(..) => GapKind::Corrupt,
            Self::Limit(_) => GapKind::Limit,
            _ => GapKind::Unreadable,
        }
    }
}
