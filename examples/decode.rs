//! Decodes every object of a repository and does nothing with it: the floor under `reticent history`.
//!
//! `cargo run --release --example decode REPO`

#![expect(clippy::print_stdout, reason = "an example prints what it measured")]

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use reticent::source::git::ObjectKind;
use reticent::source::history::{Bounds, History, Like, Number, Visitor, traverse};

static BYTES: AtomicU64 = AtomicU64::new(0);

struct Count;

impl Visitor for Count {
    type Left = ();

    fn object(&mut self, _: Number, _: ObjectKind, content: &[u8], _: Option<Like<'_, ()>>) {
        BYTES.fetch_add(content.len() as u64, Ordering::Relaxed);
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which repository?")?;
    let history = History::open(Path::new(&folder), false)?;
    let jobs = std::thread::available_parallelism()?.get();
    let bounds = Bounds { jobs, largest: 512 << 20, waiting: 1 << 30 };
    let (_, faults) = traverse(&history, &bounds, &[], &|| Count, &AtomicBool::new(false));
    println!("{} objects, {} bytes, {} faults", history.objects().len(), BYTES.load(Ordering::Relaxed), faults.len());
    Ok(())
}
