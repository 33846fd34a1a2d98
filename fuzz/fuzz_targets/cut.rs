#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::blob::cut;

fuzz_target!(|input: (u16, &[u8])| {
    let (core, text) = (usize::from(input.0).max(1), input.1);
    let mut joined = Vec::new();
    for segment in cut(text, core) {
        joined.extend_from_slice(&segment.text[segment.core.clone()]);
        assert!(text[segment.base as usize..].starts_with(segment.text));
    }
    assert!(joined == text);
});
