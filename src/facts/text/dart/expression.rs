//! Dart's expressions: what operators make of values, conditions, assignments and cascades.

use super::Reader;
use crate::facts::fact::{Term, Value};
use crate::facts::lexer::Kind;
use crate::facts::{join, literal};

/// Longer names are not noted again.
const NAMED: usize = 200;

impl Reader<'_> {
    /// One expression: what it is, and the token behind it.
    pub(super) fn expression(&mut self, at: usize, end: usize) -> (Term, usize) {
        self.deeper(|reader| reader.whole(at, end)).unwrap_or_else(|| (self.unknown(at..at + 1), end))
    }

    fn whole(&mut self, at: usize, end: usize) -> (Term, usize) {
        let (mut term, mut next) = self.conditional(at, end);
        if next < end && self.assigns(next) {
            return self.assignment(at, next, end, &term);
        }
        while next < end && matches!(self.source(next), b".." | b"?..") {
            next = self.cascade(next + 1, end, &term).max(next + 1);
        }
        term.span.end = self.span(at..next).end.max(term.span.end);
        (term, next)
    }

    /// Operands with operators, or a choice of two by them.
    fn conditional(&mut self, at: usize, end: usize) -> (Term, usize) {
        let (term, next) = self.binary(at, end, 0);
        if next < end && self.is(next, b"?") { self.either(at, next, end) } else { (term, next) }
    }

    fn assigns(&self, at: usize) -> bool {
        let source = self.source(at);
        self.kind(at) == Some(Kind::Operator)
            && (source == b"=" || source == b"??=" || source.ends_with(b"=") && source.len() == 2)
            && !matches!(source, b"==" | b"!=" | b"<=" | b">=")
    }

    /// `condition ? one : other`.
    fn either(&mut self, at: usize, sign: usize, end: usize) -> (Term, usize) {
        let (one, next) = self.expression(sign + 1, end);
        if !(next < end && self.is(next, b":")) {
            return (self.unknown(at..next), next);
        }
        let (other, next) = self.expression(next + 1, end);
        (Term::new(Value::Either(vec![one, other]), self.span(at..next)), next)
    }

    /// `name = value`.
    fn assignment(&mut self, at: usize, sign: usize, end: usize, target: &Term) -> (Term, usize) {
        let (value, behind) = self.expression(sign + 1, end);
        let plain = matches!(self.source(sign), b"=" | b"??=");
        if plain && let Some(path) = self.assigned(target) {
            let given = light(&value).value;
            self.bind(at, path, value, None);
            return (Term::new(given, self.span(at..behind)), behind);
        }
        (self.unknown(at..behind), behind)
    }

    /// The path of what gets a value; a member of what a call makes is one of the callee's.
    fn assigned(&self, target: &Term) -> Option<String> {
        match &target.value {
            Value::Name(path) => Some(path.clone()),
            Value::Call(at) => {
                let call = self.facts.calls.get(*at).filter(|call| call.arguments.is_empty())?;
                Some(call.callee.clone())
            }
            _ => None,
        }
    }

    /// `..add(1)`, `..name = value`, `..list[0] = value`: each is about the value that stands before the first.
    fn cascade(&mut self, at: usize, end: usize, about: &Term) -> usize {
        let (start, mut target) = (at, light(about));
        if self.is(at, b"[") {
            return self.suffixes(start, at, end, target).1.max(at + 1);
        }
        let after = self.path_end(at, end);
        let member = self.path(at..after);
        let mut next = self.behind_types(after, end).filter(|next| self.is(*next, b"(")).unwrap_or(after);
        let owner = match &target.value {
            Value::Name(owner) => owner.as_str(),
            Value::Call(made) => self.facts.calls.get(*made).map_or("", |call| call.callee.as_str()),
            _ => "",
        };
        let mut path = owner.get(..owner.len().min(NAMED)).unwrap_or_default().to_owned();
        join(&mut path, &member);
        if next < end && self.is(next, b"(") {
            let (value, behind) = self.called(member, Some(Box::new(target)), start, next, end);
            target = Term::new(value, self.span(start..behind));
            (target, next) = self.suffixes(start, behind, end, target);
        } else {
            target = Term::new(Value::Name(path), self.span(start..after));
            (target, next) = self.suffixes(start, next, end, target);
        }
        if next < end && self.assigns(next) {
            let value = self.deeper(|reader| reader.conditional(next + 1, end));
            let (value, behind) = value.unwrap_or_else(|| (self.unknown(next..next + 1), end));
            if let Some(path) = self.assigned(&target) {
                self.bind(start, path, value, None);
            }
            next = behind;
        }
        next
    }

    /// Operands with operators between them that bind as strongly as `least`, or more.
    pub(super) fn binary(&mut self, at: usize, end: usize, least: u8) -> (Term, usize) {
        let (mut term, mut next) = self.operand(at, end);
        while next < end {
            let (operator, behind) = self.operator_at(next);
            let Some(strength) = strength(operator).filter(|strength| *strength >= least) else { break };
            if matches!(operator, b"as" | b"is") {
                let of = behind + usize::from(self.is(behind, b"!"));
                next = self.type_at(of, end).map_or(of, |(_, next)| next);
                term.value = Some(term.value).filter(|_| operator == b"as").unwrap_or(Value::Unknown);
                continue;
            }
            if behind >= end {
                return (self.unknown(at..behind), behind);
            }
            let (right, after) = self.binary(behind, end, strength + 1);
            let operator = String::from_utf8_lossy(operator).into_owned();
            term = Term::new(literal::joined(&operator, vec![term, right]), self.span(at..after));
            next = after.max(behind);
        }
        (term, next)
    }

    /// The operator at a place, and what stands behind it: two `>` without a blank are one.
    fn operator_at(&self, at: usize) -> (&'static [u8], usize) {
        let source = self.source(at);
        if source == b">" && self.is(at + 1, b">") && self.glued(at) {
            return (b">>", at + 2);
        }
        let known = STRENGTHS.iter().flat_map(|(_, operators)| operators.iter()).find(|known| **known == source);
        (known.copied().unwrap_or_default(), at + 1)
    }
}

/// A term that may be noted many times over: anything but long texts, lists and mappings.
pub(super) fn light(term: &Term) -> Term {
    let light = match &term.value {
        Value::Name(text) | Value::Text(text) => text.len() <= NAMED,
        Value::Call(_) | Value::Int(_) | Value::Bool(_) | Value::Null => true,
        _ => false,
    };
    if light { term.clone() } else { Term::new(Value::Unknown, term.span.clone()) }
}

/// Operators by how strongly they bind.
const STRENGTHS: &[(u8, &[&[u8]])] = &[
    (1, &[b"??"]),
    (2, &[b"||"]),
    (3, &[b"&&"]),
    (4, &[b"==", b"!="]),
    (5, &[b"<", b">", b"<=", b">=", b"as", b"is"]),
    (6, &[b"|"]),
    (7, &[b"^"]),
    (8, &[b"&"]),
    (9, &[b"<<", b">>"]),
    (10, &[b"+", b"-"]),
    (11, &[b"*", b"/", b"%", b"~/"]),
];

fn strength(operator: &[u8]) -> Option<u8> {
    STRENGTHS.iter().find(|(_, operators)| operators.contains(&operator)).map(|(strength, _)| *strength)
}
