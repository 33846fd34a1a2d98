//! Blocks in braces: HCL and Bicep. A block is a mapping; its labels are part of its name.

use std::collections::BTreeMap;

use super::DEPTH;
use super::emit::{bind, emit};
use super::scalar::scalar;
use crate::facts::fact::{Argument, Facts, Term, Value};

/// Reads a whole file.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let mut reader = Blocks { text, at: 0, cut: false, labels: BTreeMap::new() };
    let members = reader.body(0);
    facts.cut |= reader.cut;
    for Argument { name, term } in members {
        let name = name.unwrap_or_default();
        let (head, rest) = name.split_once('.').unwrap_or((&name, ""));
        match (head, &term.value) {
            ("variable", Value::Map(members)) => {
                let default = members.iter().find(|member| member.name.as_deref() == Some("default"));
                if let Some(default) = default {
                    bind(&format!("var.{rest}"), default.term.clone(), facts);
                }
            }
            ("locals", Value::Map(members)) => {
                for member in members {
                    let path = format!("local.{}", member.name.as_deref().unwrap_or_default());
                    bind(&path, member.term.clone(), facts);
                }
            }
            ("resource", _) => {
                // What other blocks refer to it by: `azuread_application.cli`.
                if let Some(label) = reader.labels.get(&term.span.start) {
                    bind(&format!("{rest}.{label}"), term.clone(), facts);
                }
                emit(&name, &term, text, facts);
            }
            _ => emit(&name, &term, text, facts),
        }
    }
}

struct Blocks<'t> {
    text: &'t [u8],
    at: usize,
    cut: bool,
    /// Names of resources, by where their bodies begin.
    labels: BTreeMap<usize, String>,
}

impl Blocks<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Over blanks and comments; over line ends only if asked.
    fn skip(&mut self, lines: bool) {
        while let Some(byte) = self.peek() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let line = || memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' if lines => self.at += 1,
                b'#' => self.at += line(),
                b'/' if rest.starts_with(b"//") => self.at += line(),
                b'/' if rest.starts_with(b"/*") => {
                    self.at += memchr::memmem::find(rest, b"*/").map_or(rest.len(), |at| at + 2);
                }
                _ => return,
            }
        }
    }

    /// The statements up to the closing brace.
    fn body(&mut self, depth: usize) -> Vec<Argument> {
        let mut members = Vec::new();
        if depth > DEPTH {
            self.cut = true;
            self.at = self.text.len();
            return members;
        }
        let mut head: Vec<String> = Vec::new();
        loop {
            self.skip(head.is_empty());
            match self.peek() {
                None => return members,
                Some(b'}') => {
                    self.at += 1;
                    return members;
                }
                Some(b'{') => {
                    let start = self.at;
                    self.at += 1;
                    let value = Value::Map(self.body(depth + 1));
                    self.labels.extend(head.get(2).map(|label| (start, label.clone())));
                    let name = name(&head, false);
                    members.push(Argument { name: Some(name), term: Term::new(value, start..self.at) });
                    head.clear();
                }
                Some(b'=' | b':') => {
                    self.at += 1;
                    let mut term = self.value(depth + 1);
                    add_type(head.get(2), &mut term);
                    members.push(Argument { name: Some(name(&head, true)), term });
                    head.clear();
                }
                Some(b'\n' | b',' | b'(' | b')' | b'[' | b']') => {
                    self.at += 1;
                    head.clear();
                }
                Some(_) => head.push(self.word()),
            }
        }
    }

    fn word(&mut self) -> String {
        if let Some(quote @ (b'"' | b'\'')) = self.peek() {
            return self.quoted(quote);
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@' | b'/' | b'*');
        let length = rest.iter().take_while(|b| fits(b)).count().max(1);
        self.at += length;
        String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned()
    }

    fn quoted(&mut self, quote: u8) -> String {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 2,
                b'\n' => break,
                _ if byte == quote => break,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.text.len());
        self.at = (end + 1).min(self.text.len());
        String::from_utf8_lossy(self.text.get(start..end).unwrap_or_default()).into_owned()
    }

    fn value(&mut self, depth: usize) -> Term {
        self.skip(false);
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                Value::Map(self.body(depth))
            }
            Some(b'[') => self.list(depth),
            Some(quote @ (b'"' | b'\'')) => text(self.quoted(quote)),
            Some(_) => {
                let word = self.word();
                let call = self.peek() == Some(b'(');
                match scalar(&word) {
                    // A function: what it makes is not known.
                    Value::Text(_) if call => Value::Unknown,
                    Value::Text(path) => Value::Name(path),
                    value => value,
                }
            }
            None => Value::Null,
        };
        let end = self.at;
        if let Some(either) = self.alternatives(depth) {
            return Term::new(either, start..self.at);
        }
        // The rest of an expression.
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !matches!(value, Value::Map(_) | Value::List(_)) {
            self.at += rest.iter().position(|b| matches!(b, b'\n' | b',' | b'}' | b']')).unwrap_or(rest.len());
        }
        Term::new(value, start..end)
    }

    /// `condition ? one : other`, where the condition was begun on this line.
    fn alternatives(&mut self, depth: usize) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let line =
            rest.get(..rest.iter().position(|b| matches!(b, b'\n' | b',' | b'}' | b']' | b'#')).unwrap_or(rest.len()))?;
        let question = memchr::memmem::find(line, b" ? ")?;
        let colon = memchr::memmem::find(line.get(question..)?, b" : ")? + question;
        // Each reads on to the end of the line, so that few may stand in each other.
        let depth = depth + DEPTH / 4;
        if depth > DEPTH {
            return None;
        }
        let end = self.at + line.len();
        let from = [question + 3, colon + 3].map(|at| self.at + at);
        let terms = from.map(|at| {
            self.at = at;
            self.value(depth + 1)
        });
        self.at = end;
        Some(Value::Either(terms.into()))
    }

    fn list(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut terms = Vec::new();
        if depth > DEPTH {
            self.cut = true;
            self.at = self.text.len();
        }
        loop {
            self.skip(true);
            match self.peek() {
                None => break,
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',' | b'}') => self.at += 1,
                Some(_) => terms.push(self.value(depth + 1)),
            }
        }
        Value::List(terms)
    }
}

/// `resource "tls_private_key" "k"` is called by its kind; a setting, by its name (`param bits int = …` is `bits`).
fn name(head: &[String], setting: bool) -> String {
    match head {
        [first, second, ..] if setting && matches!(first.as_str(), "param" | "var" | "output") => second.clone(),
        [first, ..] if setting => first.clone(),
        [first, second, ..] => format!("{first}.{second}"),
        [first] => first.clone(),
        [] => String::new(),
    }
}

/// A string, or what it refers to if that is all that it holds.
fn text(text: String) -> Value {
    match text.strip_prefix("${").and_then(|inner| inner.strip_suffix('}')) {
        Some(path) if path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')) => {
            Value::Name(path.to_owned())
        }
        _ => Value::Text(text),
    }
}

/// Gives a resource its type as a member.
fn add_type(label: Option<&String>, term: &mut Term) {
    if let (Some(label), Value::Map(members)) = (label, &mut term.value) {
        let kind = Term::new(Value::Text(label.clone()), term.span.start..term.span.start);
        members.push(Argument { name: Some("type".to_owned()), term: kind });
    }
}
