//! What stands in the bodies of functions.

use std::ops::Range;

use super::Reader;
use crate::facts::text::cursor::inside;

impl Reader<'_> {
    /// All statements of a block.
    pub(super) fn block(&mut self, tokens: Range<usize>) {
        self.deeper(|reader| {
            let mut at = tokens.start;
            while at < tokens.end {
                at = reader.statement(at, tokens.end).max(at + 1);
            }
        });
    }

    /// One statement, or a piece of one that the next goes on with.
    pub(super) fn statement(&mut self, at: usize, end: usize) -> usize {
        match self.source(at) {
            b";" | b"," | b":" | b")" | b"]" | b"}" | b"else" | b"do" | b"try" | b"finally" | b"default"
            | b"rethrow" | b"yield" | b"*" | b"late" | b"static" => at + 1,
            b"{" => self.braces(at, end),
            b"@" => self.annotation(at, end),
            b"if" | b"while" | b"switch" | b"for" | b"catch" if self.is(at + 1, b"(") => self.braces(at + 1, end),
            b"await" if self.is(at + 1, b"for") => at + 1,
            b"case" => self.pattern(at, end),
            b"on" if self.caught(at, end).is_some() => self.caught(at, end).unwrap_or(at + 1),
            b"return" => {
                let (term, next) = self.expression(at + 1, end);
                self.returned.push(term);
                next
            }
            b"final" | b"var" | b"const" => self.declared(at, end),
            _ if self.is_name(at) && self.is(at + 1, b":") => at + 2,
            _ => self.local(at, end),
        }
    }

    /// Brackets whose inside is statements too: a block, or what `for` and `if` say.
    fn braces(&mut self, open: usize, end: usize) -> usize {
        let behind = self.behind(open, end);
        self.block(inside(open, behind));
        behind
    }

    /// `case pattern:`; patterns state nothing.
    fn pattern(&self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !matches!(self.source(next), b":" | b"=>" | b";") {
            next = self.over(next, end);
        }
        next + 1
    }

    /// `on FormatException catch (e) {`
    fn caught(&self, at: usize, end: usize) -> Option<usize> {
        let (_, next) = self.type_at(at + 1, end)?;
        (next < end && matches!(self.source(next), b"catch" | b"{")).then_some(next)
    }

    /// `final name = value`, `var (a, b) = value`.
    fn declared(&mut self, at: usize, end: usize) -> usize {
        if let Some((declared, name)) = self.typed_name(at + 1, end) {
            return self.variables(name, Some(&declared), end);
        }
        let name = at + 1;
        let named = self.is_name(name) && matches!(self.source(name + 1), b"=" | b";" | b"," | b"in");
        if named {
            return self.variables(name, None, end);
        }
        if self.is(at, b"const") {
            return self.expression(at, end).1;
        }
        // A pattern, whose names get nothing.
        let mut next = name;
        while next < end && !matches!(self.source(next), b"=" | b";" | b"in") {
            next = self.over(next, end);
        }
        next + 1
    }

    /// A variable or a function with a type before its name, or else an expression.
    fn local(&mut self, at: usize, end: usize) -> usize {
        if let Some((declared, name)) = self.typed_name(at, end) {
            match self.source(name + 1) {
                b"=" | b";" | b"," | b"in" => return self.variables(name, Some(&declared), end),
                b"(" | b"<" => return self.function(name, name + 1, end),
                _ => {}
            }
        }
        if self.is_name(at) && self.is(at + 1, b"(") {
            let behind = self.behind(at + 1, end);
            if behind < end && matches!(self.source(behind), b"{" | b"=>" | b"async" | b"sync") {
                return self.function(at, at + 1, end);
            }
        }
        self.expression(at, end).1
    }
}
