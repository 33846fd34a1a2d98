//! What `reticent history` promises: everything that git keeps is read, each secret is told once with its commits, and
//! what cannot be read is named.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is its purpose"
)]

#[path = "history/again.rs"]
mod again;
#[path = "history/cache.rs"]
mod cache;
#[path = "history/code.rs"]
mod code;
#[path = "history/damage.rs"]
mod damage;
#[path = "history/forms.rs"]
mod forms;
#[path = "history/large.rs"]
mod large;
#[path = "history/packs.rs"]
mod packs;
#[path = "history/places.rs"]
mod places;
#[path = "history/range.rs"]
mod range;
#[path = "history/sameness.rs"]
mod sameness;
#[path = "support/mod.rs"]
mod support;
#[path = "history/told.rs"]
mod told;

use serde_json::Value;
use support::{Run, Tree};

/// The findings of a run in JSON.
fn findings(run: &Run) -> Vec<Value> {
    run.json()["findings"].as_array().unwrap().clone()
}

/// The secrets that a run tells when asked to, sorted.
fn secrets(tree: &Tree, arguments: &str) -> Vec<String> {
    let run = tree.run(&format!("history --format json --reveal --min-confidence low {arguments}"));
    assert!([0, 1, 3].contains(&run.code), "{}", run.shown());
    let mut secrets: Vec<String> =
        findings(&run).iter().map(|finding| finding["secret"].as_str().unwrap().to_owned()).collect();
    secrets.sort();
    secrets
}

/// Writes a file and commits everything.
fn commit(tree: &Tree, name: &str, text: &str, message: &str) {
    tree.bytes(name, text.as_bytes()).git(&["add", "--all"]).git(&[
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        message,
    ]);
}

/// The kinds of gaps that a run tells.
fn gaps(run: &Run) -> Vec<String> {
    let gaps = run.json()["gaps"].as_array().unwrap().clone();
    gaps.iter().map(|gap| gap["kind"].as_str().unwrap().to_owned()).collect()
}
