//! The assignment reader: `name = value` and its relatives, in any syntax, read around a keyword.
//!
//! It is lexical and knows no language. From a keyword inside a name it finds the name's ends, the operator and the
//! value, in code, JSON, YAML, TOML, INI, properties, env, XML, HCL, shell flags, calls and tables of pairs. It answers
//! most keywords by one byte: what follows the name is no operator. It never looks further than [`REACH`] bytes.

use std::ops::Range;

use crate::check::{ValueKind, value_kind};

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
    let name_end = forward(text, hit.end, NAME, is_name_byte);
    // The first test: one byte decides for most keywords.
    let next = *text.get(name_end)?;
    if !is_promising(next) {
        return None;
    }
    let name_start = backward(text, hit.start, NAME, |b| is_name_byte(b) || b == b'.' || b == b'$' || b == b'@');
    let name = trim_name(text, name_start..name_end);
    let reader = Reader { text, limit: (name_end + GAP).min(text.len()) };
    let name_quoted =
        matches!(next, b'"' | b'\'' | b'`') || (next == b'\\' && matches!(text.get(name_end + 1), Some(b'"' | b'\'')));
    let (operator, at) = reader.operator(&name, name_quoted)?;
    let query = matches!(name_start.checked_sub(1).and_then(|at| text.get(at)), Some(b'?' | b'&'));
    let (value, quoted, more) = reader.value(at, operator, query)?;
    let content = text.get(value.clone())?;
    let after = text.get(value.end).copied();
    let kind = value_kind(content, quoted, if quoted { None } else { after });
    Some(Assignment { name, operator, value, quoted, name_quoted, more, kind })
}

/// Where the name around a keyword ends, and whether what follows can be an operator: the first test of [`read`].
pub(super) fn name_end(text: &[u8], from: usize) -> (usize, bool) {
    let end = forward(text, from, NAME, is_name_byte);
    (end, text.get(end).is_some_and(|&next| is_promising(next)))
}

/// What a byte can be, looked up instead of worked out.
const NAME_BYTE: u8 = 1;
/// See [`NAME_BYTE`].
const PROMISING: u8 = 2;

/// What each byte can be.
const BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0u8;
    loop {
        let name = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let promising = matches!(
            byte,
            b'=' | b':'
                | b'"'
                | b'\''
                | b'`'
                | b' '
                | b'\t'
                | b'\\'
                | b']'
                | b')'
                | b','
                | b'('
                | b'>'
                | b'?'
                | b'|'
                | b'<'
                | b'+'
                | b'!'
                | b'&'
                | b'['
                | b'*'
        );
        #[expect(clippy::indexing_slicing, reason = "worked out when compiling, where `get_mut` cannot be used")]
        {
            bytes[byte as usize] = if name { NAME_BYTE } else { 0 } | if promising { PROMISING } else { 0 };
        }
        if byte == u8::MAX {
            break bytes;
        }
        byte += 1;
    }
};

#[inline]
fn is_name_byte(byte: u8) -> bool {
    BYTES.get(usize::from(byte)).is_some_and(|kind| kind & NAME_BYTE != 0)
}

/// What can follow a name that is assigned to.
#[inline]
fn is_promising(byte: u8) -> bool {
    BYTES.get(usize::from(byte)).is_some_and(|kind| kind & PROMISING != 0)
}

fn forward(text: &[u8], from: usize, most: usize, member: impl Fn(u8) -> bool) -> usize {
    from + text.get(from..).unwrap_or_default().iter().take(most).take_while(|&&b| member(b)).count()
}

fn backward(text: &[u8], from: usize, most: usize, member: impl Fn(u8) -> bool) -> usize {
    from - text.get(..from).unwrap_or_default().iter().rev().take(most).take_while(|&&b| member(b)).count()
}

/// Without the dashes of a flag, the dots of a path.
fn trim_name(text: &[u8], name: Range<usize>) -> Range<usize> {
    let skip = text.get(name.clone()).unwrap_or_default().iter().take_while(|b| b"-.$@".contains(b)).count();
    name.start + skip..name.end
}

/// Reads forward from a name's end.
struct Reader<'t> {
    text: &'t [u8],
    limit: usize,
}

