#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::key::{Found, find, find_whole, fingerprint, keywords};

/// Whatever was found lies within the text, and answers to all that is asked of it.
fn hold(found: &[Found], length: usize) {
    for found in found {
        assert!(found.range.start <= found.range.end && found.range.end <= length);
        for key in &found.keys {
            fingerprint(key);
        }
    }
}

fuzz_target!(|content: &[u8]| {
    let lower = content.to_ascii_lowercase();
    let mut places: Vec<usize> = keywords()
        .flat_map(|word| {
            let word = word.to_ascii_lowercase().into_bytes();
            lower.windows(word.len().max(1)).enumerate().filter(|(_, w)| *w == word).map(|(at, _)| at).collect::<Vec<_>>()
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    hold(&find(content, &places), content.len());
    for name in ["key.der", "store.jks", "ring.gpg", "a.p12", "a.snk", "id_rsa", "x"] {
        if let Some(found) = find_whole(name.as_bytes(), content) {
            hold(&[found], content.len());
        }
    }
});
