//! Where objects lie: a folder, and the folders that it names as its alternates
//! (<https://git-scm.com/docs/gitrepository-layout>, "objects/info/alternates").

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many folders of objects may be named one by the other, as in git.
const DEPTH: usize = 5;

/// A folder that could not be followed to.
#[derive(Debug)]
pub(in crate::source) enum Lost {
    /// It is not there, and why.
    Missing(PathBuf, std::io::Error),
    /// Behind this one follow more than git would follow to.
    TooDeep(PathBuf),
}

/// A folder of objects and those that it names as its alternates, each once.
pub(in crate::source) fn with_alternates(folder: &Path) -> (Vec<PathBuf>, Vec<Lost>) {
    let (mut folders, mut lost) = (vec![folder.to_path_buf()], Vec::new());
    let mut seen: BTreeSet<PathBuf> = folder.canonicalize().into_iter().collect();
    let mut level = folders.clone();
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for named in level.iter().flat_map(|folder| alternates_of(folder)) {
            match named.canonicalize() {
                Ok(real) if seen.insert(real.clone()) => next.push(real),
                Ok(_) => {}
                Err(error) => lost.push(Lost::Missing(named, error)),
            }
        }
        folders.extend(next.iter().cloned());
        level = next;
    }
    if level.iter().any(|folder| !alternates_of(folder).is_empty()) {
        lost.push(Lost::TooDeep(folder.to_path_buf()));
    }
    (folders, lost)
}

fn alternates_of(folder: &Path) -> Vec<PathBuf> {
    let text = std::fs::read(folder.join("info").join("alternates")).unwrap_or_default();
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    // A relative one is relative to the folder of objects.
    lines.map(|line| folder.join(bstr::ByteSlice::to_path_lossy(line))).collect()
}

/// The indexes of a folder's packs, in the order of their names.
pub(in crate::source) fn indexes(folder: &Path) -> Vec<PathBuf> {
    let mut indexes: Vec<PathBuf> =
        folder.join("pack").read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    indexes.retain(|path| path.extension().is_some_and(|extension| extension == "idx"));
    indexes.sort();
    indexes
}
