//! The last bytes of a text, which no whole block holds, as blocks with zeros behind them.

use super::{BLOCK, NEEDED};

/// Bytes before the first place that a look may ask for.
const BEFORE: usize = 4;

/// The last bytes of a text.
#[derive(Debug)]
pub(in super::super) struct Rest {
    bytes: [u8; BEFORE + BLOCK + NEEDED],
    from: usize,
    length: usize,
}

impl Rest {
    /// What is left of a text from a place on, at which no block could be read.
    pub(in super::super) fn of(text: &[u8], from: usize) -> Self {
        let before = from.min(BEFORE);
        let rest = text.get(from - before..).unwrap_or_default();
        let mut bytes = [0; BEFORE + BLOCK + NEEDED];
        bytes.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        // As many blocks as begin before the end of the text.
        let blocks = (rest.len() - before).div_ceil(BLOCK);
        let length = if blocks == 0 { before } else { before + (blocks - 1) * BLOCK + NEEDED };
        Self { bytes, from: before, length }
    }

    /// Blocks, and what is before the first of them.
    pub(in super::super) fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Where the first block begins.
    pub(in super::super) fn from(&self) -> usize {
        self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_there_with_what_is_before_it() {
        for (length, from) in (1..NEEDED).flat_map(|length| [0, 2, BLOCK].map(|from| (length, from))) {
            let text: Vec<u8> = (1..=u8::MAX).take(from + length).collect();
            let rest = Rest::of(&text, from);
            let (before, blocks) = rest.text().split_at(rest.from());
            assert_eq!(before, &text[from - from.min(BEFORE)..from]);
            assert_eq!(blocks[..length], text[from..]);
            assert!(blocks[length..].iter().all(|&byte| byte == 0));
            assert_eq!(blocks.len(), NEEDED + if length > BLOCK { BLOCK } else { 0 });
        }
        assert_eq!(Rest::of(b"none left", 9).text(), b"left");
    }
}
