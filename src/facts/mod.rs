//! Facts: what code and configuration state, in one normal form whatever their language.
//!
//! A fact is a call with its arguments, a name that gets a value, an import. Rules (`rules/key/`) look for facts, so that
//! one rule serves many languages. Programs are read with tree-sitter (`syntax`); command lines and configuration with
//! small readers of our own (`text`), because they need no more than words and key paths, with the place of each. Which
//! facts are weak is not judged here; `engine/lint` does that.

mod callee;
mod fact;
mod import;
mod language;
mod lexer;
mod literal;
mod parts;
mod path;
mod resolve;
mod syntax;
mod text;
mod through;

pub use fact::{Argument, Binding, Call, Facts, Import, Member, SPREAD, Scope, ScopeId, Term, Value};
pub use language::Language;
pub use path::CalleePath;
pub use resolve::{Found, Resolver};
pub use through::Coding;

/// No more bytes of one file are read.
pub const MOST_BYTES: usize = 1 << 20;

/// Reads what a file states.
pub fn read(language: Language, text: &[u8]) -> Facts {
    let mut facts = syntax::read(language, text).unwrap_or_else(|| text::read(language, text));
    facts.cut |= text.len() > MOST_BYTES;
    facts
}

/// Adds a part to a dotted path.
fn join(path: &mut String, part: &str) {
    if !path.is_empty() && !part.is_empty() {
        path.push('.');
    }
    path.push_str(part);
}

#[cfg(test)]
mod tests;
