//! Classes and their like, and what stands in them or in the file.

use std::ops::Range;

use super::Reader;
use crate::facts::fact::Term;
use crate::facts::text::cursor::inside;

/// Words before a declaration that say nothing about its value.
const MODIFIERS: &[&[u8]] = &[
    b"static",
    b"late",
    b"external",
    b"abstract",
    b"covariant",
    b"factory",
    b"required",
    b"base",
    b"sealed",
    b"interface",
    b"augment",
    b"final",
    b"const",
    b"var",
];

impl Reader<'_> {
    /// Everything that stands in a class, or in the file.
    pub(super) fn members(&mut self, tokens: Range<usize>) {
        self.deeper(|reader| {
            let mut at = tokens.start;
            while at < tokens.end {
                at = reader.member_at(at, tokens.end).max(at + 1);
            }
        });
    }

    fn member_at(&mut self, at: usize, end: usize) -> usize {
        let named = self.is_name(at + 1);
        match self.source(at) {
            b";" | b"," | b")" | b"]" | b"}" => at + 1,
            b"@" => self.annotation(at, end),
            b"import" | b"export" | b"part" | b"library" if self.class.is_empty() && self.directs(at) => {
                self.directive(at, end)
            }
            b"class" | b"extension" | b"enum" if named => self.class(at, end),
            // `mixin A on B {`, but `mixin class A {`.
            b"mixin" if named && !self.is(at + 1, b"class") => self.class(at, end),
            b"mixin" if self.is(at + 1, b"class") => at + 1,
            b"typedef" if named => self.find(at, end, b";"),
            b"get" | b"set" if named => self.accessor(at, end),
            b"operator" => self.operator(at, end),
            word if MODIFIERS.contains(&word) => at + 1,
            _ => self.declaration(at, end),
        }
    }

    fn directs(&self, at: usize) -> bool {
        self.is_word(at + 1) || self.source(at + 1).first().is_some_and(|byte| matches!(byte, b'\'' | b'"'))
    }

    /// `class A<T> extends B with C {`, `enum`, `mixin`, `extension`.
    fn class(&mut self, at: usize, end: usize) -> usize {
        let name_at = if self.is(at + 1, b"type") && self.is_name(at + 2) { at + 2 } else { at + 1 };
        let name = self.string(name_at);
        let (mut parent, mut next) = (String::new(), name_at + 1);
        while next < end && !matches!(self.source(next), b"{" | b";") {
            if self.is(next, b"extends")
                && let Some((extended, behind)) = self.type_at(next + 1, end)
            {
                parent = extended;
                next = behind;
            } else {
                next = self.behind_types(next, end).unwrap_or_else(|| self.over(next, end));
            }
        }
        if next >= end || self.is(next, b";") {
            return next + 1;
        }
        let behind = self.behind(next, end);
        let mut inner = inside(next, behind);
        let scope = self.enter(name.clone(), false);
        let outer = (std::mem::replace(&mut self.class, name), std::mem::replace(&mut self.parent, parent));
        if self.is(at, b"enum") {
            inner.start = self.values(inner.clone());
        }
        self.members(inner);
        (self.class, self.parent) = outer;
        self.scope = scope;
        behind
    }

    /// The values of an enumeration: `a(1), b.of(2);`, each a constant that its constructor makes.
    fn values(&mut self, tokens: Range<usize>) -> usize {
        let (mut at, end) = (tokens.start, tokens.end);
        while at < end && !self.is(at, b";") {
            if self.is(at, b"@") {
                at = self.annotation(at, end).max(at + 1);
                continue;
            }
            let mut next = self.behind_types(at + 1, end).unwrap_or(at + 1);
            if self.is(next, b".") && self.is_name(next + 1) {
                next += 2;
            }
            if self.is_name(at) && next < end && self.is(next, b"(") {
                let class = self.class.clone();
                let (value, behind) = self.called(class, None, at, next, end);
                let (term, path) = (Term::new(value, self.span(at..behind)), self.string(at));
                self.bind(at, path, term, None);
                next = behind;
            }
            at = next.max(at + 1);
        }
        at
    }
}
