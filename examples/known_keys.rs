//! Makes `src/key/weakness/known.bin`: `cargo run --example known_keys -- OUT FOLDER…`.
//!
//! Reads every file below the folders and keeps the fingerprints of those keys whose private half stands there. What may be
//! given out is for whoever runs it to know; `src/key/weakness/known.md` tells what the list that comes with the program holds.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a tool of the maintainers, run by hand"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use reticent::key::{self, Key};

fn main() -> io::Result<()> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or_else(|| io::Error::other("usage: known_keys OUT FOLDER…"))?;
    let mut entries = BTreeSet::new();
    for folder in arguments {
        read(&folder, &mut entries)?;
    }
    let bytes: Vec<u8> = entries.iter().flatten().copied().collect();
    fs::write(out, bytes)?;
    println!("{} keys", entries.len());
    Ok(())
}

fn read(path: &Path, entries: &mut BTreeSet<[u8; 8]>) -> io::Result<()> {
    if path.is_symlink() {
        return Ok(());
    }
    if !path.is_dir() {
        let content = fs::read(path)?;
        let lower = content.to_ascii_lowercase();
        let mut places: Vec<usize> =
            key::keywords().flat_map(|word| memchr::memmem::find_iter(&lower, word).collect::<Vec<_>>()).collect();
        places.sort_unstable();
        places.dedup();
        let found = key::find(&content, &places)
            .into_iter()
            .chain(key::find_whole(path.to_string_lossy().as_bytes(), &content));
        entries.extend(found.flat_map(|found| found.keys).filter(Key::is_private).filter_map(|key| entry(&key)));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        read(&entry?.path(), entries)?;
    }
    Ok(())
}

/// The first eight bytes of the fingerprint.
fn entry(key: &Key) -> Option<[u8; 8]> {
    let digits = key::fingerprint(key)?;
    u64::from_str_radix(digits.get(..16)?, 16).ok().map(u64::to_be_bytes)
}
