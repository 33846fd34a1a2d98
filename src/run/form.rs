//! The forms in which text stands in other text, as far as a search in it has to know of them.

use std::ops::Range;

use crate::blob::{Encoded, Rewritten, Writing};

/// Text that stands in another.
pub(super) trait Form {
    /// How it is written, for a person.
    fn name(&self) -> &'static str;
    /// What it says.
    fn text(&self) -> &[u8];
    /// Where a part of what it says stands in the outer text.
    fn outer(&self, part: &Range<usize>) -> Range<usize>;
    /// The place that a part belongs to, in the outer text; none where it stands there just as it is.
    fn begin(&self, part: &Range<usize>) -> Option<usize>;
    /// Where it stands there in its own characters, but for some: how those are written.
    fn writing(&self) -> Option<Writing>;
}

impl Form for Encoded {
    fn name(&self) -> &'static str {
        self.alphabet.name()
    }

    fn text(&self) -> &[u8] {
        &self.text
    }

    fn outer(&self, part: &Range<usize>) -> Range<usize> {
        Self::outer(self, part)
    }

    fn begin(&self, _: &Range<usize>) -> Option<usize> {
        Some(self.range.start)
    }

    fn writing(&self) -> Option<Writing> {
        None
    }
}

impl Form for Rewritten {
    fn name(&self) -> &'static str {
        self.writing.name()
    }

    fn text(&self) -> &[u8] {
        &self.text
    }

    fn outer(&self, part: &Range<usize>) -> Range<usize> {
        Self::outer(self, part)
    }

    fn begin(&self, part: &Range<usize>) -> Option<usize> {
        self.first_within(part)
    }

    fn writing(&self) -> Option<Writing> {
        Some(self.writing)
    }
}
