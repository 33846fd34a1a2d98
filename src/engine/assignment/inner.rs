//! Values that stand one step further in: in quotes within quotes, in a JSON text, as the default of a look-up.

use std::ops::Range;

use super::bytes::{backward, forward, is_name_byte};
use super::value::Value;
use super::{Reader, VALUE};
use crate::check::name_words;

/// Quotes as HTML and XML write them.
const ENTITIES: [&[u8]; 6] = [b"&quot;", b"&#34;", b"&#x22;", b"&apos;", b"&#39;", b"&#x27;"];

/// Look-ups whose second argument is used where there is nothing to be found.
const LOOKUPS: [&[u8]; 10] = [
    b"getenv",
    b"get_env",
    b"env",
    b"get",
    b"fetch",
    b"getproperty",
    b"getordefault",
    b"getorelse",
    b"config",
    b"lookup",
];

/// Words of the names of calls that give a name a value: `setProperty("NAME", "value")`.
const SETTERS: [&str; 15] = [
    "set", "put", "putenv", "setenv", "define", "add", "append", "field", "property", "env", "insert", "store",
    "param", "value", "option",
];

/// Members of headers and claims that name a key or a person.
const NAMES: [&[u8]; 8] = [b"kid", b"x5t", b"jti", b"nonce", b"sub", b"oid", b"tid", b"aud"];

/// Shortest member of a JSON text that is taken for the value.
const MEMBER: usize = 16;

impl Reader<'_> {
    /// A value in quotes that are written as entities.
    pub(super) fn entity(&self, at: usize) -> Option<Value> {
        let entity = ENTITIES.into_iter().find(|entity| self.starts(at, entity))?;
        let start = at + entity.len();
        let most = forward(self.text, start, VALUE, |b| b != b'\n' && b != b'\r');
        let end = start + memchr::memmem::find(self.text.get(start..most)?, entity)?;
        Some(Value { range: start..end, quoted: true, more: false })
    }

    /// `getenv("X", "value")`: what is used if nothing is found.
    pub(super) fn default(&self, at: usize, end: usize) -> Option<Value> {
        let callee = self.text.get(at..end)?.strip_suffix(b"(")?;
        let name = callee.rsplit(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).next()?;
        LOOKUPS.iter().find(|lookup| lookup.eq_ignore_ascii_case(name))?;
        let is_quote = |at: usize| self.text.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
        let first = self.quoted(end, is_quote(end)?)?;
        let comma = self.blanks(first.range.end + 1);
        if self.text.get(comma) != Some(&b',') {
            return None;
        }
        let second = self.blanks(comma + 1);
        let value = self.quoted(second, is_quote(second)?)?;
        (self.text.get(value.range.end + 1) == Some(&b')')).then_some(value)
    }

    /// The value within a value: without a second pair of quotes, or the one long member of a JSON text.
    pub(super) fn inside(&self, value: Value) -> Value {
        if !value.quoted {
            return value;
        }
        let range = self.unquoted(&value.range).or_else(|| self.member(&value.range));
        Value { range: range.unwrap_or(value.range), ..value }
    }

    /// `'"value"'`, `"\"value\""`.
    fn unquoted(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        let slash = usize::from(text.first() == Some(&b'\\'));
        let quote = *text.get(slash).filter(|b| matches!(b, b'"' | b'\''))?;
        let inner = range.start + slash + 1..range.end.checked_sub(1 + slash)?;
        let closed = text.last() == Some(&quote) && inner.start < inner.end;
        let alone = !self.text.get(inner.clone())?.contains(&quote);
        (closed && alone && (slash == 0 || self.text.get(inner.end) == Some(&b'\\'))).then_some(inner)
    }

    /// `{"id": "x", "key": "value"}`: the longest member, if it is long enough for a token.
    fn member(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        if text.first() != Some(&b'{') || text.last() != Some(&b'}') {
            return None;
        }
        let quotes: Vec<usize> = memchr::memchr_iter(b'"', text).collect();
        let strings = quotes.chunks_exact(2).filter_map(|pair| {
            let [open, close] = *pair else { return None };
            let end = close - usize::from(text.get(close.checked_sub(1)?) == Some(&b'\\'));
            let before = text.get(..open)?.trim_ascii_end();
            let before = before.strip_suffix(b"\\").unwrap_or(before).trim_ascii_end();
            let key = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"")?;
            let key = key.strip_suffix(b"\\").unwrap_or(key);
            (!NAMES.iter().any(|name| key.ends_with(name))).then_some(open + 1..end)
        });
        let longest = strings.max_by_key(Range::len).filter(|string| string.len() >= MEMBER)?;
        Some(range.start + longest.start..range.start + longest.end)
    }

    /// Whether the quoted name is an argument of a call that gives it a value: `put("NAME", "value")`, or
    /// `field("Type", "NAME", "value")`.
    pub(super) fn is_set(&self, name: &Range<usize>) -> bool {
        let back = |end: usize, member: fn(u8) -> bool| backward(self.text, end, 64, member);
        let is_blank = |b: u8| matches!(b, b' ' | b'\t');
        let is_quote = |b: u8| matches!(b, b'"' | b'\'' | b'\\');
        let mut at = back(back(name.start, is_quote), is_blank);
        if self.text.get(..at).is_some_and(|before| before.ends_with(b",")) {
            let end = back(at - 1, is_blank);
            let text = back(back(end, is_quote), |b| b.is_ascii_alphanumeric() || b"_.<>".contains(&b));
            let open = back(text, is_quote);
            if open == text {
                return false;
            }
            at = back(open, is_blank);
        }
        // A call may do without brackets: Groovy's `field 'Type', 'NAME', 'value'`.
        let call = self.text.get(..at).and_then(|before| before.strip_suffix(b"(")).map_or(at, <[u8]>::len);
        let start = backward(self.text, call, 48, is_name_byte);
        let callee = name_words(self.text.get(start..call).unwrap_or_default());
        callee.iter().any(|word| SETTERS.contains(&word.as_str()))
    }
}
