//! What is known of a value, each worked out once and only if somebody asks.
//!
//! Every name with a value is judged, so this is a part of the hot path: what several signals ask for is not computed
//! for each, and what was computed of a value is kept while it comes again.

use std::cell::OnceCell;
use std::rc::Rc;

use super::memo::Memo;
use super::signal::{Collector, Sig};
use crate::check::{CharClasses, Placeholder, name_words, placeholder, word_share};

/// A value with what is known of it.
#[derive(Debug)]
pub(super) struct Value {
    /// Its bytes.
    pub(super) secret: Box<[u8]>,
    classes: OnceCell<CharClasses>,
    placeholder: OnceCell<Option<Placeholder>>,
    lower: OnceCell<Vec<u8>>,
    word_share: OnceCell<f32>,
    words: OnceCell<Vec<String>>,
    form: OnceCell<Collector>,
    sense: OnceCell<Collector>,
}

thread_local! {
    static KNOWN: Memo<Value> = const { Memo::new() };
}

impl Value {
    /// What is known of a value so far.
    pub(super) fn of(secret: &[u8]) -> Rc<Self> {
        Memo::known(&KNOWN, secret, Self::new)
    }

    fn new(secret: &[u8]) -> Self {
        Self {
            secret: secret.into(),
            classes: OnceCell::new(),
            placeholder: OnceCell::new(),
            lower: OnceCell::new(),
            word_share: OnceCell::new(),
            words: OnceCell::new(),
            form: OnceCell::new(),
            sense: OnceCell::new(),
        }
    }

    /// What kinds of bytes it holds.
    pub(super) fn classes(&self) -> &CharClasses {
        self.classes.get_or_init(|| CharClasses::of(&self.secret))
    }

    /// Why it is a placeholder, if it is.
    pub(super) fn placeholder(&self) -> Option<Placeholder> {
        *self.placeholder.get_or_init(|| placeholder(&self.secret))
    }

    /// It in lower case.
    pub(super) fn lower(&self) -> &[u8] {
        self.lower.get_or_init(|| self.secret.to_ascii_lowercase())
    }

    /// The share of its letters that words cover.
    pub(super) fn word_share(&self) -> f32 {
        *self.word_share.get_or_init(|| word_share(&self.secret))
    }

    /// The words that it is made of, as if it were a name.
    pub(super) fn words(&self) -> &[String] {
        self.words.get_or_init(|| name_words(&self.secret))
    }

    /// The facts about its form, which `find` finds by its bytes alone.
    pub(super) fn form(&self, find: fn(&Self, &mut Collector)) -> &[Sig] {
        self.form.get_or_init(|| self.found(find)).signals()
    }

    /// The facts about its sense, which `find` finds by its bytes alone.
    pub(super) fn sense(&self, find: fn(&Self, &mut Collector)) -> &[Sig] {
        self.sense.get_or_init(|| self.found(find)).signals()
    }

    fn found(&self, find: fn(&Self, &mut Collector)) -> Collector {
        let mut found = Collector::default();
        find(self, &mut found);
        found
    }
}
