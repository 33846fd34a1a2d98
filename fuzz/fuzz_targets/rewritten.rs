#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::blob::{Encoded, Rewritten, Writing};

fuzz_target!(|content: &[u8]| {
    let Some((place, text)) = content.split_first() else { return };
    let at = text.len() * usize::from(*place) / 255;
    for writing in [Writing::Escapes, Writing::Entities, Writing::Percent, Writing::Pieces] {
        let reading = Rewritten::around(text, at, writing);
        // It may end behind the text: what would stand there counts as well.
        assert!(reading.extent.start <= reading.extent.end);
        if let Some(rewritten) = reading.rewritten {
            let length = rewritten.text.len();
            for part in [0..length, length / 2..length, 0..0, length..length] {
                let outer = rewritten.outer(&part);
                assert!(outer.start <= outer.end && outer.end <= text.len(), "{writing:?}");
            }
        }
    }
    let _ = Encoded::around(text, at, 0);
});
