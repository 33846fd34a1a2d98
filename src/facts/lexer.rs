//! Cuts a program into words, strings, brackets and operators, where no grammar does.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and underscores; a number, too.
    Word,
    /// A string or a character, with its quotes.
    Text,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// A comma or a semicolon.
    Break,
    /// A run of operator characters.
    Operator,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Range<usize>,
    /// It is the first of its line.
    pub first: bool,
    /// Of a bracket, the number of the token that answers it.
    pub partner: Option<usize>,
}

/// Tokens that a language writes in its own way: their kind and length at the beginning of what is left of the text, which
/// stands at a place behind the token before.
pub(super) type Own = fn(&[u8], Option<&Token>, usize) -> Option<(Kind, usize)>;

/// The tokens of a part of a text, without its comments.
pub(super) fn tokens(text: &[u8], part: Range<usize>, own: Own) -> Vec<Token> {
    let text = text.get(..part.end.min(text.len())).unwrap_or_default();
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut first) = (part.start, true);
    while let Some(&byte) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        let space = match byte {
            _ if byte.is_ascii_whitespace() => 1,
            b'/' if rest.starts_with(b"//") => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"/*") => comment(rest),
            _ => 0,
        };
        if space > 0 {
            first |= byte == b'\n';
            at += space;
            continue;
        }
        let (kind, length) = own(rest, tokens.last(), at).unwrap_or_else(|| common(byte, rest));
        let mut token = Token { kind, span: at..at + length, first, partner: None };
        match kind {
            Kind::Open => open.push(tokens.len()),
            Kind::Close => token.partner = open.pop(),
            _ => {}
        }
        let number = tokens.len();
        if let Some(partner) = token.partner.and_then(|partner| tokens.get_mut(partner)) {
            partner.partner = Some(number);
        }
        tokens.push(token);
        first = false;
        at += length;
    }
    tokens
}

/// The kind and length of a token that all languages write alike.
fn common(byte: u8, rest: &[u8]) -> (Kind, usize) {
    match byte {
        b'(' | b'[' | b'{' => (Kind::Open, 1),
        b')' | b']' | b'}' => (Kind::Close, 1),
        b',' | b';' | b'.' => (Kind::Break, 1),
        b'`' => (Kind::Word, memchr::memchr(b'`', rest.get(1..).unwrap_or_default()).map_or(1, |end| end + 2)),
        _ if is_word(byte) => (Kind::Word, run(rest, is_word)),
        _ => (Kind::Operator, run(rest, is_operator).max(1)),
    }
}

/// Scala's strings, and characters between single quotes.
pub(super) fn scala(rest: &[u8], before: Option<&Token>, at: usize) -> Option<(Kind, usize)> {
    match rest.first()? {
        b'"' => Some((Kind::Text, string(rest, interpolated(before, at)))),
        b'\'' => Some(character(rest).map_or((Kind::Operator, 1), |length| (Kind::Text, length))),
        _ => None,
    }
}

/// The strings of scripts: any text between single quotes.
pub(super) fn script(rest: &[u8], before: Option<&Token>, at: usize) -> Option<(Kind, usize)> {
    match rest.first()? {
        b'"' => Some((Kind::Text, string(rest, interpolated(before, at)))),
        b'\'' => Some((Kind::Text, string(rest, false))),
        _ => None,
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 128
}

fn is_operator(byte: u8) -> bool {
    byte.is_ascii_punctuation() && !is_word(byte) && !b"()[]{},;.\"'`".contains(&byte)
}

pub(super) fn run(text: &[u8], within: fn(u8) -> bool) -> usize {
    text.iter().position(|byte| !within(*byte)).unwrap_or(text.len())
}

/// The length of a comment in stars, which may hold others.
fn comment(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0u32, 0);
    while let Some(pair) = text.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth = depth.saturating_sub(1),
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Whether a word stands right before a quote: `s"…"`.
fn interpolated(before: Option<&Token>, at: usize) -> bool {
    before.is_some_and(|token| token.kind == Kind::Word && token.span.end == at)
}

/// The length of a string with its quotes; what is filled into it may hold quotes of its own.
fn string(text: &[u8], interpolated: bool) -> usize {
    let quote = text.first().copied().unwrap_or_default();
    let long = text.starts_with(b"\"\"\"");
    let mut at = if long { 3 } else { 1 };
    let mut depth = 0usize;
    while let Some(&byte) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        match byte {
            b'\\' if !long => at += 1,
            b'\n' if !long => return at,
            b'{' if interpolated && depth > 0 => depth += 1,
            b'$' if interpolated && rest.starts_with(b"${") => {
                depth += 1;
                at += 1;
            }
            b'}' if depth > 0 => depth -= 1,
            b'"' if depth > 0 => at += string(rest, false).saturating_sub(1),
            _ if byte == quote && !long => return at + 1,
            b'"' if rest.starts_with(b"\"\"\"") => {
                // Quotes at the end of a long string belong to it.
                let quotes = run(rest, |byte| byte == b'"');
                return at + quotes;
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The length of a character literal, if it is one and no quoted name.
fn character(text: &[u8]) -> Option<usize> {
    let inner = match text.get(1)? {
        b'\\' if text.get(2) == Some(&b'u') => 6,
        b'\\' => 2,
        b'\n' | b'\'' => return None,
        byte => match byte.leading_ones() {
            0 => 1,
            ones => usize::try_from(ones).ok()?,
        },
    };
    (text.get(inner + 1) == Some(&b'\'')).then_some(inner + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text.as_bytes(), 0..text.len(), scala).into_iter().map(|token| &text[token.span]).collect()
    }

    #[test]
    fn strings_and_comments_are_whole() {
        assert_eq!(cut("a/*b/*c*/\"*/\"d\\\"e\"//f\n'g'"), ["a", "\"d\\\"e\"", "'g'"]);
        assert_eq!(cut(r#"s"a${b("c}")}d" x"#), ["s", r#""a${b("c}")}d""#, "x"]);
        assert_eq!(cut("\"\"\"a\"b\"\"\"\" c"), ["\"\"\"a\"b\"\"\"\"", "c"]);
        assert_eq!(cut("'sym + '\\n' + 'é'"), ["'", "sym", "+", "'\\n'", "+", "'é'"]);
        assert_eq!(cut("\"open\nx"), ["\"open", "x"]);
    }

    #[test]
    fn single_quotes_hold_text_in_scripts() {
        let text = br"'(<b>' + 'it\'s'";
        let tokens = tokens(text, 0..text.len(), script);
        assert_eq!(tokens.iter().map(|token| token.kind).collect::<Vec<_>>(), [Kind::Text, Kind::Operator, Kind::Text]);
    }

    #[test]
    fn brackets_know_each_other() {
        let tokens = tokens(b"(a[b)]}{", 0..8, scala);
        let partners: Vec<_> = tokens.iter().map(|token| token.partner).collect();
        assert_eq!(partners, [Some(5), None, Some(4), None, Some(2), Some(0), None, None]);
    }
}
