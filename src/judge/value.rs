//! What is known of a value, each worked out once and only if somebody asks.
//!
//! Every name with a value is judged, so this is a part of the hot path: what several signals ask for is not computed
//! for each.

use std::cell::OnceCell;

use crate::check::{CharClasses, Placeholder, placeholder, word_share};

/// A value with what is known of it.
#[derive(Debug)]
pub(super) struct Value<'v> {
    /// Its bytes.
    pub(super) secret: &'v [u8],
    classes: OnceCell<CharClasses>,
    placeholder: OnceCell<Option<Placeholder>>,
    lower: OnceCell<Vec<u8>>,
    words: OnceCell<f32>,
}

impl<'v> Value<'v> {
    pub(super) fn new(secret: &'v [u8]) -> Self {
        Self {
            secret,
            classes: OnceCell::new(),
            placeholder: OnceCell::new(),
            lower: OnceCell::new(),
            words: OnceCell::new(),
        }
    }

    /// What kinds of bytes it holds.
    pub(super) fn classes(&self) -> &CharClasses {
        self.classes.get_or_init(|| CharClasses::of(self.secret))
    }

    /// Why it is a placeholder, if it is.
    pub(super) fn placeholder(&self) -> Option<Placeholder> {
        *self.placeholder.get_or_init(|| placeholder(self.secret))
    }

    /// It in lower case.
    pub(super) fn lower(&self) -> &[u8] {
        self.lower.get_or_init(|| self.secret.to_ascii_lowercase())
    }

    /// The share of its letters that words cover.
    pub(super) fn word_share(&self) -> f32 {
        *self.words.get_or_init(|| word_share(self.secret))
    }
}