impl Reader<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.limit { self.text.get(at).copied() } else { None }
    }

    fn starts(&self, at: usize, what: &[u8]) -> bool {
        self.text.get(at..).is_some_and(|rest| {
            rest.len() >= what.len() && rest.iter().zip(what).all(|(a, b)| a.eq_ignore_ascii_case(b))
        })
    }

    fn blanks(&self, at: usize) -> usize {
        forward(self.text, at, GAP, |b| b == b' ' || b == b'\t')
    }

    fn blanks_and_lines(&self, at: usize) -> usize {
        forward(self.text, at, GAP, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// The operator after a name, and where what follows it begins.
    fn operator(&self, name: &Range<usize>, name_quoted: bool) -> Option<(Operator, usize)> {
        let mut at = name.end;
        // Quotes and brackets that end the name: `"name"`, `\"name\"`, `['name']`.
        for _ in 0..4 {
            match self.byte(at)? {
                b'\\' | b'"' | b'\'' | b'`' | b']' => at += 1,
                _ => break,
            }
        }
        if name_quoted && let Some(found) = self.value_attribute(at) {
            return Some(found);
        }
        let bare = self.blanks(at);
        let (first, second) = (self.byte(bare)?, self.byte(bare + 1).unwrap_or(0));
        let found = match (first, second) {
            (b'=' | b'-', b'>') => (Operator::Pair, bare + 2),
            (b'=' | b'!', b'=') => (Operator::Compare, forward(self.text, bare, 3, |b| b == b'=' || b == b'!')),
            (b'=', b'~') | (b':', b':') => return None,
            (b'=', _) => (Operator::Assign, bare + 1),
            (b':' | b'?' | b'+', b'=') => (Operator::Assign, bare + 2),
            (b'|', b'|') if self.byte(bare + 2) == Some(b'=') => (Operator::Assign, bare + 3),
            (b'?', b':') => self.typed(bare + 2).unwrap_or((Operator::Pair, bare + 2)),
            (b':', _) => self.typed(bare + 1).unwrap_or((Operator::Pair, bare + 1)),
            (b',', _) if name_quoted => (Operator::Comma, bare + 1),
            (b'(', _) => self.call(bare + 1)?,
            (b'>', _) if self.is_element(name) => (Operator::Element, bare + 1),
            (b'<', b'/') => self.plist(bare)?,
            _ => self.blank(name, at, bare, name_quoted)?,
        };
        Some(found)
    }

    /// `name: Type = value`: the operator is behind the type.
    fn typed(&self, at: usize) -> Option<(Operator, usize)> {
        let from = self.blanks(at);
        let end = forward(self.text, from, 48, |b| b.is_ascii_alphanumeric() || b"_<>[]?|&.*, ".contains(&b));
        let named = self.text.get(from..end)?.iter().any(u8::is_ascii_alphabetic);
        let next = (self.byte(end), self.byte(end + 1));
        (named && next.0 == Some(b'=') && !matches!(next.1, Some(b'=' | b'>'))).then_some((Operator::Assign, end + 1))
    }

    /// `name("value")`.
    fn call(&self, at: usize) -> Option<(Operator, usize)> {
        let from = self.blanks(at);
        matches!(self.byte(from)?, b'"' | b'\'' | b'`').then_some((Operator::Call, from))
    }

    /// `<name>` or `<name attribute="x">`: the value is the element's text. `(?P<name>…)` names a group of a regex.
    fn is_element(&self, name: &Range<usize>) -> bool {
        let before = backward(self.text, name.start, 32, |b| is_name_byte(b) || b == b':' || b == b'.');
        let text = self.text.get(..before).unwrap_or_default();
        text.ends_with(b"<") && !text.ends_with(b"(?<") && !text.ends_with(b"(?P<")
    }

    /// `<key>name</key><string>value</string>`.
    fn plist(&self, at: usize) -> Option<(Operator, usize)> {
        let end = at + memchr::memchr(b'>', self.text.get(at..self.limit)?)? + 1;
        let open = self.blanks_and_lines(end);
        if self.byte(open)? != b'<' || self.byte(open + 1)? == b'/' {
            return None;
        }
        let close = open + memchr::memchr(b'>', self.text.get(open..self.limit)?)? + 1;
        Some((Operator::Element, close))
    }

    /// `"name" value="…"`, `name: "X"` followed by `value: …`: pairs that are written as two entries.
    fn value_attribute(&self, at: usize) -> Option<(Operator, usize)> {
        let mut at = forward(self.text, at, GAP, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b','));
        at = forward(self.text, at, 1, |b| matches!(b, b'"' | b'\''));
        let word = [&b"value"[..], b"defaultValue", b"default", b"content", b"val"]
            .into_iter()
            .find(|word| self.starts(at, word))?;
        at = forward(self.text, at + word.len(), 2, |b| matches!(b, b'"' | b'\''));
        at = self.blanks(at);
        match self.byte(at)? {
            b'=' | b':' => Some((Operator::Pair, at + 1)),
            _ => None,
        }
    }

    /// Nothing but blanks: `--name value`, `name "value"`; and YAML's `- name: X` with `value:` on the next line.
    fn blank(&self, name: &Range<usize>, at: usize, bare: usize, name_quoted: bool) -> Option<(Operator, usize)> {
        if name_quoted || bare == at {
            return None;
        }
        let flag = self.text.get(..name.start).is_some_and(|before| before.ends_with(b"-"));
        let quote = matches!(self.byte(bare)?, b'"' | b'\'');
        let upper = self.text.get(name.clone())?.iter().all(|b| !b.is_ascii_lowercase());
        (flag || quote || upper).then_some((Operator::Blank, bare)).or_else(|| self.go_typed(bare))
    }

    /// Go's `var name string = "value"`.
    fn go_typed(&self, at: usize) -> Option<(Operator, usize)> {
        let word = forward(self.text, at, 24, |b| b.is_ascii_alphanumeric() || b"_.*[]".contains(&b));
        let equals = self.blanks(word);
        (word > at && self.byte(equals)? == b'=' && self.byte(equals + 1)? != b'=')
            .then_some((Operator::Assign, equals + 1))
    }

    /// The value at `at`: its range, whether it was quoted, whether more words follow.
    fn value(&self, at: usize, operator: Operator, query: bool) -> Option<(Range<usize>, bool, bool)> {
        let mut at = self.blanks(at);
        if matches!(operator, Operator::Pair | Operator::Assign | Operator::Comma)
            && matches!(self.text.get(at), Some(b'\n' | b'\r'))
        {
            // Only a quoted value may stand on the next line.
            let next = self.blanks_and_lines(at);
            if !matches!(self.text.get(next), Some(b'"' | b'\'')) {
                return None;
            }
            at = next;
        }
        if self.text.get(at..at + 9) == Some(b"<![CDATA[") {
            at += 9;
        }
        let quote_at = forward(self.text, at, 3, |b| b"rRbBuUfFL@$\\".contains(&b));
        match self.text.get(quote_at) {
            Some(&quote @ (b'"' | b'\'' | b'`')) => self.quoted(quote_at, quote),
            _ => self.bare(at, operator, query),
        }
    }

    fn quoted(&self, at: usize, quote: u8) -> Option<(Range<usize>, bool, bool)> {
        let triple = self.text.get(at..at + 3).is_some_and(|three| three.iter().all(|&b| b == quote));
        let escaped = at.checked_sub(1).and_then(|before| self.text.get(before)) == Some(&b'\\');
        let start = if triple { at + 3 } else { at + 1 };
        let mut end = start;
        let most = (start + VALUE).min(self.text.len());
        while end < most {
            let byte = *self.text.get(end)?;
            match byte {
                // In a JSON text within a string the quotes themselves are escaped.
                b'\\' if escaped && self.text.get(end + 1) == Some(&quote) => return Some((start..end, true, false)),
                b'\\' => end += 1,
                b if b == quote
                    && (!triple || self.text.get(end..end + 3).is_some_and(|t| t.iter().all(|&b| b == quote))) =>
                {
                    return Some((start..end, true, false));
                }
                b'\n' | b'\r' if !triple && quote != b'`' => return None,
                _ => {}
            }
            end += 1;
        }
        None
    }

    fn bare(&self, at: usize, operator: Operator, query: bool) -> Option<(Range<usize>, bool, bool)> {
        let stop =
            |b: u8| b <= b' ' || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b';') || (query && b == b'&');
        let mut end = forward(self.text, at, VALUE, |b| !stop(b));
        // A template belongs to its value: `tok_<<your token>>`.
        while self.text.get(end..).is_some_and(|rest| rest.starts_with(b"<<")) && end - at < VALUE {
            let inside = self.text.get(end..self.text.len().min(end + 80)).unwrap_or_default();
            let Some(close) = memchr::memmem::find(inside, b">>") else { break };
            end = forward(self.text, end + close + 2, VALUE, |b| !stop(b));
        }
        if let Some(fallback) = self.fallback(at, end) {
            return Some(fallback);
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
        Some((at..end, false, more))
    }

    /// `process.env.X || "value"`, `os.getenv("X") or 'value'`, `x ?? "value"`: what is used if there is nothing else.
    fn fallback(&self, at: usize, end: usize) -> Option<(Range<usize>, bool, bool)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Name, operator, value and kind as read at the first `pass`, `secret` or `token` of a line.
    fn show(text: &str) -> Option<String> {
        let lower = text.to_ascii_lowercase();
        let (at, word) = ["password", "secret", "token"].iter().filter_map(|w| Some((lower.find(w)?, w))).min()?;
        let a = read(text.as_bytes(), at..at + word.len())?;
        Some(format!("{} {:?} {} {:?}", &text[a.name.clone()], a.operator, &text[a.value.clone()], a.kind))
    }

    // reticent: off[secret/hardcoded-*] values of four characters, to be read and not to be judged state=false-positive
    #[test]
    fn reads_every_syntax() {
        let cases = [
            (r#"password = "abc1""#, "password Assign abc1 Literal"),
            ("DB_PASSWORD=abc1!x", "DB_PASSWORD Assign abc1!x Literal"),
            (r#""password": "abc1","#, "password Pair abc1 Literal"),
            (r#"{\"password\": \"abc1\"}"#, "password Pair abc1 Literal"),
            ("password: abc1", "password Pair abc1 Bare"),
            ("  password: 'abc1'", "password Pair abc1 Literal"),
            (r#"config["password"] = 'abc1'"#, "password Assign abc1 Literal"),
            (r"'password' => 'abc1',", "password Pair abc1 Literal"),
            (r#"let password: &str = "abc1";"#, "password Assign abc1 Literal"),
            (r#"password: str = "abc1""#, "password Assign abc1 Literal"),
            (r#"var password string = "abc1""#, "password Assign abc1 Literal"),
            (r#"password := "abc1""#, "password Assign abc1 Literal"),
            (r#"if password == "abc1" {"#, "password Compare abc1 Literal"),
            (r"<password>abc1</password>", "password Element abc1 Bare"),
            (r#"<add key="ApiPassword" value="abc1" />"#, "ApiPassword Pair abc1 Literal"),
            ("<key>password</key>\n\t<string>abc1</string>", "password Element abc1 Bare"),
            ("- name: \"DB_PASSWORD\"\n  value: \"abc1\"", "DB_PASSWORD Pair abc1 Literal"),
            (r"--password abc1 --x", "password Blank abc1 Bare"),
            (r"--password=abc1", "password Assign abc1 Bare"),
            (r#"#define PASSWORD "abc1""#, "PASSWORD Blank abc1 Literal"),
            (r"define('DB_PASSWORD', 'abc1');", "DB_PASSWORD Comma abc1 Literal"),
            (r#"x.setPassword("abc1")"#, "x.setPassword Call abc1 Literal"),
            ("https://x/?token=abc1&y=2", "token Assign abc1 Bare"),
            (r#"token = process.env.TOKEN || "abc1""#, "token Assign abc1 Literal"),
            ("password = getpass()", "password Assign getpass() Call"),
            ("password = os.environ['X']", "password Assign os.environ[ Reference"),
            (r#"password = "${X}""#, "password Assign ${X} Interpolation"),
            ("db.password=abc1", "db.password Assign abc1 Bare"),
            ("token: tok_<<your token>>_x", "token Pair tok_<<your token>>_x Literal"),
            (r#"password = b"abc1""#, "password Assign abc1 Literal"),
            (r#"password ||= "abc1""#, "password Assign abc1 Literal"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text).as_deref(), Some(expected), "{text}");
        }
    }

    // reticent: on
    #[test]
    fn leaves_prose_and_code_alone() {
        for text in [
            "the password is wrong",
            "password",
            "password.length",
            "password)",
            "password; x",
            "Password::new()",
            "password\nabc",
        ] {
            assert_eq!(show(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_in_reach(text in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..300, length in 0usize..12) {
            let start = at.min(text.len());
            let end = (start + length).min(text.len());
            if let Some(a) = read(&text, start..end) {
                prop_assert!(a.value.end <= text.len() && a.value.end <= end + REACH);
                prop_assert!(a.name.end <= a.value.start);
            }
        }

        #[test]
        fn finds_what_a_serialiser_wrote(value in "[a-zA-Z0-9 _.,:;=+/!@#%^&*()<>{}|-]{1,40}") {
            let json = serde_json::json!({ "a": 1, "password": value }).to_string();
            let at = json.find("password").unwrap();
            let a = read(json.as_bytes(), at..at + 8).unwrap();
            prop_assert_eq!(&json[a.value], &value);
            let toml = toml::to_string(&std::collections::BTreeMap::from([("password", &value)])).unwrap();
            let a = read(toml.as_bytes(), 0..8).unwrap();
            prop_assert_eq!(&toml[a.value], &value);
        }
    }
}
