//! Numbers, words and strings as they are written in most languages, and what operators make of them.

use super::fact::{Term, Value};

/// What an operator makes of its operands.
pub(super) fn joined(operator: &str, terms: Vec<Term>) -> Value {
    match (operator, terms.as_slice()) {
        (_, [Term { value: Value::Int(a), .. }, Term { value: Value::Int(b), .. }]) => arithmetic(operator, *a, *b),
        // Flags put together: each of them may be the one that counts.
        ("||" | "??" | "or" | "?:" | "|", _) => Value::Either(flat(terms, |value| match value {
            Value::Either(terms) => Ok(terms),
            value => Err(value),
        })),
        // A sum with a number in it; else texts are put together.
        ("+", [Term { value: Value::Int(_), .. }, _] | [_, Term { value: Value::Int(_), .. }]) => math(operator, terms),
        ("" | "+" | "." | ".." | "<>" | "\\", _) => Value::Join(flat(terms, |value| match value {
            Value::Join(terms) => Ok(terms),
            value => Err(value),
        })),
        _ => math(operator, terms),
    }
}

/// The operands of a chain side by side, not in one another: a long one would be deeper than any stack.
fn flat(mut terms: Vec<Term>, opened: fn(Value) -> Result<Vec<Term>, Value>) -> Vec<Term> {
    if terms.is_empty() {
        return terms;
    }
    let Term { value, span } = terms.remove(0);
    match opened(value) {
        Ok(mut first) => {
            first.append(&mut terms);
            first
        }
        Err(value) => {
            terms.insert(0, Term::new(value, span));
            terms
        }
    }
}

/// Operators that are followed through names.
const MATH: &[&str] = &["+", "-", "*", "/", "//", "**", "<<", "shl", ">>", "shr"];

/// Longer chains of them are data.
const CHAIN: usize = 64;

fn math(operator: &str, terms: Vec<Term>) -> Value {
    fn left(term: &Term) -> Option<&Term> {
        let Value::Math(_, terms) = &term.value else { return None };
        terms.first()
    }
    let long = std::iter::successors(terms.first(), |term| left(term)).nth(CHAIN).is_some();
    let known = MATH.iter().find(|known| **known == operator).filter(|_| terms.len() == 2 && !long);
    known.map_or(Value::Unknown, |operator| Value::Math(operator, terms))
}

/// What an operator makes of two numbers.
pub(super) fn arithmetic(operator: &str, a: i64, b: i64) -> Value {
    let shift = u32::try_from(b).ok().filter(|&b| b < 63);
    let result = match operator {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "/" | "//" => a.checked_div(b),
        "|" | "or" => Some(a | b),
        "**" => shift.and_then(|b| a.checked_pow(b)),
        "<<" | "shl" => shift.and_then(|b| a.checked_mul(1i64.checked_shl(b)?)),
        ">>" | "shr" => shift.map(|b| a >> b),
        _ => None,
    };
    result.map_or(Value::Unknown, Value::Int)
}

/// The value of a macro: a number, a string, another name.
pub(super) fn macro_value(source: &str) -> Value {
    let source = source.split("//").next().unwrap_or_default().split("/*").next().unwrap_or_default().trim();
    let source = source.trim_matches(['(', ')']).trim();
    for operator in ["<<", "*"] {
        if let Some((left, right)) = source.split_once(operator)
            && let (Value::Int(a), Value::Int(b)) = (number(left.trim()), number(right.trim()))
        {
            return arithmetic(operator, a, b);
        }
    }
    match source.bytes().next() {
        Some(b'0'..=b'9') => number(source),
        Some(b'"') => Value::Text(plain(source)),
        Some(b'A'..=b'Z' | b'a'..=b'z' | b'_') if source.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            Value::Name(source.to_owned())
        }
        _ => Value::Unknown,
    }
}

