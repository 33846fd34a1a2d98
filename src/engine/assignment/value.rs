//! The value: where it begins and ends, and what of it is quoting.

use std::ops::Range;

use super::bytes::forward;
use super::{Operator, Reader, VALUE};

/// A value as it stands in the text.
pub(super) struct Value {
    /// Without quotes.
    pub range: Range<usize>,
    /// It stood in quotes.
    pub quoted: bool,
    /// More words follow an unquoted one.
    pub more: bool,
}

/// Fewest characters of a string's first line that are taken for a piece of its value.
const PIECE: usize = 24;

/// Calls that give their only argument back in another type; any other call (`getenv("X")`) looks something up.
const WRAPPERS: [&[u8]; 17] = [
    b"byte",
    b"bytes",
    b"string",
    b"str",
    b"from",
    b"of",
    b"some",
    b"just",
    b"securestring",
    b"secretstr",
    b"secret",
    b"sensitive",
    b"buffer",
    b"unicode",
    b"strdup",
    b"n",
    b"wrap",
];

impl Reader<'_> {
    /// The value at `at`.
    pub(super) fn value(&self, at: usize, operator: Operator, query: bool) -> Option<Value> {
        let mut at = self.blanks(at);
        if matches!(operator, Operator::Pair | Operator::Assign | Operator::Comma)
            && matches!(self.text.get(at), Some(b'\n' | b'\r'))
        {
            // Only a quoted value may stand on the next line.
            let next = self.blanks_and_lines(at);
            if !matches!(self.text.get(next), Some(b'"' | b'\'')) {
                return None;
            }
            // What documents a class or a function: `class Token(Base):`, and a text.
            if operator == Operator::Pair && self.starts(next, b"\"\"\"") {
                return None;
            }
            at = next;
        }
        if operator == Operator::Element {
            at = self.blanks_and_lines(at);
            if self.starts(at, b"<![CDATA[") {
                at += 9;
            }
        }
        if operator == Operator::Pair
            && let Some(block) = self.block(at)
        {
            return Some(block);
        }
        if let Some(value) = self.entity(at) {
            return Some(value);
        }
        let quote_at = forward(self.text, at, 3, |b| b"rRbBuUfFL@$\\".contains(&b));
        match self.text.get(quote_at) {
            Some(&quote @ (b'"' | b'\'' | b'`')) => self.quoted(quote_at, quote),
            _ => self.bare(at, operator, query),
        }
    }

    /// YAML's block scalar of one line: `|` or `>`, then the value on a line of its own.
    fn block(&self, at: usize) -> Option<Value> {
        if !matches!(self.text.get(at)?, b'|' | b'>') {
            return None;
        }
        let end = forward(self.text, at + 1, 2, |b| matches!(b, b'-' | b'+' | b'1'..=b'9'));
        if !matches!(self.text.get(end)?, b'\n' | b'\r') {
            return None;
        }
        let start = self.blanks_and_lines(end);
        let end = forward(self.text, start, VALUE, |b| b != b'\n' && b != b'\r');
        (end > start).then_some(Value { range: start..end, quoted: true, more: false })
    }

    pub(super) fn quoted(&self, at: usize, quote: u8) -> Option<Value> {
        let triple = self.text.get(at..at + 3).is_some_and(|three| three.iter().all(|&b| b == quote));
        let escaped = at.checked_sub(1).and_then(|before| self.text.get(before)) == Some(&b'\\');
        let start = if triple { at + 3 } else { at + 1 };
        let found = |end: usize| Some(Value { range: start..end, quoted: true, more: false });
        let mut end = start;
        let most = (start + VALUE).min(self.text.len());
        while end < most {
            let byte = *self.text.get(end)?;
            match byte {
                // In a JSON text within a string the quotes themselves are escaped.
                b'\\' if escaped && self.text.get(end + 1) == Some(&quote) => return found(end),
                b'\\' => end += 1,
                // A doubled quote stands for itself in YAML and SQL.
                b'\'' if quote == b'\'' && end > start && !triple && self.text.get(end + 1) == Some(&quote) => end += 1,
                b if b == quote
                    && (!triple || self.text.get(end..end + 3).is_some_and(|t| t.iter().all(|&b| b == quote))) =>
                {
                    return found(end);
                }
                b'\n' | b'\r' if self.is_piece(start..end) => return found(end),
                b'\n' | b'\r' if !triple && quote != b'`' => return None,
                _ => {}
            }
            end += 1;
        }
        None
    }

    /// Whether the first line of a string of several is a piece of something random: long, and of a token's characters.
    fn is_piece(&self, line: Range<usize>) -> bool {
        let line = self.text.get(line).unwrap_or_default();
        let digits = line.iter().filter(|b| b.is_ascii_digit()).count();
        line.len() >= PIECE && digits > 1 && line.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(b))
    }

    fn bare(&self, at: usize, operator: Operator, query: bool) -> Option<Value> {
        let stop = |b: u8| {
            b <= b' '
                || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b';')
                || (query && matches!(b, b'&' | b'\\'))
        };
        let mut end = forward(self.text, at, VALUE, |b| !stop(b));
        // A template belongs to its value: `tok_<<your token>>`.
        while self.text.get(end..).is_some_and(|rest| rest.starts_with(b"<<")) && end - at < VALUE {
            let inside = self.text.get(end..self.text.len().min(end + 80)).unwrap_or_default();
            let Some(close) = memchr::memmem::find(inside, b">>") else { break };
            end = forward(self.text, end + close + 2, VALUE, |b| !stop(b));
        }
        if let Some(value) = self.wrapped(at, end).or_else(|| self.default(at, end)).or_else(|| self.fallback(at, end))
        {
            return Some(value);
        }
        while end > at && matches!(self.text.get(end - 1), Some(b')' | b']' | b'}')) && !self.balanced(at, end) {
            end -= 1;
        }
        if end == at {
            return None;
        }
        let rest = self.blanks(end);
        let next = self.text.get(rest).copied();
        let more = rest > end && next.is_some_and(|b| b.is_ascii_alphanumeric()) && operator != Operator::Blank;
        Some(Value { range: at..end, quoted: false, more })
    }

    /// `[]byte("value")`, `String::from("value")`: a literal in another type.
    fn wrapped(&self, at: usize, end: usize) -> Option<Value> {
        let quote = *self.text.get(end).filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
        let callee = self.text.get(at..end)?.strip_suffix(b"(")?;
        let name = callee.rsplit(|b| !b.is_ascii_alphanumeric()).next()?;
        let known = WRAPPERS.iter().any(|wrapper| wrapper.eq_ignore_ascii_case(name));
        let value = known.then(|| self.quoted(end, quote))??;
        // With a second argument it is something else.
        (self.text.get(value.range.end + 1) == Some(&b')')).then_some(value)
    }

    /// `process.env.X || "value"`, `os.getenv("X") or 'value'`, `x ?? "value"`: what is used if there is nothing else.
    fn fallback(&self, at: usize, end: usize) -> Option<Value> {
        let line_end = forward(self.text, at, 160, |b| b != b'\n' && b != b'\r');
        let line = self.text.get(at..line_end)?;
        if !line.contains(&b'.') && !line.contains(&b'(') {
            return None;
        }
        let joints: [&[u8]; 3] = [b"|| ", b"?? ", b" or "];
        let joint =
            joints.iter().find_map(|joint| memchr::memmem::find(line, joint).map(|found| at + found + joint.len()))?;
        let quote_at = self.blanks(joint);
        let quote = *self.text.get(quote_at)?;
        (joint > end && matches!(quote, b'"' | b'\'' | b'`')).then(|| self.quoted(quote_at, quote)).flatten()
    }

    fn balanced(&self, at: usize, end: usize) -> bool {
        let piece = self.text.get(at..end).unwrap_or_default();
        let count = |byte: u8| memchr::memchr_iter(byte, piece).count();
        match piece.last() {
            Some(b')') => count(b'(') >= count(b')'),
            Some(b']') => count(b'[') >= count(b']'),
            _ => count(b'{') >= count(b'}'),
        }
    }
}
