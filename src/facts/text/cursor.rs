//! A walk over the tokens of a program, for the languages that are read without a grammar.
//!
//! What Scala's and Dart's readers have in common: the text of tokens, what stands behind brackets, and how facts are
//! noted. What the tokens mean is theirs.

use std::ops::Range;

use crate::facts::fact::{Argument, Binding, Call, Facts, Scope, ScopeId, Term, Value};
use crate::facts::lexer::{Kind, Token};

/// Tokens with what was read of them.
pub(super) struct Cursor<'t> {
    /// The whole file.
    pub(super) text: &'t [u8],
    /// What is walked over.
    pub(super) tokens: Vec<Token>,
    /// What was read.
    pub(super) facts: &'t mut Facts,
    /// The innermost function or class.
    pub(super) scope: ScopeId,
    /// How deep the nesting is.
    pub(super) depth: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8], tokens: Vec<Token>, facts: &'t mut Facts) -> Self {
        Self { text, tokens, facts, scope: 0, depth: 0 }
    }

    /// The text of a token; nothing behind the last.
    pub(super) fn source(&self, at: usize) -> &'t [u8] {
        let span = self.tokens.get(at).map(|token| token.span.clone()).unwrap_or_default();
        self.text.get(span).unwrap_or_default()
    }

    /// The same as a name.
    pub(super) fn string(&self, at: usize) -> String {
        String::from_utf8_lossy(self.source(at)).trim_matches('`').to_owned()
    }

    pub(super) fn is(&self, at: usize, source: &[u8]) -> bool {
        self.source(at) == source
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether a token is a name or a number, not a quoted string.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Word)
    }

    /// Whether a token is the first of its line.
    pub(super) fn first(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.first)
    }

    /// Whether nothing stands between a token and the next.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).zip(self.tokens.get(at + 1)).is_some_and(|(a, b)| a.span.end == b.span.start)
    }

    /// The number behind the bracket that answers the one at a place; just behind the place where none does.
    pub(super) fn behind(&self, open: usize, end: usize) -> usize {
        self.tokens.get(open).and_then(|token| token.partner).map_or(open, |close| close.max(open)).min(end) + 1
    }

    /// The next token, or the one behind the bracket that is answered.
    pub(super) fn over(&self, at: usize, end: usize) -> usize {
        if self.kind(at) == Some(Kind::Open) { self.behind(at, end) } else { at + 1 }
    }

    /// The bytes from one token to the one before another.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |token| token.span.start);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| token.span.end).max(start)
    }

    /// Names and dots as one path.
    pub(super) fn path(&self, tokens: Range<usize>) -> String {
        let words: Vec<String> = tokens.filter(|at| self.is_word(*at)).map(|at| self.string(at)).collect();
        words.join(".")
    }

    /// Opens a scope; what is returned is to be put back as the scope behind it.
    pub(super) fn enter(&mut self, name: String, function: bool) -> ScopeId {
        let outer = self.scope;
        self.scope = self.facts.scopes.len();
        self.facts.scopes.push(Scope { name, parent: outer, function });
        outer
    }

    /// Notes a call and gives its value.
    pub(super) fn call(
        &mut self,
        callee: String,
        receiver: Option<Box<Term>>,
        arguments: Vec<Argument>,
        tokens: Range<usize>,
    ) -> Value {
        let (span, scope) = (self.span(tokens), self.scope);
        self.facts.calls.push(Call { callee, receiver, arguments, span, scope });
        Value::Call(self.facts.calls.len() - 1)
    }

    /// Notes that the name at a place gets a value.
    pub(super) fn bind(&mut self, name: usize, path: String, term: Term, declared: Option<String>) {
        let start = self.tokens.get(name).map_or(0, |token| token.span.start);
        let (span, scope) = (start..term.span.end.max(start), self.scope);
        let term = (!matches!(term.value, Value::Unknown)).then_some(term);
        self.facts.bindings.push(Binding { path, term, declared, parameter: None, span, scope });
    }
}

/// What stands between the bracket at a place and the one before another.
pub(super) fn inside(open: usize, behind: usize) -> Range<usize> {
    open + 1..behind.saturating_sub(1).max(open + 1)
}
