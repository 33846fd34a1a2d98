//! Which container content is, by its first bytes; by its name only where a format has no mark of its own.

use super::document::is_pyc;

/// A format that holds other files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// ZIP, and all that is one: JAR, WAR, APK, IPA, wheel, `NuGet` and VS Code packages, Office and `OpenDocument` files.
    Zip,
    /// 7-Zip.
    SevenZ,
    /// TAR; saved container images and their layers are such.
    Tar,
    /// Unix `ar`: Debian packages, static libraries.
    Ar,
    /// `cpio` in its portable ASCII forms.
    Cpio,
    /// RPM: a header, then a compressed `cpio`.
    Rpm,
    /// Electron's archive.
    Asar,
    /// A source map that holds its sources.
    SourceMap,
    /// gzip.
    Gzip,
    /// zlib, where the name says so.
    Zlib,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// LZMA, where the name says so.
    Lzma,
    /// Zstandard.
    Zstd,
    /// LZW, as `compress` writes it: `.Z`.
    Compress,
    /// RAR: recognised, not read.
    Rar,
    /// PDF.
    Pdf,
    /// `SQLite` database.
    Sqlite,
    /// Binary property list.
    Plist,
    /// Compiled Java.
    Class,
    /// Compiled Python.
    Pyc,
    /// Android's compiled XML and resources.
    Android,
    /// A part of an Office or `OpenDocument` file that has text.
    Markup,
    /// Mail, and web pages that are stored as such.
    Mail,
}

impl Container {
    /// Whether its own bytes are searched as well as what it holds, because they have text in them, or more than a reader
    /// takes out.
    pub fn is_document(self) -> bool {
        matches!(
            self,
            Self::Pdf
                | Self::Sqlite
                | Self::Plist
                | Self::Class
                | Self::Pyc
                | Self::Android
                | Self::Markup
                | Self::Mail
        )
    }
}

/// First bytes of formats.
const MAGIC: &[(&[u8], Container)] = &[
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"Cr24", Container::Zip),
    (b"7z\xbc\xaf\x27\x1c", Container::SevenZ),
    (b"\x1f\x8b\x08", Container::Gzip),
    (b"\xfd7zXZ\0", Container::Xz),
    (b"\x28\xb5\x2f\xfd", Container::Zstd),
    (b"!<arch>\n", Container::Ar),
    (b"070701", Container::Cpio),
    (b"070702", Container::Cpio),
    (b"\xed\xab\xee\xdb", Container::Rpm),
    (b"Rar!\x1a\x07", Container::Rar),
    (b"%PDF-", Container::Pdf),
    (b"SQLite format 3\0", Container::Sqlite),
    (b"bplist0", Container::Plist),
];

/// Recognises a container.
pub fn container(name: &[u8], content: &[u8]) -> Option<Container> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| content.starts_with(magic)) {
        return Some(*kind);
    }
    // The number of bits, and flags of which two are not in use.
    if matches!(content, [0x1f, 0x9d, flags, ..] if flags & 0x60 == 0 && (9..=16).contains(&(flags & 0x1f))) {
        return Some(Container::Compress);
    }
    if content.starts_with(b"BZh") && content.get(4..10) == Some(b"\x31\x41\x59\x26\x53\x59") {
        return Some(Container::Bzip2);
    }
    let ends = |end: &[u8]| {
        name.len() > end.len() && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    if content.get(..4) == Some(&[4, 0, 0, 0]) && ends(b".asar") {
        return Some(Container::Asar);
    }
    if ends(b".lzma") && content.first() == Some(&0x5d) {
        return Some(Container::Lzma);
    }
    if let Some(kind) = document(&ends, content) {
        return Some(kind);
    }
    if (ends(b".zz") || ends(b".zlib")) && matches!(content.get(..2), Some([0x78, 0x01 | 0x5e | 0x9c | 0xda])) {
        return Some(Container::Zlib);
    }
    if ends(b".map")
        && content.trim_ascii_start().first() == Some(&b'{')
        && memchr::memmem::find(content, b"\"sourcesContent\"").is_some()
    {
        return Some(Container::SourceMap);
    }
    is_tar(content).then_some(Container::Tar)
}

/// A document that more than its first bytes tell.
fn document(ends: &dyn Fn(&[u8]) -> bool, content: &[u8]) -> Option<Container> {
    match content {
        // A program for several processors of Apple's begins alike, but does not have so many of them.
        [0xca, 0xfe, 0xba, 0xbe, _, _, 0, 45..=200, ..] => Some(Container::Class),
        [2, 0, 12, 0, ..] | [3, 0, 8, 0, ..] if is_chunk(content) => Some(Container::Android),
        [b'<', ..] if ends(b".xml") && is_markup(content) => Some(Container::Markup),
        _ if is_pyc(content) => Some(Container::Pyc),
        _ => [&b".eml"[..], b".mht", b".mhtml"].iter().any(|end| ends(end)).then_some(Container::Mail),
    }
}

/// A header of the length that it says, and another chunk behind it: of strings.
fn is_chunk(content: &[u8]) -> bool {
    let header = usize::from(content.get(2).copied().unwrap_or_default());
    content.get(header..header + 4).is_some_and(|next| next == [1, 0, 28, 0])
}

/// The names that Office and `OpenDocument` files give their elements.
fn is_markup(content: &[u8]) -> bool {
    let head = content.get(..4096).unwrap_or(content);
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    has(b"openxmlformats.org/") && (has(b"/main") || has(b"/ooxml/"))
        || has(b"urn:oasis:names:tc:opendocument:xmlns:office")
}

/// A TAR has a mark in its first header, or, before POSIX, a checksum that is right.
fn is_tar(content: &[u8]) -> bool {
    let Some(header) = content.get(..512) else { return false };
    if header.get(257..262) == Some(b"ustar") {
        return true;
    }
    let Some(field) = header.get(148..156) else { return false };
    if header.first() == Some(&0) || !field.iter().all(|byte| matches!(byte, b'0'..=b'7' | b' ' | 0)) {
        return false;
    }
    let said = field.iter().filter(|byte| byte.is_ascii_digit()).fold(0, |sum, byte| sum * 8 + u32::from(byte - b'0'));
    // The field itself counts as blanks.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    said > 0 && said == sum(header) + 8 * u32::from(b' ') - sum(field)
}
