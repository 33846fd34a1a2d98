//! One statement a line: settings with sections, and directives.

use super::emit::bind;
use super::scalar::scalar;
use super::words::{Lexer, Token};
use crate::facts::fact::{Argument, Call, Facts, Term, Value};
use crate::facts::join;

/// `[section]` and `key = value`: INI, properties, TOML, `.env`, openssl.cnf, java.security.
pub(super) fn settings(text: &[u8], facts: &mut Facts) {
    let mut section = String::new();
    let mut start = 0;
    while start < text.len() {
        let (from, line) = (start, continued(text.get(start..).unwrap_or_default()));
        let body = line.trim_ascii();
        start += line.len();
        if let Some(name) = body.strip_prefix(b"[") {
            let name = name.split(|b| *b == b']').next().unwrap_or_default();
            section = String::from_utf8_lossy(name).trim_matches(['[', ' ', '"']).chars().take(80).collect();
            continue;
        }
        if matches!(body.first(), None | Some(b'#' | b';' | b'!')) {
            continue;
        }
        let body = body.strip_prefix(b"export ").unwrap_or(body);
        let Some(split) = body.iter().position(|b| matches!(b, b'=' | b':')) else { continue };
        let key = String::from_utf8_lossy(body.get(..split).unwrap_or_default()).into_owned();
        let value = body.get(split + 1..).unwrap_or_default().trim_ascii();
        let end = [&b" #"[..], b" ;"].iter().filter_map(|mark| memchr::memmem::find(value, mark)).min();
        let quoted = value.starts_with(b"\"") || value.starts_with(b"'");
        let value = end.filter(|_| !quoted).and_then(|end| value.get(..end)).unwrap_or(value).trim_ascii();
        let at = from + memchr::memmem::find(line, value).unwrap_or(0);
        let word = String::from_utf8_lossy(value).replace("\\\r\n", " ").replace("\\\n", " ");
        let unquoted = word.trim_matches(['"', '\'']);
        let scalar = if quoted { Value::Text(unquoted.to_owned()) } else { scalar(unquoted) };
        let mut path = section.clone();
        join(&mut path, key.trim().trim_matches('"'));
        bind(&path, Term::new(scalar, at..at + value.len()), facts);
    }
}

/// The first line of a text, with those that a backslash at its end joins to it.
fn continued(text: &[u8]) -> &[u8] {
    let mut end = 0;
    for line in text.split_inclusive(|b| *b == b'\n').take(100) {
        end += line.len();
        let body = line.trim_ascii();
        let comment = end == line.len() && matches!(body.first(), Some(b'#' | b';' | b'!' | b'['));
        if comment || !body.ends_with(b"\\") {
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// One directive a line with its words: `sshd_config`, Apache, `HAProxy`.
pub(super) fn directives(text: &[u8], facts: &mut Facts) {
    let mut start = 0;
    for line in text.split_inclusive(|b| *b == b'\n') {
        let body = line.trim_ascii();
        if !body.is_empty() && !body.starts_with(b"#") {
            let from = start + line.len() - line.trim_ascii_start().len();
            directive(words(body, from), facts);
        }
        start += line.len();
    }
}

/// nginx: statements that end with `;` or open a block.
pub(super) fn statements(text: &[u8], facts: &mut Facts) {
    let mut words: Vec<Term> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'#' => at += memchr::memchr(b'\n', text.get(at..).unwrap_or_default()).unwrap_or(text.len() - at),
            b';' | b'{' | b'}' => {
                directive(std::mem::take(&mut words), facts);
                at += 1;
            }
            b if b.is_ascii_whitespace() => at += 1,
            quote @ (b'"' | b'\'') => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let length = memchr::memchr(*quote, rest).unwrap_or(rest.len());
                let inner = String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned();
                words.push(Term::new(Value::Text(inner), at..(at + length + 2).min(text.len())));
                at += length + 2;
            }
            _ => {
                let rest = text.get(at..).unwrap_or_default();
                let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b';' | b'{' | b'}');
                let length = rest.iter().position(ends).unwrap_or(rest.len()).max(1);
                let word = String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned();
                words.push(Term::new(scalar(&word), at..at + length));
                at += length;
            }
        }
    }
}

/// The words of a line. A name may end with a colon or an equals sign.
fn words(line: &[u8], from: usize) -> Vec<Term> {
    let split = line.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b':')).unwrap_or(line.len());
    let name = String::from_utf8_lossy(line.get(..split).unwrap_or_default()).into_owned();
    let mut words = vec![Term::new(Value::Text(name), from..from + split)];
    let rest = line.get(split..).unwrap_or_default();
    let skip = rest.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b':')).count();
    let mut lexer = Lexer::new(rest.get(skip..).unwrap_or_default(), from + split + skip, b'\\');
    while let Some(token) = lexer.next() {
        if let Token::Word(word) = token {
            let value = match word.term.value {
                Value::Text(text) if !word.quoted => scalar(&text),
                value => value,
            };
            words.push(Term::new(value, word.term.span));
        }
    }
    words
}

fn directive(words: Vec<Term>, facts: &mut Facts) {
    let mut words = words.into_iter();
    let Some(name) = words.next() else { return };
    let Value::Text(callee) = name.value else { return };
    if callee.len() > 80 {
        return;
    }
    let arguments: Vec<Argument> = words.map(|term| Argument { name: None, term }).collect();
    let end = arguments.last().map_or(name.span.end, |argument| argument.term.span.end);
    facts.calls.push(Call { callee, receiver: None, arguments, span: name.span.start..end, scope: 0 });
}
