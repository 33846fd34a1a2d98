//! Whether content is text, and if not, what it is.

/// What content is, judged by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text in an encoding that has ASCII in it, or no content at all.
    Text,
    /// UTF-16 or UTF-32, with or without a byte order mark.
    Wide(super::Encoding),
    /// Anything with NUL bytes or a known binary signature: only formats that identify themselves are looked for.
    Binary,
    /// A picture, film, sound or font: compressed, so that nothing can be read in it.
    Media,
}

/// How many bytes are looked at.
const HEAD: usize = 4096;

const MEDIA: &[&[u8]] = &[
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\x1aE\xdf\xa3",
    b"wOFF",
    b"wOF2",
    b"\0\x01\0\0\0",
    b"OTTO",
    b"8BPS",
    b"\0\0\x01\0",
    b"FLV\x01",
];

/// Judges content by its first bytes.
pub fn sniff(content: &[u8]) -> Content {
    let head = content.get(..HEAD).unwrap_or(content);
    if let Some(encoding) = super::encoding(head) {
        return Content::Wide(encoding);
    }
    let media = MEDIA.iter().any(|magic| head.starts_with(magic))
        || head.get(4..8) == Some(b"ftyp")
        || (head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"WAVE" | b"AVI " | b"WEBP")));
    if media {
        return Content::Media;
    }
    if memchr::memchr(0, head).is_some() { Content::Binary } else { Content::Text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::Encoding;

    #[test]
    fn kinds_of_content() {
        assert_eq!(sniff(b""), Content::Text);
        assert_eq!(sniff(b"plain\xff text"), Content::Text);
        assert_eq!(sniff(b"\x7fELF\0\0"), Content::Binary);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0"), Content::Media);
        assert_eq!(sniff(b"\xff\xfea\0b\0"), Content::Wide(Encoding::Utf16Le));
    }
}
