//! One pass over a text that finds every keyword, whatever its case.
//!
//! Two automata, each built when it is first needed: a compact one, quick to build, for a hook or a single file; and
//! one with a table row a state, quick to run, once a run has seen a megabyte (figures in `docs/speed.md`).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::rule::Keyword;

/// Bytes after which the fast automaton pays for its construction.
const PAYS: usize = 1 << 20;

/// The keywords' automata.
#[derive(Debug)]
pub struct Prefilter {
    literals: Vec<String>,
    seen: AtomicUsize,
    compact: OnceLock<Option<AhoCorasick>>,
    fast: OnceLock<Option<AhoCorasick>>,
}

/// A keyword in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in [`crate::rule::RuleSet::keywords`].
    pub keyword: usize,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Prefilter {
    /// For the keywords of a rule set.
    pub fn new(keywords: &[Keyword]) -> Self {
        let literals = keywords.iter().map(|keyword| keyword.text.clone()).collect();
        Self { literals, seen: AtomicUsize::new(0), compact: OnceLock::new(), fast: OnceLock::new() }
    }

    /// Calls `found` for every keyword in the text, overlapping ones too, in the order of their ends.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(Hit)) {
        let seen = self.seen.fetch_add(text.len(), Ordering::Relaxed).saturating_add(text.len());
        let automaton = if seen < PAYS {
            self.compact.get_or_init(|| build(&self.literals, AhoCorasickKind::ContiguousNFA))
        } else {
            self.fast.get_or_init(|| build(&self.literals, AhoCorasickKind::DFA))
        };
        let Some(automaton) = automaton else { return };
        for hit in automaton.find_overlapping_iter(text) {
            found(Hit { keyword: hit.pattern().as_usize(), start: hit.start(), end: hit.end() });
        }
    }
}

fn build(literals: &[String], kind: AhoCorasickKind) -> Option<AhoCorasick> {
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(kind))
        .build(literals);
    automaton.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_keywords_are_all_found_by_both_automata() {
        let keyword = |text: &str| Keyword { text: text.to_owned(), rules: Vec::new(), marker: false };
        let prefilter = Prefilter::new(&[keyword("apikey"), keyword("key")]);
        for _ in 0..2 {
            let mut hits = Vec::new();
            prefilter.each(b"an ApiKey", |hit| hits.push((hit.keyword, hit.start, hit.end)));
            hits.sort_unstable();
            assert_eq!(hits, [(0, 3, 9), (1, 6, 9)]);
            prefilter.seen.store(PAYS, Ordering::Relaxed);
        }
    }
}
