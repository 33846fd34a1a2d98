//! Key material where it stands in a text.

use std::ops::Range;

use super::material::Key;

/// Key material that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// All of it.
    pub range: Range<usize>,
    /// The part to point at: a header line, or the beginning.
    pub shown: Range<usize>,
    /// The part that must not be quoted.
    pub hidden: Range<usize>,
    /// What it holds.
    pub keys: Vec<Key>,
}
