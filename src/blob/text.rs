//! Text encodings wider than a byte, decoded to UTF-8 with the way back to the file's own offsets.

use crate::model::Span;

/// An encoding of two or four bytes a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Little-endian UTF-16.
    Utf16Le,
    /// Big-endian UTF-16.
    Utf16Be,
    /// Little-endian UTF-32.
    Utf32Le,
    /// Big-endian UTF-32.
    Utf32Be,
}

/// Recognises a wide encoding by its byte order mark, or without one by where the NUL bytes stand.
pub fn encoding(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => Some(Encoding::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => Some(Encoding::Utf32Be),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => without_mark(head),
    }
}

/// Text that is mostly ASCII has its NUL bytes all in the same places of each unit.
fn without_mark(head: &[u8]) -> Option<Encoding> {
    let head = head.get(..head.len().min(1024) & !3).unwrap_or_default();
    if head.len() < 8 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let mut zeros = [0usize; 4];
    for (at, byte) in head.iter().enumerate() {
        if let (0, Some(count)) = (*byte, zeros.get_mut(at % 4)) {
            *count += 1;
        }
    }
    let units = head.len() / 4;
    let (all, none) = (units - units / 10, units / 20);
    match zeros.map(|count| {
        if count >= all {
            'z'
        } else if count <= none {
            'c'
        } else {
            '?'
        }
    }) {
        ['c', 'z', 'c', 'z'] => Some(Encoding::Utf16Le),
        ['z', 'c', 'z', 'c'] => Some(Encoding::Utf16Be),
        ['c', 'z', 'z', 'z'] => Some(Encoding::Utf32Le),
        ['z', 'z', 'z', 'c'] => Some(Encoding::Utf32Be),
        _ => None,
    }
}

/// Decoded text, and how its offsets lie in the outer bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// UTF-8. Invalid units become U+FFFD, the byte order mark is left out.
    pub text: Vec<u8>,
    /// From time to time, an offset in `text` and the outer offset that it has.
    marks: Vec<(usize, u64)>,
    encoding: Encoding,
}

/// Text bytes between two marks.
const STEP: usize = 256;

/// Decodes content whose encoding was recognised.
pub fn decode(content: &[u8], encoding: Encoding) -> Layer {
    let mut text = Vec::with_capacity(content.len());
    let mut marks = vec![(0, 0)];
    let mut outer = 0u64;
    for (character, size) in (Units { content, encoding }) {
        if text.len() >= marks.last().map_or(0, |mark| mark.0) + STEP {
            marks.push((text.len(), outer));
        }
        if !(outer == 0 && character == '\u{feff}') {
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        outer += size as u64;
        if text.is_empty() {
            marks = vec![(0, outer)];
        }
    }
    Layer { text, marks, encoding }
}

impl Layer {
    /// Where a range of the text lies in the outer bytes.
    pub fn outer(&self, range: Span, content: &[u8]) -> Span {
        Span { start: self.outer_offset(range.start, content), end: self.outer_offset(range.end, content) }
    }

    fn outer_offset(&self, inner: u64, content: &[u8]) -> u64 {
        let at = self.marks.partition_point(|mark| mark.0 as u64 <= inner).saturating_sub(1);
        let Some(&(mut text, mut outer)) = self.marks.get(at) else { return inner };
        let from = usize::try_from(outer).unwrap_or(usize::MAX);
        let rest = Units { content: content.get(from..).unwrap_or_default(), encoding: self.encoding };
        for (character, size) in rest {
            if text as u64 >= inner {
                break;
            }
            text += character.len_utf8();
            outer += size as u64;
        }
        outer
    }
}

/// Characters with the bytes that each takes.
struct Units<'c> {
    content: &'c [u8],
    encoding: Encoding,
}

impl Units<'_> {
    fn sixteen(&self, at: usize) -> Option<u16> {
        let pair: [u8; 2] = self.content.get(at..at + 2)?.try_into().ok()?;
        Some(if self.encoding == Encoding::Utf16Le { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn next_sixteen(&self) -> Option<(char, usize)> {
        let Some(first) = self.sixteen(0) else {
            return (!self.content.is_empty()).then_some(('\u{fffd}', self.content.len()));
        };
        let both = [first, self.sixteen(2).unwrap_or(0)];
        match char::decode_utf16(both).next() {
            Some(Ok(character)) => Some((character, 2 * character.len_utf16())),
            _ => Some(('\u{fffd}', 2)),
        }
    }

    fn next_thirty_two(&self) -> Option<(char, usize)> {
        let Some(quad) = self.content.get(..4).and_then(|quad| <[u8; 4]>::try_from(quad).ok()) else {
            return (!self.content.is_empty()).then_some(('\u{fffd}', self.content.len()));
        };
        let number =
            if self.encoding == Encoding::Utf32Le { u32::from_le_bytes(quad) } else { u32::from_be_bytes(quad) };
        Some((char::from_u32(number).unwrap_or('\u{fffd}'), 4))
    }
}

impl Iterator for Units<'_> {
    type Item = (char, usize);

    fn next(&mut self) -> Option<(char, usize)> {
        let (character, size) = match self.encoding {
            Encoding::Utf16Le | Encoding::Utf16Be => self.next_sixteen()?,
            Encoding::Utf32Le | Encoding::Utf32Be => self.next_thirty_two()?,
        };
        self.content = self.content.get(size..).unwrap_or_default();
        Some((character, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(text: &str, encoding: Encoding, mark: bool) -> Vec<u8> {
        let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        match encoding {
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Utf32Le => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            Encoding::Utf32Be => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        }
    }

    const ALL: [Encoding; 4] = [Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Utf32Le, Encoding::Utf32Be];

    #[test]
    fn recognised_with_and_without_mark() {
        for encoding in ALL {
            for mark in [true, false] {
                let bytes = encode("password = x, and so on", encoding, mark);
                assert_eq!(super::encoding(&bytes), Some(encoding), "{encoding:?} {mark}");
            }
        }
        assert_eq!(encoding(b"plain ascii text, nothing else"), None);
    }

    proptest! {
        #[test]
        fn offsets_lead_back(text in "[a-zé\u{1f600}\n]{1,600}", which in 0usize..4, mark in any::<bool>(), at in 0usize..600) {
            let encoding = ALL[which];
            let bytes = encode(&text, encoding, mark);
            let layer = decode(&bytes, encoding);
            prop_assert_eq!(&layer.text, text.as_bytes());
            let at = text.floor_char_boundary(at);
            let outer = encode(&text[..at], encoding, mark).len() as u64;
            let span = layer.outer(Span { start: at as u64, end: text.len() as u64 }, &bytes);
            prop_assert_eq!(span, Span { start: outer, end: bytes.len() as u64 });
        }

        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), which in 0usize..4) {
            let layer = decode(&bytes, ALL[which]);
            let end = layer.text.len() as u64;
            let outer = layer.outer(Span { start: 0, end }, &bytes);
            prop_assert!(outer.end <= bytes.len() as u64);
        }
    }
}
