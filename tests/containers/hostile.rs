//! Documents and archives that lie, lead in circles, are cut off or grow without end: each ends soon, brings nothing
//! down, and what was not read is a gap.

use std::time::{Duration, Instant};

use crate::documents::{FIXTURES, fixture, pdf};
use crate::support::{Run, Tree, token};
use crate::{gzip, tar, zip};

/// Long enough for a slow machine, and far too short for what never ends.
const SOON: Duration = Duration::from_secs(60);

/// Scans one file; a panic would be a gap of its own kind.
fn look(tree: &Tree, name: &str, content: &[u8]) -> Run {
    tree.bytes(name, content);
    let begun = Instant::now();
    let run = tree.run(&format!("scan {name}"));
    assert!(begun.elapsed() < SOON, "{name}: {:?}", begun.elapsed());
    assert!([0, 1, 3].contains(&run.code), "{}", run.shown());
    run.keeps_quiet_on("panic").keeps_quiet_on("gave up")
}

/// Its exit code.
fn scan(tree: &Tree, name: &str, content: &[u8]) -> i32 {
    look(tree, name, content).code
}

#[test]
fn documents_that_are_cut_off_are_read_as_far_as_they_go() {
    let tree = Tree::new();
    for name in FIXTURES {
        let whole = fixture(name);
        let mut told = 0;
        for part in 1..12 {
            let run = look(&tree, name, &whole[..whole.len() * part / 12]);
            told += usize::from(run.out.contains("damaged"));
        }
        assert!(told >= 8, "{name}: {told} of 11 say that something is missing");
    }
}

#[test]
fn every_byte_of_a_document_may_be_wrong() {
    // In one run, because a start takes longer than a document.
    let tree = Tree::new();
    for name in FIXTURES {
        let whole = fixture(name);
        for at in (0..whole.len()).step_by(5) {
            let mut wrong = whole.clone();
            wrong[at] = if at % 2 == 0 { 0xff } else { wrong[at] ^ 0x55 };
            tree.bytes(&format!("{at}/{name}"), &wrong);
        }
    }
    let begun = Instant::now();
    let run = tree.run("scan .");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    run.keeps_quiet_on("panic").keeps_quiet_on("gave up");
}

#[test]
fn circles_are_left() {
    let tree = Tree::new();
    // A database whose only table is its own page, as a tree of trees.
    let mut circle = fixture("settings.sqlite");
    let page = 512;
    circle[100] = 5;
    circle[100 + 8..100 + 12].copy_from_slice(&1u32.to_be_bytes());
    look(&tree, "circle.sqlite", &circle).says("lead in circles");
    circle[page] = 5;
    scan(&tree, "circle.sqlite", &circle);
    // A property list that is a list of itself, eight times.
    let mut list = b"bplist00\xa8\0\0\0\0\0\0\0\0\x08".to_vec();
    list.extend([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17]);
    assert_eq!(scan(&tree, "circle.plist", &list), 3);
    tree.run("scan circle.plist").says("over a limit");
    // A font that means itself, and a stream of objects in which all have one place.
    let packed = b"1 0 2 0 3 0 << /F1 1 0 R /ToUnicode 1 0 R >>".as_slice();
    let content = pdf(&[("/Type /ObjStm /N 99999999 /First 12", Some(packed)), ("", Some(b"BT /F1 1 Tf (x) Tj ET"))]);
    scan(&tree, "circle.pdf", &content);
}

#[test]
fn lengths_that_lie_are_named() {
    let tree = Tree::new();
    let mut table = fixture("resources.arsc");
    table[12 + 4..12 + 8].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    look(&tree, "lies.arsc", &table).says("damaged");
    let mut class = fixture("Settings.class");
    class[8..10].copy_from_slice(&0xffffu16.to_be_bytes());
    look(&tree, "Lies.class", &class).says("damaged");
    let mut list = fixture("Settings.plist");
    let end = list.len();
    list[end - 24..end - 16].copy_from_slice(&u64::MAX.to_be_bytes());
    look(&tree, "lies.plist", &list).says("damaged");
    // A stream that says that it is longer than the file is read up to its end.
    let page = format!("BT (token {}) Tj ET", token("page"));
    let content = pdf(&[("/Length 99999999999", Some(page.as_bytes()))]);
    assert_eq!(scan(&tree, "lies.pdf", &content), 1);
    let cut = memchr::memmem::rfind(&content, b"endstream").unwrap();
    look(&tree, "cut.pdf", &content[..cut - 20]).says("damaged");
    scan(&tree, "lies.eml", b"Content-Transfer-Encoding: base64\n\n!!!! no digits\n");
    tree.run("scan lies.eml").exits(3).says("damaged").says("base64");
}

#[test]
fn what_unpacks_to_too_much_is_named() {
    let tree = Tree::new();
    let stream = b"(x) Tj ".repeat(6 << 20);
    let objects: Vec<(&str, Option<&[u8]>)> = (0..8).map(|_| ("", Some(stream.as_slice()))).collect();
    let bomb = pdf(&objects);
    assert!(bomb.len() < 4 << 20, "{}", bomb.len());
    assert_eq!(scan(&tree, "bomb.pdf", &bomb), 3);
    tree.run("scan bomb.pdf").says("over a limit");
}

#[test]
fn documents_in_archives_are_held_to_the_same() {
    let tree = Tree::new();
    let mut nested = fixture("settings.sqlite");
    for depth in 0..7 {
        nested = if depth % 2 == 0 { zip(&[("in.bin", &nested)]) } else { tar(&[("in.bin", &nested)]) };
    }
    assert_eq!(scan(&tree, "deep.zip", &nested), 1);
    let over = zip(&[("in.zip", &gzip(&nested))]);
    assert_eq!(scan(&tree, "over.zip", &over), 3);
    tree.run("scan over.zip").says("over a limit");
    let named = zip(&[
        ("../../etc/settings.sqlite", &fixture("settings.sqlite")),
        ("/abs/a.class", &fixture("Settings.class")),
    ]);
    assert_eq!(scan(&tree, "names.zip", &named), 1);
    tree.run("scan names.zip").says("../../etc/settings.sqlite!/settings").says("/abs/a.class!/constants");
    // A member that says that it is another size than it is.
    let mut sized = zip(&[("app.env", format!("T={}\n", token("sized")).as_bytes())]);
    let directory = memchr::memmem::find(&sized, b"PK\x01\x02").unwrap();
    for at in [22, directory + 24] {
        sized[at..at + 4].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    }
    let code = scan(&tree, "sized.zip", &sized);
    assert!(code == 1 || code == 3, "found or named");
}

#[test]
fn wide_text_with_halves_of_characters_is_read() {
    let tree = Tree::new();
    let mut units: Vec<u16> = vec![0xfeff, 0xd800, 0x41, 0xdfff, 0x20];
    units.extend(format!("token: {}\n", token("halves")).encode_utf16());
    units.push(0xd83d);
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).chain([0x7f]).collect();
    assert_eq!(scan(&tree, "halves.txt", &little), 1);
    let mut four: Vec<u8> =
        [0xfeffu32, 0xd800, 0x11_0000, 0xffff_ffff].into_iter().flat_map(u32::to_le_bytes).collect();
    four.extend(format!("token: {}\n", token("four")).chars().flat_map(|c| u32::from(c).to_le_bytes()));
    assert_eq!(scan(&tree, "four.txt", &four), 1);
}
