//! What follows a value, and what is put into a string.

use super::Reader;
use crate::facts::fact::{Term, Value};
use crate::facts::literal;

impl Reader<'_> {
    /// What goes on behind a value: members, calls, blocks.
    pub(super) fn suffixes(&mut self, start: usize, at: usize, end: usize, term: Term) -> (Term, usize) {
        let (mut term, mut next) = (term, at);
        loop {
            (term, next) = if self.is(next, b".") && self.is_word(next + 1) && next + 1 < end {
                self.member(start, next + 1, end, term)
            } else if self.opens(next, end) {
                self.further(start, next, end, term)
            } else {
                return (term, next);
            };
        }
    }

    /// Whether arguments or a block begin here, on the line of what takes them.
    pub(super) fn opens(&self, at: usize, end: usize) -> bool {
        at < end && matches!(self.source(at), b"(" | b"{") && !self.first(at)
    }

    /// The end of a dotted path that begins at a place.
    pub(super) fn path_end(&self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next + 1 < end && self.is(next, b".") && self.is_word(next + 1) {
            next += 2;
        }
        next
    }

    pub(super) fn behind_types(&self, at: usize, end: usize) -> usize {
        if at < end && self.is(at, b"[") { self.behind(at, end) } else { at }
    }

    /// A member of a value, called or not.
    fn member(&mut self, start: usize, at: usize, end: usize, receiver: Term) -> (Term, usize) {
        let after = self.path_end(at, end);
        let callee = self.path(at..after);
        let next = self.behind_types(after, end);
        let receiver = Some(Box::new(receiver));
        let (value, next) = if self.opens(next, end) {
            self.called(callee, receiver, start, next, end)
        } else {
            (self.call(callee, receiver, Vec::new(), start..next), next)
        };
        (Term::new(value, self.span(start..next)), next)
    }

    /// More lists of arguments are the same call's; a block is looked into.
    fn further(&mut self, start: usize, open: usize, end: usize, mut term: Term) -> (Term, usize) {
        let behind = self.behind(open, end);
        let inner = open + 1..(behind - 1).max(open + 1);
        if self.is(open, b"{") {
            self.statements(inner);
        } else {
            let more = self.arguments(inner);
            let call = if let Value::Call(call) = term.value { self.facts.calls.get_mut(call) } else { None };
            if let Some(call) = call {
                call.arguments.extend(more);
            }
        }
        term.span = self.span(start..behind);
        (term, behind)
    }

    /// A string with values in it, as their join.
    pub(super) fn interpolated(&self, at: usize) -> Value {
        let text = literal::plain(&String::from_utf8_lossy(self.source(at)));
        let span = self.span(at..at + 1);
        let mut terms = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            terms.push(Term::new(Value::Text(before.to_owned()), span.clone()));
            let braced = after.strip_prefix('{').and_then(|after| after.split_once('}'));
            let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
            let (name, behind) = braced.or_else(|| after.split_at_checked(end)).unwrap_or((after, ""));
            let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            let value = if plain { Value::Name(name.to_owned()) } else { Value::Unknown };
            terms.push(Term::new(value, span.clone()));
            rest = behind;
        }
        if terms.is_empty() {
            return Value::Text(text);
        }
        terms.push(Term::new(Value::Text(rest.to_owned()), span));
        Value::Join(terms)
    }
}
