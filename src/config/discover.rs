//! Finding the configuration of a repository.

use std::path::{Path, PathBuf};

use super::problem::Problem;
use crate::source::Snapshot;

/// The names that are looked for; one of them may stand in a folder, not both.
pub const NAMES: [&str; 2] = ["reticent.toml", ".reticent.toml"];

/// The root of the repository that a folder lies in: the nearest folder upwards with `.git`, be it a folder or (in a
/// linked worktree or a submodule) a file.
pub fn repository(start: &Path) -> Option<&Path> {
    start.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// The configuration that holds for a folder (absolute): the nearest one upwards, no further than the repository's
/// root. Outside a repository only the folder itself is looked at.
pub fn discover(from: &Snapshot, start: &Path) -> Result<Option<PathBuf>, Problem> {
    let last = repository(start).unwrap_or(start);
    for folder in start.ancestors() {
        let found: Vec<PathBuf> = NAMES.iter().map(|name| folder.join(name)).filter(|path| from.exists(path)).collect();
        match found.as_slice() {
            [one] => return Ok(Some(one.clone())),
            [first, second] => {
                let message = format!("`{}` and `{}` are both here", first.display(), second.display());
                return Err(Problem::error(message).help("keep one of them"));
            }
            _ if folder == last => break,
            _ => {}
        }
    }
    Ok(None)
}
