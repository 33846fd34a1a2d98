//! The header of a 7-Zip archive: folders with their coders, sizes, and names of files.

use std::io::Result;

use super::fields::{Fields, bit};
use super::{cut, unsupported, wrong};

pub(super) const HEADER: u8 = 0x01;
const PROPERTIES: u8 = 0x02;
const ADDITIONAL: u8 = 0x03;
const MAIN: u8 = 0x04;
const FILES: u8 = 0x05;
const PACK: u8 = 0x06;
const UNPACK: u8 = 0x07;
const PARTS: u8 = 0x08;
const SIZE: u8 = 0x09;
const CRC: u8 = 0x0a;
const FOLDER: u8 = 0x0b;
const CODERS: u8 = 0x0c;
const COUNT: u8 = 0x0d;
const EMPTY: u8 = 0x0e;
const NAMES: u8 = 0x11;
pub(super) const PACKED: u8 = 0x17;

/// Most coders of one folder, and streams of one coder, as 7-Zip itself admits.
const MOST: u64 = 32;

/// A method with its properties.
#[derive(Clone, Debug)]
pub(super) struct Coder {
    pub(super) method: Vec<u8>,
    /// How many streams go in; one comes out.
    pub(super) inputs: usize,
    pub(super) properties: Vec<u8>,
}

/// Some packed streams, and the chain of methods that makes one stream of them.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) coders: Vec<Coder>,
    /// Which input gets what comes out of which coder.
    pub(super) binds: Vec<(u64, u64)>,
    /// The inputs that get packed streams.
    pub(super) packed: Vec<u64>,
    /// The size of what comes out of each coder.
    pub(super) sizes: Vec<u64>,
    has_sum: bool,
}

impl Folder {
    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let count = fields.number()?;
        if !(1..=MOST).contains(&count) {
            return Err(wrong());
        }
        let mut coders = Vec::new();
        for _ in 0..count {
            let flags = fields.byte()?;
            let method = fields.bytes(u64::from(flags & 15))?.to_vec();
            let (inputs, outputs) = if flags & 16 == 0 { (1, 1) } else { (fields.number()?, fields.number()?) };
            if flags & 0x80 != 0 || outputs != 1 || !(1..=MOST).contains(&inputs) {
                return Err(unsupported("a method of an unknown kind"));
            }
            let length = if flags & 32 == 0 { 0 } else { fields.number()? };
            let properties = fields.bytes(length)?.to_vec();
            coders.push(Coder { method, inputs: usize::try_from(inputs).unwrap_or(1), properties });
        }
        let inputs: usize = coders.iter().map(|coder| coder.inputs).sum();
        let mut binds = Vec::new();
        for _ in 1..coders.len() {
            binds.push((fields.number()?, fields.number()?));
        }
        let free = inputs.checked_sub(binds.len()).filter(|free| *free > 0).ok_or_else(wrong)?;
        let packed = if free == 1 {
            let bound = |input: &u64| binds.iter().any(|(to, _)| to == input);
            (0..inputs as u64).filter(|input| !bound(input)).take(1).collect()
        } else {
            (0..free).map(|_| fields.number()).collect::<Result<_>>()?
        };
        Ok(Self { coders, binds, packed, sizes: Vec::new(), has_sum: false })
    }

    /// Reads the size of what comes out of each coder.
    fn measure(&mut self, fields: &mut Fields<'_>) -> Result<()> {
        self.sizes = self.coders.iter().map(|_| fields.number()).collect::<Result<_>>()?;
        Ok(())
    }

    /// Reads the sizes of so many files that it unpacks to, one after the other.
    fn divide(&self, count: u64, fields: &mut Fields<'_>) -> Result<Vec<u64>> {
        let mut left = self.size().ok_or_else(wrong)?;
        let mut sizes = Vec::new();
        // Of the last one the size is what is left.
        for _ in 1..count {
            let size = fields.number()?;
            left = left.checked_sub(size).ok_or_else(wrong)?;
            sizes.push(size);
        }
        sizes.extend((count > 0).then_some(left));
        Ok(sizes)
    }

    /// The coder whose output goes into no other: the folder's own.
    pub(super) fn last(&self) -> Option<usize> {
        (0..self.coders.len()).find(|coder| self.binds.iter().all(|(_, from)| *from != *coder as u64))
    }
}

/// Where packed streams lie, and what they unpack to.
#[derive(Debug, Default)]
pub(super) struct Streams {
    start: u64,
    lengths: Vec<u64>,
    pub(super) folders: Vec<Folder>,
    /// Sizes of the files in each folder.
    parts: Vec<Vec<u64>>,
}

