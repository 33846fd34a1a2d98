//! A regular expression that costs nothing until it is needed.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::model::Text;

/// A regex that is compiled on first use and matches a whole text.
#[derive(Debug)]
pub struct LazyRegex {
    pub(super) source: Text,
    pub(super) whole: bool,
    ready: OnceLock<Option<Regex>>,
    lengths: OnceLock<(usize, usize)>,
}

impl LazyRegex {
    pub(super) fn new(source: Text, whole: bool) -> Self {
        Self { source, whole, ready: OnceLock::new(), lengths: OnceLock::new() }
    }

    pub(super) fn build(&self) -> Result<Regex, String> {
        let text = if self.whole { format!(r"\A(?:{})\z", self.source) } else { self.source.to_string() };
        RegexBuilder::new(&text).unicode(false).size_limit(2 << 20).build().map_err(|e| e.to_string())
    }

    /// Whether a match can be so long.
    pub fn can_be(&self, length: usize) -> bool {
        let (least, most) = *self.lengths.get_or_init(|| match super::pattern::parse(&self.source) {
            Ok(hir) => {
                (hir.properties().minimum_len().unwrap_or(0), hir.properties().maximum_len().unwrap_or(usize::MAX))
            }
            Err(_) => (0, usize::MAX),
        });
        (least..=most).contains(&length)
    }

    /// Whether the text matches.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.ready.get_or_init(|| self.build().ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }
}
