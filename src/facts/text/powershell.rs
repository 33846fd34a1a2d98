//! PowerShell: cmdlets as command lines, and what is called of .NET.

use super::scalar::scalar;
use super::shell;
use crate::facts::fact::{Argument, Binding, Call, Facts, Term, Value};

/// Longer tables are read so far.
const TABLE: usize = 16 << 10;

/// Reads a script.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    shell::read(text, 0, facts);
    let mut start = 0;
    for line in text.split_inclusive(|b| *b == b'\n') {
        let mut reader = Line { text, at: start, end: start + line.trim_ascii_end().len() };
        start += line.len();
        reader.statement(facts);
    }
}

/// A line that is being read.
struct Line<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
}

impl Line<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn skip(&mut self) {
        self.at += self.rest().iter().take_while(|b| b.is_ascii_whitespace()).count();
    }

    fn take(&mut self, fits: fn(u8) -> bool) -> String {
        let length = self.rest().iter().take_while(|b| fits(**b)).count();
        let word = String::from_utf8_lossy(self.rest().get(..length).unwrap_or_default()).into_owned();
        self.at += length;
        word
    }

    /// `$name = …`, `$name.Member = …`, `[Type]::Member = …`, `$name.Method(…)`, `[Type]::Method(…)` anywhere.
    fn statement(&mut self, facts: &mut Facts) {
        self.skip();
        if self.rest().starts_with(b"#") {
            return;
        }
        self.parameters(facts);
        if self.rest().starts_with(b"$") || self.rest().starts_with(b"[") {
            self.assigned(facts);
        }
        while self.at < self.end {
            let rest = self.rest();
            let brackets = rest.iter().position(|b| *b == b'[');
            let made = memchr::memmem::find(rest, b"New-Object");
            let behind = memchr::memmem::find(rest, b"; $");
            let Some(next) = [brackets, made, behind].into_iter().flatten().min() else { return };
            self.at += next;
            let before = self.at;
            if behind == Some(next) {
                self.at += 2;
                self.assigned(facts);
                continue;
            }
            self.term(facts);
            self.at = self.at.max(before + 1);
        }
    }

    fn term(&mut self, facts: &mut Facts) -> Term {
        self.skip();
        let start = self.at;
        let value = match self.rest().first() {
            Some(b'$') => {
                self.at += 1;
                let path = self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'));
                self.called(path, start, facts)
            }
            Some(b'[') => self.of_type(start, facts),
            Some(quote @ (b'"' | b'\'')) => {
                let quote = *quote;
                let body = self.rest().get(1..).unwrap_or_default();
                let length = memchr::memchr(quote, body).unwrap_or(body.len());
                let inner = String::from_utf8_lossy(body.get(..length).unwrap_or_default()).into_owned();
                self.at = (self.at + length + 2).min(self.end);
                if quote == b'"' && inner.contains('$') { Value::Unknown } else { Value::Text(inner) }
            }
            _ if self.rest().starts_with(b"New-Object") => self.made(start, facts),
            Some(b'@') if self.rest().get(1) == Some(&b'{') => self.table(facts),
            Some(b'(') => {
                self.at += 1;
                let inner = self.term(facts).value;
                self.skip();
                self.at += usize::from(self.rest().starts_with(b")"));
                inner
            }
            _ => scalar(&self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))),
        };
        Term::new(value, start..self.at)
    }

    /// `@{ Name = value; … }`, over lines.
    fn table(&mut self, facts: &mut Facts) -> Value {
        self.at += 2;
        let end = std::mem::replace(&mut self.end, self.text.len().min(self.at + TABLE));
        let mut members = Vec::new();
        loop {
            self.at += self.rest().iter().take_while(|b| b.is_ascii_whitespace() || **b == b';').count();
            match self.rest().first() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b'#') => {
                    self.take(|b| b != b'\n');
                }
                Some(_) => members.extend(self.entry(facts)),
            }
        }
        self.end = end.max(self.at);
        Value::Map(members)
    }

    /// A name and its value, and what is left of the line.
    fn entry(&mut self, facts: &mut Facts) -> Option<Argument> {
        let before = self.at;
        let name = self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'"' | b'\''));
        self.take(|b| matches!(b, b' ' | b'\t'));
        let given = self.rest().starts_with(b"=").then(|| {
            self.at += 1;
            self.take(|b| matches!(b, b' ' | b'\t'));
            let term = self.term(facts);
            Argument { name: Some(name.trim_matches(['"', '\'']).to_owned()), term }
        });
        self.take(|b| !matches!(b, b'\n' | b';' | b'}'));
        self.at = self.at.max(before + 1);
        given
    }

    /// `[Type]::Method(…)`, `[Type]::Member`, `[cast]value`.
    fn of_type(&mut self, start: usize, facts: &mut Facts) -> Value {
        self.at += 1;
        let path = self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+'));
        let mut path = path.replace('+', ".");
        let skip = self.rest().iter().take_while(|b| matches!(b, b'[' | b']')).count();
        self.at += skip;
        if !self.rest().starts_with(b"::") {
            return if skip > 0 { self.term(facts).value } else { Value::Unknown };
        }
        self.at += 2;
        let member = self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        if member != "new" {
            path = format!("{path}.{member}");
        }
        self.called(path, start, facts)
    }

    /// `$password, $salt, 1000` without brackets.
    fn listed(&mut self, facts: &mut Facts) -> Vec<Argument> {
        let mut arguments = Vec::new();
        loop {
            arguments.push(Argument { name: None, term: self.term(facts) });
            self.skip();
            if !self.rest().starts_with(b",") {
                return arguments;
            }
            self.at += 1;
        }
    }

    /// `param($Size = 1024, …)` on one line; on several each parameter is a statement of its own.
    fn parameters(&mut self, facts: &mut Facts) {
        let Some(begin) = memchr::memmem::find(self.rest(), b"param(") else { return };
        let back = self.at;
        self.at += begin + b"param(".len();
        while self.at < self.end && !self.rest().starts_with(b")") {
            let before = self.at;
            self.assigned(facts);
            self.skip();
            self.at += usize::from(self.rest().starts_with(b","));
            if self.at == before {
                break;
            }
        }
        self.at = back;
    }

    /// A term, and what it gets where an equals sign follows.
    fn assigned(&mut self, facts: &mut Facts) {
        self.skip();
        let start = self.at;
        let term = self.term(facts);
        self.skip();
        let assigned = self.rest().starts_with(b"=") && !self.rest().starts_with(b"==");
        if assigned && let Value::Name(path) = term.value {
            self.at += 1;
            let term = self.term(facts);
            let (span, scope) = (start..self.at, 0);
            facts.bindings.push(Binding { path, term: Some(term), declared: None, parameter: None, span, scope });
        }
    }

    fn called(&mut self, path: String, start: usize, facts: &mut Facts) -> Value {
        if !self.rest().starts_with(b"(") {
            return Value::Name(path);
        }
        let arguments = self.arguments(facts);
        push(path, arguments, start..self.at, facts)
    }

    fn arguments(&mut self, facts: &mut Facts) -> Vec<Argument> {
        let mut arguments = Vec::new();
        self.at += 1;
        while self.at < self.end {
            self.skip();
            match self.rest().first() {
                Some(b')') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                _ => {
                    let before = self.at;
                    let term = self.term(facts);
                    arguments.push(Argument { name: None, term });
                    self.at = self.at.max(before + 1);
                }
            }
        }
        arguments
    }

    /// `New-Object [-TypeName] Type[(…)] [-ArgumentList] …`.
    fn made(&mut self, start: usize, facts: &mut Facts) -> Value {
        self.at += b"New-Object".len();
        self.skip();
        if self.rest().starts_with(b"-TypeName") {
            self.at += b"-TypeName".len();
            self.skip();
        }
        let quotes = self.rest().iter().take_while(|b| matches!(b, b'"' | b'\'')).count();
        self.at += quotes;
        let path = self.take(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        self.at += quotes.min(self.end - self.at);
        self.skip();
        if self.rest().starts_with(b"-ArgumentList") {
            self.at += b"-ArgumentList".len();
            self.skip();
        }
        let arguments = match self.rest().first() {
            Some(b'(') => self.arguments(facts),
            Some(b'@') => {
                self.at += 1;
                self.arguments(facts)
            }
            Some(b) if b.is_ascii_digit() || matches!(b, b'$' | b'\'' | b'"') => self.listed(facts),
            _ => Vec::new(),
        };
        push(path, arguments, start..self.at, facts)
    }
}

fn push(callee: String, arguments: Vec<Argument>, span: std::ops::Range<usize>, facts: &mut Facts) -> Value {
    facts.calls.push(Call { callee, receiver: None, arguments, span, scope: 0 });
    Value::Call(facts.calls.len() - 1)
}
