//! A clue where it was seen, and what it counts for.

use crate::rule::Clue;

/// A clue where it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    /// The file, with `/` between its parts.
    pub path: &'s str,
    /// Counted from 1.
    pub line: u64,
    /// The clue.
    pub clue: &'s Clue,
    /// Its id, without the family.
    pub id: &'s str,
    /// What it shows.
    pub says: &'s str,
    /// What its pattern captured, where that is no secret.
    pub value: Option<&'s str>,
}

/// A clue as part of a unit's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which side it speaks for.
    pub side: String,
    /// How much it weighs.
    pub weight: u8,
    /// Clues of one group count once.
    pub group: String,
    /// The clue.
    pub id: String,
    /// What it shows.
    pub says: String,
    /// The file.
    pub path: String,
    /// The line.
    pub line: u64,
    /// It is about identity.
    pub identity: bool,
    /// It proves this platform.
    pub platform: Option<String>,
}
