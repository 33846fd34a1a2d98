//! `hook …`: the hooks of git, put in place, looked at and run.

mod install;
mod run;

use super::Failure;
use super::args::{Hook, HookAction};
use super::origins::Origins;
use super::world::World;
use crate::model::Exit;
use crate::report::hook::Stage;

/// Runs a `hook` command.
pub(super) fn run(action: &HookAction, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    match action {
        HookAction::Install { hooks, shared } => install::install(&chosen(hooks), *shared, world),
        HookAction::Uninstall { hooks } => install::uninstall(&chosen(hooks)),
        HookAction::Status => install::status(),
        HookAction::Run(args) => run::run(args, world, origins),
    }
}

impl Hook {
    /// All of them.
    const ALL: [Self; 5] = [Self::PreCommit, Self::PreMergeCommit, Self::CommitMsg, Self::PrePush, Self::PreReceive];

    /// Git's name for it.
    fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::CommitMsg => "commit-msg",
            Self::PrePush => "pre-push",
            Self::PreReceive => "pre-receive",
        }
    }

    /// The script that git runs.
    fn script(self) -> &'static str {
        match self {
            Self::PreCommit => include_str!("../../../hooks/pre-commit"),
            Self::PreMergeCommit => include_str!("../../../hooks/pre-merge-commit"),
            Self::CommitMsg => include_str!("../../../hooks/commit-msg"),
            Self::PrePush => include_str!("../../../hooks/pre-push"),
            Self::PreReceive => include_str!("../../../hooks/pre-receive"),
        }
    }

    fn stage(self) -> Stage {
        match self {
            Self::PreCommit => Stage::Commit,
            Self::PreMergeCommit => Stage::Merge,
            Self::CommitMsg => Stage::Message,
            Self::PrePush => Stage::Push,
            Self::PreReceive => Stage::Receive,
        }
    }
}

/// The hooks that were named, or those of a working tree.
fn chosen(hooks: &[Hook]) -> Vec<Hook> {
    if hooks.is_empty() {
        Hook::ALL.into_iter().filter(|hook| *hook != Hook::PreReceive).collect()
    } else {
        hooks.to_vec()
    }
}
