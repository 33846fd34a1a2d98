//! Classes, their parents and their parameters; types as far as they are named.

use std::ops::Range;

use super::Reader;
use crate::facts::fact::Binding;

impl Reader<'_> {
    /// A class with its parameters; its body is what braces hold.
    pub(super) fn class(&mut self, at: usize, end: usize) -> usize {
        let name = self.string(at + 1);
        self.within(name, false, |reader| {
            let next = reader.behind_annotations(at + 2, end);
            let mut next = reader.parameters(next, end);
            while next < end && matches!(reader.source(next), b"extends" | b"with" | b"derives" | b",") {
                next = reader.parent(next + 1, end);
            }
            if !reader.is(next, b"{") {
                return next;
            }
            let behind = reader.behind(next, end);
            reader.statements(next + 1..behind - 1);
            behind
        })
    }

    /// `@Inject()`, `private`: what stands between a class and its parameters. The last list belongs to the class.
    fn behind_annotations(&self, at: usize, end: usize) -> usize {
        let mut next = at;
        while next < end && !self.first(next) && !matches!(self.source(next), b"(" | b"{" | b"extends" | b"[") {
            let list = next + 2;
            let taken = self.is(next, b"@") && self.is(list, b"(") && self.is(self.behind(list, end), b"(");
            next = if taken { self.behind(list, end) } else { next + 1 };
        }
        next
    }

    /// What a class is made of: a type, with arguments or without.
    fn parent(&mut self, at: usize, end: usize) -> usize {
        let mut next = at;
        while next < end && (self.is_word(next) && !matches!(self.source(next), b"with") || self.is(next, b".")) {
            next += 1;
        }
        let callee = self.path(at..next);
        if self.is(next, b"[") {
            next = self.behind(next, end);
        }
        while self.is(next, b"(") {
            let behind = self.behind(next, end);
            let arguments = self.arguments(next + 1..behind - 1);
            self.call(callee.clone(), None, arguments, at..behind);
            next = behind;
        }
        next.max(at + 1)
    }

    /// Lists of parameters and of types.
    pub(super) fn parameters(&mut self, at: usize, end: usize) -> usize {
        let (mut next, mut place) = (at, 0);
        while next < end && matches!(self.source(next), b"(" | b"[") {
            let behind = self.behind(next, end);
            let list = if self.is(next, b"(") { self.parts(next + 1..behind - 1) } else { Vec::new() };
            for one in list {
                self.parameter(one, place);
                place += 1;
            }
            next = behind;
        }
        next
    }

    fn parameter(&mut self, tokens: Range<usize>, place: usize) {
        let mut at = tokens.start;
        // Modifiers and annotations stand before the name.
        while at < tokens.end && !self.is(at + 1, b":") {
            at += 1;
        }
        if at >= tokens.end {
            return;
        }
        let (declared, next) = self.declared(at + 1, tokens.end);
        let term = self.is(next, b"=").then(|| self.expression(next + 1, tokens.end).0);
        let (path, span, scope) = (self.string(at), self.span(tokens), self.scope);
        self.facts.bindings.push(Binding { path, term, declared, parameter: Some(place), span, scope });
    }

    /// `: Type`: its name, and what follows it.
    pub(super) fn declared(&self, at: usize, end: usize) -> (Option<String>, usize) {
        if !self.is(at, b":") {
            return (None, at);
        }
        let mut next = at + 1;
        while next < end && (self.is_word(next) || self.is(next, b".")) && !(self.first(next) && next > at + 1) {
            next += 1;
        }
        let name = self.path(at + 1..next);
        // The rest of the type: arguments, functions, unions.
        while next < end && !self.first(next) && !matches!(self.source(next), b"=" | b"{" | b"," | b";" | b")") {
            next = self.over(next, end);
        }
        ((!name.is_empty() && name != "Any").then_some(name), next)
    }
}
