//! From a folder's packed streams to what they unpack to: its coders, each reading from those before it.

use std::io::{BufReader, Error, ErrorKind, Read, Result};

use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::filter::bcj2::Bcj2Reader;
use lzma_rust2::filter::delta::DeltaReader;
use lzma_rust2::{Lzma2Reader, LzmaReader};

use super::header::{Coder, Folder};
use super::{unsupported, wrong};

/// Most that the windows of all decoders of a folder may have together.
const WINDOW: u64 = 128 << 20;

/// Most decoders that are opened for one folder. A folder may name one as the input of several.
const MOST: u32 = 64;

/// What a folder unpacks to.
pub(super) fn reader<'c>(folder: &Folder, packed: &[&'c [u8]]) -> Result<Box<dyn Read + 'c>> {
    let mut chain = Chain { folder, packed, window: WINDOW, left: MOST };
    let last = folder.last().ok_or_else(wrong)?;
    chain.output(last)
}

struct Chain<'f, 'c> {
    folder: &'f Folder,
    packed: &'f [&'c [u8]],
    window: u64,
    left: u32,
}

impl<'c> Chain<'_, 'c> {
    /// What comes out of a coder.
    fn output(&mut self, index: usize) -> Result<Box<dyn Read + 'c>> {
        // A coder that reads, through others, from itself ends here, too.
        self.left = self.left.checked_sub(1).ok_or_else(wrong)?;
        let coder = self.folder.coders.get(index).ok_or_else(wrong)?;
        let size = self.folder.sizes.get(index).copied().ok_or_else(wrong)?;
        let first: usize = self.folder.coders.iter().take(index).map(|coder| coder.inputs).sum();
        let inputs = (first..first + coder.inputs).map(|input| self.input(input)).collect::<Result<Vec<_>>>()?;
        self.decoder(coder, size, inputs)
    }

    /// What goes into an input: a packed stream, or what comes out of another coder.
    fn input(&mut self, input: usize) -> Result<Box<dyn Read + 'c>> {
        let is_it = |place: &u64| usize::try_from(*place) == Ok(input);
        if let Some((_, from)) = self.folder.binds.iter().find(|(to, _)| is_it(to)) {
            return self.output(usize::try_from(*from).ok().ok_or_else(wrong)?);
        }
        let at = self.folder.packed.iter().position(is_it).ok_or_else(wrong)?;
        Ok(Box::new(*self.packed.get(at).ok_or_else(wrong)?))
    }

    fn decoder(&mut self, coder: &Coder, size: u64, mut inputs: Vec<Box<dyn Read + 'c>>) -> Result<Box<dyn Read + 'c>> {
        if coder.method == [3, 3, 1, 0x1b] && inputs.len() == 4 {
            return Ok(Box::new(Bcj2Reader::new(inputs, size)));
        }
        let input = inputs.pop().filter(|_| inputs.is_empty()).ok_or_else(|| unsupported("an unknown method"))?;
        let properties = coder.properties.as_slice();
        Ok(match coder.method.as_slice() {
            [0] => input,
            [3, 1, 1] => self.lzma(properties, size, input)?,
            [0x21] => self.lzma2(properties, size, input)?,
            [3] => Box::new(DeltaReader::new(input, usize::from(*properties.first().ok_or_else(wrong)?) + 1)),
            [4] | [3, 3, 1, 3] => Box::new(BcjReader::new_x86(input, 0)),
            [5] | [3, 3, 2, 5] => Box::new(BcjReader::new_ppc(input, 0)),
            [6] | [3, 3, 4, 1] => Box::new(BcjReader::new_ia64(input, 0)),
            [7] | [3, 3, 5, 1] => Box::new(BcjReader::new_arm(input, 0)),
            [8] | [3, 3, 7, 1] => Box::new(BcjReader::new_arm_thumb(input, 0)),
            [9] | [3, 3, 8, 5] => Box::new(BcjReader::new_sparc(input, 0)),
            [10] => Box::new(BcjReader::new_arm64(input, 0)),
            [11] => Box::new(BcjReader::new_riscv(input, 0)),
            [4, 1, 8] => Box::new(flate2::bufread::DeflateDecoder::new(BufReader::new(input))),
            [4, 2, 2] => Box::new(bzip2::bufread::MultiBzDecoder::new(BufReader::new(input))),
            [6, 0xf1, 7, 1] => {
                return Err(Error::new(ErrorKind::PermissionDenied, "members that ask for a password"));
            }
            [3, 4, 1] => return Err(unsupported("PPMd")),
            _ => return Err(unsupported("a rare method of compression")),
        })
    }

    fn lzma(&mut self, properties: &[u8], size: u64, input: Box<dyn Read + 'c>) -> Result<Box<dyn Read + 'c>> {
        let (&first, window) = properties.split_first().ok_or_else(wrong)?;
        let window = window.try_into().map(u32::from_le_bytes).ok().ok_or_else(wrong)?;
        self.give(u64::from(window).min(size))?;
        Ok(Box::new(LzmaReader::new_with_props(input, size, first, window, None)?))
    }

    fn lzma2(&mut self, properties: &[u8], size: u64, input: Box<dyn Read + 'c>) -> Result<Box<dyn Read + 'c>> {
        let window = match properties {
            [bits @ 0..=39] => u64::from(2 | bits & 1) << (bits / 2 + 11),
            [40] => u64::from(u32::MAX),
            _ => return Err(wrong()),
        };
        // No more of the window is used than comes out.
        let window = window.min(size.max(4096));
        self.give(window)?;
        Ok(Box::new(Lzma2Reader::new(input, u32::try_from(window).unwrap_or(u32::MAX), None)))
    }

    /// Takes a window from what is left for the folder.
    fn give(&mut self, window: u64) -> Result<()> {
        let memory = || Error::new(ErrorKind::OutOfMemory, "asks for more memory than is given");
        self.window = self.window.checked_sub(window).ok_or_else(memory)?;
        Ok(())
    }
}
