//! What GitHub says of the event that started a job: a JSON file (docs.github.com, "Webhook events and payloads").

use std::fs::File;
use std::io::Read as _;

use serde::Deserialize;

use super::service::Ci;
use crate::cli::Failure;

/// A payload is 25 MB at most.
const LARGEST: u64 = 32 << 20;

/// The parts that say which commits are meant.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Event {
    pub(super) pull_request: Option<PullRequest>,
    pub(super) merge_group: Option<MergeGroup>,
    /// Of a push: what the ref named before, and what it names now.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) r#ref: Option<String>,
    pub(super) head_commit: Option<Head>,
    pub(super) repository: Option<Home>,
}

/// The newest commit of a push.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct PullRequest {
    pub(super) base: Side,
    pub(super) head: Side,
}

#[derive(Debug, Deserialize)]
pub(super) struct Side {
    pub(super) sha: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct MergeGroup {
    pub(super) base_sha: String,
    pub(super) head_sha: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Home {
    pub(super) default_branch: Option<String>,
}

/// Reads the payload.
pub(super) fn read(ci: &Ci) -> Result<Event, Failure> {
    let Some(path) = ci.word("GITHUB_EVENT_PATH") else {
        return Err(Failure::new("--ci: GITHUB_ACTIONS is set, but not GITHUB_EVENT_PATH; name the range instead"));
    };
    let wrong = |why: String| Failure::new(format!("--ci: the event in {path} (GITHUB_EVENT_PATH): {why}"));
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        wrong(format!("not what GitHub writes, from line {line}, column {column} on; name the range instead"))
    })
}
