//! Facts: what code and configuration state, in one normal form whatever their language.
//!
//! Rules (`rules/key/`) look for facts, so that one rule serves many languages. Programs are read with tree-sitter
//! (`syntax`); command lines and configuration with small readers of our own (`text`), because they need no more than
//! words and key paths, with the place of each. Which facts are weak is not judged here; `engine/lint` does that.
//!
//! # What there is
//!
//! | fact | in programs | in command lines | in configuration |
//! |---|---|---|---|
//! | [`Call`] | a call, a construction, a macro: callee as written, receiver, arguments by place and by name | a command: its words are arguments, its flags named ones | a mapping or a directive: its key path is the callee, its members are named arguments |
//! | [`Binding`] | a variable, constant, field, parameter: dotted path, value, declared type | a variable that is set | a key path with its value |
//! | [`Import`] | what is brought in, and its name here | — | — |
//! | [`Scope`] | functions and classes, with the one around each | — | — |
//!
//! Every fact has its span in the text and the scope that it stands in. A [`Value`] is as much as its text tells.
//!
//! # What names mean
//!
//! [`Resolver`] answers for one file: [`Resolver::values`] gives the values that a term may have (constants, fields,
//! aliases, what the file's own calls pass for a parameter, members of objects, what [`Coding`] a literal stands in);
//! [`Resolver::callee`] gives the paths that a callee may mean (`KeyPairGenerator.getInstance.initialize`,
//! `crypto.rsa.GenerateKey`), whatever it was imported or assigned as; [`Resolver::imports`] says whether something of a
//! library is brought in.
//!
//! # How to use it
//!
//! [`Language::of`] tells by path and first line whether facts can be read; [`read`] reads them. Both are cheap next to
//! a parse, which costs about a millisecond for each 50 KiB: ask for words first.

mod fact;
mod language;
mod resolve;
mod syntax;
mod text;
mod through;

pub use fact::{Argument, Binding, Call, Facts, Import, Scope, ScopeId, Term, Value};
pub use language::{Language, Languages};
pub use resolve::{CalleePath, Found, Resolver};
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
