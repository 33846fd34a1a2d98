//! Functions without a name, and what stands between round brackets otherwise.

use super::Reader;
use crate::facts::fact::{Argument, Term, Value};
use crate::facts::text::cursor::inside;

impl Reader<'_> {
    /// `(a)`, `(a, b: c)`, `(a) => b`, `[a]`, `{a: b}`.
    pub(super) fn bracketed(&mut self, at: usize, end: usize) -> (Term, usize) {
        let behind = self.behind(at, end);
        if self.is(at, b"(") && behind < end && matches!(self.source(behind), b"=>" | b"{" | b"async" | b"sync") {
            return self.closure(at, end);
        }
        let inner = inside(at, behind);
        let value = if self.is(at, b"(") {
            let record = self.find(inner.start, inner.end, b",") < inner.end;
            let mut arguments = self.arguments(inner);
            let named = arguments.iter().any(|argument| argument.name.is_some());
            match arguments.pop() {
                Some(argument) if !record && !named => argument.term.value,
                Some(argument) => {
                    arguments.push(argument);
                    self.made_of(arguments, named)
                }
                None => Value::Unknown,
            }
        } else {
            let elements = self.elements(inner);
            let mapping = self.is(at, b"{") && elements.iter().all(|element| element.name.is_some());
            self.made_of(elements, mapping)
        };
        self.suffixes(at, behind, end, Term::new(value, self.span(at..behind)))
    }

    /// A mapping, or a list.
    fn made_of(&mut self, members: Vec<Argument>, mapping: bool) -> Value {
        let scope = self.scope;
        if mapping {
            self.facts.note(&[], &members, scope);
            return Value::Map(members);
        }
        let terms: Vec<Term> = members.into_iter().map(|member| member.term).collect();
        self.facts.note(&terms, &[], scope);
        Value::List(terms)
    }

    /// A function without a name.
    fn closure(&mut self, at: usize, end: usize) -> (Term, usize) {
        let outer = self.enter(String::new(), true);
        let (_, next) = self.signature_and_body(at, end);
        self.scope = outer;
        (self.unknown(at..next), next)
    }

    /// `switch (value) { pattern => one, _ => other }`.
    pub(super) fn choice(&mut self, at: usize, end: usize) -> (Term, usize) {
        let open = self.behind(at + 1, end);
        self.arguments(inside(at + 1, open));
        if !(open < end && self.is(open, b"{")) {
            return (self.unknown(at..open), open);
        }
        let behind = self.behind(open, end);
        let (mut terms, inner) = (Vec::new(), inside(open, behind));
        let mut next = inner.start;
        while next < inner.end {
            let arrow = self.find(next, inner.end, b"=>");
            if arrow >= inner.end {
                break;
            }
            let (term, after) = self.alone(arrow + 1, inner.end);
            terms.push(term);
            next = after + 1;
        }
        self.suffixes(at, behind, end, Term::new(Value::Either(terms), self.span(at..behind)))
    }
}
