//! YAML: block mappings and sequences by indentation, flow style by brackets. Anchors are left out, aliases stay names.

use std::ops::Range;

use super::DEPTH;
use super::data::Flow;
use super::emit::emit;
use super::refer;
use super::scalar::scalar;
use crate::facts::fact::{Argument, Facts, Term, Value};

/// A line that has content.
struct Line {
    indent: usize,
    /// Without indentation and line end.
    span: Range<usize>,
}

struct Reader<'t> {
    text: &'t [u8],
    lines: Vec<Line>,
    at: usize,
    cut: bool,
}

/// Reads all documents of a file.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|b| *b == b'\n') {
        let indent = line.iter().take_while(|b| **b == b' ' || **b == b'\t').count();
        let body = line.get(indent..).unwrap_or_default().trim_ascii_end();
        if !body.is_empty() {
            lines.push(Line { indent, span: start + indent..start + indent + body.len() });
        }
        start += line.len();
    }
    let mut reader = Reader { text, lines, at: 0, cut: false };
    while reader.at < reader.lines.len() {
        let before = reader.at;
        let indent = reader.lines.get(before).map_or(0, |line| line.indent);
        let term = reader.block(indent, 0);
        emit("", &term, text, facts);
        if reader.at == before {
            reader.at += 1;
        }
    }
    facts.cut |= reader.cut;
}

