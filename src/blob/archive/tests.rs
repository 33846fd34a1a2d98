use super::*;

fn open(kind: Container, name: &str, content: &[u8], budget: Budget) -> (Vec<(String, Vec<u8>)>, Vec<Trouble>) {
    let mut members = Vec::new();
    let mut budget = budget;
    let troubles = unfold(kind, name.as_bytes(), content, &mut budget, &mut |name, content, _| {
        members.push((String::from_utf8_lossy(name).into_owned(), content.to_vec()));
    });
    (members, troubles)
}

fn cpio_entry(name: &str, mode: u32, body: &[u8]) -> Vec<u8> {
    let mut entry = format!("070701{:08x}{mode:08x}", 0).into_bytes();
    entry.extend(format!("{:08x}{:08x}{:08x}{:08x}", 0, 0, 1, 0).bytes());
    entry.extend(format!("{:08x}{:08x}{:08x}{:08x}{:08x}", body.len(), 0, 0, 0, 0).bytes());
    entry.extend(format!("{:08x}{:08x}", name.len() + 1, 0).bytes());
    entry.extend(name.bytes());
    entry.push(0);
    entry.resize(entry.len().next_multiple_of(4), 0);
    entry.extend(body);
    entry.resize(entry.len().next_multiple_of(4), 0);
    entry
}

#[test]
fn cpio_gives_its_files() {
    let content = [
        cpio_entry("./etc", 0o040_755, b""),
        cpio_entry("./etc/app.conf", 0o100_644, b"hello"),
        cpio_entry("TRAILER!!!", 0, b""),
    ]
    .concat();
    assert_eq!(container(b"x", &content), Some(Container::Cpio));
    let (members, troubles) = open(Container::Cpio, "x.cpio", &content, Budget::default());
    assert_eq!(members, [("./etc/app.conf".to_owned(), b"hello".to_vec())]);
    assert!(troubles.is_empty());
    let (_, troubles) = open(Container::Cpio, "x.cpio", &content[..content.len() - 100], Budget::default());
    assert!(matches!(troubles.as_slice(), [Trouble::Damaged(_)]));
}

#[test]
fn ar_gives_its_files_under_long_names_too() {
    let header = |name: &str, size: usize| format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, "644");
    let mut content = b"!<arch>\n".to_vec();
    let names = "a-name-that-is-rather-long.txt/\n";
    content.extend(header("//", names.len()).bytes());
    content.extend(names.bytes());
    content.extend(header("/0", 3).bytes());
    content.extend(b"one\n");
    content.extend(header("short/", 3).bytes());
    content.extend(b"two\n");
    content.extend(header("#1/8", 11).bytes());
    content.extend(b"bsd.txt\0six\n");
    assert_eq!(container(b"x.a", &content), Some(Container::Ar));
    let (members, troubles) = open(Container::Ar, "x.a", &content, Budget::default());
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a-name-that-is-rather-long.txt", "short", "bsd.txt"]);
    assert_eq!(members[2].1, b"six");
    assert!(troubles.is_empty());
}

#[test]
fn asar_and_source_maps_give_their_files() {
    let header = br#"{"files":{"src":{"files":{"a.js":{"size":5,"offset":"0"}}},"b":{"size":9,"offset":"5"}}}"#;
    let padded = header.len().next_multiple_of(4);
    let mut content = Vec::new();
    for number in [4, padded + 8, padded + 4, header.len()] {
        content.extend(u32::try_from(number).unwrap().to_le_bytes());
    }
    content.extend(header);
    content.resize(16 + padded, 0);
    content.extend(b"hello");
    assert_eq!(container(b"app.asar", &content), Some(Container::Asar));
    let (members, troubles) = open(Container::Asar, "app.asar", &content, Budget::default());
    assert_eq!(members, [("src/a.js".to_owned(), b"hello".to_vec())]);
    assert!(matches!(troubles.as_slice(), [Trouble::Damaged(_)]), "b lies outside");
    let map = br#"{"version":3,"sources":["webpack:///src/x.ts",null],"sourcesContent":["let x",null],"mappings":""}"#;
    assert_eq!(container(b"x.js.map", map), Some(Container::SourceMap));
    let (members, _) = open(Container::SourceMap, "x.js.map", map, Budget::default());
    assert_eq!(members, [("webpack:///src/x.ts".to_owned(), b"let x".to_vec())]);
}

#[test]
fn budgets_hold() {
    let zeros = vec![0; 1 << 20];
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &zeros).unwrap();
    let bomb = encoder.finish().unwrap();
    let small = Budget { member: 1000, ..Budget::default() };
    let (members, troubles) = open(Container::Gzip, "zeros.gz", &bomb, small);
    assert_eq!((members[0].0.as_str(), members[0].1.len()), ("zeros", 1000));
    assert!(matches!(troubles.as_slice(), [Trouble::Limit(_)]));
    let none = Budget { members: 0, ..Budget::default() };
    assert!(open(Container::Gzip, "zeros.gz", &bomb, none).0.is_empty());
}

#[test]
fn cut_off_and_random_content_is_damaged_and_no_more() {
    let all = [
        Container::Zip,
        Container::SevenZ,
        Container::Compress,
        Container::Tar,
        Container::Ar,
        Container::Cpio,
        Container::Rpm,
        Container::Asar,
        Container::SourceMap,
        Container::Gzip,
        Container::Zlib,
        Container::Bzip2,
        Container::Xz,
        Container::Lzma,
        Container::Zstd,
        Container::Pdf,
        Container::Sqlite,
        Container::Plist,
        Container::Class,
        Container::Pyc,
        Container::Android,
        Container::Markup,
        Container::Mail,
    ];
    let mut state = 7u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    for kind in all {
        for _ in 0..50 {
            let length = random() % 2000;
            let content: Vec<u8> = (0..length).map(|_| random().to_le_bytes()[0]).collect();
            open(kind, "x", &content, Budget { bytes: 1 << 20, ..Budget::default() });
        }
    }
}

#[test]
fn wide_strings_of_binaries_are_lines() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let content =
        [&[1, 2, 3][..], &wide("client secret"), &[0, 0, 9], &wide("no"), &[7, 7], &wide("another one"), &[5]].concat();
    assert_eq!(wide_strings(&content), b"client secret\nanother one\n");
    assert!(wide_strings(b"plain text, and not wide").is_empty());
    assert!(wide_strings(&[0; 1000]).is_empty());
    assert!(wide_strings(b"").is_empty());
}
