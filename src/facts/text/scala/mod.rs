//! Scala by its tokens.
//!
//! Scala's grammar has over four megabytes of tables, a tenth of the program, and errors of its own in what sbt and
//! Scala 3 write. Facts need calls, bindings and imports, which brackets, names and a dozen words tell: statements here,
//! expressions in [`expression`].

mod declaration;
mod expression;
mod suffix;

use std::ops::Range;

use crate::facts::fact::{Binding, Facts, Scope, Term, Value};
use crate::facts::import;
use crate::facts::lexer::{Kind, Token, tokens};

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
    let tokens = tokens(text, false);
    let all = 0..tokens.len();
    Reader { text, tokens: &tokens, facts, scope: 0, depth: 0 }.statements(all);
}

/// Tokens with what was read of them.
struct Reader<'t> {
    text: &'t [u8],
    tokens: &'t [Token],
    facts: &'t mut Facts,
    scope: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn source(&self, at: usize) -> &'t [u8] {
        let span = self.tokens.get(at).map(|token| token.span.clone()).unwrap_or_default();
        self.text.get(span).unwrap_or_default()
    }

    fn string(&self, at: usize) -> String {
        String::from_utf8_lossy(self.source(at)).trim_matches('`').to_owned()
    }

    fn is(&self, at: usize, source: &[u8]) -> bool {
        self.source(at) == source
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether a token is a name or a number, not a quoted string.
    fn is_word(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Word)
    }

    fn first(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.first)
    }

    /// The number behind the bracket that answers the one at a place; just behind the place where none does.
    fn behind(&self, open: usize, end: usize) -> usize {
        self.tokens.get(open).and_then(|token| token.partner).map_or(open, |close| close.max(open)).min(end) + 1
    }

    /// The next token, or the one behind the bracket that is answered.
    fn over(&self, at: usize, end: usize) -> usize {
        if self.kind(at) == Some(Kind::Open) { self.behind(at, end) } else { at + 1 }
    }

    /// The bytes from one token to the one before another.
    fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |token| token.span.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.span.end).max(start)
    }

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
        import::jvm(&source, span, self.facts);
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
        let outer = self.scope;
        self.scope = self.facts.scopes.len();
        self.facts.scopes.push(Scope { name, parent: outer, function });
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
            self.bind(name, self.string(name), term, declared);
        }
        behind
    }

    fn bind(&mut self, name: usize, path: String, term: Term, declared: Option<String>) {
        let start = self.tokens.get(name).map_or(0, |token| token.span.start);
        let (span, scope) = (start..term.span.end.max(start), self.scope);
        let term = (!matches!(term.value, Value::Unknown)).then_some(term);
        self.facts.bindings.push(Binding { path, term, declared, parameter: None, span, scope });
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

    /// Names and dots as one path.
    fn path(&self, tokens: Range<usize>) -> String {
        let words: Vec<String> = tokens.filter(|at| self.is_word(*at)).map(|at| self.string(at)).collect();
        words.join(".")
    }
}
