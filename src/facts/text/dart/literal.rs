//! Strings with what is put into them, lists and mappings.

use std::ops::Range;

use super::Reader;
use super::lexeme::{self, Quote, own};
use crate::facts::fact::{Argument, SPREAD, Term, Value};
use crate::facts::lexer::{Kind, is_word, run, tokens};
use crate::facts::literal;
use crate::facts::text::cursor::inside;

/// Strings that stand in one another deeper are left out.
const INNER: usize = 4;

/// Members of one literal that are kept.
const MEMBERS: usize = 4096;

/// Longer keys are no names.
const KEY: usize = 80;

impl Reader<'_> {
    /// Strings side by side, which are one.
    pub(super) fn text(&mut self, at: usize, end: usize) -> (Value, usize) {
        let (mut pieces, mut next) = (Vec::new(), at);
        while next < end && self.kind(next) == Some(Kind::Text) {
            self.pieces(next, &mut pieces);
            next += 1;
        }
        let value = match pieces.pop() {
            Some(Term { value: Value::Text(text), .. }) if pieces.is_empty() => Value::Text(text),
            Some(last) => {
                pieces.push(last);
                Value::Join(pieces)
            }
            None => Value::Text(String::new()),
        };
        (value, next)
    }

    /// What one string says, and what is put into it.
    fn pieces(&mut self, at: usize, out: &mut Vec<Term>) {
        let (source, span) = (self.source(at), self.span(at..at + 1));
        let Some(quote) = lexeme::quote(source) else { return };
        let inner = body(source, quote);
        let start = span.start + quote.start();
        let mut next = 0;
        let mut from = 0;
        while let Some(&byte) = inner.get(next) {
            let escaped = byte == b'\\' && !quote.raw;
            let length = if quote.raw { 0 } else { inset(inner.get(next..).unwrap_or_default()) };
            if length == 0 {
                next += 1 + usize::from(escaped);
                continue;
            }
            say(inner.get(from..next), quote, &span, out);
            let filled = start + next..start + next + length;
            let value = match inner.get(next + 1..next + length) {
                Some([b'{', ..]) => self.filled(filled.start + 2..filled.end.saturating_sub(1)),
                name => literal::word(&String::from_utf8_lossy(name.unwrap_or_default())),
            };
            out.push(Term::new(value, filled));
            next += length;
            from = next;
        }
        say(inner.get(from..), quote, &span, out);
    }

    /// An expression within a string.
    fn filled(&mut self, place: Range<usize>) -> Value {
        if self.inner >= INNER {
            self.facts.cut = true;
            return Value::Unknown;
        }
        self.inner += 1;
        let within = tokens(self.text, place, own);
        let end = within.len();
        let outer = std::mem::replace(&mut self.tokens, within);
        let (term, next) = self.expression(0, end);
        self.tokens = outer;
        self.inner -= 1;
        if next >= end { term.value } else { Value::Unknown }
    }

    /// What a list, a set or a mapping holds; members of a mapping with their names.
    pub(super) fn elements(&mut self, tokens: Range<usize>) -> Vec<Argument> {
        let (mut at, end, mut elements) = (tokens.start, tokens.end, Vec::new());
        while at < end {
            at = self.element(at, end, &mut elements).max(at);
            elements.truncate(MEMBERS);
            at = if self.is(at, b",") { at + 1 } else { self.leftover(at, end) };
        }
        elements
    }

    /// What no element understood, up to the next comma.
    fn leftover(&mut self, at: usize, end: usize) -> usize {
        if at >= end { end } else { self.alone(at, end).1 + 1 }
    }

    /// `a`, `a: b`, `...a`, `if (c) a else b`, `for (x in y) a`.
    fn element(&mut self, at: usize, end: usize, out: &mut Vec<Argument>) -> usize {
        let mut at = at;
        while at < end && !self.is(at, b",") {
            let next = match self.source(at) {
                b"if" | b"for" if self.is(at + 1, b"(") => {
                    let behind = self.behind(at + 1, end);
                    self.block(inside(at + 1, behind));
                    behind
                }
                b"await" if self.is(at + 1, b"for") => at + 1,
                b"else" => at + 1,
                b"..." | b"...?" => {
                    let (term, next) = self.expression(at + 1, end);
                    out.push(Argument { name: Some(SPREAD.to_owned()), term });
                    next
                }
                _ => {
                    let (term, next) = self.expression(at, end);
                    self.valued(at, next, end, term, out)
                }
            };
            if next <= at {
                break;
            }
            at = next;
        }
        at
    }

    /// An element, or a key with its value.
    fn valued(&mut self, at: usize, next: usize, end: usize, term: Term, out: &mut Vec<Argument>) -> usize {
        if !(next < end && self.is(next, b":")) {
            out.push(Argument { name: None, term });
            return next;
        }
        let name = match term.value {
            Value::Text(name) | Value::Name(name) => name,
            _ => {
                let source = self.text.get(self.span(at..next)).unwrap_or_default();
                String::from_utf8_lossy(source).chars().take(KEY).collect()
            }
        };
        let (term, next) = self.expression(next + 1, end);
        out.push(Argument { name: Some(name), term });
        next
    }
}

/// The length of what is put into a string at the beginning of a text: `$name`, `${…}`.
fn inset(text: &[u8]) -> usize {
    match text {
        [b'$', b'{', ..] => lexeme::filled(text),
        [b'$', rest @ ..] => {
            Some(run(rest, |byte| is_word(byte) && byte != b'$')).filter(|name| *name > 0).map_or(0, |name| name + 1)
        }
        _ => 0,
    }
}

/// A string without its quotes.
fn body(source: &[u8], quote: Quote) -> &[u8] {
    let inner = source.get(quote.start()..).unwrap_or_default();
    let marks = [quote.mark; 3];
    let marks = marks.get(..quote.marks()).unwrap_or_default();
    inner.strip_suffix(marks).unwrap_or(inner)
}

/// Notes a piece of text.
fn say(piece: Option<&[u8]>, quote: Quote, span: &Range<usize>, out: &mut Vec<Term>) {
    let piece = String::from_utf8_lossy(piece.unwrap_or_default());
    let text = if quote.raw { piece.into_owned() } else { literal::unescape(&piece) };
    // Strings side by side are one.
    if let Some(Term { value: Value::Text(before), .. }) = out.last_mut() {
        before.push_str(&text);
    } else {
        out.push(Term::new(Value::Text(text), span.clone()));
    }
}
