//! The assignment reader: `name = value` and its relatives, in any syntax, read around a keyword.
//!
//! It is lexical and knows no language. From a keyword inside a name it finds the name's ends, the operator and the
//! value, in code, JSON, YAML, TOML, INI, properties, env, XML, HCL, shell flags, calls and tables of pairs. It answers
//! most keywords by one byte: what follows the name is no operator. It never looks further than [`REACH`] bytes.
//!
//! `operator` goes from the name's end to the value's beginning, `value` to its end.

mod bytes;
mod inner;
mod operator;
mod value;

use std::ops::Range;

use crate::check::{ValueKind, value_kind};
use bytes::{backward, forward, is_name_byte, is_promising};
use value::Value;

/// Most bytes of a name on either side of its keyword.
const NAME: usize = 64;

/// Most bytes between a name and its value.
const GAP: usize = 128;

/// Most bytes of a value.
const VALUE: usize = 2048;

/// Most bytes that the reader looks at behind a keyword.
pub const REACH: usize = NAME + GAP + VALUE + 64;

/// What stands between name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`, `:=`, `?=`, `||=`.
    Assign,
    /// `:`, `=>`, `->`.
    Pair,
    /// `==`, `!=`.
    Compare,
    /// `("name", "value")`: one argument after the other.
    Comma,
    /// `name("value")`.
    Call,
    /// `<name>value</name>` and the like.
    Element,
    /// `--name value`, `#define NAME "value"`.
    Blank,
}

impl Operator {
    /// The name that `--explain` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assign => "operator-assign",
            Self::Pair => "operator-pair",
            Self::Compare => "operator-compare",
            Self::Comma => "operator-comma",
            Self::Call => "operator-call",
            Self::Element => "operator-element",
            Self::Blank => "operator-blank",
        }
    }
}

/// One assignment. Ranges are offsets in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The name, with the parents that are written before it (`db.password`).
    pub name: Range<usize>,
    /// What stands between.
    pub operator: Operator,
    /// The value, without quotes.
    pub value: Range<usize>,
    /// The value stood in quotes.
    pub quoted: bool,
    /// The name stood in quotes.
    pub name_quoted: bool,
    /// More words follow an unquoted value on its line.
    pub more: bool,
    /// What the value is.
    pub kind: ValueKind,
}

/// Reads the assignment whose name holds the keyword at `hit`. `None` where there is none.
pub fn read(text: &[u8], hit: Range<usize>) -> Option<Assignment> {
    let hit = hit.start..name_part(text, &hit);
    let name_end = forward(text, hit.end, NAME, is_name_byte);
    // The first test: one byte decides for most keywords.
    let next = *text.get(name_end)?;
    if !is_promising(next) {
        return None;
    }
    let name_start = backward(text, hit.start, NAME, |b| is_name_byte(b) || b == b'.' || b == b'$' || b == b'@');
    if next == b':' && is_inside_path(text, name_start, name_end) {
        return None;
    }
    let name_start = past_escape(text, name_start, hit.start);
    let reader = Reader { text, limit: (name_end + GAP).min(text.len()) };
    let name_quoted =
        matches!(next, b'"' | b'\'' | b'`') || (next == b'\\' && matches!(text.get(name_end + 1), Some(b'"' | b'\'')));
    let name = qualified(text, trim_name(text, name_start..name_end));
    let (operator, at) = reader.operator(&name, name_quoted)?;
    let query = begins_parameter(text.get(..name_start).unwrap_or_default());
    let Value { range: value, quoted, more } = reader.inside(reader.value(at, operator, query)?);
    if operator == Operator::Comma && quoted && is_key(text, value.end) {
        return None;
    }
    let content = text.get(value.clone())?;
    let after = text.get(value.end).copied();
    let kind = value_kind(content, quoted, if quoted { None } else { after });
    Some(Assignment { name, operator, value, quoted, name_quoted, more, kind })
}

/// Whether a string is a name itself: `"shape": "Password", "documentation": "…"`.
fn is_key(text: &[u8], end: usize) -> bool {
    let end = forward(text, end, 2, |b| matches!(b, b'\\' | b'"' | b'\'' | b'`'));
    text.get(forward(text, end, 8, |b| b == b' ')) == Some(&b':')
}

