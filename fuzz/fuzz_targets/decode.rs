#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::blob::{Content, decode, sniff};
use reticent::model::Span;

fuzz_target!(|content: &[u8]| {
    if let Content::Wide(encoding) = sniff(content) {
        let layer = decode(content, encoding);
        let length = layer.text.len() as u64;
        for at in [0, length / 3, length / 2, length] {
            let outer = layer.outer(Span { start: at, end: length }, content);
            assert!(outer.start <= outer.end && outer.end <= content.len() as u64);
        }
    }
});
