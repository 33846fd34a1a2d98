//! Types, as far as they must be known from expressions.

use super::{KEYWORDS, Reader};
use crate::facts::lexer::Kind;

/// Longer lists of types are comparisons.
const LONGEST: usize = 64;

impl Reader<'_> {
    /// Whether a token may be the name of something.
    pub(super) fn is_name(&self, at: usize) -> bool {
        let source = self.source(at);
        self.is_word(at) && !source.first().is_some_and(u8::is_ascii_digit) && !KEYWORDS.contains(&source)
    }

    /// What stands behind `<A, B<C>?>`; nothing where it is no list of types.
    pub(super) fn behind_types(&self, at: usize, end: usize) -> Option<usize> {
        if !self.is(at, b"<") {
            return None;
        }
        let (mut depth, mut next) = (0usize, at);
        while next < end.min(at + LONGEST) {
            match (self.kind(next)?, self.source(next)) {
                (_, b"<") => depth += 1,
                (_, b">") => depth = depth.checked_sub(1)?,
                (Kind::Word, _) | (_, b"," | b"." | b"?" | b"@" | b"&") => {}
                // Functions and records.
                (Kind::Open, b"(" | b"{") => {
                    next = self.behind(next, end);
                    continue;
                }
                _ => return None,
            }
            next += 1;
            if depth == 0 {
                return Some(next);
            }
        }
        None
    }

    /// The name of a type that begins at a place, and what stands behind it; nothing where none can begin.
    pub(super) fn type_at(&self, at: usize, end: usize) -> Option<(String, usize)> {
        let (mut name, mut next) = (String::new(), at);
        if self.is_name(at) {
            next += 1;
            if self.is(next, b".") && self.is_name(next + 1) {
                next += 2;
            }
            name = self.path(at..next);
            if self.is(next, b"<") {
                next = self.behind_types(next, end)?;
            }
        } else if self.is(at, b"(") {
            next = self.behind(at, end);
        } else {
            return None;
        }
        while next < end {
            let function = self.is(next, b"Function") && matches!(self.source(next + 1), b"(" | b"<");
            next = match self.source(next) {
                b"?" => next + 1,
                b"Function" if function => self.behind_types(next + 1, end).unwrap_or(next + 1),
                // What a function takes, behind the word that says that it is one.
                b"(" if self.is(next.saturating_sub(1), b"Function") => self.behind(next, end),
                _ => break,
            };
        }
        Some((name, next))
    }

    /// A type and the name that is declared with it.
    pub(super) fn typed_name(&self, at: usize, end: usize) -> Option<(String, usize)> {
        let (name, next) = self.type_at(at, end)?;
        (next < end && self.is_name(next)).then_some((name, next))
    }
}
