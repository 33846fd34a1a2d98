//! The progress bar: on a terminal, and only past half a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar};

use crate::run::Progress;

/// Nobody wants to see a bar flash by.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar that goes away when it is dropped.
pub(super) struct Bar {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Shows how far a run is, until the bar is dropped.
pub(super) fn show(progress: Arc<Progress>) -> Bar {
    let done = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&done);
    let thread = std::thread::spawn(move || {
        let started = Instant::now();
        let mut bar = None;
        while !flag.load(Ordering::Relaxed) {
            std::thread::park_timeout(Duration::from_millis(100));
            if started.elapsed() > PATIENCE {
                let bar = bar.get_or_insert_with(ProgressBar::new_spinner);
                let files = HumanCount(progress.files.load(Ordering::Relaxed));
                let bytes = HumanBytes(progress.bytes.load(Ordering::Relaxed));
                bar.set_message(format!("{files} files, {bytes}"));
                bar.tick();
            }
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    });
    Bar { done, thread: Some(thread) }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It only draws; that it panicked would be no reason to fail.
            _ = thread.join();
        }
    }
}