/// Where the name around a keyword ends, and whether what follows can be an operator: the first test of [`read`].
pub(super) fn name_end(text: &[u8], from: usize) -> (usize, bool) {
    let end = forward(text, from, NAME, is_name_byte);
    (end, text.get(end).is_some_and(|&next| is_promising(next)))
}

/// Where the name's part of a keyword ends: one may bring its operator (`pw:`).
#[inline]
fn name_part(text: &[u8], hit: &Range<usize>) -> usize {
    let mut end = hit.end;
    while end > hit.start && !text.get(end - 1).is_some_and(|&b| is_name_byte(b)) {
        end -= 1;
    }
    end
}

/// Whether a word and the `:` behind it are inside a longer word: `arn:aws:secretsmanager:…:secret:NAME`, `host/sealed-secrets:1.2`;
/// but not in `user:jo/password:…`.
fn is_inside_path(text: &[u8], start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let joined = match before {
        [.., word, b':'] => is_name_byte(*word),
        [.., word, b'/'] => is_name_byte(*word) && text.get(start..end).is_some_and(|name| name.contains(&b'-')),
        _ => false,
    };
    joined && text.get(end + 1).is_some_and(|&byte| is_name_byte(byte) || byte == b'[')
}

/// Where a name begins behind an escape of the string it stands in: `"\nPASSWORD=…"`, `"…\u0026token=…"`. The keyword at
/// `keyword` is no part of one.
fn past_escape(text: &[u8], start: usize, keyword: usize) -> usize {
    if start.checked_sub(1).and_then(|at| text.get(at)) != Some(&b'\\') {
        return start;
    }
    let name = text.get(start..keyword).unwrap_or_default();
    let skip = match name {
        [b'u', hex @ ..] if hex.len() >= 4 && hex.iter().take(4).all(u8::is_ascii_hexdigit) => 5,
        [b'n' | b'r' | b't', ..] => 1,
        _ => 0,
    };
    start + skip
}

/// Whether what follows is a parameter of a URL.
fn begins_parameter(before: &[u8]) -> bool {
    before.ends_with(b"?") || before.ends_with(b"&") || before.ends_with(b"\\u0026")
}

/// Without the dashes of a flag, the dots of a path.
fn trim_name(text: &[u8], name: Range<usize>) -> Range<usize> {
    let skip = text.get(name.clone()).unwrap_or_default().iter().take_while(|b| b"-.$@".contains(b)).count();
    name.start + skip..name.end
}

/// Words that belong to a name although a blank stands between: `API key: …`, `primary key: …`.
const QUALIFIERS: [&[u8]; 24] = [
    b"access",
    b"account",
    b"activation",
    b"api",
    b"app",
    b"application",
    b"auth",
    b"bot",
    b"client",
    b"consumer",
    b"deploy",
    b"encryption",
    b"foreign",
    b"license",
    b"master",
    b"personal",
    b"primary",
    b"private",
    b"product",
    b"public",
    b"secret",
    b"session",
    b"signing",
    b"webhook",
];

/// A name with the words before it that say what kind of key or token it is.
fn qualified(text: &[u8], name: Range<usize>) -> Range<usize> {
    let mut start = name.start;
    for _ in 0..2 {
        let Some(end) = start.checked_sub(1).filter(|&at| text.get(at) == Some(&b' ')) else { break };
        let from = backward(text, end, 16, |b| b.is_ascii_alphabetic());
        let word = text.get(from..end).unwrap_or_default();
        if !QUALIFIERS.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            break;
        }
        start = from;
    }
    start..name.end
}

/// Reads forward from a name's end.
struct Reader<'t> {
    text: &'t [u8],
    limit: usize,
}

impl Reader<'_> {
    /// A byte between name and value.
    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.limit { self.text.get(at).copied() } else { None }
    }

    /// Whether a word stands here, whatever its case.
    fn starts(&self, at: usize, what: &[u8]) -> bool {
        self.text.get(at..at + what.len()).is_some_and(|text| text.eq_ignore_ascii_case(what))
    }

    fn blanks(&self, at: usize) -> usize {
        forward(self.text, at, GAP, |b| b == b' ' || b == b'\t')
    }

    fn blanks_and_lines(&self, at: usize) -> usize {
        forward(self.text, at, GAP, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
    }
}

#[cfg(test)]
mod tests;
