//! Keys and certificates: measured as the programs that made them measure them, judged by a policy, and never a crash.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::too_many_lines,
    reason = "a failing helper fails its test, a skipped one says why, and a table of keys is long"
)]

mod support;

#[path = "keys/bad.rs"]
mod bad;
#[path = "keys/findings.rs"]
mod findings;
#[path = "keys/inventory.rs"]
mod inventory;
#[path = "keys/known.rs"]
mod known;
#[path = "keys/python.rs"]
mod python;
#[path = "keys/rare.rs"]
mod rare;
#[path = "keys/sources.rs"]
mod sources;
#[path = "keys/tools.rs"]
mod tools;
#[path = "keys/truth.rs"]
mod truth;
