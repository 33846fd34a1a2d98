//! XML: elements with their attributes and texts. No entity is expanded, and nothing is fetched.

use super::DEPTH;
use super::emit::bind;
use super::scalar::scalar;
use crate::facts::fact::{Argument, Call, Facts, Term, Value};

/// Reads a document, or what there is of it.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let mut path: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', text.get(at..).unwrap_or_default()).map(|found| at + found) {
        let words = text.get(at..open).unwrap_or_default();
        let trimmed = words.trim_ascii();
        if !trimmed.is_empty() && trimmed.len() <= 4096 && !path.is_empty() {
            let from = at + words.len() - words.trim_ascii_start().len();
            let value = scalar(&String::from_utf8_lossy(trimmed));
            bind(&tail(&path), Term::new(value, from..from + trimmed.len()), facts);
        }
        let rest = text.get(open..).unwrap_or_default();
        let skip = [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"), (b"<!", b">")];
        if let Some((_, close)) = skip.iter().find(|(start, _)| rest.starts_with(start)) {
            at = open + memchr::memmem::find(rest, close).map_or(rest.len(), |found| found + close.len());
            continue;
        }
        let Some(length) = end_of_tag(rest) else { return };
        let tag = rest.get(1..length).unwrap_or_default();
        at = open + length + 1;
        if tag.first() == Some(&b'/') {
            path.pop();
            continue;
        }
        let name = tag.split(|b| b.is_ascii_whitespace() || *b == b'/').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        if path.len() < DEPTH {
            path.push(name);
        } else {
            facts.cut = true;
            return;
        }
        element(&tail(&path), tag, open + 1, facts);
        if tag.ends_with(b"/") {
            path.pop();
        }
    }
}

/// Where a tag ends; `>` may stand in a quoted value.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate().take(1 << 16) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

fn tail(path: &[String]) -> String {
    path.get(path.len().saturating_sub(6)..).unwrap_or_default().join(".")
}

fn element(path: &str, tag: &[u8], from: usize, facts: &mut Facts) {
    let mut arguments = Vec::new();
    let mut at = 0;
    while let Some(equals) = memchr::memchr(b'=', tag.get(at..).unwrap_or_default()).map(|found| at + found) {
        let name = tag.get(at..equals).unwrap_or_default().trim_ascii();
        let name = name.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
        let rest = tag.get(equals + 1..).unwrap_or_default();
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let Some(quote) = rest.get(blank).filter(|b| matches!(b, b'"' | b'\'')) else {
            at = equals + 1;
            continue;
        };
        let start = equals + 1 + blank + 1;
        let value = tag.get(start..).unwrap_or_default();
        let length = memchr::memchr(*quote, value).unwrap_or(value.len());
        let word = String::from_utf8_lossy(value.get(..length).unwrap_or_default()).into_owned();
        let term = Term::new(scalar(&word), from + start..from + start + length);
        arguments.push(Argument { name: Some(String::from_utf8_lossy(name).into_owned()), term });
        at = start + length + 1;
    }
    let span = from..from + tag.len();
    let key = |name: &str| arguments.iter().find(|argument: &&Argument| argument.name.as_deref() == Some(name));
    // `<add key="…" value="…"/>`, `<property name="…" value="…"/>`.
    if let (Some(Argument { term: Term { value: Value::Text(name), .. }, .. }), Some(value)) =
        (key("key").or_else(|| key("name")), key("value"))
    {
        bind(name, value.term.clone(), facts);
    }
    facts.calls.push(Call { callee: path.to_owned(), receiver: None, arguments, span, scope: 0 });
}
