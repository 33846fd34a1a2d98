//! Which objects there are: a number for each, and the way from a name to its number.
//!
//! A sorted list of eight-byte prefixes with a table over their first bits: two looks into memory find an object, and
//! millions of them fit where a table of names would not. A prefix that two objects share (which can be made) is told
//! apart by the whole name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::fault::{Fault, FaultKind};
use super::number::{DOUBLE, Number, prefix};
use super::pack::Pack;
use crate::source::git::packed::{Bases, Inflate, Lost, indexes, with_alternates};
use crate::source::git::{ObjectId, ObjectKind};

/// Where an object lies: a pack's number or [`OTHER`], and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lies {
    source: u16,
    place: u32,
}

/// The objects that lie in no pack.
const OTHER: u16 = u16::MAX;

/// All objects of a repository.
#[derive(Debug, Default)]
pub struct Objects {
    pub(super) packs: Vec<Pack>,
    /// Names of those that lie in no pack, and whether they are another's double.
    pub(super) others: Vec<ObjectId>,
    pub(super) other_numbers: Vec<Number>,
    prefixes: Vec<u64>,
    lies: Vec<Lies>,
    /// For each value of the first bits, the first number at or behind it.
    table: Vec<u32>,
    shift: u32,
}

impl Objects {
    /// Looks at a folder of objects and at its alternates. What cannot be opened is a fault.
    pub fn of_folder(folder: &Path, faults: &mut Vec<Fault>) -> Self {
        let mut objects = Self::default();
        let mut loose = BTreeSet::new();
        let (folders, lost) = with_alternates(folder);
        faults.extend(lost.iter().map(fault));
        for folder in folders {
            objects.add_packs(&folder, faults);
            super::loose::list(&folder, &mut loose);
        }
        objects.others = loose.into_iter().collect();
        objects.number();
        objects
    }

    /// Of a list of names, for a repository that another program reads.
    pub fn of_names(names: Vec<ObjectId>) -> Self {
        let mut objects = Self { others: names, ..Self::default() };
        objects.number();
        objects
    }

    fn add_packs(&mut self, folder: &Path, faults: &mut Vec<Fault>) {
        for index in indexes(folder) {
            if self.packs.len() >= usize::from(OTHER) {
                faults.push(Fault::of_file(FaultKind::Limit, &index, "more packs than can be numbered"));
                return;
            }
            match Pack::open(&index) {
                Ok(pack) => self.packs.push(pack),
                Err(detail) => faults.push(Fault::of_file(FaultKind::Corrupt, &index, &detail)),
            }
        }
    }

    /// Gives each object its number, in the order of names.
    fn number(&mut self) {
        let in_packs: usize = self.packs.iter().map(Pack::len).sum();
        let mut all: Vec<(u64, Lies)> = Vec::with_capacity(in_packs + self.others.len());
        for (source, pack) in (0u16..).zip(&self.packs) {
            all.extend((0u32..).zip(pack.prefixes()).map(|(place, prefix)| (prefix, Lies { source, place })));
        }
        let others = (0u32..).zip(&self.others);
        all.extend(others.map(|(place, id)| (prefix(id.as_bytes()), Lies { source: OTHER, place })));
        // Each part is sorted already, which this sort knows to use.
        all.sort_by_key(|&(prefix, _)| prefix);
        self.other_numbers = vec![DOUBLE; self.others.len()];
        (self.prefixes, self.lies) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for run in all.chunk_by(|a, b| a.0 == b.0) {
            let mut seen: BTreeMap<ObjectId, Number> = BTreeMap::new();
            for &(prefix, lies) in run {
                let alone = run.len() == 1;
                if !alone && self.name(lies).is_none_or(|name| seen.contains_key(&name)) {
                    continue;
                }
                let Ok(number) = Number::try_from(self.lies.len()) else { return };
                if let Some(name) = self.name(lies).filter(|_| !alone) {
                    seen.insert(name, number);
                }
                self.prefixes.push(prefix);
                self.lies.push(lies);
                self.tell(lies, number);
            }
        }
        self.build_table();
    }

    fn tell(&mut self, lies: Lies, number: Number) {
        let numbers = match self.packs.get_mut(usize::from(lies.source)) {
            Some(pack) => &mut pack.numbers,
            None => &mut self.other_numbers,
        };
        if let Some(slot) = numbers.get_mut(lies.place as usize) {
            *slot = number;
        }
    }

    fn build_table(&mut self) {
        let bits = self.prefixes.len().max(2).ilog2().clamp(1, 24);
        self.shift = 64 - bits;
        self.table = vec![0; (1 << bits) + 1];
        for prefix in &self.prefixes {
            let bucket = usize::try_from(prefix >> self.shift).unwrap_or_default() + 1;
            if let Some(count) = self.table.get_mut(bucket) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut self.table {
            sum += *slot;
            *slot = sum;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lies.len()
    }

    /// The bytes of all packs.
    pub fn packed_bytes(&self) -> u64 {
        self.packs.iter().map(|pack| pack.file.data.data_len() as u64).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lies.is_empty()
    }

    /// The number of an object; `None` where it is not here.
    #[inline]
    pub fn find(&self, name: &[u8]) -> Option<Number> {
        let prefix = prefix(name);
        let bucket = usize::try_from(prefix >> self.shift).ok()?;
        let (from, to) = (*self.table.get(bucket)?, *self.table.get(bucket + 1)?);
        let mut found = None;
        for number in from..to {
            if self.prefixes.get(number as usize) == Some(&prefix) {
                if found.is_some() {
                    return self.find_whole(name, from..to);
                }
                found = Some(number);
            }
        }
        found
    }

    #[cold]
    fn find_whole(&self, name: &[u8], within: std::ops::Range<u32>) -> Option<Number> {
        within.into_iter().find(|&number| self.id(number).is_some_and(|id| id.as_bytes() == name))
    }

    /// An order in which objects are best read: what others are written down as a difference from comes first.
    pub fn place(&self, number: Number) -> (u16, u64) {
        let Some(lies) = self.lies.get(number as usize) else { return (OTHER, u64::MAX) };
        let pack = self.packs.get(usize::from(lies.source));
        (lies.source, pack.map_or_else(|| lies.place.into(), |pack| pack.file.offset(lies.place)))
    }

    /// Decodes an object that lies in a pack, where that is easy.
    pub(super) fn decode(
        &self,
        number: Number,
        largest: u64,
        with: &mut (Inflate, Bases),
    ) -> Option<(ObjectKind, Arc<Vec<u8>>)> {
        let lies = self.lies.get(number as usize)?;
        self.packs.get(usize::from(lies.source))?.file.decode(lies.place, largest, with)
    }

    /// The whole name of an object.
    pub fn id(&self, number: Number) -> Option<ObjectId> {
        self.name(*self.lies.get(number as usize)?)
    }

    fn name(&self, lies: Lies) -> Option<ObjectId> {
        match self.packs.get(usize::from(lies.source)) {
            Some(pack) => pack.file.id(lies.place),
            None => self.others.get(lies.place as usize).copied(),
        }
    }
}

/// A folder of objects that could not be followed to.
fn fault(lost: &Lost) -> Fault {
    match lost {
        Lost::Missing(named, error) => Fault::of_file(FaultKind::Missing, named, &format!("an alternate: {error}")),
        Lost::TooDeep(folder) => {
            Fault::of_file(FaultKind::Limit, folder, "alternates of alternates, deeper than git follows")
        }
    }
}
