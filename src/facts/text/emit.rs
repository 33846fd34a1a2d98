//! Data with key paths as facts: each mapping is a call with its members for arguments, each scalar a binding.

use super::scalar::scalar;
use super::{refer, shell, spelled};
use crate::facts::fact::{Argument, Binding, Call, Facts, Term, Value};
use crate::facts::{Language, join};

/// Notes what a value states. `text` is the file's.
pub(super) fn emit(path: &str, term: &Term, text: &[u8], facts: &mut Facts) {
    match &term.value {
        Value::Map(members) => {
            if facts.language == Language::Yaml {
                refer::loops(term, members, facts);
            }
            let (callee, arguments, span) = (path.to_owned(), members.clone(), term.span.clone());
            facts.calls.push(Call { callee, receiver: None, arguments, span, scope: 0 });
            for Argument { name, term } in members {
                let mut inner = path.to_owned();
                join(&mut inner, name.as_deref().unwrap_or_default());
                emit(&inner, term, text, facts);
            }
        }
        Value::List(terms) => {
            spelled::listed(terms, facts);
            for term in terms {
                emit(path, term, text, facts);
            }
        }
        value => {
            if let Value::Text(line) = value
                && shell::COMMANDS.iter().any(|command| line.contains(command))
            {
                let written = text.get(term.span.clone()).unwrap_or_default();
                let quotes =
                    usize::from(matches!(written.first(), Some(b'"' | b'\'')) && written.last() == written.first());
                let inner = written.get(quotes..written.len().saturating_sub(quotes)).unwrap_or_default();
                shell::read(inner, term.span.start + quotes, facts);
            }
            if facts.language == Language::Yaml
                && let Value::Text(line) = value
                && let Some(arguments) = pairs(line, term)
            {
                facts.calls.push(Call {
                    callee: path.to_owned(),
                    receiver: None,
                    arguments,
                    span: term.span.clone(),
                    scope: 0,
                });
            }
            if matches!(facts.language, Language::Yaml | Language::Json) {
                refer::alias(path, term, facts);
            }
            bind(path, term.clone(), facts);
        }
    }
}

/// The old way to write a task of Ansible: `openssl_privatekey: path=/etc/k.pem size=1024`.
fn pairs(line: &str, term: &Term) -> Option<Vec<Argument>> {
    let pair = |word: &str| {
        let (name, value) = word.split_once('=')?;
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let value = scalar(value.trim_matches(['"', '\'']));
        plain.then(|| Argument { name: Some(name.to_owned()), term: Term::new(value, term.span.clone()) })
    };
    let short = line.len() < 400 && line.contains('=');
    short.then(|| line.split_ascii_whitespace().map(pair).collect::<Option<Vec<_>>>()).flatten()
}

/// Notes one value under its key path.
pub(super) fn bind(path: &str, term: Term, facts: &mut Facts) {
    let (path, span) = (path.to_owned(), term.span.clone());
    facts.bindings.push(Binding { path, term: Some(term), declared: None, parameter: None, span, scope: 0 });
}
