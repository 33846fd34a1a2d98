//! Dart by its tokens.
//!
//! Its grammar would take megabytes of tables. Facts need calls, bindings and imports, which brackets, names and a few
//! dozen words tell: what stands in files and classes here, functions and variables in [`declaration`], statements in
//! [`statement`], expressions in [`expression`] and [`operand`], strings and collections in [`literal`]. Written after the
//! specification of the language, <https://dart.dev/resources/language/spec>.

mod class;
mod closure;
mod declaration;
mod expression;
mod lexeme;
mod literal;
mod operand;
mod statement;
mod suffix;
mod types;

use std::ops::{Deref, DerefMut, Range};

use super::cursor::Cursor;
use crate::facts::fact::{Facts, Term, Value};
use crate::facts::{import, lexer};

/// Deeper nesting is left out.
const DEPTH: usize = 120;

/// Words that are no names.
const KEYWORDS: &[&[u8]] = &[
    b"assert",
    b"await",
    b"break",
    b"case",
    b"catch",
    b"class",
    b"const",
    b"continue",
    b"default",
    b"do",
    b"else",
    b"enum",
    b"extends",
    b"false",
    b"final",
    b"finally",
    b"for",
    b"if",
    b"in",
    b"is",
    b"new",
    b"null",
    b"rethrow",
    b"return",
    b"super",
    b"switch",
    b"this",
    b"throw",
    b"true",
    b"try",
    b"var",
    b"while",
    b"with",
    b"yield",
    b"as",
];

/// Reads what a file states.
pub(super) fn read(text: &[u8], facts: &mut Facts) {
    let tokens = lexer::tokens(text, 0..text.len(), lexeme::own);
    let all = 0..tokens.len();
    let cursor = Cursor::new(text, tokens, facts);
    let nothing = String::new;
    Reader { cursor, class: nothing(), parent: nothing(), returned: Vec::new(), given: None, inner: 0 }.members(all);
}

/// Tokens, read as Dart's.
struct Reader<'t> {
    cursor: Cursor<'t>,
    /// The class around, and what it extends.
    class: String,
    parent: String,
    /// What the function around returns.
    returned: Vec<Term>,
    /// What the next function without a name is handed: `future.then((value) …)`.
    given: Option<Term>,
    /// How many strings are around.
    inner: usize,
}

impl<'t> Deref for Reader<'t> {
    type Target = Cursor<'t>;

    fn deref(&self) -> &Cursor<'t> {
        &self.cursor
    }
}

impl<'t> DerefMut for Reader<'t> {
    fn deref_mut(&mut self) -> &mut Cursor<'t> {
        &mut self.cursor
    }
}

impl Reader<'_> {
    /// Reads something that may nest, unless it is too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= DEPTH {
            self.facts.cut = true;
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        Some(result)
    }

    fn unknown(&self, tokens: Range<usize>) -> Term {
        Term::new(Value::Unknown, self.span(tokens))
    }

    /// `import 'package:a/b.dart' as c show D, E;`
    fn directive(&mut self, at: usize, end: usize) -> usize {
        let next = self.find(at, end, b";");
        if matches!(self.source(at), b"part" | b"library") {
            return next + 1;
        }
        let span = self.span(at..next);
        let uri = String::from_utf8_lossy(self.source(at + 1)).into_owned();
        let uri = uri.trim_matches(['\'', '"']);
        let path = uri.strip_suffix(".dart").unwrap_or(uri);
        let path = path.strip_prefix("package:").map_or_else(|| path.replacen("dart:", "dart/", 1), str::to_owned);
        let word = |word: &[u8]| (at..next).find(|at| self.is(*at, word));
        let alias = word(b"as").map(|at| self.string(at + 1));
        let shown: Vec<String> = match word(b"show").filter(|_| alias.is_none()) {
            Some(at) => {
                let listed = (at + 1..next).take_while(|at| !self.is(*at, b"hide"));
                listed.filter(|at| self.is_word(*at)).map(|at| self.string(at)).collect()
            }
            None => Vec::new(),
        };
        if shown.is_empty() {
            import::note(self.cursor.facts, span, path, alias);
        } else {
            for name in shown {
                import::note(self.cursor.facts, span.clone(), format!("{path}.{name}"), Some(name));
            }
        }
        next + 1
    }

    /// Where a token stands outside of further brackets; the end where it does not.
    fn find(&self, at: usize, end: usize, source: &[u8]) -> usize {
        let mut next = at;
        while next < end && !self.is(next, source) {
            next = self.over(next, end);
        }
        next.min(end)
    }

    /// `@JsonKey(name: 'a')`: a call.
    fn annotation(&mut self, at: usize, end: usize) -> usize {
        let mut next = self.path_end(at + 1, end);
        let path = self.path(at + 1..next);
        next = self.behind_types(next, end).unwrap_or(next);
        if next < end && self.is(next, b"(") && self.glued(next - 1) {
            let (_, behind) = self.called(path, None, at + 1, next, end);
            return behind;
        }
        next
    }
}

#[cfg(test)]
mod tests;
