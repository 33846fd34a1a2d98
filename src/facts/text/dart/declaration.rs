//! Functions with their parameters, and variables.

use std::ops::Range;

use super::Reader;
use crate::facts::fact::{Binding, ScopeId, Term};
use crate::facts::text::cursor::inside;

impl Reader<'_> {
    /// A function, a constructor or variables, with a type before the name or without.
    pub(super) fn declaration(&mut self, at: usize, end: usize) -> usize {
        if let Some((declared, name)) = self.typed_name(at, end) {
            return match self.source(name) {
                b"get" | b"set" if self.is_name(name + 1) => self.accessor(name, end),
                b"operator" if !self.is_variable(name + 1) => self.operator(name, end),
                _ if self.opens_parameters(name + 1, end) => self.function(name, name + 1, end),
                _ => self.variables(name, Some(&declared), end),
            };
        }
        if self.is_name(at) {
            let next = self.path_end(at, end);
            if self.opens_parameters(next, end) {
                return self.function(next - 1, next, end);
            }
            if self.is_variable(next) {
                return self.variables(at, None, end);
            }
        }
        self.expression(at, end).1
    }

    fn is_variable(&self, at: usize) -> bool {
        matches!(self.source(at), b"=" | b";" | b"," | b"in")
    }

    fn opens_parameters(&self, at: usize, end: usize) -> bool {
        at < end && self.is(self.behind_types(at, end).unwrap_or(at), b"(")
    }

    /// `get name => value;`, `set name(value) { … }`.
    pub(super) fn accessor(&mut self, at: usize, end: usize) -> usize {
        self.function(at + 1, at + 2, end)
    }

    /// `operator ==(Object other) => …`
    pub(super) fn operator(&mut self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !matches!(self.source(next), b"(" | b";" | b"{" | b"=>") {
            next = self.over(next, end);
        }
        if next < end && self.is(next, b"(") { self.function(at, next, end) } else { next }
    }

    /// A function whose parameters begin at a place, or a getter, which has none.
    pub(super) fn function(&mut self, name: usize, open: usize, end: usize) -> usize {
        let path = self.string(name);
        let getter = !self.opens_parameters(open, end);
        let outer = self.enter(path.clone(), true);
        let (value, next) = self.signature_and_body(open, end);
        self.scope = outer;
        // A getter is used as a constant is.
        if let Some(term) = value.filter(|_| getter) {
            self.bind(name, path, term, None);
        }
        next
    }

    /// Parameters, initializers and the body; with the one value that is returned.
    pub(super) fn signature_and_body(&mut self, open: usize, end: usize) -> (Option<Term>, usize) {
        let mut next = self.behind_types(open, end).unwrap_or(open);
        if next < end && self.is(next, b"(") {
            next = self.parameters(next, end);
        }
        while next < end && matches!(self.source(next), b"async" | b"sync" | b"*" | b"native") {
            next += 1;
        }
        if next < end && self.is(next, b":") {
            next = self.initializers(next + 1, end);
        }
        self.body(next, end)
    }

    /// `a = b, super(c)`: what a constructor does before its body.
    fn initializers(&mut self, at: usize, end: usize) -> usize {
        let mut next = at;
        while next < end && !matches!(self.source(next), b"{" | b";" | b"=>" | b"}") {
            next = if self.is(next, b",") { next + 1 } else { self.expression(next, end).1.max(next + 1) };
        }
        next
    }

    /// `=> value`, `{ … }`, or nothing.
    fn body(&mut self, at: usize, end: usize) -> (Option<Term>, usize) {
        match self.source(at) {
            b"=>" if at < end => {
                let (term, next) = self.expression(at + 1, end);
                (Some(term), next)
            }
            b"{" if at < end => {
                let behind = self.behind(at, end);
                let outer = std::mem::take(&mut self.returned);
                self.block(inside(at, behind));
                let mut returned = std::mem::replace(&mut self.returned, outer);
                (returned.pop().filter(|_| returned.is_empty()), behind)
            }
            // A constructor that is another's: `= Other;`
            b"=" => (None, self.find(at, end, b";")),
            _ => (None, at),
        }
    }

    /// `name = value, other = value;`
    pub(super) fn variables(&mut self, at: usize, declared: Option<&str>, end: usize) -> usize {
        let mut name = at;
        loop {
            let mut next = name + 1;
            let term = (next < end && self.is(next, b"=")).then(|| {
                let (term, behind) = self.expression(next + 1, end);
                next = behind.max(next + 1);
                term
            });
            if term.is_some() || declared.is_some() {
                let term = term.unwrap_or_else(|| self.unknown(name..name + 1));
                let path = self.string(name);
                self.bind(name, path, term, declared.map(str::to_owned));
            }
            if next + 1 < end && self.is(next, b",") && self.is_name(next + 1) {
                name = next + 1;
            } else {
                return next;
            }
        }
    }

    /// A list of parameters, from its bracket.
    pub(super) fn parameters(&mut self, open: usize, end: usize) -> usize {
        let behind = self.behind(open, end);
        let given = self.given.take();
        self.parameter_list(inside(open, behind), None, given.as_ref());
        behind
    }

    /// Parameters; those in brackets of their own (`{required A b}`, `[A? b]`) follow on a number of others.
    fn parameter_list(&mut self, tokens: Range<usize>, others: Option<usize>, given: Option<&Term>) {
        let (mut at, end, mut place) = (tokens.start, tokens.end, others.unwrap_or(0));
        while at < end {
            if matches!(self.source(at), b"{" | b"[") && others.is_none() {
                let behind = self.behind(at, end);
                self.parameter_list(inside(at, behind), Some(place), None);
                at = behind;
            } else if self.is(at, b",") {
                at += 1;
            } else {
                let next = self.parameter(at, end, place, given).max(at + 1);
                at = self.find(next, end, b",");
                place += 1;
            }
        }
    }

    fn parameter(&mut self, at: usize, end: usize, place: usize, given: Option<&Term>) -> usize {
        let mut at = at;
        while at < end && matches!(self.source(at), b"required" | b"final" | b"covariant" | b"const" | b"var" | b"@") {
            let annotated = self.is(at, b"@");
            at = if annotated { self.annotation(at, end).max(at + 1) } else { at + 1 };
        }
        let own = |reader: &Self, at: usize| matches!(reader.source(at), b"this" | b"super") && reader.is(at + 1, b".");
        let typed = self.type_at(at, end).filter(|(_, next)| *next < end && (self.is_name(*next) || own(self, *next)));
        let (declared, mut name) = typed.map_or((None, at), |(of, next)| (Some(of).filter(|of| !of.is_empty()), next));
        let (field, passed_on) = (self.is(name, b"this"), self.is(name, b"super"));
        if own(self, name) {
            name += 2;
        }
        let mut next = name + 1;
        if next < end && self.is(next, b"(") {
            next = self.behind(next, end);
        }
        let term = (next < end && matches!(self.source(next), b"=" | b":")).then(|| {
            let (term, behind) = self.expression(next + 1, end);
            next = behind;
            term
        });
        if self.is_name(name) && name < end && !passed_on {
            let term = term.or_else(|| given.filter(|_| place == 0).cloned());
            let scope = if field { self.around() } else { self.scope };
            let (path, span, parameter) = (self.string(name), self.span(at..next), Some(place));
            self.facts.bindings.push(Binding { path, term, declared, parameter, span, scope });
        }
        next
    }

    /// The class around a constructor: its fields are what `this.name` gives a value.
    fn around(&self) -> ScopeId {
        self.facts.scopes.get(self.scope).map_or(0, |scope| scope.parent)
    }
}
