//! What a walk needs of git: the top folder, the files that are tracked, where the repository is kept.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bstr::BString;

use super::store::Checkout;
use super::{At, GitError, Repository};

/// A git working tree that is walked.
#[derive(Debug)]
pub struct Worktree {
    /// Its top folder.
    pub top: PathBuf,
    /// The git directory, where configuration and hooks lie.
    pub git_dir: PathBuf,
    /// The repository, or why it cannot be read; then a walk does without it and says so.
    pub repository: Result<Repository, GitError>,
}

/// What git tracks.
#[derive(Debug, Default)]
pub struct Tracked {
    /// Files.
    pub files: BTreeSet<BString>,
    /// Submodules.
    pub submodules: Vec<BString>,
}

impl Worktree {
    /// The working tree that holds a folder.
    pub fn around(folder: &Path, trust_owner: bool) -> Option<Self> {
        let top = folder.ancestors().find(|folder| is_top(folder))?.to_path_buf();
        let repository = Repository::open(At::Folder(&top), trust_owner);
        let git_dir = repository.as_ref().map_or_else(|_| top.join(".git"), |opened| opened.place().git_dir.clone());
        Some(Self { top, git_dir, repository })
    }

    /// The tracked files and submodules, relative to the top folder; or why they cannot be listed.
    pub fn tracked(&self) -> Result<Tracked, String> {
        let repository = self.repository.as_ref().map_err(ToString::to_string)?;
        let mut tracked = Tracked::default();
        for entry in repository.index().map_err(|error| error.to_string())? {
            if entry.entry.is_submodule() {
                tracked.submodules.push(entry.path);
            } else {
                tracked.files.insert(entry.path);
            }
        }
        Ok(tracked)
    }

    /// URL without credentials, commit and branch that are checked out.
    pub fn checkout(&self) -> Checkout {
        self.repository.as_ref().map(Repository::checkout).unwrap_or_default()
    }
}

/// A folder that holds `.git`: a folder with a `HEAD`, or a file that leads to one (worktree, submodule).
fn is_top(folder: &Path) -> bool {
    let git = folder.join(".git");
    git.is_file() || git.join("HEAD").exists()
}
