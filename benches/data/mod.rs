//! The data set of the micro-benchmarks: the files of a folder, `RETICENT_BENCH_DIR`, up to 64 MB of them; this
//! repository's own sources where none is named.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// Most bytes taken.
const MOST: usize = 64 << 20;

/// A file of the set.
pub(crate) struct File {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// What is in it.
    pub(crate) content: Vec<u8>,
}

/// The files, sorted by path.
pub(crate) fn files() -> Vec<File> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("RETICENT_BENCH_DIR").map(PathBuf::from);
    let mut paths = Vec::new();
    match &named {
        Some(folder) => list(folder, &mut paths),
        None => ["src", "tests", "rules", "docs"].iter().for_each(|folder| list(&own.join(folder), &mut paths)),
    }
    paths.sort();
    let (mut files, mut bytes) = (Vec::new(), 0);
    for path in paths {
        let Ok(content) = fs::read(&path) else { continue };
        bytes += content.len();
        if bytes > MOST {
            break;
        }
        files.push(File { path, content });
    }
    files
}

/// Their length together.
pub(crate) fn bytes(files: &[File]) -> usize {
    files.iter().map(|file| file.content.len()).sum()
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(&entry.path(), paths),
            Ok(kind) if kind.is_file() => paths.push(entry.path()),
            _ => {}
        }
    }
}
