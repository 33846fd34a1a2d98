use super::super::{Budget, Container, Trouble, container, unfold};
use super::*;

/// Archives that 7-Zip made of the same five files and an empty folder, each by another method.
macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!("../../../../fixtures/archives/", $name, ".7z")).as_slice()
    };
}

fn members(content: &[u8]) -> (Vec<(String, Vec<u8>)>, Vec<Trouble>) {
    let mut members = Vec::new();
    let mut budget = Budget { bytes: 1 << 24, member: 1 << 22, members: 1000 };
    let troubles = unfold(Container::SevenZ, b"x.7z", content, &mut budget, &mut |name, content, _| {
        members.push((String::from_utf8_lossy(name).into_owned(), content.to_vec()));
    });
    members.sort();
    (members, troubles)
}

fn expected() -> Vec<(String, Vec<u8>)> {
    let lines: Vec<u8> = (0..300).flat_map(|i| format!("line {i} of the second\n").into_bytes()).collect();
    let call = |i: u32| -> Vec<u8> {
        let (near, far) = ((i * 77 % 60_000).to_le_bytes(), (i * 31 % 5000).to_le_bytes());
        [&[0x55, 0xe8], near.as_slice(), &[0x0f, 0x84], &far, &[0xc3]].concat()
    };
    let mut all = vec![
        ("code.bin".to_owned(), (0..300).flat_map(call).collect()),
        ("deep/two.txt".to_owned(), lines),
        ("héllo.txt".to_owned(), b"third\n".to_vec()),
        ("one.txt".to_owned(), b"first\n".to_vec()),
    ];
    all.sort();
    all
}

#[test]
fn files_are_read_by_every_method() {
    for (name, content) in [
        ("copy", packed!("copy")),
        ("lzma", packed!("lzma")),
        ("lzma2", packed!("lzma2")),
        ("deflate", packed!("deflate")),
        ("bzip2", packed!("bzip2")),
        ("bcj2", packed!("bcj2")),
        ("delta", packed!("delta")),
        ("plain-header", packed!("plain-header")),
        ("files", packed!("files")),
    ] {
        assert_eq!(container(b"x", content), Some(Container::SevenZ));
        let (members, troubles) = members(content);
        assert_eq!(members, expected(), "{name}");
        assert!(troubles.is_empty(), "{name}: {troubles:?}");
    }
    assert_eq!(members(packed!("void")), (Vec::new(), Vec::new()));
}

#[test]
fn what_cannot_be_read_is_named() {
    assert!(matches!(members(packed!("encrypted")).1.as_slice(), [Trouble::Encrypted(_)]));
    assert!(matches!(members(packed!("hidden")).1.as_slice(), [Trouble::Encrypted(_)]));
    assert!(matches!(members(packed!("ppmd")).1.as_slice(), [Trouble::Unsupported(_)]));
}

/// An archive with one bit turned. A header keeps a right sum, so that what is behind the sum is read.
fn flipped(content: &[u8], at: usize, bit: u32, header: usize) -> Vec<u8> {
    let mut flipped = content.to_vec();
    flipped[at] ^= 1 << bit;
    if at >= header {
        let sum = crc32fast::hash(&flipped[header..]);
        flipped[28..32].copy_from_slice(&sum.to_le_bytes());
    }
    flipped
}

#[test]
fn damage_and_lies_are_said_and_nothing_panics() {
    for content in [packed!("bcj2"), packed!("lzma"), packed!("plain-header"), packed!("bzip2")] {
        let offset = u64::from_le_bytes(content[12..20].try_into().unwrap());
        let header = usize::try_from(offset).unwrap() + START;
        for at in (0..content.len()).filter(|at| *at < 64 || *at >= header || at % 16 == 0) {
            for bit in [0, 3, 7] {
                _ = members(&flipped(content, at, bit, header));
            }
            assert!(!members(&content[..at]).1.is_empty() || at == 0, "{at}");
        }
    }
}

/// A header around one folder, with everything that it claims.
fn claim(folder: &[u8], size: u64) -> Vec<u8> {
    let number = |value: u64| [&[0xff], value.to_le_bytes().as_slice()].concat();
    let coders = usize::from(folder[0]);
    let sizes: Vec<u8> = (0..coders).flat_map(|_| number(size)).collect();
    let header = [
        &[1, 4, 6, 0, 1, 9, 4, 0, 7, 0x0b, 1, 0],
        folder,
        &[0x0c],
        &sizes,
        &[0, 0, 5, 1, 0x11, 5, 0, b'a', 0, 0, 0, 0, 0],
    ]
    .concat();
    let mut content = b"7z\xbc\xaf\x27\x1c\0\x04".to_vec();
    content.extend([0; 4]);
    content.extend(4u64.to_le_bytes());
    content.extend((header.len() as u64).to_le_bytes());
    content.extend(crc32fast::hash(&header).to_le_bytes());
    content.extend(b"text");
    content.extend(header);
    content
}

#[test]
fn nothing_is_taken_because_a_header_says_so() {
    assert_eq!(members(&claim(&[1, 1, 0], 4)).0, [("a".to_owned(), b"text".to_vec())]);
    // Four bytes that are said to be many: what is there is read.
    let (read, troubles) = members(&claim(&[1, 1, 0], u64::MAX));
    assert_eq!(read, [("a".to_owned(), b"text".to_vec())]);
    assert!(matches!(troubles.as_slice(), [Trouble::Damaged(_)]), "{troubles:?}");
    // Windows of four gigabytes.
    let lzma = [1, 0x23, 3, 1, 1, 5, 0x5d, 0xff, 0xff, 0xff, 0xff];
    assert!(matches!(members(&claim(&lzma, u64::MAX)).1.as_slice(), [Trouble::Limit(_)]));
    assert!(matches!(members(&claim(&[1, 0x21, 0x21, 1, 40], u64::MAX)).1.as_slice(), [Trouble::Limit(_)]));
    // Two coders of which each gets what the other gives; ones that are bound to what is not there.
    for binds in [&[0, 1, 1, 0][..], &[0, 1], &[9, 9], &[1, 9]] {
        let folder = [&[2, 1, 0, 1, 0], binds].concat();
        _ = members(&claim(&folder, 4));
    }
    // Four inputs that each get what one coder gives, whose four inputs get what the same gives: no end.
    let many = [2, 0x14, 3, 3, 1, 0x1b, 4, 1, 0x14, 3, 3, 1, 0x1b, 4, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7];
    assert!(!members(&claim(&many, 4)).1.is_empty());
    // Numbers of folders, coders, streams and files that nothing stands behind.
    for count in [33, 200, 255] {
        assert!(!members(&claim(&[count, 1, 0], 4)).1.is_empty(), "{count}");
    }
}
