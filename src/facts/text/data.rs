//! JSON with comments and trailing commas, and the flow style of YAML.

use super::DEPTH;
use super::emit::emit;
use super::refer;
use super::scalar::scalar;
use crate::facts::fact::{Argument, Facts, Term, Value};

/// Reads a whole document.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let mut reader = Flow::new(text, 0, text.len());
    let term = reader.value(0);
    facts.cut |= reader.cut;
    emit("", &term, text, facts);
}

/// Reads values between brackets.
pub(super) struct Flow<'t> {
    text: &'t [u8],
    pub(super) at: usize,
    end: usize,
    /// Something was nested too deeply; nothing behind it was read.
    pub(super) cut: bool,
}

impl<'t> Flow<'t> {
    pub(super) fn new(text: &'t [u8], at: usize, end: usize) -> Self {
        Self { text, at, end: end.min(text.len()), cut: false }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied().filter(|_| self.at < self.end)
    }

    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            let rest = self.text.get(self.at..self.end).unwrap_or_default();
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf => self.at += 1,
                b'#' => self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                b'/' if rest.starts_with(b"//") => self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                b'/' if rest.starts_with(b"/*") => {
                    self.at += memchr::memmem::find(rest, b"*/").map_or(rest.len(), |at| at + 2);
                }
                _ => break,
            }
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Term {
        self.skip();
        let start = self.at;
        if depth > DEPTH {
            self.cut = true;
            self.at = self.end;
            return Term::new(Value::Unknown, start..start);
        }
        let value = match self.peek() {
            Some(b'{') => self.members(depth),
            Some(b'[') => self.elements(depth),
            Some(quote @ (b'"' | b'\'')) => {
                let text = self.quoted(quote);
                let refers = refer::reference(&text).unwrap_or(Value::Text(text));
                return refer::placed(refers, start..self.at);
            }
            Some(_) => scalar(&self.bare(b",]}\n")),
            None => Value::Null,
        };
        Term::new(value, start..self.at)
    }

    fn members(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',' | b':' | b']') => self.at += 1,
                Some(first) => members.push(self.member(first, depth)),
            }
        }
        refer::mapping(members)
    }

    fn member(&mut self, first: u8, depth: usize) -> Argument {
        let key = if matches!(first, b'"' | b'\'') { self.quoted(first) } else { self.bare(b":,}\n") };
        self.skip();
        let has_value = self.peek() == Some(b':');
        self.at += usize::from(has_value);
        let here = self.at;
        let term = if has_value { self.value(depth + 1) } else { Term::new(Value::Null, here..here) };
        Argument { name: Some(key), term }
    }

    fn elements(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut terms = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                None => break,
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',' | b'}' | b':') => self.at += 1,
                Some(_) => terms.push(self.value(depth + 1)),
            }
        }
        Value::List(terms)
    }

    pub(super) fn quoted(&mut self, quote: u8) -> String {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' if quote == b'"' => self.at += 2,
                _ if byte == quote => break,
                _ => self.at += 1,
            }
        }
        let stop = self.at.min(self.end);
        self.at = (self.at + 1).min(self.end);
        let text = String::from_utf8_lossy(self.text.get(start..stop).unwrap_or_default()).into_owned();
        if quote == b'"' { crate::facts::literal::unescape(&text) } else { text }
    }

    fn bare(&mut self, ends: &[u8]) -> String {
        let start = self.at;
        while let Some(byte) = self.peek() {
            let comment = byte == b'#' && self.at > start && self.text.get(self.at - 1) == Some(&b' ');
            if ends.contains(&byte) || comment {
                break;
            }
            self.at += 1;
        }
        if self.at == start {
            self.at = (self.at + 1).min(self.end);
        }
        String::from_utf8_lossy(self.text.get(start..self.at).unwrap_or_default()).trim().to_owned()
    }
}
