//! Bytes, numbers and bits of a 7-Zip header, and lists of them.

use std::io::Result;

use super::{cut, wrong};

/// What was not read yet of a header.
#[derive(Debug)]
pub(super) struct Fields<'h>(pub(super) &'h [u8]);

impl<'h> Fields<'h> {
    pub(super) fn byte(&mut self) -> Result<u8> {
        let (&byte, rest) = self.0.split_first().ok_or_else(cut)?;
        self.0 = rest;
        Ok(byte)
    }

    pub(super) fn bytes(&mut self, length: u64) -> Result<&'h [u8]> {
        let length = usize::try_from(length).ok().ok_or_else(cut)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(cut)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// A number: the ones that the first byte begins with say how many bytes follow it.
    pub(super) fn number(&mut self) -> Result<u64> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut number = 0u64;
        for at in 0..more {
            number |= u64::from(self.byte()?) << (8 * at);
        }
        // What is left of the first byte are the highest bits.
        let high = if more >= 7 { 0 } else { u64::from(first & (0x7f >> more)) };
        Ok(number | high << (8 * more.min(7)))
    }

    /// A number of things that each have a byte or more in the header.
    pub(super) fn count(&mut self) -> Result<usize> {
        let count = self.number()?;
        if count > self.0.len() as u64 { Err(wrong()) } else { usize::try_from(count).ok().ok_or_else(wrong) }
    }

    /// Goes to a property; what stands before it is passed over. `false`: the list is over.
    pub(super) fn expect(&mut self, wanted: u8) -> Result<bool> {
        loop {
            match self.byte()? {
                0 => return Ok(false),
                id if id == wanted => return Ok(true),
                _ => {
                    let length = self.number()?;
                    self.bytes(length)?;
                }
            }
        }
    }

    /// Bits, the highest of a byte first.
    pub(super) fn bits(&mut self, count: usize) -> Result<&'h [u8]> {
        self.bytes(count.div_ceil(8) as u64)
    }

    /// Check sums of so many things, of which some may have none. They are not looked at: what is damaged shows in what
    /// comes out.
    pub(super) fn sums(&mut self, count: usize) -> Result<Vec<bool>> {
        let told = if self.byte()? == 0 { Some(self.bits(count)?) } else { None };
        let has: Vec<bool> = (0..count).map(|at| told.is_none_or(|bits| bit(bits, at))).collect();
        self.bytes(4 * has.iter().filter(|has| **has).count() as u64)?;
        Ok(has)
    }
}

/// One of some bits, the highest of a byte first.
pub(super) fn bit(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
}
