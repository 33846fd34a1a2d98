//! Libraries that are handed bytes of a stranger.
//!
//! They promise errors, and some panic all the same: `git2` unwraps an object's type that a damaged pack made up. Such a
//! panic costs the object, not the run, and is no error of ours to be reported. Readers of archives are treated alike.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Calls a library; none where it panicked. What it was working on must not be used again.
pub fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let called = catch_unwind(AssertUnwindSafe(call)).ok();
    GUARDED.set(before);
    called
}

/// Whether this thread is inside such a call: then its panic is expected, and who prints panics keeps quiet.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_and_the_guard_ends_with_the_call() {
        assert_eq!(guarded(is_guarded), Some(true));
        assert!(!is_guarded());
        assert_eq!(guarded(|| std::hint::black_box(None::<u8>).unwrap()), None);
        assert!(!is_guarded());
    }
}
