//! Scala's expressions: paths, calls, literals and what operators make of them.

use std::ops::Range;

use super::Reader;
use crate::facts::fact::{Argument, Term, Value};
use crate::facts::lexer::Kind;
use crate::facts::literal;

/// Words that stand before an expression and change nothing about what it states.
const BEFORE: &[&[u8]] = &[
    b"return",
    b"throw",
    b"try",
    b"yield",
    b"do",
    b"else",
    b"finally",
    b"catch",
    b"then",
    b"while",
    b"for",
    b"lazy",
    b"implicit",
    b"inline",
    b"using",
];

/// Words that begin a statement, so that no expression goes on with them.
const ENDING: &[&[u8]] = &[
    b"val", b"var", b"def", b"class", b"object", b"trait", b"import", b"else", b"yield", b"catch", b"finally",
    b"extends", b"with", b"then", b"do",
];

impl Reader<'_> {
    /// One expression: what it is, and the token behind it.
    pub(super) fn expression(&mut self, at: usize, end: usize) -> (Term, usize) {
        if self.depth >= super::DEPTH {
            self.facts.cut = true;
            return (Term::new(Value::Unknown, self.span(at..at + 1)), end);
        }
        self.depth += 1;
        let result = self.operands(at, end);
        self.depth -= 1;
        result
    }

    fn operands(&mut self, at: usize, end: usize) -> (Term, usize) {
        let (mut term, mut next) = self.operand(at, end);
        while next < end && (!self.first(next) || self.leads(next)) {
            let operator = self.source(next);
            match (self.kind(next), operator) {
                (Some(Kind::Operator), b"=") => return self.assignment(at, next, end, term),
                // A function: its body is read as statements.
                (Some(Kind::Operator), b"=>") => {
                    return (Term::new(Value::Unknown, self.span(at..next + 1)), next + 1);
                }
                (Some(Kind::Operator), b":") => next = self.declared(next, end).1.max(next + 1),
                (Some(Kind::Operator), _) => (term, next) = self.infix(at, next, end, term),
                (Some(Kind::Word), _) if !ENDING.contains(&operator) && !super::MODIFIERS.contains(&operator) => {
                    (term, next) = self.infix(at, next, end, term);
                }
                _ => break,
            }
        }
        (term, next)
    }

    /// `name = value`; of an argument it is the name.
    fn assignment(&mut self, at: usize, sign: usize, end: usize, target: Term) -> (Term, usize) {
        let (value, behind) = self.expression(sign + 1, end);
        if let Value::Name(path) = target.value {
            self.bind(at, path, value, None);
        }
        (Term::new(Value::Unknown, self.span(at..behind)), behind)
    }

    /// An operator, or a method without a dot, and what stands on its right.
    fn infix(&mut self, at: usize, operator: usize, end: usize, left: Term) -> (Term, usize) {
        let behind = operator + 1;
        if behind >= end || self.first(behind) && self.is_word(operator) {
            return (left, behind);
        }
        let (right, next) = self.operand(behind, end);
        let terms = vec![left, right];
        if self.is(operator, b"->") {
            let scope = self.scope;
            self.facts.note(&terms, &[], scope);
        }
        let value = literal::joined(&self.string(operator), terms);
        (Term::new(value, self.span(at..next)), next.max(behind))
    }

    /// Whether a line goes on with the one before: it begins with an operator.
    fn leads(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Operator)
            && matches!(self.source(at), b"+" | b"++" | b"||" | b"&&" | b"|" | b"->" | b"==")
    }

    fn operand(&mut self, at: usize, end: usize) -> (Term, usize) {
        let word = self.source(at);
        match self.kind(at).filter(|_| at < end) {
            Some(Kind::Text) => self.suffixes(at, at + 1, end, Term::new(self.text(at), self.span(at..at + 1))),
            Some(Kind::Open) => self.bracketed(at, end),
            Some(Kind::Operator) if matches!(word, b"-" | b"+" | b"!" | b"~" | b"@") && at + 1 < end => {
                let (term, next) = self.operand(at + 1, end);
                let value = match term.value {
                    Value::Int(number) if word == b"-" => Value::Int(number.saturating_neg()),
                    value if word == b"@" => value,
                    _ => Value::Unknown,
                };
                (Term::new(value, self.span(at..next)), next)
            }
            Some(Kind::Word) if word == b"if" => self.either(at, end),
            Some(Kind::Word) if BEFORE.contains(&word) && at + 1 < end => self.operand(at + 1, end),
            Some(Kind::Word) if word.first().is_some_and(u8::is_ascii_digit) => self.number(at, end),
            Some(Kind::Word) if word == b"new" => self.path_and_calls(at, at + 1, end),
            Some(Kind::Word) => self.path_and_calls(at, at, end),
            _ => (Term::new(Value::Unknown, self.span(at..at + 1)), at + 1),
        }
    }

    /// `(a)`, `(a, b)`, `{ … }`.
    fn bracketed(&mut self, at: usize, end: usize) -> (Term, usize) {
        let behind = self.behind(at, end);
        let inner = at + 1..(behind - 1).max(at + 1);
        let value = match self.source(at) {
            b"(" => {
                let parts = self.parts(inner);
                let alone = parts.len() == 1;
                let mut terms: Vec<Term> = parts.into_iter().map(|part| self.argument(part).term).collect();
                match terms.pop() {
                    Some(term) if alone => term.value,
                    Some(term) => {
                        terms.push(term);
                        let scope = self.scope;
                        self.facts.note(&terms, &[], scope);
                        Value::List(terms)
                    }
                    None => Value::Unknown,
                }
            }
            b"{" => {
                self.statements(inner);
                Value::Unknown
            }
            _ => Value::Unknown,
        };
        self.suffixes(at, behind, end, Term::new(value, self.span(at..behind)))
    }

    /// `if (condition) one else other`.
    fn either(&mut self, at: usize, end: usize) -> (Term, usize) {
        let mut next = at + 1;
        if self.is(next, b"(") {
            let behind = self.behind(next, end);
            self.statements(next + 1..behind - 1);
            next = behind;
        } else {
            next = self.expression(next, end).1;
        }
        if self.is(next, b"then") {
            next += 1;
        }
        let (one, mut next) = self.expression(next, end);
        let mut terms = vec![one];
        if next < end && self.is(next, b"else") {
            let (other, behind) = self.expression(next + 1, end);
            terms.push(other);
            next = behind;
        }
        (Term::new(Value::Either(terms), self.span(at..next)), next)
    }

    fn number(&mut self, at: usize, end: usize) -> (Term, usize) {
        let mut next = at + 1;
        let fraction =
            self.is(next, b".") && self.source(next + 1).first().is_some_and(u8::is_ascii_digit) && next + 1 < end;
        if fraction {
            next += 2;
        }
        let value = if fraction { Value::Unknown } else { literal::number(&self.string(at)) };
        self.suffixes(at, next, end, Term::new(value, self.span(at..next)))
    }

    /// A path with its calls, `new` or not.
    fn path_and_calls(&mut self, start: usize, at: usize, end: usize) -> (Term, usize) {
        // `s"…"`
        if self.glued(at) && self.kind(at + 1) == Some(Kind::Text) {
            let value = self.interpolated(at + 1);
            return self.suffixes(at, at + 2, end, Term::new(value, self.span(at..at + 2)));
        }
        let after = self.path_end(at, end);
        let path = self.path(at..after);
        let next = self.behind_types(after, end);
        let called = self.opens(next, end);
        if start < at && !(called && self.is(next, b"(")) {
            let value = self.call(path, None, Vec::new(), start..next);
            return self.suffixes(start, next, end, Term::new(value, self.span(start..next)));
        }
        if called {
            let (value, behind) = self.called(path, None, start, next, end);
            return self.suffixes(start, behind, end, Term::new(value, self.span(start..behind)));
        }
        let value = literal::word(&path);
        (Term::new(value, self.span(start..next)), next)
    }

    /// `(arguments)` or `{ block }` of a callee.
    pub(super) fn called(
        &mut self,
        callee: String,
        receiver: Option<Box<Term>>,
        start: usize,
        open: usize,
        end: usize,
    ) -> (Value, usize) {
        let behind = self.behind(open, end);
        let inner = open + 1..(behind - 1).max(open + 1);
        let arguments = if self.is(open, b"(") {
            self.arguments(inner)
        } else {
            self.statements(inner);
            Vec::new()
        };
        (self.call(callee, receiver, arguments, start..behind), behind)
    }

    pub(super) fn arguments(&mut self, tokens: Range<usize>) -> Vec<Argument> {
        self.parts(tokens).into_iter().map(|part| self.argument(part)).collect()
    }

    fn argument(&mut self, tokens: Range<usize>) -> Argument {
        let named = self.is_word(tokens.start) && self.is(tokens.start + 1, b"=") && tokens.len() > 2;
        let start = if named { tokens.start + 2 } else { tokens.start };
        let name = named.then(|| self.string(tokens.start));
        let (term, mut next) = self.expression(start, tokens.end);
        // What the expression left over is looked at, too.
        let whole = next >= tokens.end;
        while next < tokens.end {
            next = self.statement(next, tokens.end).max(next + 1);
        }
        let term = if whole { term } else { Term::new(Value::Unknown, self.span(start..tokens.end)) };
        Argument { name, term }
    }

    fn text(&self, at: usize) -> Value {
        Value::Text(literal::plain(&String::from_utf8_lossy(self.source(at))))
    }
}
