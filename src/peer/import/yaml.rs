//! Reading YAML, within reason.

use serde::de::DeserializeOwned;

use super::super::note::Note;

/// Reads a file as YAML of a given shape.
pub(super) fn read<T: DeserializeOwned>(name: &str, text: &str, what: &str) -> Result<T, Vec<Note>> {
    serde_yaml_ng::from_str(text).map_err(|error| {
        let line = error.location().map_or(0, |place| place.line());
        vec![Note::new(name, line, format!("no {what}: {}", told(&error.to_string())))]
    })
}

/// What a parser says, without the value that it stumbled over: that may be a secret.
pub(super) fn told(message: &str) -> String {
    let shortened = match (message.split_once(": invalid type"), message.split_once(", expected ")) {
        (Some((place, _)), Some((_, expected))) => format!("{place}: expected {expected}"),
        (None, Some((_, expected))) => format!("expected {expected}"),
        _ => message.to_owned(),
    };
    shortened.chars().take(200).collect()
}

/// The line on which a text stands for the first time, from 1; 0 where it does not stand as it is.
pub(super) fn line_of(text: &str, word: &str) -> usize {
    text.find(word).filter(|_| !word.is_empty()).map_or(0, |at| super::super::note::line_of(text, at))
}
