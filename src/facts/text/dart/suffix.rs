//! What follows a value: members, calls, places in brackets.

use super::Reader;
use crate::facts::fact::{Term, Value};
use crate::facts::join;
use crate::facts::lexer::Kind;
use crate::facts::text::cursor::inside;

impl Reader<'_> {
    /// What goes on behind a value.
    pub(super) fn suffixes(&mut self, start: usize, at: usize, end: usize, term: Term) -> (Term, usize) {
        let (mut term, mut next) = (term, at);
        while next < end {
            (term, next) = match self.source(next) {
                b"." | b"?." if next + 1 < end && self.is_word(next + 1) => self.member(start, next + 1, end, term),
                b"(" => {
                    let behind = self.behind(next, end);
                    self.arguments(inside(next, behind));
                    (self.unknown(start..behind), behind)
                }
                b"[" => self.place(start, next, end, term),
                b"?" if self.is(next + 1, b"[") && self.glued(next) && self.glued(next.saturating_sub(1)) => {
                    self.place(start, next + 1, end, term)
                }
                b"!" => (term, next + 1),
                b"++" | b"--" => (self.unknown(start..next + 1), next + 1),
                _ => break,
            };
        }
        (term, next)
    }

    /// The end of a dotted path that begins at a place.
    pub(super) fn path_end(&self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        loop {
            let dot = if next < end && self.is(next, b"!") { next + 1 } else { next };
            if dot + 1 < end && matches!(self.source(dot), b"." | b"?.") && self.is_word(dot + 1) {
                next = dot + 2;
            } else {
                return next.min(end.max(at + 1));
            }
        }
    }

    /// A member of a value, called or not.
    fn member(&mut self, start: usize, at: usize, end: usize, receiver: Term) -> (Term, usize) {
        let after = self.path_end(at, end);
        let member = self.path(at..after);
        let next = self.behind_types(after, end).filter(|next| self.is(*next, b"(")).unwrap_or(after);
        if next < end && self.is(next, b"(") {
            let (value, behind) = self.called(member, Some(Box::new(receiver)), start, next, end);
            return (Term::new(value, self.span(start..behind)), behind);
        }
        let value = self.of(receiver, &member, start, after);
        (Term::new(value, self.span(start..after)), after)
    }

    /// A member as a value: a longer path, or a call without arguments on what is no name.
    fn of(&mut self, owner: Term, member: &str, start: usize, after: usize) -> Value {
        match owner.value {
            Value::Name(mut path) if member != "codeUnits" => {
                join(&mut path, member);
                Value::Name(path)
            }
            Value::Unknown => Value::Unknown,
            _ => self.call(member.to_owned(), Some(Box::new(owner)), Vec::new(), start..after),
        }
    }

    /// `value['name']`, `value[0]`.
    fn place(&mut self, start: usize, open: usize, end: usize, term: Term) -> (Term, usize) {
        let behind = self.behind(open, end);
        let inner = inside(open, behind);
        let key = match self.kind(inner.start) {
            Some(Kind::Text | Kind::Word) if inner.len() == 1 => {
                match self.expression(inner.start, inner.end).0.value {
                    Value::Text(text) => text,
                    Value::Name(name) => name,
                    Value::Int(place) => place.to_string(),
                    _ => String::new(),
                }
            }
            _ => {
                self.arguments(inner);
                String::new()
            }
        };
        let value = if key.is_empty() { Value::Unknown } else { self.of(term, &key, start, behind) };
        (Term::new(value, self.span(start..behind)), behind)
    }
}
