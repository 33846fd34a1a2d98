//! Variables of a script that hold several words of a command line.

use super::words::Word;
use crate::facts::fact::{Facts, Term, Value};

/// Longer values of variables are no options.
const OPTIONS: usize = 400;

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
