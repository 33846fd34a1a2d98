//! Literals and what operators make of them.

use tree_sitter::Node;

use super::grammar::Role;
use super::walk::{Walker, named};
use crate::facts::Language;
use crate::facts::fact::{Term, Value};

impl Walker<'_> {
    /// A string, or the join of its parts where something is put into it.
    pub(super) fn string(&mut self, node: Node<'_>) -> Value {
        if node.kind() == "preproc_arg" {
            return macro_value(self.source(node).trim());
        }
        let children = named(node);
        if children.is_empty() {
            return Value::Text(plain(&self.source(node)));
        }
        let raw = self.text.get(node.start_byte()).is_some_and(|b| matches!(b, b'r' | b'R' | b'`' | b'@'));
        let (mut text, mut parts) = (String::new(), Vec::new());
        for child in children {
            let source = self.source(child);
            match self.role(child) {
                Role::Piece if self.facts.language == Language::Kotlin && source == "$" => {
                    parts.push(Term::new(Value::Unknown, child.byte_range()));
                }
                Role::Piece if raw => text.push_str(&source),
                Role::Piece => text.push_str(&unescape(&source)),
                _ if child.kind().contains("escape") => text.push_str(&unescape(&source)),
                _ if child.kind().ends_with("_start") || child.kind().ends_with("_end") => {}
                Role::Text => parts.push(self.term(child)),
                _ => {
                    parts.push(Term::new(Value::Text(std::mem::take(&mut text)), node.byte_range()));
                    let inner = named(child);
                    let inner = inner.first().copied().filter(|_| inner.len() == 1).unwrap_or(child);
                    parts.push(self.term(inner));
                }
            }
        }
        if parts.is_empty() {
            return Value::Text(text);
        }
        parts.push(Term::new(Value::Text(text), node.byte_range()));
        Value::Join(parts)
    }

    /// Two operands.
    pub(super) fn binary(&mut self, node: Node<'_>) -> Value {
        let children: Vec<Node<'_>> = named(node).into_iter().filter(|child| self.role(*child) != Role::Skip).collect();
        let ends = (children.first().map_or(0, Node::end_byte), children.get(1).map_or(0, Node::start_byte));
        let operator = self.text.get(ends.0..ends.1).unwrap_or_default();
        let operator = String::from_utf8_lossy(operator.trim_ascii()).into_owned();
        let terms: Vec<Term> = children.into_iter().map(|child| self.term(child)).collect();
        // Scala and Kotlin have their operators as named nodes.
        let (operator, terms) = match (operator.as_str(), terms.as_slice()) {
            ("", [left, Term { value: Value::Name(name), .. }, right]) => {
                (name.clone(), vec![left.clone(), right.clone()])
            }
            _ => (operator, terms),
        };
        match (operator.as_str(), terms.as_slice()) {
            (_, [Term { value: Value::Int(a), .. }, Term { value: Value::Int(b), .. }]) => {
                arithmetic(&operator, *a, *b)
            }
            // Flags put together: each of them may be the one that counts.
            ("||" | "??" | "or" | "?:" | "|", _) => Value::Either(terms),
            // A pair, as mappings are written in Kotlin and Scala.
            ("to" | "->", [_, _]) => {
                self.note(&terms, &[]);
                Value::Unknown
            }
            ("" | "+" | "." | ".." | "<>" | "\\", _) => Value::Join(terms),
            _ => Value::Unknown,
        }
    }

    /// A condition with two values.
    pub(super) fn either(&mut self, node: Node<'_>) -> Value {
        let children = named(node);
        let condition = usize::from(self.facts.language == Language::Python);
        let mut terms = Vec::new();
        for (at, child) in children.into_iter().enumerate() {
            let term = self.term(child);
            if at != condition {
                terms.push(term);
            }
        }
        Value::Either(terms)
    }
}

fn arithmetic(operator: &str, a: i64, b: i64) -> Value {
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
fn macro_value(source: &str) -> Value {
    let source = source.split("//").next().unwrap_or_default().split("/*").next().unwrap_or_default().trim();
    let source = source.trim_matches(['(', ')']).trim();
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
pub(crate) fn number(source: &str) -> Value {
    let clean: String = source.chars().filter(|c| !matches!(c, '_' | '\'')).collect::<String>().to_ascii_lowercase();
    let (digits, radix) = match clean.get(..2) {
        Some("0x") => (clean.get(2..).unwrap_or_default(), 16),
        Some("0b") => (clean.get(2..).unwrap_or_default(), 2),
        Some("0o") => (clean.get(2..).unwrap_or_default(), 8),
        _ => (clean.as_str(), 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end).unwrap_or((digits, ""));
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
pub(crate) fn unescape(source: &str) -> String {
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
        for (source, wanted) in [("1_024", 1024), ("0x400", 1024), ("1024usize", 1024), ("1024L", 1024), ("0b11", 3)] {
            assert_eq!(number(source), Value::Int(wanted), "{source}");
        }
        for source in ["1.5", "1e3", "0x", "99999999999999999999"] {
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
