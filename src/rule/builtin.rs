//! The rules that come with the program.

use super::raw::Source;

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// The built-in rule files, by name.
pub fn builtin_sources() -> Vec<Source> {
    BUILTIN.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}