impl<'t> Reader<'t> {
    fn body(&self, at: usize) -> &'t [u8] {
        self.lines.get(at).and_then(|line| self.text.get(line.span.clone())).unwrap_or_default()
    }

    fn indent(&self, at: usize) -> Option<usize> {
        self.lines.get(at).map(|line| line.indent)
    }

    /// Comments and the marks between documents.
    fn is_idle(&self, at: usize) -> bool {
        let body = self.body(at);
        body.starts_with(b"#") || body.starts_with(b"%") || body == b"---" || body == b"..." || body.starts_with(b"{%")
    }

    /// The lines of one indentation.
    fn block(&mut self, indent: usize, depth: usize) -> Term {
        let start = self.lines.get(self.at).map_or(0, |line| line.span.start);
        if depth > DEPTH {
            self.cut = true;
            self.at = self.lines.len();
            return Term::new(Value::Unknown, start..start);
        }
        let (mut members, mut terms) = (Vec::new(), Vec::new());
        while let Some(here) = self.indent(self.at) {
            if self.is_idle(self.at) {
                self.at += 1;
                continue;
            }
            let body = self.body(self.at);
            let item = body == b"-" || body.starts_with(b"- ");
            // A list may stand as far left as its key.
            if here < indent || item && !members.is_empty() && here == indent {
                break;
            }
            if item {
                terms.push(self.item(here, depth));
            } else if let Some((key, value)) = key_and_value(body) {
                members.push(self.member(here, key, value, depth));
            } else if members.is_empty() && terms.is_empty() && (body.starts_with(b"{") || body.starts_with(b"[")) {
                let span = self.lines.get(self.at).map_or(0..0, |line| line.span.clone());
                return self.inline(span, here);
            } else {
                self.at += 1;
            }
        }
        let end = self.at.checked_sub(1).and_then(|at| self.lines.get(at)).map_or(start, |line| line.span.end);
        let value = if members.is_empty() { Value::List(terms) } else { refer::mapping(members) };
        Term::new(value, start..end.max(start))
    }

    /// `- …`: the rest of the line is as if it stood on a line of its own, two to the right.
    fn item(&mut self, indent: usize, depth: usize) -> Term {
        let body = self.body(self.at);
        let skip = body.iter().skip(1).take_while(|b| **b == b' ').count() + 1;
        let Some(line) = self.lines.get_mut(self.at) else { return Term::new(Value::Null, 0..0) };
        line.indent += skip;
        line.span.start = (line.span.start + skip).min(line.span.end);
        let (inner, span) = (line.indent, line.span.clone());
        let rest = self.body(self.at);
        if rest.is_empty() {
            self.at += 1;
            let next = self.indent(self.at).filter(|next| *next > indent);
            return next.map_or_else(|| Term::new(Value::Null, span), |next| self.block(next, depth + 1));
        }
        if rest.starts_with(b"- ") || key_and_value(rest).is_some() {
            return self.block(inner, depth + 1);
        }
        self.inline(span, indent)
    }

    fn member(&mut self, indent: usize, key: &str, value: Range<usize>, depth: usize) -> Argument {
        let name = Some(key.to_owned());
        let line = self.lines.get(self.at).map_or(0..0, |line| line.span.clone());
        let span = line.start + value.start..line.start + value.end;
        let whole = self.text.get(span.clone()).unwrap_or_default();
        let written = without_tags(whole);
        // CloudFormation's `!Ref Name`.
        if whole.starts_with(b"!Ref ") {
            self.at += 1;
            let to = String::from_utf8_lossy(written).into_owned();
            return Argument { name, term: Term::new(Value::Name(to), span) };
        }
        if !written.is_empty() && !written.starts_with(b"#") {
            let span = span.end - written.len()..span.end;
            return Argument { name, term: self.inline(span, indent) };
        }
        self.at += 1;
        while self.at < self.lines.len() && self.is_idle(self.at) {
            self.at += 1;
        }
        let list = self.body(self.at).starts_with(b"-");
        let next = self.indent(self.at).filter(|next| *next > indent || (*next == indent && list));
        match next {
            Some(next) if next == indent => Argument { name, term: self.list_beside(indent, depth) },
            Some(next) => Argument { name, term: self.block(next, depth + 1) },
            None => Argument { name, term: Term::new(Value::Null, span) },
        }
    }

    /// A list that stands as far left as its key.
    fn list_beside(&mut self, indent: usize, depth: usize) -> Term {
        let start = self.lines.get(self.at).map_or(0, |line| line.span.start);
        let mut terms = Vec::new();
        while self.indent(self.at) == Some(indent) && self.body(self.at).starts_with(b"-") && depth < DEPTH {
            if self.is_idle(self.at) {
                break;
            }
            terms.push(self.item(indent, depth));
        }
        let end = self.at.checked_sub(1).and_then(|at| self.lines.get(at)).map_or(start, |line| line.span.end);
        Term::new(Value::List(terms), start..end.max(start))
    }

    /// A value that begins on its key's line.
    fn inline(&mut self, span: Range<usize>, indent: usize) -> Term {
        let first = self.text.get(span.start).copied().unwrap_or_default();
        let written = self.text.get(span.clone()).unwrap_or_default();
        match first {
            b'|' | b'>' => self.literal(span, indent),
            b'{' | b'[' | b'"' | b'\'' if !written.starts_with(b"{{") && !written.starts_with(b"{%") => {
                let end = self.text.len().min(span.start + (64 << 10));
                let mut flow = Flow::new(self.text, span.start, end);
                let term = flow.value(0);
                self.cut |= flow.cut;
                let stop = term.span.end.max(span.end.min(flow.at));
                while self.lines.get(self.at).is_some_and(|line| line.span.start < stop) {
                    self.at += 1;
                }
                term
            }
            _ => {
                self.at += 1;
                let end = memchr::memmem::find(written, b" #").unwrap_or(written.len());
                let word = String::from_utf8_lossy(written.get(..end).unwrap_or_default().trim_ascii()).into_owned();
                let refers = refer::reference(&word).unwrap_or_else(|| scalar(&word));
                refer::placed(refers, span)
            }
        }
    }

    /// The lines of `|` and `>`.
    fn literal(&mut self, span: Range<usize>, indent: usize) -> Term {
        self.at += 1;
        let first = self.at;
        while self.indent(self.at).is_some_and(|here| here > indent) {
            self.at += 1;
        }
        let start = self.lines.get(first).filter(|_| self.at > first).map_or(span.end, |line| line.span.start);
        let end = self.at.checked_sub(1).and_then(|at| self.lines.get(at)).map_or(start, |line| line.span.end);
        let text = self.text.get(start..end.max(start)).unwrap_or_default();
        Term::new(Value::Text(String::from_utf8_lossy(text).into_owned()), start..end.max(start))
    }
}

/// A value without `&anchor` and `!tag`.
fn without_tags(mut value: &[u8]) -> &[u8] {
    while value.first().is_some_and(|b| matches!(b, b'&' | b'!')) {
        let end = value.iter().position(|b| *b == b' ').unwrap_or(value.len());
        value = value.get(end..).unwrap_or_default().trim_ascii_start();
    }
    value
}

/// `key: value`, the value as a range of the line.
fn key_and_value(line: &[u8]) -> Option<(&str, Range<usize>)> {
    let (key, colon) = match line.first()? {
        quote @ (b'"' | b'\'') => {
            let end = line.iter().skip(1).position(|b| b == quote)? + 1;
            (line.get(1..end)?, end + 1)
        }
        b'{' | b'[' | b'|' | b'>' | b'*' => return None,
        _ => {
            let colon = line
                .iter()
                .enumerate()
                .position(|(at, b)| *b == b':' && line.get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\t')))?;
            (line.get(..colon)?, colon)
        }
    };
    if line.get(colon) != Some(&b':') || key.len() > 200 {
        return None;
    }
    let rest = line.get(colon + 1..)?;
    let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
    Some((std::str::from_utf8(key).ok()?.trim(), colon + 1 + blank..line.len()))
}
