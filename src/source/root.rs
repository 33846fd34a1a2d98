//! What a scan is relative to.

use std::path::{Component, Path, PathBuf};

use bstr::BString;

use super::git::Worktree;
use crate::order::Order as _;

/// The folder that every reported path is relative to, and the paths below it that were asked for.
#[derive(Debug)]
pub struct Root {
    /// Absolute: the repository's top folder where the paths lie in one, else the folder that was named.
    pub dir: PathBuf,
    /// The way from the working directory to `dir`, as it is put before paths: empty or ending with `/`.
    pub prefix: String,
    /// The paths asked for, absolute; none lies within another.
    pub paths: Vec<PathBuf>,
    /// The repository, where there is one.
    pub repository: Option<Worktree>,
}

/// A path that cannot be scanned at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot scan {path}: {error}", path = .path.display())]
pub struct RootError {
    path: PathBuf,
    error: std::io::Error,
}

impl Root {
    /// Resolves the paths that a person gave, seen from `cwd`. With `trust_owner` it is no obstacle that the repository
    /// belongs to somebody else.
    pub fn resolve(paths: &[PathBuf], cwd: &Path, trust_owner: bool) -> Result<Self, RootError> {
        let mut absolute = Vec::new();
        for path in paths {
            let full = dunce(cwd.join(path).canonicalize().map_err(|error| RootError { path: path.clone(), error })?);
            absolute.push(full);
        }
        absolute.order();
        absolute.dedup();
        let all = absolute.clone();
        absolute.retain(|path| !all.iter().any(|other| path != other && path.starts_with(other)));
        let folder = common_folder(&absolute);
        let repository = Worktree::around(&folder, trust_owner);
        let dir = repository.as_ref().map_or(folder, |repository| repository.top.clone());
        let here = cwd.canonicalize().map_or_else(|_| cwd.to_path_buf(), dunce);
        Ok(Self { prefix: way(&here, &dir), dir, paths: absolute, repository })
    }

    /// A path below the root, relative to it, with `/` between its parts.
    pub fn relative(&self, path: &Path) -> BString {
        relative_bytes(path.strip_prefix(&self.dir).unwrap_or(path))
    }
}

/// Windows' `\\?\` form helps nobody who reads it.
fn dunce(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(plain) if !plain.starts_with("UNC") => PathBuf::from(plain),
        _ => path,
    }
}

/// The bytes of a relative path, with `/` between its parts. On Windows what is not Unicode becomes U+FFFD.
pub(super) fn relative_bytes(path: &Path) -> BString {
    let mut bytes = Vec::new();
    for part in path.components().filter(|part| matches!(part, Component::Normal(_))) {
        if !bytes.is_empty() {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(&<Vec<u8> as bstr::ByteVec>::from_os_str_lossy(part.as_os_str()));
    }
    bytes.into()
}

/// The deepest folder that holds all paths; of a single folder, itself.
fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| {
        if path.is_dir() { path.clone() } else { path.parent().map_or_else(|| path.clone(), Path::to_path_buf) }
    };
    let mut common = paths.first().map_or_else(PathBuf::new, folder);
    for path in paths.iter().skip(1) {
        while !path.starts_with(&common) && common.pop() {}
    }
    common
}

/// The way from one folder to another, as it is put before paths: empty or ending with `/`. Both are absolute.
pub fn way(here: &Path, dir: &Path) -> String {
    let text = |path: &Path| String::from_utf8_lossy(&relative_bytes(path)).into_owned();
    if let Ok(below) = dir.strip_prefix(here) {
        let below = text(below);
        return if below.is_empty() { below } else { format!("{below}/") };
    }
    if let Ok(above) = here.strip_prefix(dir) {
        return "../".repeat(above.components().count());
    }
    format!("{}/", dir.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_root_is_short() {
        assert_eq!(way(Path::new("/a/b"), Path::new("/a/b")), "");
        assert_eq!(way(Path::new("/a"), Path::new("/a/b/c")), "b/c/");
        assert_eq!(way(Path::new("/a/b/c"), Path::new("/a")), "../../");
        assert_eq!(way(Path::new("/x"), Path::new("/a")), "/a/");
    }
}
