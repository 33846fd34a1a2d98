//! What operators stand between: names, calls, literals, functions without a name.

use std::ops::Range;

use super::Reader;
use super::expression::light;
use crate::facts::fact::{Argument, Term, Value};
use crate::facts::lexer::Kind;
use crate::facts::literal;
use crate::facts::text::cursor::inside;

impl Reader<'_> {
    /// One operand with what stands before it and behind it.
    pub(super) fn operand(&mut self, at: usize, end: usize) -> (Term, usize) {
        let (mut next, mut negative, mut changed) = (at, false, false);
        while next < end {
            match self.source(next) {
                b"-" => negative = !negative,
                b"!" | b"~" | b"++" | b"--" => changed = true,
                b"await" | b"throw" | b"return" => {}
                b"?" if next == at => {}
                _ => break,
            }
            next += 1;
        }
        let (mut term, behind) = self.primary(next, end);
        term.value = match term.value {
            Value::Int(number) if negative => Value::Int(number.saturating_neg()),
            _ if changed || negative => Value::Unknown,
            value => value,
        };
        (term, behind)
    }

    fn primary(&mut self, at: usize, end: usize) -> (Term, usize) {
        let word = self.source(at);
        match self.kind(at).filter(|_| at < end) {
            Some(Kind::Text) => {
                let (value, next) = self.text(at, end);
                self.suffixes(at, next, end, Term::new(value, self.span(at..next)))
            }
            Some(Kind::Open) => self.bracketed(at, end),
            Some(Kind::Operator) if word == b"<" => {
                let next = self.behind_types(at, end).unwrap_or(at + 1);
                if self.kind(next) == Some(Kind::Open) && next < end {
                    self.bracketed(next, end)
                } else {
                    (self.unknown(at..next), next)
                }
            }
            Some(Kind::Word) if word.first().is_some_and(u8::is_ascii_digit) => self.number(at, end),
            Some(Kind::Word) if word == b"switch" && self.is(at + 1, b"(") => self.choice(at, end),
            Some(Kind::Word) if matches!(word, b"new" | b"const") && at + 1 < end => match self.kind(at + 1) {
                Some(Kind::Word) => self.path_and_calls(at, at + 1, end),
                _ => self.primary_behind_const(at + 1, end),
            },
            Some(Kind::Word) => self.path_and_calls(at, at, end),
            // A constant of the type that is asked for: `.center`.
            Some(Kind::Break) if word == b"." && self.is_name(at + 1) && at + 1 < end => {
                self.path_and_calls(at, at + 1, end)
            }
            Some(Kind::Operator) => (self.unknown(at..at + 1), at + 1),
            _ => (self.unknown(at..at), at),
        }
    }

    /// `const [1]`, `const <String>{}`; nothing else follows the word but names.
    fn primary_behind_const(&mut self, at: usize, end: usize) -> (Term, usize) {
        let open = self.behind_types(at, end).unwrap_or(at);
        if self.kind(open) == Some(Kind::Open) && open < end {
            self.bracketed(open, end)
        } else {
            (self.unknown(at..at + 1), at + 1)
        }
    }

    fn number(&mut self, at: usize, end: usize) -> (Term, usize) {
        let digit = self.source(at + 1 + 1).first().is_some_and(u8::is_ascii_digit);
        let fraction = self.is(at + 1, b".") && digit && at + 2 < end;
        let next = if fraction { at + 3 } else { at + 1 };
        let value = if fraction { Value::Unknown } else { literal::number(&self.string(at)) };
        self.suffixes(at, next, end, Term::new(value, self.span(at..next)))
    }

    /// A path with its call: `a.b<C>(d)`, `new A()`.
    fn path_and_calls(&mut self, start: usize, at: usize, end: usize) -> (Term, usize) {
        let mut after = self.path_end(at, end);
        let mut path = self.path(at..after);
        let mut next = after;
        if let Some(behind) = self.behind_types(after, end).filter(|behind| *behind < end) {
            // `List<int>.filled(8, 0)`
            if self.is(behind, b".") && self.is_name(behind + 1) {
                after = self.path_end(behind + 1, end);
                path = self.path(at..after);
                next = after;
            } else if self.is(behind, b"(") {
                next = behind;
            }
        }
        if next < end && self.is(next, b"(") {
            // What a constructor hands to the one of the class that its own extends.
            if path == "super" && !self.parent.is_empty() {
                path.clone_from(&self.parent);
            }
            let (value, behind) = self.called(path, None, start, next, end);
            return self.suffixes(start, behind, end, Term::new(value, self.span(start..behind)));
        }
        let value = match path.strip_suffix(".codeUnits") {
            // A text as bytes.
            Some(_) => self.call(path, None, Vec::new(), start..next),
            None => literal::word(&path),
        };
        self.suffixes(start, next, end, Term::new(value, self.span(start..next)))
    }

    /// The arguments of a callee, from their bracket.
    pub(super) fn called(
        &mut self,
        callee: String,
        receiver: Option<Box<Term>>,
        start: usize,
        open: usize,
        end: usize,
    ) -> (Value, usize) {
        let behind = self.behind(open, end);
        // What a function without a name is handed: `SharedPreferences.getInstance().then((preferences) { … })`.
        let then = callee.rsplit('.').next() == Some("then");
        self.given = receiver.as_deref().filter(|_| then).map(light);
        let arguments = self.arguments(inside(open, behind));
        self.given = None;
        (self.call(callee, receiver, arguments, start..behind), behind)
    }

    pub(super) fn arguments(&mut self, tokens: Range<usize>) -> Vec<Argument> {
        let (mut at, end, mut arguments) = (tokens.start, tokens.end, Vec::new());
        while at < end {
            let named = self.is_word(at) && at + 1 < end && self.is(at + 1, b":");
            let start = if named { at + 2 } else { at };
            let name = named.then(|| self.string(at));
            let (term, next) = self.alone(start, end);
            arguments.push(Argument { name, term });
            at = next.max(at) + 1;
        }
        arguments
    }

    /// An expression up to a comma or the end. What is left over of it is looked at, too.
    pub(super) fn alone(&mut self, at: usize, end: usize) -> (Term, usize) {
        let (term, mut next) = self.expression(at, end);
        if next >= end || self.is(next, b",") {
            return (term, next);
        }
        while next < end && !self.is(next, b",") {
            next = self.statement(next, end).max(next + 1);
            // The comma behind a statement may have been taken for its end.
            if self.is(next - 1, b",") {
                next -= 1;
            }
        }
        (self.unknown(at..next), next)
    }
}
