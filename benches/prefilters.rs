//! The prefilter beside what else there is: `cargo bench --bench prefilters`. `docs/speed.md` has the figures.
//!
//! All find the same: every keyword of the built-in rules, in either case, overlapping ones too.

#![allow(missing_docs, reason = "a benchmark has no reader but its table")]

mod data;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use daachorse::DoubleArrayAhoCorasick;
use divan::Bencher;
use divan::counter::BytesCount;
use reticent::engine::Prefilter;
use reticent::rule::{Keyword, RuleSet, builtin};
use reticent::suppress::MARKER_WORDS;

static FILES: LazyLock<Vec<data::File>> = LazyLock::new(data::files);
static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    RuleSet::compile(builtin(), &[], &|_| true, MARKER_WORDS).unwrap_or_else(|_| std::process::abort())
});

fn main() {
    divan::main();
}

fn keywords() -> &'static [Keyword] {
    RULES.keywords()
}

fn automaton(kind: AhoCorasickKind) -> AhoCorasick {
    let words = keywords().iter().map(|keyword| keyword.text.as_bytes());
    let built = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(kind))
        .build(words);
    built.unwrap_or_else(|_| std::process::abort())
}

fn double_array() -> DoubleArrayAhoCorasick<u32> {
    let words = keywords().iter().map(|keyword| keyword.text.as_bytes());
    DoubleArrayAhoCorasick::new(words).unwrap_or_else(|_| std::process::abort())
}

/// The hits in all files.
fn over(bencher: Bencher<'_, '_>, hits: impl Fn(&[u8]) -> usize) {
    let bytes = BytesCount::new(data::bytes(&FILES));
    bencher.counter(bytes).bench_local(|| FILES.iter().map(|file| hits(&file.content)).sum::<usize>());
}

mod build {
    use super::{AhoCorasick, AhoCorasickKind, DoubleArrayAhoCorasick, Prefilter};

    #[divan::bench]
    fn ours() -> Prefilter {
        Prefilter::new(super::keywords())
    }

    #[divan::bench]
    fn aho_corasick_dfa() -> AhoCorasick {
        super::automaton(AhoCorasickKind::DFA)
    }

    #[divan::bench]
    fn aho_corasick_contiguous_nfa() -> AhoCorasick {
        super::automaton(AhoCorasickKind::ContiguousNFA)
    }

    #[divan::bench]
    fn daachorse() -> DoubleArrayAhoCorasick<u32> {
        super::double_array()
    }
}

mod search {
    use divan::Bencher;

    use super::{AhoCorasickKind, Prefilter, over};

    #[divan::bench]
    fn ours(bencher: Bencher<'_, '_>) {
        let prefilter = Prefilter::new(super::keywords());
        over(bencher, |text| {
            let mut hits = 0;
            prefilter.each(text, &mut Vec::new(), |_| hits += 1);
            hits
        });
    }

    #[divan::bench]
    fn aho_corasick_dfa(bencher: Bencher<'_, '_>) {
        let automaton = super::automaton(AhoCorasickKind::DFA);
        over(bencher, |text| automaton.find_overlapping_iter(text).count());
    }

    #[divan::bench]
    fn aho_corasick_contiguous_nfa(bencher: Bencher<'_, '_>) {
        let automaton = super::automaton(AhoCorasickKind::ContiguousNFA);
        over(bencher, |text| automaton.find_overlapping_iter(text).count());
    }

    /// It knows no case: the text is lowered first, into one buffer that is used again.
    #[divan::bench]
    fn daachorse(bencher: Bencher<'_, '_>) {
        let automaton = super::double_array();
        let buffer = std::cell::RefCell::new(Vec::new());
        over(bencher, |text| {
            let mut lower = buffer.borrow_mut();
            lower.clear();
            lower.extend(text.iter().map(u8::to_ascii_lowercase));
            automaton.find_overlapping_iter(lower.as_slice()).count()
        });
    }
}
