//! How live checks are done: for which rules, how slowly, until when.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;

/// How it is done.
pub struct Check<'c> {
    /// Whether a rule is asked for, by its id.
    pub selects: &'c dyn Fn(&str) -> bool,
    /// Servers on this machine that stand in for the providers of rules, for tests: `http://127.0.0.1:8080`.
    pub endpoints: &'c BTreeMap<String, String>,
    /// How long a host is left alone between two requests.
    pub pause: Duration,
    /// The time, for signatures and the report.
    pub clock: &'c (dyn Fn() -> Timestamp + Sync),
    /// Somebody wants the run to end.
    pub stop: &'c AtomicBool,
}

impl std::fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Check").field("pause", &self.pause).finish_non_exhaustive()
    }
}
