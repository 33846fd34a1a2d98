//! One pass over a text that finds every keyword, whatever its case.
//!
//! No automaton: with thousands of keywords its table no longer fits the cache, and it costs milliseconds to build.
//! Instead the text goes through two filters, each small and quick to build: [`long`] looks up four bytes at every other
//! place in one hash table, which finds keywords of five bytes and more by their rarest part; [`short`] looks at every
//! place for the keywords of three or four bytes. [`vector`] does the first look of both for whole blocks at once, where the
//! processor can; a second look at what passed goes without a branch. What passes both is compared.
//! `docs/speed.md` has the figures, and the candidates that were slower.

mod gram;
mod long;
mod runs;
mod short;
#[cfg(target_arch = "x86_64")]
mod vector;
mod word;

use std::ops::Range;

use crate::rule::Keyword;
use long::Long;
pub use runs::SURE as SURE_RUN;
use short::Short;
pub use word::Hit;
use word::Word;

/// The keywords, ready to be found. Keywords of fewer than three bytes, which no rule may have, are not.
#[derive(Debug)]
pub struct Prefilter {
    long: Long,
    short: Short,
    #[cfg(target_arch = "x86_64")]
    vector: Option<vector::Look>,
}

impl Prefilter {
    /// For the keywords of a rule set.
    pub fn new(keywords: &[Keyword]) -> Self {
        let words = |lengths: Range<usize>| {
            let all = (0u32..).zip(keywords).filter(move |(_, keyword)| lengths.contains(&keyword.text.len()));
            all.map(|(number, keyword)| Word::new(keyword, number)).collect()
        };
        let short = Short::new(words(short::LEAST..long::LEAST));
        Self {
            long: Long::new(words(long::LEAST..usize::MAX)),
            #[cfg(target_arch = "x86_64")]
            vector: vector::Look::new(short.words()),
            short,
        }
    }

    /// Calls `found` for every keyword in the text, overlapping ones too, each once. The order depends on nothing but
    /// the text and the processor's kind. `runs` gets a place in every run of at least [`SURE_RUN`] letters and digits,
    /// and in some shorter ones.
    pub fn each(&self, text: &[u8], runs: &mut Vec<usize>, mut found: impl FnMut(Hit)) {
        if self.vectored(text, runs, &mut found) {
            return;
        }
        runs::each(text, runs);
        self.long.each(text, &mut found);
        self.short.each(text, &mut found);
    }

    /// The same in whole vectors, if the processor has any.
    #[cfg(target_arch = "x86_64")]
    fn vectored(&self, text: &[u8], runs: &mut Vec<usize>, found: &mut impl FnMut(Hit)) -> bool {
        let Some(look) = &self.vector else { return false };
        vector::Found::lend(|passed| {
            let mut from = 0;
            while let looked @ 1.. = look.look(self.long.filter(), text, from, passed) {
                self.second_look(text, from, passed, runs, found);
                from += looked;
            }
            // The last bytes, which are no whole vector, with zeros behind them: place by place they would take as long as
            // thirty times as many.
            let rest = vector::Rest::of(text, from);
            if look.look(self.long.filter(), rest.text(), rest.from(), passed) > 0 {
                passed.end_at(text.len() - from);
                self.second_look(text, from, passed, runs, found);
            }
        });
        true
    }

