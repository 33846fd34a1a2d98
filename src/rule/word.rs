//! The words of a clause's patterns, and whether one stands in a file.

use std::cell::OnceCell;

use memchr::memmem;

use super::searched::Searched;
use super::written::{is_in_a_comment, may_get_a_literal};

/// Shorter words stand in nearly every file.
pub(super) const SHORTEST: usize = 3;

/// Parts of paths that readers of facts put in where the text has another word, or none.
pub(super) const PUT_IN: [&str; 8] = ["new", "init", "using", "resource", "resources", "properties", "true", "null"];

/// How a file's language writes names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notation {
    /// Only keys get values.
    pub is_json: bool,
    /// The case of a name does not count.
    pub folds_case: bool,
}

/// A file's text as clauses are compared with it.
pub struct FileWords<'t> {
    searched: Searched<'t>,
    /// Without what joins the words of names.
    plain: OnceCell<Vec<u8>>,
    notation: Notation,
}

impl<'t> FileWords<'t> {
    /// Of a text.
    pub fn of(text: &'t [u8], notation: Notation) -> Self {
        Self { searched: Searched::new(text), plain: OnceCell::new(), notation }
    }

    /// Without what joins the words of names.
    pub(super) fn plain(&self) -> &[u8] {
        self.plain.get_or_init(|| {
            let lower = self.searched.lower();
            let (mut plain, mut from) = (Vec::with_capacity(lower.len()), 0);
            for at in memchr::memchr2_iter(b'_', b'-', lower).chain([lower.len()]) {
                plain.extend_from_slice(lower.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            plain
        })
    }
}

/// A word in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: Box<str>,
    /// As it is written in languages in which the case of a name counts; none where it does not count here.
    pub(super) exact: Option<Box<str>>,
    /// It begins where a word begins.
    pub(super) begins: bool,
    /// It ends where a word ends.
    pub(super) ends: bool,
    /// What it is there.
    pub(super) role: Role,
}

/// What a word is where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Anything.
    Any,
    /// It is not only used, but may get a value.
    Valued,
    /// The same, and the value may be a literal of the file.
    Written,
    /// It is a text or a member: a quote, `.` or `:` stands before it.
    Said,
}

impl Word {
    /// A word by itself.
    pub(super) fn whole(text: &str) -> Self {
        Self { text: text.into(), exact: None, begins: true, ends: true, role: Role::Any }
    }

    /// Whether it stands in a file.
    pub(super) fn stands_in(&self, file: &FileWords<'_>) -> bool {
        let (text, word) = match &self.exact {
            Some(exact) if !file.notation.folds_case => (file.searched.text, exact),
            _ => (file.searched.lower(), &self.text),
        };
        memmem::find_iter(text, word.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            let behind = text.get(at + word.len());
            let whole = !(self.begins && is_word(before) || self.ends && is_word(behind));
            let rest = || file.searched.lower().get(at + word.len()..).unwrap_or_default();
            whole
                && match self.role {
                    Role::Any => true,
                    Role::Valued => may_get_a_value(rest()) && (!file.notation.is_json || may_be_a_key(rest())),
                    Role::Written => {
                        may_get_a_value(rest())
                            && may_get_a_literal(self.text.as_bytes(), rest(), file.searched.lower())
                            && !is_in_a_comment(file.searched.lower(), at)
                    }
                    Role::Said => before.is_some_and(|b| matches!(b, b'"' | b'\'' | b'`' | b'.' | b':')),
                }
        })
    }
}

/// Whether what stands behind a name leaves it open that it gets a value: it is no path that goes on, no call, no end.
pub(super) fn may_get_a_value(rest: &[u8]) -> bool {
    !matches!(rest.iter().find(|b| !b.is_ascii_whitespace()), Some(b'.' | b'(' | b';'))
}

/// Whether a word may be the end of a key, in JSON or of an assignment in a command that stands there: most JSON with such
/// words in it has them in sentences.
fn may_be_a_key(rest: &[u8]) -> bool {
    let name = rest.iter().position(|byte| !(is_word(Some(byte)) || matches!(byte, b'-' | b'.'))).unwrap_or(rest.len());
    let behind = rest.get(name..).unwrap_or_default().iter();
    let mut behind = behind.skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''));
    matches!(behind.next(), Some(b':' | b'='))
}

/// The words of a callee in code, in the case in which they are written there.
pub(super) fn written_words(text: &str) -> Vec<Word> {
    words_with(text, &|run| Some(run.into()))
}

/// The words of a pattern with `*` in it.
pub(super) fn words(text: &str) -> Vec<Word> {
    words_with(text, &|_| None)
}

fn words_with(text: &str, exact: &dyn Fn(&str) -> Option<Box<str>>) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    for run in text.split(|c: char| !is_word_char(c)) {
        let end = at + run.len();
        let starred = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'*');
        let (begins, ends) = (!starred(at.checked_sub(1)), !starred(Some(end)));
        at = end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let lower = run.to_ascii_lowercase();
        let telling = lower.len() >= SHORTEST && lower.is_ascii() && lower.bytes().any(|b| b.is_ascii_alphabetic());
        if telling && !PUT_IN.contains(&lower.as_str()) {
            found.push(Word { begins, ends, exact: exact(run), ..Word::whole(&lower) });
        }
    }
    found
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}