impl Streams {
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let mut streams = Self::default();
        loop {
            match fields.byte()? {
                0 => break,
                PACK => streams.packs(fields)?,
                UNPACK => streams.unpacks(fields)?,
                PARTS => streams.parts(fields)?,
                _ => return Err(wrong()),
            }
        }
        if streams.parts.is_empty() {
            streams.parts = streams.folders.iter().map(|folder| folder.size().into_iter().collect()).collect();
        }
        Ok(streams)
    }

    fn packs(&mut self, fields: &mut Fields<'_>) -> Result<()> {
        self.start = fields.number()?;
        let count = fields.count()?;
        loop {
            match fields.byte()? {
                0 => return Ok(()),
                SIZE => self.lengths = (0..count).map(|_| fields.number()).collect::<Result<_>>()?,
                CRC => _ = fields.sums(count)?,
                _ => return Err(wrong()),
            }
        }
    }

    fn unpacks(&mut self, fields: &mut Fields<'_>) -> Result<()> {
        if !fields.expect(FOLDER)? {
            return Ok(());
        }
        let count = fields.count()?;
        if fields.byte()? != 0 {
            return Err(unsupported("a header in parts"));
        }
        self.folders = (0..count).map(|_| Folder::read(fields)).collect::<Result<_>>()?;
        loop {
            match fields.byte()? {
                0 => return Ok(()),
                CODERS => self.folders.iter_mut().try_for_each(|folder| folder.measure(fields))?,
                CRC => {
                    let sums = fields.sums(self.folders.len())?;
                    self.folders.iter_mut().zip(sums).for_each(|(folder, has)| folder.has_sum = has);
                }
                _ => return Err(wrong()),
            }
        }
    }

    fn parts(&mut self, fields: &mut Fields<'_>) -> Result<()> {
        let mut counts = vec![1; self.folders.len()];
        let mut id = fields.byte()?;
        if id == COUNT {
            for count in &mut counts {
                *count = fields.number()?;
            }
            id = fields.byte()?;
        }
        for (folder, &count) in self.folders.iter().zip(&counts) {
            let sizes = if count > 1 && id != SIZE { Err(wrong()) } else { folder.divide(count, fields) };
            self.parts.push(sizes?);
        }
        if id == SIZE {
            id = fields.byte()?;
        }
        let known = |folder: &Folder, count: u64| count == 1 && folder.has_sum;
        let sums = self.folders.iter().zip(counts).filter(|(folder, count)| !known(folder, *count));
        let sums: u64 = sums.map(|(_, count)| count).sum();
        while id != 0 {
            if id != CRC {
                return Err(wrong());
            }
            fields.sums(usize::try_from(sums).ok().ok_or_else(wrong)?)?;
            id = fields.byte()?;
        }
        Ok(())
    }

    /// The packed streams of a folder, in the order in which the folder names them.
    pub(super) fn packed<'c>(&self, content: &'c [u8], index: usize) -> Result<Vec<&'c [u8]>> {
        let before: usize = self.folders.iter().take(index).map(|folder| folder.packed.len()).sum();
        let count = self.folders.get(index).map_or(0, |folder| folder.packed.len());
        let sum = |lengths: &[u64]| lengths.iter().try_fold(self.start, |sum, length| sum.checked_add(*length));
        let mut at = self.lengths.get(..before).and_then(sum).ok_or_else(wrong)?;
        let mut streams = Vec::new();
        for &length in self.lengths.get(before..before + count).ok_or_else(wrong)? {
            let end = at.checked_add(length).ok_or_else(wrong)?;
            let place = |at: u64| usize::try_from(at).ok()?.checked_add(super::START);
            // Of an archive that is cut off, what is there is read.
            let from = place(at).ok_or_else(wrong)?.min(content.len());
            let to = place(end).ok_or_else(wrong)?.min(content.len());
            streams.push(content.get(from..to).ok_or_else(cut)?);
            at = end;
        }
        Ok(streams)
    }

    /// The sizes of the files in a folder.
    pub(super) fn sizes(&self, index: usize) -> &[u64] {
        self.parts.get(index).map_or(&[], Vec::as_slice)
    }
}

/// What a header says.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) streams: Streams,
    names: Vec<u8>,
    empty: Vec<u8>,
}

impl Archive {
    /// Reads what follows [`HEADER`].
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let mut archive = Self::default();
        loop {
            match fields.byte()? {
                0 => return Ok(archive),
                PROPERTIES => while fields.expect(0xff)? {},
                ADDITIONAL => return Err(unsupported("a header in parts")),
                MAIN => archive.streams = Streams::read(fields)?,
                FILES => archive.files(fields)?,
                _ => return Err(wrong()),
            }
        }
    }

    fn files(&mut self, fields: &mut Fields<'_>) -> Result<()> {
        fields.number()?;
        loop {
            let id = fields.byte()?;
            if id == 0 {
                return Ok(());
            }
            let length = fields.number()?;
            let property = fields.bytes(length)?;
            match (id, property.split_first()) {
                (EMPTY, _) => self.empty = property.to_vec(),
                (NAMES, Some((0, names))) => self.names = names.to_vec(),
                (NAMES, _) => return Err(unsupported("a header in parts")),
                _ => {}
            }
        }
    }

    /// The names of the files that have content, in order.
    pub(super) fn filled(&self) -> impl Iterator<Item = Vec<u8>> {
        let units = self.names.chunks_exact(2).map(|pair| pair.try_into().map(u16::from_le_bytes).unwrap_or_default());
        let mut units = units.peekable();
        let names = std::iter::from_fn(move || {
            units.peek()?;
            let name: Vec<u16> = units.by_ref().take_while(|unit| *unit != 0).collect();
            Some(String::from_utf16_lossy(&name).into_bytes())
        });
        names.enumerate().filter(|(at, _)| !bit(&self.empty, *at)).map(|(_, name)| name)
    }
}