    /// Looks again at places that passed the first look, which began at `from`, and compares.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    fn second_look(
        &self,
        text: &[u8],
        from: usize,
        passed: &mut vector::Found,
        runs: &mut Vec<usize>,
        found: &mut impl FnMut(Hit),
    ) {
        runs.extend(passed.runs.iter().map(|at| from + at));
        passed.long.keep(|at| self.long.may(text, from + at));
        passed.long.iter().for_each(|at| self.long.compare(text, from + at, found));
        passed.short.keep(|at| self.short.may(text, from + at));
        passed.short.iter().for_each(|at| self.short.compare(text, from + at, found));
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn vectored(&self, _: &[u8], _: &mut Vec<usize>, _: &mut impl FnMut(Hit)) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasick, MatchKind};
    use proptest::prelude::*;

    use super::*;

    fn keywords(texts: &[String]) -> Vec<Keyword> {
        texts
            .iter()
            .map(|text| Keyword { text: text.clone().into(), rules: Vec::new(), marker: false, begins: false })
            .collect()
    }

    fn hits(prefilter: &Prefilter, text: &[u8]) -> Vec<(usize, usize, usize)> {
        let mut hits = Vec::new();
        prefilter.each(text, &mut Vec::new(), |hit| hits.push((hit.start, hit.end, hit.keyword)));
        hits.sort_unstable();
        hits
    }

    /// What an automaton finds.
    fn reference(texts: &[String], text: &[u8]) -> Vec<(usize, usize, usize)> {
        let automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(texts).unwrap();
        let mut hits: Vec<_> =
            automaton.find_overlapping_iter(text).map(|m| (m.start(), m.end(), m.pattern().as_usize())).collect();
        hits.sort_unstable();
        hits
    }

    #[test]
    fn overlapping_keywords_are_all_found() {
        let prefilter = Prefilter::new(&keywords(&["apikey".to_owned(), "key".to_owned()]));
        assert_eq!(hits(&prefilter, b"an ApiKey"), [(3, 9, 0), (6, 9, 1)]);
    }

    #[test]
    fn what_begins_a_word_is_no_hit_within_one() {
        let mut words = keywords(&["ion_".to_owned(), "segment_".to_owned()]);
        for word in &mut words {
            word.begins = true;
        }
        let prefilter = Prefilter::new(&words);
        let filler = " ".repeat(100);
        for (text, count) in [
            ("function_1 xsegment_", 0),
            ("ion_ segment_", 2),
            (r"\nion_ \tsegment_", 2),
            ("%3Dion_ %3Dsegment_", 2),
            ("\x1b[1;31mion_ \x1b[0msegment_", 2),
            ("_ion_ -segment_", 2),
            ("mion_ [31msegment_", 0),
        ] {
            let text = format!("{filler}{text}{filler}{text}");
            assert_eq!(hits(&prefilter, text.as_bytes()).len(), 2 * count, "{text}");
        }
    }

    #[test]
    fn finds_across_chunks() {
        let texts = ["key".to_owned(), "pass".to_owned(), "secret".to_owned(), "a-longer-keyword".to_owned()];
        let prefilter = Prefilter::new(&keywords(&texts));
        for at in (0..70).chain(2028..2120) {
            for word in &texts {
                let mut text = vec![b' '; 2200];
                text[at..at + word.len()].copy_from_slice(word.as_bytes());
                assert_eq!(hits(&prefilter, &text), reference(&texts, &text), "{word} at {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_long_run_is_found(
            pieces in proptest::collection::vec((0usize..60, 0usize..50), 0..40),
            look in 0..3,
        ) {
            let mut prefilter = Prefilter::new(&keywords(&["key".to_owned()]));
            #[cfg(target_arch = "x86_64")]
            match look {
                0 => prefilter.vector = None,
                1 => prefilter.vector = vector::Look::plain(prefilter.short.words()),
                _ => {}
            }
            let (mut text, mut long) = (String::new(), Vec::new());
            for (blanks, letters) in pieces {
                text.push_str(&" ".repeat(blanks + 1));
                if letters >= SURE_RUN {
                    long.push(text.len()..text.len() + letters);
                }
                text.push_str(&"a7Z".repeat(20)[..letters]);
            }
            let mut runs = Vec::new();
            prefilter.each(text.as_bytes(), &mut runs, |_| {});
            for run in &long {
                prop_assert!(runs.iter().any(|at| run.contains(at)), "{run:?} of {text}");
            }
            let within = |at: &usize| text.as_bytes()[*at..*at + 16].iter().all(u8::is_ascii_alphanumeric);
            prop_assert!(runs.iter().all(within));
        }

        #[test]
        fn finds_what_an_automaton_finds(
            texts in proptest::collection::btree_set("[a-c_.$1é]{3,12}", 1..60),
            pieces in proptest::collection::vec((0usize..60, "[A-Ca-c_.$1é ]{0,9}", any::<bool>()), 0..60),
            look in 0..3,
        ) {
            let texts: Vec<String> = texts.into_iter().collect();
            let mut text = String::new();
            for (word, between, upper) in pieces {
                let word = texts.get(word).map_or("", String::as_str);
                text.push_str(&if upper { word.to_ascii_uppercase() } else { word.to_owned() });
                text.push_str(&between);
            }
            let mut prefilter = Prefilter::new(&keywords(&texts));
            #[cfg(target_arch = "x86_64")]
            match look {
                0 => prefilter.vector = None,
                1 => prefilter.vector = vector::Look::plain(prefilter.short.words()),
                _ => {}
            }
            prop_assert_eq!(hits(&prefilter, text.as_bytes()), reference(&texts, text.as_bytes()));
        }

        #[test]
        fn bytes_of_any_kind_are_read(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let texts: Vec<String> = text.chunks_exact(5).take(9).filter_map(|piece| {
                let word = std::str::from_utf8(piece).ok()?.to_ascii_lowercase();
                Some(word)
            }).collect();
            if !texts.is_empty() {
                let prefilter = Prefilter::new(&keywords(&texts));
                prop_assert_eq!(hits(&prefilter, &text), reference(&texts, &text));
            }
        }
    }
}
