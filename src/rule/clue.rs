//! Clues and client terms: what rules say of applications rather than of secrets.
//!
//! A clue is something seen in a file that tells what kind of application the file belongs to: a library, a constructor, a
//! setting, a manifest. It is found like a secret, by keywords and a pattern, and never reported by itself. `client/` weighs
//! clues. A rule with client terms reports a statement (no secret) in applications of some kinds only.

use crate::model::Text;

/// Kinds of applications, as rules and reports name them. `client/` knows what they mean.
pub const KINDS: [&str; 7] = ["public", "confidential", "both", "resource-only", "library", "none", "unknown"];

/// What a clue speaks for.
pub(super) const SIDES: [&str; 5] = ["public", "confidential", "resource", "library", "neutral"];

/// A clue, compiled.
#[expect(clippy::struct_excessive_bools, reason = "each is something that a clue says by itself")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clue {
    /// `public`, `confidential`, `resource`, `library` or `neutral`.
    pub side: Text,
    /// 0 to 6.
    pub weight: u8,
    /// Clues of one group count once.
    pub group: Text,
    /// The sort of unit that the file makes.
    pub unit: Option<Text>,
    /// How many folders above the file the unit is.
    pub up: u8,
    /// The file itself is a unit.
    pub artefact: bool,
    /// Its folder is no unit.
    pub workspace: bool,
    /// It proves this platform.
    pub platform: Option<Text>,
    /// Identity library.
    pub library: Option<Text>,
    /// What was captured is the library's version; without a library, a name that rules with `joins` ask for.
    pub version: bool,
    /// Flow that is used.
    pub flow: Option<Text>,
    /// How the application proves its identity.
    pub proof: Option<Text>,
    /// It is about sign-in, tokens or registrations.
    pub identity: bool,
}

/// The applications in which a rule reports, compiled.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition that a rule states")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Of these kinds; any where it is empty.
    pub kinds: Vec<Text>,
    /// Only where one of these clues (or groups) stands in the same unit.
    pub needs: Vec<Text>,
    /// Only where none of these clues (or groups) stands in the same unit.
    pub without: Vec<Text>,
    /// The clues of `needs` and `without` stand in the same file.
    pub near: bool,
    /// Only on a platform for users.
    pub shipped: bool,
    /// Only in units that have to do with identity.
    pub identity: bool,
    /// Once a unit.
    pub once: bool,
    /// Only where the date that the match ends with is more than so many days after the day of the run; 0 asks nothing.
    pub after_days: u32,
    /// Only where that date is at most so many days after the day of the run; 0 asks nothing.
    pub within_days: u32,
    /// Only where that date is past.
    pub past: bool,
    /// Only where an application of the other side, public or with a credential, uses the identifier that the match ends with.
    pub shared: bool,
    /// Only where this clue captured, in another file of the folder, the name that the match ends with.
    pub joins: Option<Text>,
    /// It says that a credential stands there, and is joined with the secret that was found in the same place.
    pub holds: bool,
    /// Rules whose findings it makes superfluous on a line where it reports.
    pub covers: Vec<Text>,
}

impl Terms {
    /// Whether there is nothing to say where no application is known: what belongs to none has nothing to do with identity as
    /// far as is seen.
    pub fn ask_for_an_application(&self) -> bool {
        let other = self.kinds.is_empty() || self.kinds.iter().any(|kind| **kind == *"none" || **kind == *"unknown");
        !other || !self.needs.is_empty() || self.shipped || self.identity
    }

    /// Whether they ask for a date.
    pub fn is_dated(&self) -> bool {
        self.after_days > 0 || self.within_days > 0 || self.past
    }
}
