//! What is asked of a text that may be read as code: reading it costs more than all else that is done with it.

use crate::rule::{Rule, Terms};

/// Which rules are run over a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Those on secrets and keys alone: it is not read as code, and nothing is said of applications.
    Nothing,
    /// Those that hold whatever application it is of: where no application is known, the others could not report.
    ByItself,
    /// All.
    Everything,
}

impl Asked {
    /// Whether a rule is one of them.
    pub(super) fn wants(self, rule: &Rule) -> bool {
        let of_an_application = || rule.client.as_ref().is_some_and(Terms::ask_for_an_application);
        match self {
            Self::Nothing => rule.clue.is_none() && rule.client.is_none(),
            Self::ByItself => rule.clue.is_none() && !of_an_application(),
            Self::Everything => true,
        }
    }
}
