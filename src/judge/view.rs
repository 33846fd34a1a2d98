//! What the judge is handed: a candidate's parts, without the engine's types.

use super::head::Head;
use crate::check::ValueKind;
use crate::rule::Rule;

/// A candidate as the judge sees it.
#[derive(Clone, Copy, Debug)]
pub struct View<'t> {
    /// The rule that matched.
    pub rule: &'t Rule,
    /// The secret's bytes.
    pub secret: &'t [u8],
    /// The name it is assigned to; empty where the matcher read none.
    pub name: &'t [u8],
    /// What the assignment said of the value.
    pub assigned: Option<Assigned>,
    /// All that matched.
    pub matched: &'t [u8],
    /// The text before the name.
    pub head: Head<'t>,
    /// The end of the line above (at most some hundred bytes).
    pub above: &'t [u8],
    /// The text of its line before the match (at most some hundred bytes).
    pub before: &'t [u8],
    /// The text of its line after the match (at most some hundred bytes).
    pub after: &'t [u8],
}

impl View<'_> {
    /// Whether a string literal is open where the match begins.
    pub fn in_string(&self) -> bool {
        let mut open = None;
        let mut escaped = false;
        for &byte in self.before {
            match (open, byte) {
                _ if escaped => escaped = false,
                (_, b'\\') => escaped = true,
                (None, b'"' | b'\'' | b'`') => open = Some(byte),
                (Some(quote), byte) if quote == byte => open = None,
                _ => {}
            }
        }
        // A quote right before the name is the name's own.
        open.is_some() && !self.before.ends_with(b"\"") && !self.before.ends_with(b"'")
    }
}

/// What the assignment reader said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The operator's name for `--explain`.
    pub operator: &'static str,
    /// It stood in quotes.
    pub quoted: bool,
    /// Its name stood in quotes.
    pub name_quoted: bool,
    /// More words follow on the line.
    pub more: bool,
    /// What it is.
    pub kind: ValueKind,
}

/// How a value claims to be a provider's whose formats are known, though none fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Its name is the provider's.
    Name,
    /// It begins as the provider's do.
    Prefix,
}
