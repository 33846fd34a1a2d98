//! Words of a command line, by the rules of quoting that shells share.

use std::ops::Range;

use crate::facts::fact::{Term, Value};

/// A word: its pieces joined.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) term: Term,
    /// It has quotes in it.
    pub(super) quoted: bool,
}

/// What comes next in a text.
#[derive(Debug)]
pub(super) enum Token {
    Word(Word),
    /// The command ends here.
    End,
    /// The next word is a file.
    Redirect,
}

/// Takes a text apart.
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    base: usize,
    /// What continues a line: a backslash, or a backtick.
    continues: u8,
}

impl Word {
    /// The word, where nothing is put into it.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.term.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The beginning of the word as far as it is known.
    pub(super) fn known(&self) -> &str {
        match &self.term.value {
            Value::Text(text) => text,
            Value::Join(parts) => parts.first().and_then(Term::text).unwrap_or_default(),
            _ => "",
        }
    }
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t [u8], base: usize, continues: u8) -> Self {
        Self { text, at: 0, base, continues }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    /// The next token; none at the end of the text.
    pub(super) fn next(&mut self) -> Option<Token> {
        loop {
            match self.peek(0)? {
                b' ' | b'\t' | b'\r' => self.at += 1,
                byte if byte == self.continues && matches!(self.peek(1), Some(b'\n' | b'\r')) => {
                    self.at += 2 + usize::from(self.peek(2) == Some(b'\n'));
                }
                // A here-string of PowerShell: its lines are what they say, whatever quotes stand in them.
                b'@' if self.continues == b'`' && self.here_string() => self.at += 2,
                b'"' | b'\'' if self.continues == b'`' && self.peek(1) == Some(b'@') && self.at_line_start() => {
                    self.at += 2;
                }
                b'#' => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                b'\n' | b';' | b'|' | b'&' | b'(' | b')' | b'`' => {
                    self.at += 1;
                    return Some(Token::End);
                }
                b'$' if self.peek(1) == Some(b'(') && !self.is_make_variable() => {
                    self.at += 2;
                    return Some(Token::End);
                }
                b'<' | b'>' => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    self.at += rest.iter().take_while(|b| matches!(b, b'<' | b'>' | b'&' | b'-')).count();
                    return Some(Token::Redirect);
                }
                _ => return Some(Token::Word(self.word())),
            }
        }
    }

    /// Whether `@"` stands at the end of a line.
    fn here_string(&self) -> bool {
        matches!(self.peek(1), Some(b'"' | b'\'')) && matches!(self.peek(2), Some(b'\n' | b'\r'))
    }

    fn at_line_start(&self) -> bool {
        self.at.checked_sub(1).is_none_or(|before| self.text.get(before) == Some(&b'\n'))
    }

    /// `$(NAME)`, which in a makefile is a variable.
    fn is_make_variable(&self) -> bool {
        let rest = self.text.get(self.at + 2..).unwrap_or_default();
        let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        name > 1 && rest.get(name) == Some(&b')')
    }

    fn word(&mut self) -> Word {
        let start = self.at;
        let (mut parts, mut text, mut quoted) = (Vec::new(), Vec::new(), false);
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|' | b'&' | b'(' | b')' | b'<' | b'>' | b'`' => break,
                b'\'' => {
                    quoted = true;
                    self.single(&mut text);
                }
                b'"' => {
                    quoted = true;
                    self.at += 1;
                    self.double(&mut text, &mut parts);
                }
                b'\\' if self.continues == b'\\' => {
                    text.extend(self.peek(1).filter(|b| *b != b'\n'));
                    self.at += 2;
                }
                b'$' if self.peek(1) == Some(b'(') && !self.is_make_variable() => break,
                b'$' => self.variable(&mut text, &mut parts),
                _ => {
                    text.push(byte);
                    self.at += 1;
                }
            }
        }
        if self.at == start {
            self.at += 1;
        }
        Word { term: term(parts, &text, self.base + start..self.base + self.at.min(self.text.len())), quoted }
    }

    fn single(&mut self, text: &mut Vec<u8>) {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let end = memchr::memchr(b'\'', rest).unwrap_or(rest.len());
        text.extend_from_slice(rest.get(..end).unwrap_or_default());
        self.at += end + 2;
    }

    fn double(&mut self, text: &mut Vec<u8>, parts: &mut Vec<Term>) {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' if self.continues == b'\\' => {
                    text.extend(self.peek(1));
                    self.at += 2;
                }
                b'$' => self.variable(text, parts),
                _ => {
                    text.push(byte);
                    self.at += 1;
                }
            }
        }
    }

    /// `$NAME`, `${NAME}`, `${NAME:-default}`, `$(NAME)`.
    fn variable(&mut self, text: &mut Vec<u8>, parts: &mut Vec<Term>) {
        let start = self.at;
        let (open, close) = match self.peek(1) {
            Some(b'{') => (2, Some(b'}')),
            Some(b'(') => (2, Some(b')')),
            _ => (1, None),
        };
        let rest = self.text.get(start + open..).unwrap_or_default();
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if length == 0 {
            text.push(b'$');
            self.at += 1;
            return;
        }
        let name = String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned();
        let mut value = Value::Name(name);
        self.at = start + open + length;
        if let Some(close) = close {
            let tail = self.text.get(self.at..).unwrap_or_default();
            let tail = tail.get(..tail.len().min(200)).unwrap_or_default();
            let end = memchr::memchr(close, tail).unwrap_or(0);
            let default = tail.get(..end).unwrap_or_default();
            if let Some(default) = default.strip_prefix(b":-").or_else(|| default.strip_prefix(b"-")) {
                let default = Value::Text(String::from_utf8_lossy(default).into_owned());
                let span = self.base + self.at..self.base + self.at + end;
                value = Value::Either(vec![Term::new(value, span.clone()), Term::new(default, span)]);
            }
            self.at += end + 1;
        }
        let span = self.base + start..self.base + self.at;
        if !text.is_empty() {
            let known = String::from_utf8_lossy(text).into_owned();
            parts.push(Term::new(Value::Text(known), span.clone()));
            text.clear();
        }
        parts.push(Term::new(value, span));
    }
}

fn term(mut parts: Vec<Term>, text: &[u8], span: Range<usize>) -> Term {
    let rest = String::from_utf8_lossy(text).into_owned();
    if parts.is_empty() {
        return Term::new(Value::Text(rest), span);
    }
    if !rest.is_empty() {
        parts.push(Term::new(Value::Text(rest), span.clone()));
    }
    match parts.len() {
        1 => Term { span, ..parts.remove(0) },
        _ => Term::new(Value::Join(parts), span),
    }
}
