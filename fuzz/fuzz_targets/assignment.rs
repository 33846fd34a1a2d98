#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::engine::assignment::read;

fuzz_target!(|input: (u16, u8, &[u8])| {
    let (start, length, text) = input;
    let start = usize::from(start).min(text.len());
    let end = (start + usize::from(length)).min(text.len());
    if let Some(found) = read(text, start..end) {
        assert!(found.name.start <= found.name.end && found.name.end <= text.len());
        assert!(found.value.start <= found.value.end && found.value.end <= text.len());
    }
});
