//! The promises to the user, tried on the built program: redaction, completeness, determinism, and what a walk reads.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failing helper fails its test")]

mod support;

#[path = "promises/accuracy.rs"]
mod accuracy;
#[path = "promises/completeness.rs"]
mod completeness;
#[path = "promises/determinism.rs"]
mod determinism;
#[path = "promises/git.rs"]
mod git;
#[path = "promises/line_hash.rs"]
mod line_hash;
#[path = "promises/redaction.rs"]
mod redaction;
#[path = "promises/repository.rs"]
mod repository;
#[path = "promises/sameness.rs"]
mod sameness;

/// Every report format.
const FORMATS: [&str; 13] = [
    "text",
    "oneline",
    "json",
    "jsonl",
    "sarif",
    "html",
    "markdown",
    "csv",
    "github",
    "gitlab",
    "azure",
    "junit",
    "codeclimate",
];
