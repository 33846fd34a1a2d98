//! A text in which words and pieces are looked for, some of them whatever their case.

use std::cell::OnceCell;

/// A text, with itself in lower case as soon as somebody asks for that.
pub(super) struct Searched<'t> {
    pub(super) text: &'t [u8],
    lower: OnceCell<Vec<u8>>,
}

impl<'t> Searched<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, lower: OnceCell::new() }
    }

    /// In lower case, as far as letters are ASCII.
    pub(super) fn lower(&self) -> &[u8] {
        // The compiler makes vectors of this loop; of the one in `to_ascii_lowercase` of a slice it does not.
        self.lower.get_or_init(|| self.text.iter().map(u8::to_ascii_lowercase).collect())
    }
}
