//! What is typed for hooks: which one, and how long it may take.

use std::time::Duration;

/// A hook that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Hook {
    /// Before a commit is made.
    PreCommit,
    /// Before a merge without conflicts is committed.
    PreMergeCommit,
    /// When the message is written.
    CommitMsg,
    /// Before commits are pushed.
    PrePush,
    /// At the receiver, before a push is taken.
    PreReceive,
}

/// How long a hook may take, and what happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Timeout {
    /// How long.
    pub(in crate::cli) after: Duration,
    /// It lets pass what it could not look at in time.
    pub(in crate::cli) opens: bool,
}

impl std::str::FromStr for Timeout {
    type Err = String;

    /// `SECONDS`, `SECONDS:closed`, `SECONDS:open`.
    fn from_str(word: &str) -> Result<Self, String> {
        let (seconds, opens) = match word.split_once(':') {
            None | Some((_, "closed")) => (word.split(':').next().unwrap_or_default(), false),
            Some((seconds, "open")) => (seconds, true),
            Some(_) => return Err("write SECONDS, SECONDS:closed or SECONDS:open".to_owned()),
        };
        let seconds: f64 = seconds.parse().map_err(|_error| "the seconds are no number".to_owned())?;
        let after = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
        Ok(Self { after, opens })
    }
}
