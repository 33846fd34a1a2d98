#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::blob::{Budget, container, unfold};

fuzz_target!(|content: &[u8]| {
    let mut budget = Budget { bytes: 1 << 24, member: 1 << 22, members: 1000 };
    let mut read = 0u64;
    if let Some(kind) = container(b"a.bin", content) {
        unfold(kind, b"a.bin", content, &mut budget, &mut |_, content, _| read += content.len() as u64);
    }
    assert!(read <= (1 << 24) + (1 << 22));
});
