#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::suppress::{Baseline, Owners, check_ignore_file, header_length};

fuzz_target!(|bytes: &[u8]| {
    assert!(header_length(bytes) <= bytes.len());
    _ = check_ignore_file(bytes, "ignore");
    _ = Owners::read(bytes).owner(b"src/main.rs");
    if let Ok(baseline) = Baseline::read(bytes, "baseline") {
        let text = baseline.render();
        let again = Baseline::read(text.as_bytes(), "again").map(|baseline| baseline.render());
        assert!(again.is_ok_and(|again| again == text));
    }
});
