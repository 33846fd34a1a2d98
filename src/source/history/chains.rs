//! Which objects of a pack hang on which: many are kept as a difference from another, their base.
//!
//! The traversal of `gix-pack` does what this and `descend` do, and is where this began. This sets out on all threads at once,
//! inflates each object in one call, leaves out what nobody wants, and keeps few bases: a tenth of a history's time less.

use rayon::prelude::*;

use super::bounds::Bounds;
use super::number::Number;
use super::pack::Pack;
use crate::source::git::ObjectKind;
use crate::source::git::packed::Based;

/// A place in the list of a pack's objects, in the order in which they lie there.
pub(super) type At = u32;

/// No base.
const NONE: At = At::MAX;

/// An object and where it lies in the pack.
#[derive(Clone, Copy)]
struct Entry {
    begin: u64,
    data: u64,
    number: Number,
    /// Bytes when inflated.
    size: u64,
    base: At,
    /// What it is; none of a difference.
    kind: Option<ObjectKind>,
}

/// A pack's objects, and which hang on which.
pub(super) struct Chains<'p> {
    pack: &'p Pack,
    entries: Vec<Entry>,
    /// For each object, how many of it and of what hangs on it are wanted.
    weights: Vec<u32>,
    /// The objects that hang on another, by it.
    children: Vec<At>,
    /// For each object, where its children begin; one more for the end.
    first: Vec<u32>,
    /// Most bytes of an object.
    pub(super) largest: usize,
    /// Most bytes of bases that wait.
    pub(super) waiting: usize,
}

/// An object as it lies in the pack.
#[derive(Clone, Copy)]
pub(super) struct Packed<'p> {
    pub(super) number: Number,
    /// What it is; none of a difference.
    pub(super) kind: Option<ObjectKind>,
    /// Bytes when inflated.
    pub(super) size: u64,
    /// What is to be inflated.
    pub(super) bytes: &'p [u8],
}

impl<'p> Chains<'p> {
    /// Of what is wanted of a pack. What cannot be understood is left out.
    pub(super) fn of(pack: &'p Pack, wanted: &(impl Fn(Number) -> bool + Sync), bounds: &Bounds) -> Option<Self> {
        let mut order: Vec<(u64, Number)> =
            (0u32..).zip(&pack.numbers).map(|(at, &number)| (pack.file.offset(at), number)).collect();
        order.par_sort_unstable();
        let entries: Vec<Entry> = order.par_iter().map(|&(begin, number)| entry(pack, begin, number, &order)).collect();
        At::try_from(entries.len()).ok().filter(|&count| count != NONE)?;
        let mut chains = Self {
            pack,
            weights: vec![0; entries.len()],
            children: Vec::new(),
            first: vec![0; entries.len() + 1],
            entries,
            largest: usize::try_from(bounds.largest).unwrap_or(usize::MAX),
            waiting: bounds.waiting,
        };
        chains.hang();
        chains.weigh(wanted);
        Some(chains)
    }

    /// Notes what hangs on what.
    fn hang(&mut self) {
        for entry in &self.entries {
            if let Some(count) = self.first.get_mut(entry.base as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut self.first {
            sum += *slot;
            *slot = sum;
        }
        self.children = vec![NONE; sum as usize];
        // Backwards, so that children stand in order.
        let mut at = At::try_from(self.entries.len()).unwrap_or(NONE);
        for entry in self.entries.iter().rev() {
            at -= 1;
            let Some(first) = self.first.get_mut(entry.base as usize) else { continue };
            *first -= 1;
            if let Some(slot) = self.children.get_mut(*first as usize) {
                *slot = at;
            }
        }
    }

    /// Counts what is wanted, from what nothing hangs on up to the bases.
    fn weigh(&mut self, wanted: &impl Fn(Number) -> bool) {
        let mut open: Vec<(At, bool)> = self.roots().map(|at| (at, false)).collect();
        while let Some((at, counted)) = open.pop() {
            let own = self.entries.get(at as usize).is_some_and(|entry| wanted(entry.number));
            let children = self.children(at);
            if !counted && !children.is_empty() {
                open.push((at, true));
                open.extend(children.iter().map(|&child| (child, false)));
                continue;
            }
            let below: u32 = children.iter().map(|&child| self.weight(child)).sum();
            if let Some(weight) = self.weights.get_mut(at as usize) {
                *weight = below + u32::from(own);
            }
        }
    }

    /// The objects that are whole.
    pub(super) fn roots(&self) -> impl Iterator<Item = At> {
        (0..).zip(&self.entries).filter(|(_, entry)| entry.kind.is_some()).map(|(at, _)| at)
    }

    /// The objects that hang on one.
    pub(super) fn children(&self, at: At) -> &[At] {
        let place = |at: usize| self.first.get(at).map_or(0, |&first| first as usize);
        self.children.get(place(at as usize)..place(at as usize + 1)).unwrap_or_default()
    }

    /// How many of an object and of what hangs on it are wanted.
    pub(super) fn weight(&self, at: At) -> u32 {
        self.weights.get(at as usize).copied().unwrap_or(0)
    }

    /// An object as it lies in the pack, up to where the next one begins.
    pub(super) fn packed(&self, at: At) -> Option<Packed<'_>> {
        let &Entry { data, number, size, kind, .. } = self.entries.get(at as usize)?;
        let end = self.entries.get(at as usize + 1).map_or(self.pack.file.data.pack_end() as u64, |next| next.begin);
        Some(Packed { number, kind, size, bytes: self.pack.file.data.entry_slice(data..end)? })
    }
}

/// Reads the head of an object. One that cannot be read has neither kind nor base, and so nothing leads to it.
fn entry(pack: &Pack, begin: u64, number: Number, order: &[(u64, Number)]) -> Entry {
    let none = Entry { begin, data: begin, number, size: 0, base: NONE, kind: None };
    let Ok(head) = pack.file.data.entry(begin) else { return none };
    let place = |base: u64| order.binary_search_by_key(&base, |&(offset, _)| offset).ok();
    let (base, kind) = match pack.file.base(begin, head.header) {
        Based::On(base) => (place(base).and_then(|place| At::try_from(place).ok()).unwrap_or(NONE), None),
        Based::Whole(kind) => (NONE, Some(kind)),
        Based::Nowhere => (NONE, None),
    };
    Entry { data: head.data_offset, size: head.decompressed_size, base, kind, ..none }
}
