//! Command lines that are written otherwise than as a line: as a list of words, or as the value of a variable.

use super::shell::{COMMANDS, command};
use super::words::Word;
use crate::facts::fact::{Facts, Term, Value};

/// A command as a list of its words: `argv: [openssl, genrsa, "1024"]`.
pub(super) fn listed(terms: &[Term], facts: &mut Facts) {
    let runs = |first: &Term| {
        let name = first.text().and_then(|text| text.rsplit('/').next()).unwrap_or_default();
        COMMANDS.iter().any(|command| command.trim_end() == name)
    };
    if terms.len() > 1
        && terms.first().is_some_and(runs)
        && let Some(words) = terms.iter().map(word).collect::<Option<Vec<_>>>()
    {
        command(words, facts);
    }
}

fn word(term: &Term) -> Option<Word> {
    let value = match &term.value {
        Value::Int(number) => Value::Text(number.to_string()),
        Value::Text(_) | Value::Name(_) | Value::Either(_) => term.value.clone(),
        _ => return None,
    };
    Some(Word { term: Term::new(value, term.span.clone()), quoted: false })
}
