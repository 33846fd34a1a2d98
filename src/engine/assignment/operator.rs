//! From a name's end to its value's beginning: the operator.

use std::ops::Range;

use super::bytes::{backward, forward, is_name_byte};
use super::{GAP, Operator, Reader};

/// An operator, and where what follows it begins.
type Found = (Operator, usize);

/// What the second half of a pair that is written as two entries is called.
const VALUES: [&[u8]; 5] = [b"value", b"defaultValue", b"default", b"content", b"val"];

impl Reader<'_> {
    /// The operator after a name, and where what follows it begins.
    pub(super) fn operator(&self, name: &Range<usize>, name_quoted: bool) -> Option<Found> {
        let mut at = name.end;
        // Quotes and brackets that end the name: `"name"`, `\"name\"`, `['name']`.
        for _ in 0..4 {
            match self.byte(at)? {
                b'\\' | b'"' | b'\'' | b'`' | b']' => at += 1,
                _ => break,
            }
        }
        if name_quoted && let Some(found) = self.second_entry(at) {
            return Some(found);
        }
        // Markdown's emphasis: `**name**: value`, `**name:** value`.
        at = forward(self.text, at, 2, |b| b == b'*');
        let bare = self.blanks(at);
        let (first, second) = (self.byte(bare)?, self.byte(bare + 1).unwrap_or(0));
        let found = match (first, second) {
            (b'=' | b'-', b'>') => (Operator::Pair, bare + 2),
            (b'=' | b'!', b'=') => (Operator::Compare, forward(self.text, bare, 3, |b| b == b'=' || b == b'!')),
            (b'=', b'~') | (b':', b':') => return None,
            (b'=', _) => (Operator::Assign, bare + 1),
            (b':' | b'?' | b'+', b'=') => (Operator::Assign, bare + 2),
            (b'|', b'|') if self.byte(bare + 2) == Some(b'=') => (Operator::Assign, bare + 3),
            (b'|', b' ') if self.is_cell(name) => (Operator::Pair, bare + 1),
            (b':', b'*') => (Operator::Pair, forward(self.text, bare + 1, 2, |b| b == b'*')),
            (b'?', b':') => self.typed(bare + 2).unwrap_or((Operator::Pair, bare + 2)),
            (b':', _) => self.typed(bare + 1).unwrap_or((Operator::Pair, bare + 1)),
            (b',', _) if name_quoted && self.is_set(name) => (Operator::Assign, bare + 1),
            (b',', _) if name_quoted => (Operator::Comma, bare + 1),
            (b',', _) => self.argument(name, bare + 1)?,
            (b'(', _) => self.call(bare + 1)?,
            (b'>', _) if self.is_element(name) => (Operator::Element, bare + 1),
            (b'<', b'/') => self.plist(bare)?,
            (b'\n' | b'\r', _) => self.next_line(bare)?,
            _ => self.blank(name, at, bare, name_quoted)?,
        };
        Some(found)
    }

    /// `name: Type = value`: the operator is behind the type.
    fn typed(&self, at: usize) -> Option<Found> {
        let from = self.blanks(at);
        let end = forward(self.text, from, 48, |b| b.is_ascii_alphanumeric() || b"_<>[]?|&.*, ".contains(&b));
        let kind = self.text.get(from..end)?;
        let named = kind.iter().any(u8::is_ascii_alphabetic);
        // `Scheme name="value"` is a list of parameters; a type of several words has a blank before its `=`.
        let one = !kind.trim_ascii().contains(&b' ') || kind.ends_with(b" ") || kind.contains(&b'&');
        let next = (self.byte(end), self.byte(end + 1));
        // `password: c2VjcmV0MTIzNDU=` ends with the padding of base64.
        let pads = !kind.ends_with(b" ") && matches!(self.text.get(end + 1), None | Some(b'\n' | b'\r'));
        (named && one && !pads && next.0 == Some(b'=') && !matches!(next.1, Some(b'=' | b'>')))
            .then_some((Operator::Assign, end + 1))
    }

    /// `| name | value |`: the first cell of a table's row.
    fn is_cell(&self, name: &Range<usize>) -> bool {
        let before = self.text.get(..name.start).unwrap_or_default();
        let cell = before.trim_ascii_end().strip_suffix(b"|");
        cell.is_some_and(|rest| rest.last().is_none_or(|b| *b == b'\n'))
    }

    /// `name("value")`.
    fn call(&self, at: usize) -> Option<Found> {
        let from = self.blanks(at);
        matches!(self.byte(from)?, b'"' | b'\'' | b'`').then_some((Operator::Call, from))
    }

    /// `set(OPTION_NAME, "value")`: a constant, and a literal as the next argument.
    fn argument(&self, name: &Range<usize>, at: usize) -> Option<Found> {
        let from = self.blanks(at);
        let constant = self.text.get(name.clone())?.iter().all(|b| !b.is_ascii_lowercase());
        (constant && matches!(self.byte(from)?, b'"' | b'\'')).then_some((Operator::Comma, from))
    }

    /// `<name>` or `<name attribute="x">`: the value is the element's text. `(?P<name>…)` names a group of a regex.
    fn is_element(&self, name: &Range<usize>) -> bool {
        let before = backward(self.text, name.start, 32, |b| is_name_byte(b) || b == b':' || b == b'.');
        let text = self.text.get(..before).unwrap_or_default();
        text.ends_with(b"<") && !text.ends_with(b"(?<") && !text.ends_with(b"(?P<")
    }

    /// `<key>name</key><string>value</string>`.
    fn plist(&self, at: usize) -> Option<Found> {
        let end = at + memchr::memchr(b'>', self.text.get(at..self.limit)?)? + 1;
        let open = self.blanks_and_lines(end);
        if self.byte(open)? != b'<' || self.byte(open + 1)? == b'/' {
            return None;
        }
        let close = open + memchr::memchr(b'>', self.text.get(open..self.limit)?)? + 1;
        // Entries of a list, and the version of a package that is called so, are no pairs.
        let (first, second) = (self.text.get(at + 2..end - 1)?, self.text.get(open + 1..close - 1)?);
        if first == second || second == b"version" {
            return None;
        }
        Some((Operator::Element, close))
    }

    /// `"name" value="…"`, `"NAME", "value": "…"`, `name="x"><value>…`, `"name" { default = "…" }`: pairs that are
    /// written as two entries.
    fn second_entry(&self, at: usize) -> Option<Found> {
        let element = self.blanks_and_lines(at);
        if self.byte(element) == Some(b'>') {
            let inner = self.blanks_and_lines(element + 1);
            return self.starts(inner, b"<value>").then_some((Operator::Element, inner + 7));
        }
        let mut at = forward(self.text, at, GAP, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'{'));
        at = forward(self.text, at, 1, |b| matches!(b, b'"' | b'\''));
        let word = VALUES.into_iter().find(|word| self.starts(at, word))?;
        at = forward(self.text, at + word.len(), 2, |b| matches!(b, b'"' | b'\''));
        at = self.blanks(at);
        match self.byte(at)? {
            b'=' | b':' => Some((Operator::Pair, at + 1)),
            _ => None,
        }
    }

    /// A bare `name: X` with `value:` on the next line.
    fn next_line(&self, at: usize) -> Option<Found> {
        let next = self.blanks_and_lines(at);
        // Nearly every line goes on otherwise.
        (self.byte(next)? == b'v' && self.starts(next, b"value:")).then_some((Operator::Pair, next + 6))
    }

    /// Nothing but blanks: `--name value`, `name "value"`, `<name value="…">`, `the name is "value"`.
    fn blank(&self, name: &Range<usize>, at: usize, bare: usize, name_quoted: bool) -> Option<Found> {
        if name_quoted || bare == at {
            return None;
        }
        if let Some(found) = self.basic_typed(bare) {
            return Some(found);
        }
        let flag = self.text.get(..name.start).is_some_and(|before| before.ends_with(b"-"));
        let quote = matches!(self.byte(bare)?, b'"' | b'\'');
        let upper = self.text.get(name.clone())?.iter().all(|b| !b.is_ascii_lowercase());
        if flag || quote || upper || self.is_defined(name) {
            return Some((Operator::Blank, bare));
        }
        if let Some(found) = self.said(bare) {
            return Some(found);
        }
        if self.is_element(name) {
            let end = bare + memchr::memchr(b'>', self.text.get(bare..self.limit)?)?;
            let open = self.text.get(end.checked_sub(1)?) != Some(&b'/');
            return self.second_entry(bare).or_else(|| open.then_some((Operator::Element, end + 1)));
        }
        // `name=pass type=password`: what is assigned is no name itself.
        let assigned = self.text.get(..name.start).is_some_and(|before| before.ends_with(b"="));
        if assigned { None } else { self.go_typed(bare) }
    }

    /// `the name is "value1"`; a value without a digit may be a remark about it.
    fn said(&self, at: usize) -> Option<Found> {
        let from = self.blanks(at + 3);
        let quote = self.byte(from).filter(|b| self.starts(at, b"is ") && matches!(b, b'"' | b'\''))?;
        let text = self.text.get(from + 1..self.text.len().min(from + 65))?;
        let value = text.split(|b| *b == quote || *b == b'\n').next()?;
        value.iter().any(u8::is_ascii_digit).then_some((Operator::Blank, from))
    }

    /// `#define name value`, `%define name value`.
    fn is_defined(&self, name: &Range<usize>) -> bool {
        let before = self.text.get(..name.start).unwrap_or_default();
        before.trim_ascii_end().ends_with(b"define") && before.ends_with(b" ")
    }

    /// Visual Basic's `Const name As String = "value"`.
    fn basic_typed(&self, at: usize) -> Option<Found> {
        let word = self.text.get(at..at + 3)?;
        word.eq_ignore_ascii_case(b"as ").then(|| self.go_typed(at + 3)).flatten()
    }

    /// Go's `var name string = "value"`.
    fn go_typed(&self, at: usize) -> Option<Found> {
        let word = forward(self.text, at, 24, |b| b.is_ascii_alphanumeric() || b"_.*[]".contains(&b));
        let equals = self.blanks(word);
        (word > at && self.byte(equals)? == b'=' && self.byte(equals + 1)? != b'=')
            .then_some((Operator::Assign, equals + 1))
    }
}
