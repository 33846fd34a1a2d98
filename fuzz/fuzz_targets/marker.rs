#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::suppress::{MARKER_WORDS, read_all};

fuzz_target!(|text: &[u8]| {
    let lower = text.to_ascii_lowercase();
    let at = |word: &&str| {
        let word = word.as_bytes().to_ascii_lowercase();
        lower.windows(word.len()).enumerate().filter(|(_, w)| *w == word).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let mut hits: Vec<usize> = MARKER_WORDS.iter().flat_map(at).collect();
    hits.sort_unstable();
    hits.dedup();
    for marker in read_all(text, 0, &hits) {
        assert!(marker.location.span.start <= marker.location.span.end);
        assert!(marker.location.span.end <= text.len() as u64);
    }
});
