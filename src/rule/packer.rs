//! The bytes of packed rules: numbers, and texts of which each is written once. What rules are made of is the business of `pack`.

use std::collections::BTreeMap;

/// What is being packed.
#[derive(Debug, Default)]
pub struct Packer {
    bytes: Vec<u8>,
    /// Where each text stands first.
    texts: BTreeMap<String, usize>,
}

impl Packer {
    /// What was packed.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(place) = self.texts.get(text) {
            self.number((*place as u64) << 1 | 1);
            return;
        }
        if text.len() > 2 {
            self.texts.insert(text.to_owned(), self.bytes.len());
        }
        self.number((text.len() as u64) << 1);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// A place in packed bytes.
#[derive(Debug)]
pub struct Unpacker {
    whole: &'static [u8],
    rest: &'static [u8],
}

impl Unpacker {
    /// At the beginning.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { whole: bytes, rest: bytes }
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn bytes(&mut self, length: u64) -> Option<&'static [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(bytes)
    }

    pub(super) fn text(&mut self) -> Option<&'static str> {
        let number = self.number()?;
        let bytes = if number & 1 == 0 {
            self.bytes(number >> 1)?
        } else {
            let place = usize::try_from(number >> 1).ok()?;
            let mut first = Self { whole: self.whole, rest: self.whole.get(place..)? };
            let length = first.number()?;
            if length & 1 == 1 {
                return None;
            }
            first.bytes(length >> 1)?
        };
        std::str::from_utf8(bytes).ok()
    }
}