/// A bare word: a name, or one of the words that are values.
pub(super) fn word(source: &str) -> Value {
    match source {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "null" | "NULL" | "nullptr" | "undefined" | "None" | "nil" => Value::Null,
        _ => Value::Name(identifier(source)),
    }
}

/// An identifier without what marks it as a variable.
pub(super) fn identifier(source: &str) -> String {
    source.trim_start_matches(['$', '@', '?', '!', '.']).trim_end_matches(['!', '?', '=']).to_owned()
}

/// A number in any notation; not whole ones are unknown.
pub(super) fn number(source: &str) -> Value {
    let clean: String = source.chars().filter(|c| !matches!(c, '_' | '\'')).collect::<String>().to_ascii_lowercase();
    let (digits, radix) = match clean.get(..2) {
        Some("0x") => (clean.get(2..).unwrap_or_default(), 16),
        Some("0b") => (clean.get(2..).unwrap_or_default(), 2),
        Some("0o") => (clean.get(2..).unwrap_or_default(), 8),
        _ => (clean.as_str(), 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end).unwrap_or((digits, ""));
    if let Some(zeros) = rest.strip_prefix('e').filter(|_| radix == 10).and_then(|zeros| zeros.parse::<u32>().ok()) {
        let whole = digits.parse::<i64>().ok().zip(10i64.checked_pow(zeros)).and_then(|(a, b)| a.checked_mul(b));
        return whole.map_or(Value::Unknown, Value::Int);
    }
    let suffix = matches!(rest, "" | "l" | "ll" | "u" | "ul" | "ull" | "lu" | "llu" | "n" | "z" | "uz")
        || (rest.len() <= 5 && rest.starts_with(['u', 'i']));
    if suffix { i64::from_str_radix(digits, radix).map_or(Value::Unknown, Value::Int) } else { Value::Unknown }
}

/// The text of a string's source without prefix letters and quotes.
pub(super) fn plain(source: &str) -> String {
    let body = source.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '@' | '$' | '#' | '&'));
    let quoted = body.starts_with(['"', '\'', '`', '/']);
    if !quoted {
        return source.trim_matches(':').to_owned();
    }
    for quote in ["\"\"\"", "'''", "\"", "'", "`"] {
        if let Some(inner) = body.strip_prefix(quote) {
            return unescape(inner.trim_end_matches('#').strip_suffix(quote).unwrap_or(inner));
        }
    }
    body.to_owned()
}

/// Escapes that are common to most languages; each counts as one character.
pub(super) fn unescape(source: &str) -> String {
    if !source.contains('\\') {
        return source.to_owned();
    }
    let mut text = String::new();
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('0') => text.push('\0'),
            Some(kind @ ('x' | 'u')) => {
                let length = if kind == 'x' { 2 } else { 4 };
                let digits: String = rest.clone().take(length).take_while(char::is_ascii_hexdigit).collect();
                rest.by_ref().take(digits.len()).for_each(drop);
                let code = u32::from_str_radix(&digits, 16).ok().filter(|code| *code < 128);
                text.push(code.and_then(char::from_u32).unwrap_or('\u{1}'));
            }
            Some('\n') | None => {}
            Some(other) => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_notation() {
        for (source, wanted) in
            [("1_024", 1024), ("0x400", 1024), ("1024usize", 1024), ("1024L", 1024), ("0b11", 3), ("1e3", 1000)]
        {
            assert_eq!(number(source), Value::Int(wanted), "{source}");
        }
        for source in ["1.5", "1.5e3", "1e99", "0x", "99999999999999999999"] {
            assert_eq!(number(source), Value::Unknown, "{source}");
        }
    }

    #[test]
    fn strings_lose_their_quotes() {
        for source in ["\"abc\"", "'abc'", "b'abc'", "r\"abc\"", "@\"abc\"", "`abc`", "'''abc'''", ":abc", "abc:"] {
            assert_eq!(plain(source), "abc", "{source}");
        }
        assert_eq!(unescape("a\\x41\\n\\\\"), "aA\n\\");
    }
}
