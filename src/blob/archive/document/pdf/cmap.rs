//! What the numbers of a font's characters mean (ISO 32000-1, 9.10.3).

use std::collections::BTreeMap;

use super::token::{Token, Tokens};

/// Most characters of a font.
const MOST: usize = 65_536;

/// Most bytes of what one character says: a ligature is three letters.
const LONGEST: usize = 32;

/// From numbers to text.
#[derive(Clone, Debug, Default)]
pub(super) struct CMap {
    /// Bytes of a number.
    width: usize,
    means: BTreeMap<u32, String>,
}

impl CMap {
    /// Reads what a font says; none where it says nothing.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let mut map = Self { width: 1, means: BTreeMap::new() };
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"begincodespacerange") => {
                    map.width = text_of(tokens.next()).map_or(1, |low| low.len().clamp(1, 4));
                }
                Token::Word(b"beginbfchar") => _ = map.characters(&mut tokens),
                Token::Word(b"beginbfrange") => _ = map.ranges(&mut tokens),
                _ => {}
            }
        }
        (!map.means.is_empty()).then_some(map)
    }

    fn characters(&mut self, tokens: &mut Tokens<'_>) -> Option<()> {
        loop {
            let (number, text) = (text_of(tokens.next())?, text_of(tokens.next())?);
            self.add(value(&number), &text, 0);
        }
    }

    fn ranges(&mut self, tokens: &mut Tokens<'_>) -> Option<()> {
        loop {
            let (low, high) = (value(&text_of(tokens.next())?), value(&text_of(tokens.next())?));
            match tokens.next()? {
                Token::Text(first) => {
                    let mut numbers = low..=high.min(low.saturating_add(0xffff));
                    _ = numbers.all(|number| self.add(number, &first, number - low));
                }
                Token::Mark(b'[') => self.list(low, tokens),
                _ => return None,
            }
        }
    }

    /// `[<0041> <0042>]`: one behind the other.
    fn list(&mut self, low: u32, tokens: &mut Tokens<'_>) {
        let mut number = low;
        while let Some(text) = text_of(tokens.next()) {
            self.add(number, &text, 0);
            number = number.saturating_add(1);
        }
    }

    /// Adds one that means a text in UTF-16 whose last unit is so many further. `false`: there are enough.
    fn add(&mut self, number: u32, text: &[u8], further: u32) -> bool {
        let mut text = text.get(..text.len().min(LONGEST)).unwrap_or_default().to_vec();
        if let [.., high, low] = text.as_mut_slice() {
            let unit = u16::from_be_bytes([*high, *low]).wrapping_add(u16::try_from(further).unwrap_or(0));
            [*high, *low] = unit.to_be_bytes();
        }
        self.means.insert(number, crate::blob::archive::document::sixteen(&text, u16::from_be_bytes));
        self.means.len() < MOST
    }

    /// What a text of numbers says.
    pub(super) fn decode(&self, text: &[u8]) -> String {
        text.chunks(self.width).filter_map(|number| self.means.get(&value(number))).map(String::as_str).collect()
    }
}

fn text_of(token: Option<Token<'_>>) -> Option<Vec<u8>> {
    match token? {
        Token::Text(text) => Some(text),
        _ => None,
    }
}

fn value(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
