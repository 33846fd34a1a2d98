//! 7-Zip, `compress` and LZW: what our own packers write; archives of the real ones are in `src/blob/archive/sevenz/tests.rs` and
//! `src/blob/archive/lzw.rs`.

use super::support::Tree;
use super::{Files, places, setting};

/// A 7-Zip archive of files as they are, one behind the other.
pub(super) fn seven_z(files: Files<'_>) -> Vec<u8> {
    let number = |value: usize| [&[0xff], (value as u64).to_le_bytes().as_slice()].concat();
    let content: Vec<u8> = files.iter().flat_map(|(_, content)| content.to_vec()).collect();
    let mut header =
        [&[1, 4, 6, 0, 1, 9], number(content.len()).as_slice(), &[0, 7, 0x0b, 1, 0, 1, 1, 0, 0x0c]].concat();
    header.extend(number(content.len()));
    header.extend([&[0, 8, 0x0d], number(files.len()).as_slice(), &[9]].concat());
    header.extend(files.iter().rev().skip(1).rev().flat_map(|(_, content)| number(content.len())));
    let names: Vec<u8> = files
        .iter()
        .flat_map(|(name, _)| format!("{name}\0").encode_utf16().collect::<Vec<_>>())
        .flat_map(u16::to_le_bytes)
        .collect();
    header.extend(
        [&[0, 0, 5], number(files.len()).as_slice(), &[0x11], &number(names.len() + 1), &[0], &names, &[0, 0]].concat(),
    );
    let mut archive = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
    archive.extend((content.len() as u64).to_le_bytes());
    archive.extend((header.len() as u64).to_le_bytes());
    archive.extend(crc32fast::hash(&header).to_le_bytes());
    [archive, content, header].concat()
}

/// Codes of nine bits, for single bytes; the table is emptied before it grows out of them.
fn codes(text: &[u8]) -> Vec<u16> {
    text.chunks(239).flat_map(|bytes| bytes.iter().map(|byte| u16::from(*byte)).chain([256])).collect()
}

fn compress(text: &[u8]) -> Vec<u8> {
    let bits: Vec<u16> = codes(text).iter().flat_map(|code| (0..9).map(move |bit| code >> bit & 1)).collect();
    let bytes = bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit == 1)));
    [0x1f, 0x9d, 0x90].into_iter().chain(bytes).collect()
}

fn pdf(text: &[u8]) -> Vec<u8> {
    let all = std::iter::once(256).chain(codes(text)).chain([257]);
    let bits: Vec<u16> = all.flat_map(|code| (0..9).rev().map(move |bit| code >> bit & 1)).collect();
    let packed: Vec<u8> = bits
        .chunks(8)
        .map(|bits| (0..8).fold(0, |byte, at| byte << 1 | bits.get(at).map_or(0, |bit| u8::from(*bit == 1))))
        .collect();
    let head = format!("%PDF-1.4\n1 0 obj\n<< /Filter /LZWDecode /Length {} >>\nstream\n", packed.len());
    [head.as_bytes(), &packed, b"\nendstream\nendobj\n%%EOF\n"].concat()
}

#[test]
fn old_and_rare_packers_are_opened() {
    let tree = Tree::new();
    tree.bytes("a.7z", &seven_z(&[("conf/app.yml", &setting("7z")), ("more.yml", &setting("more"))]));
    tree.bytes("b.yml.Z", &compress(&[vec![b'#'; 700], b"\n".to_vec(), setting("compress")].concat()));
    let shown = String::from_utf8(setting("lzw")).unwrap().replace('\n', " ");
    tree.bytes("c.pdf", &pdf(format!("BT /F1 12 Tf ({shown}) Tj ET").as_bytes()));
    assert_eq!(
        places(&tree, "scan ."),
        ["a.7z!/conf/app.yml:2", "a.7z!/more.yml:2", "b.yml.Z!/b.yml:3", "c.pdf!/pages:1"]
    );
    tree.run("scan .").exits(1).keeps_quiet_on("cannot be opened");
}

#[test]
fn an_archive_of_7_zip_that_cannot_be_opened_is_named() {
    let tree = Tree::new();
    let archives = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/archives");
    tree.bytes("rare.7z", &std::fs::read(archives.join("ppmd.7z")).unwrap());
    tree.bytes("closed.7z", &std::fs::read(archives.join("hidden.7z")).unwrap());
    tree.run("scan .").exits(0).says("rare.7z").says("PPMd").says("closed.7z").says("password");
    tree.run("scan . --strict").exits(3);
    let whole = seven_z(&[("app.yml", &setting("cut"))]);
    tree.bytes("cut.7z", &whole[..whole.len() - 20]);
    // Its bytes are searched as well, and findings go first in the exit code.
    tree.run("scan .").exits(1).says("cut.7z").says("damaged");
}
