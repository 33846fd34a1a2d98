//! Command lines that are written otherwise than as a line: as a list of words, or as the value of a variable.

use super::shell::{COMMANDS, command};
use super::words::Word;
use crate::facts::fact::{Facts, Term, Value};

/// Longer values of variables are no options.
const OPTIONS: usize = 400;

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

/// The words of a command line, those of a variable that holds several in its place: `OPTS="-t rsa -b 1024"`.
pub(super) fn split(words: &[Word], facts: &Facts) -> Vec<Word> {
    let several = |word: &Word| {
        let Value::Name(name) = &word.term.value else { return None };
        let known = facts.bindings.iter().rev().find(|binding| binding.path == *name)?;
        let text = known.term.as_ref()?.text().filter(|text| !word.quoted && text.contains(' '))?;
        let part =
            |part: &str| Word { term: Term::new(Value::Text(part.to_owned()), word.term.span.clone()), quoted: false };
        (text.len() < OPTIONS).then(|| text.split_ascii_whitespace().map(part).collect::<Vec<_>>())
    };
    words.iter().flat_map(|word| several(word).unwrap_or_else(|| vec![word.clone()])).collect()
}
