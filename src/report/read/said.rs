//! What a report says in words and places, made fit for what is printed.

use super::wrong::{ReadError, shortened};
use crate::model::{Origin, printable};
use crate::report::uri;

/// Text on one line, without what could act on a terminal.
pub(super) fn text(text: &str) -> String {
    printable(text.as_bytes())
}

/// Text on several lines, each without what could act on a terminal.
pub(super) fn lines(words: &str) -> String {
    words.split('\n').map(text).collect::<Vec<_>>().join("\n")
}

/// That a word is none of a small set.
pub(super) fn unknown(word: &str, what: &str) -> ReadError {
    ReadError::new(format!(
        "`{}` is no {what} that this program (reticent {}) knows; use the version that wrote the report",
        shortened(&text(word)),
        env!("CARGO_PKG_VERSION")
    ))
}

/// With the exact bytes where the names are not UTF-8. What a path may hold that acts on a terminal is the business of
/// the formats, as with every path.
pub(super) fn origin(path: &str, encoded: Option<&str>, inside: &[String], inside_encoded: &[String]) -> Origin {
    let inside = if inside_encoded.len() == inside.len() {
        inside_encoded.iter().map(|name| uri::decode(name)).collect()
    } else {
        inside.iter().map(|name| name.as_str().into()).collect()
    };
    Origin { path: encoded.map_or_else(|| path.into(), uri::decode), inside }
}
