//! Scala by its tokens.
//!
//! Scala's grammar has over four megabytes of tables, a tenth of the program, and errors of its own in what sbt and
//! Scala 3 write. Facts need calls, bindings and imports, which brackets, names and a dozen words tell: statements here,
//! expressions in [`expression`].

mod declaration;
mod expression;
mod suffix;

use std::ops::{Deref, DerefMut, Range};

use super::cursor::Cursor;
use crate::facts::fact::Facts;
use crate::facts::import;
use crate::facts::lexer::{self, Kind};

/// Deeper nesting is left out.
const DEPTH: usize = 200;

/// Words before a declaration that say nothing about it.
const MODIFIERS: &[&[u8]] = &[
    b"private",
    b"protected",
    b"override",
    b"final",
    b"abstract",
    b"sealed",
    b"implicit",
    b"lazy",
    b"inline",
    b"given",
    b"case",
    b"open",
    b"transparent",
    b"package",
];

/// Reads what a file states.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let tokens = lexer::tokens(text, 0..text.len(), lexer::scala);
    let all = 0..tokens.len();
    Reader(Cursor::new(text, tokens, facts)).statements(all);
}

/// Tokens, read as Scala's.
struct Reader<'t>(Cursor<'t>);

impl<'t> Deref for Reader<'t> {
    type Target = Cursor<'t>;

    fn deref(&self) -> &Cursor<'t> {
        &self.0
    }
}

impl<'t> DerefMut for Reader<'t> {
    fn deref_mut(&mut self) -> &mut Cursor<'t> {
        &mut self.0
    }
}

impl Reader<'_> {
    /// All statements of a block, or of the file.
    fn statements(&mut self, tokens: Range<usize>) {
        if self.depth >= DEPTH {
            self.facts.cut = true;
            return;
        }
        self.depth += 1;
        let mut at = tokens.start;
        while at < tokens.end {
            at = self.statement(at, tokens.end).max(at + 1);
        }
        self.depth -= 1;
    }

    fn statement(&mut self, at: usize, end: usize) -> usize {
        match self.source(at) {
            _ if matches!(self.kind(at), Some(Kind::Break | Kind::Close)) => at + 1,
            b"import" if self.first(at) => self.import(at, end),
            b"def" => self.function(at, end),
            b"class" | b"trait" | b"object" | b"enum" => self.class(at, end),
            b"val" | b"var" => self.value(at, end),
            b"case" if !self.is(at + 1, b"class") && !self.is(at + 1, b"object") => self.pattern(at, end),
            // `private[this]`
            b"[" => self.behind(at, end),
            word if MODIFIERS.contains(&word) => at + 1,
            _ => self.expression(at, end).1,
        }
    }

    /// `import a.{b, c}`, to the end of its line or of its braces.
    fn import(&mut self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !self.first(next) {
            next = self.over(next, end);
        }
        let span = self.span(at..next);
        let source = String::from_utf8_lossy(self.text.get(span.clone()).unwrap_or_default()).into_owned();
        import::jvm(&source, span, self.0.facts);
        next
    }

    /// `case pattern if guard =>`.
    fn pattern(&mut self, at: usize, end: usize) -> usize {
        let mut next = at + 1;
        while next < end && !self.is(next, b"=>") && !self.is(next, b"case") {
            next = self.over(next, end);
        }
        if self.is(next, b"case") { next } else { next + 1 }
    }

    /// Opens a scope, reads something in it, and closes it again.
    fn within(&mut self, name: String, function: bool, read: impl FnOnce(&mut Self) -> usize) -> usize {
        let outer = self.enter(name, function);
        let next = read(self);
        self.scope = outer;
        next
    }

    fn function(&mut self, at: usize, end: usize) -> usize {
        let name = self.string(at + 1);
        self.within(name, true, |reader| {
            let next = reader.parameters(at + 2, end);
            let next = reader.declared(next, end).1;
            if reader.is(next, b"=") { reader.expression(next + 1, end).1 } else { next }
        })
    }

    /// `val name: Type = value`, and patterns, whose names get nothing.
    fn value(&mut self, at: usize, end: usize) -> usize {
        let name = at + 1;
        let plain = self.is_word(name) && matches!(self.source(name + 1), b"=" | b":");
        let (mut declared, mut next) = (None, name);
        if plain {
            (declared, next) = self.declared(name + 1, end);
        } else {
            while next < end && !self.is(next, b"=") && !(self.first(next) && next > name) {
                next = self.over(next, end);
            }
        }
        if !self.is(next, b"=") {
            return next;
        }
        let (term, behind) = self.expression(next + 1, end);
        if plain {
            let path = self.string(name);
            self.bind(name, path, term, declared);
        }
        behind
    }

    /// What commas part.
    fn parts(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut at) = (Vec::new(), tokens.start, tokens.start);
        while at < tokens.end {
            if self.is(at, b",") {
                parts.push(start..at);
                start = at + 1;
            }
            at = self.over(at, tokens.end);
        }
        if start < tokens.end {
            parts.push(start..tokens.end);
        }
        parts
    }
}
