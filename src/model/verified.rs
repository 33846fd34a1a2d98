//! What a provider says of a credential, where a person asked for a live check.

use std::collections::BTreeMap;

use super::Secret;

/// Another part of a finding's credential, such as the key ID that belongs to a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialPart {
    /// The rule that found it.
    pub rule: String,
    /// The part itself.
    pub secret: Secret,
}

/// Whether a credential still opens something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiveState {
    /// The provider takes it.
    Live,
    /// The provider refuses it.
    Dead,
    /// Nobody could tell.
    Unknown,
}

impl LiveState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Live, Self::Dead, Self::Unknown];

    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Dead => "dead",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The answer to a live check of one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What came of it.
    pub state: LiveState,
    /// The host that was asked; empty where nobody was.
    pub host: String,
    /// When (`YYYY-MM-DDThh:mm:ssZ`); empty where nobody was asked.
    pub at: String,
    /// Why nobody can tell: `timed out`, `status 403`. Empty where it is known. Holds nothing of the answer.
    pub why: String,
}

/// What the live checks of a run come to. A credential that stands in several places counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Requests that were sent.
    pub asked: u64,
    /// Credentials that their provider takes.
    pub live: u64,
    /// Credentials that their provider refuses.
    pub dead: u64,
    /// Credentials of which nobody can tell.
    pub unknown: u64,
    /// Why, and how many.
    pub reasons: BTreeMap<String, u64>,
    /// Findings that are not shown because only those were asked for that a provider takes.
    pub left_out: u64,
}

impl Verification {
    /// Takes another part of the same run in.
    pub(super) fn merge(&mut self, other: Self) {
        let Self { asked, live, dead, unknown, reasons, left_out } = other;
        let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
        add(&mut self.asked, asked);
        add(&mut self.live, live);
        add(&mut self.dead, dead);
        add(&mut self.unknown, unknown);
        add(&mut self.left_out, left_out);
        for (why, number) in reasons {
            add(self.reasons.entry(why).or_default(), number);
        }
    }
}
