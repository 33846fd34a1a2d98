//! Decodes every object in the packs of a repository with `gix-pack`'s traversal, and does nothing with it: the floor under
//! any history scanner that reads packs with a library. `examples/decode.rs` does the same with our own reader.
//!
//! `cargo run --release --example decode_gix REPO`

#![expect(clippy::print_stdout, reason = "an example prints what it measured")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bstr::ByteSlice as _;
use gix_pack::index::traverse::{Options, SafetyCheck};
use gix_utils::progress::Discard;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which repository?")?;
    let repository = git2::Repository::open(Path::new(&folder))?;
    let (bytes, objects) = (AtomicU64::new(0), AtomicU64::new(0));
    for index in indexes(&repository.commondir().join("objects"))? {
        let pack = gix_pack::data::File::at(index.with_extension("pack"), gix_hash::Kind::Sha1)?;
        let options = Options {
            check: SafetyCheck::SkipFileAndObjectChecksumVerificationAndNoAbortOnDecodeError,
            ..Options::default()
        };
        gix_pack::index::File::at(index, gix_hash::Kind::Sha1)?.traverse(
            &pack,
            &mut Discard,
            &AtomicBool::new(false),
            |_, content, _, _| {
                bytes.fetch_add(content.len() as u64, Ordering::Relaxed);
                objects.fetch_add(1, Ordering::Relaxed);
                Ok(())
            },
            options,
        )?;
    }
    println!("{} objects, {} bytes", objects.into_inner(), bytes.into_inner());
    Ok(())
}

/// The indexes of the packs in a folder of objects, and in those that it borrows from.
fn indexes(objects: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut indexes = Vec::new();
    for entry in objects.join("pack").read_dir()? {
        indexes.extend(Some(entry?.path()).filter(|path| path.extension().is_some_and(|e| e == "idx")));
    }
    let alternates = std::fs::read(objects.join("info/alternates")).unwrap_or_default();
    for other in alternates.lines().filter(|line| !line.is_empty()) {
        indexes.extend(self::indexes(&objects.join(other.to_path_lossy()))?);
    }
    Ok(indexes)
}
