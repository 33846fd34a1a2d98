#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::blob::{Budget, Container, unfold};

const KINDS: [Container; 10] = [
    Container::Pdf,
    Container::Sqlite,
    Container::Plist,
    Container::Class,
    Container::Pyc,
    Container::Android,
    Container::Markup,
    Container::Mail,
    Container::SevenZ,
    Container::Compress,
];

// The first byte says what the rest is, so that no first bytes have to be found.
fuzz_target!(|content: &[u8]| {
    let Some((kind, content)) = content.split_first() else { return };
    let mut budget = Budget { bytes: 1 << 24, member: 1 << 22, members: 1000 };
    let mut read = 0u64;
    unfold(KINDS[usize::from(*kind) % KINDS.len()], b"a.bin", content, &mut budget, &mut |_, text, _| {
        read += text.len() as u64;
    });
    assert!(read <= (1 << 24) + (1 << 22));
});
