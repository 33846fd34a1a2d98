//! The same text in words that a grammar knows, byte for byte in the same places.
//!
//! A grammar is tables, megabytes of them; where two languages differ in a mark or two, one grammar serves both. Nothing
//! moves, so whatever is read stands where the author wrote it.

use std::borrow::Cow;

use crate::facts::Language;
use crate::facts::lexer::{Kind, script, tokens};

/// A text as the grammar of its language knows it.
pub(super) fn respell(language: Language, text: &[u8]) -> Cow<'_, [u8]> {
    match language {
        Language::CSharp => without_conditional_access(text),
        Language::TypeScript => without_assertions(text),
        _ => text.into(),
    }
}

/// `a?.B = c` is newer than the grammar of C#. A member is a member: the same text with a blank for the question mark.
fn without_conditional_access(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(text, b"?.").is_none() {
        return text.into();
    }
    let mut text = text.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(&text, b"?.").collect();
    for at in places {
        text.get_mut(at).into_iter().for_each(|byte| *byte = b' ');
    }
    text.into()
}
/// Words after which an expression begins.
const BEFORE: &[&[u8]] = &[
    b"return", b"await", b"yield", b"throw", b"typeof", b"in", b"of", b"case", b"default", b"async", b"new", b"export",
];

/// Without type assertions (`<Key>value`) and the type parameters of functions without a name (`<T>(x: T) => x`), which
/// would be taken for tags.
fn without_assertions(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr_iter(b'<', text).all(|at| !begins(text, at)) {
        return text.into();
    }
    let mut changed = text.to_vec();
    let tokens = tokens(text, 0..text.len(), script);
    for token in &tokens {
        let start = token.span.start;
        if token.kind == Kind::Operator
            && let Some(at) = memchr::memchr(b'<', text.get(token.span.clone()).unwrap_or_default())
            && begins(text, start + at)
            && let Some(length) = balanced(text.get(start + at..).unwrap_or_default())
        {
            blank(&mut changed, start + at, length);
        }
    }
    changed.into()
}

/// Whether an expression or a type may begin with the `<` at a place, so that it is no comparison and no list of types.
fn begins(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_ascii_end();
    let after = text.get(at + 1).copied().unwrap_or_default();
    if !(after.is_ascii_alphabetic() || matches!(after, b'_' | b'{' | b'$')) {
        return false;
    }
    match before.last() {
        None => true,
        Some(last) if b"=(,:?[{;&|!+-*%~".contains(last) => true,
        Some(b'>') => before.ends_with(b"=>"),
        Some(_) => {
            let word = before.len() - before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            BEFORE.contains(&before.get(word..).unwrap_or_default())
        }
    }
}

/// The length from `<` to the `>` that answers it, on a few lines.
fn balanced(text: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.iter().enumerate().take(400) {
        match byte {
            b'<' => depth += 1,
            b'>' if text.get(at.wrapping_sub(1)) != Some(&b'=') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b';' => return None,
            _ => {}
        }
    }
    None
}

fn blank(text: &mut [u8], at: usize, length: usize) {
    for byte in text.iter_mut().skip(at).take(length).filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_tag_is_blanked() {
        for (before, after) in [
            ("f(<Key>x, a<b, c>d)", "f(     x, a<b, c>d)"),
            ("const f = <T,>(x: T) => <Map<A, B>>x;", "const f =     (x: T) =>            x;"),
            ("return <any>x", "return      x"),
            ("let a: Map<K, V> = new Map<K, V>(); i<n", "let a: Map<K, V> = new Map<K, V>(); i<n"),
            ("s = '(<b>'; // (<b>\nif (a <b) {}", "s = '(<b>'; // (<b>\nif (a <b) {}"),
            ("type F = <T extends (a: A) => B>(x: T) => void", "type F =                        (x: T) => void"),
        ] {
            assert_eq!(String::from_utf8_lossy(&without_assertions(before.as_bytes())), after);
        }
    }
}
