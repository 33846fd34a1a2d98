//! Reading everything: packs delta chain by delta chain, each object decoded once; the rest object by object.
//!
//! A pack that breaks on the way is read on object by object, so that a damaged byte costs the objects that hang on it
//! and no others. Memory is bounded by [`Bounds`]: what is larger is a fault, not an allocation.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use rayon::prelude::*;

use super::bounds::Bounds;
use super::chains::Chains;
use super::descend::{Like, Visitor};
use super::fault::Fault;
use super::number::Number;
use super::repository::{History, Unreadable};
use crate::source::git::ObjectKind;
use crate::source::guard::guarded;

/// What is shared by the threads of a traversal.
struct Shared<'s, M> {
    make: &'s M,
    kinds: &'s [AtomicU8],
}

/// A visitor of one thread, to whom each object is handed over once, by whichever thread.
struct Seat<'s, V, M> {
    shared: &'s Shared<'s, M>,
    visitor: V,
}

impl<V: Visitor, M: Sync> Visitor for Seat<'_, V, M> {
    type Left = V::Left;

    fn object(&mut self, number: Number, kind: ObjectKind, content: &[u8], base: Option<Like<'_, V::Left>>) -> V::Left {
        match self.shared.kinds.get(number as usize) {
            Some(seen) if seen.swap(mark(kind), Ordering::Relaxed) == 0 => {
                self.visitor.object(number, kind, content, base)
            }
            _ => V::Left::default(),
        }
    }
}

fn mark(kind: ObjectKind) -> u8 {
    kind as u8 + 1
}

/// What was read: the kind of each object, by number; none where it could not be read.
#[derive(Debug)]
pub(super) struct Kinds(Vec<AtomicU8>);

impl Kinds {
    pub(super) fn of(&self, number: Number) -> Option<ObjectKind> {
        let kind = self.0.get(number as usize)?.load(Ordering::Relaxed);
        [ObjectKind::Commit, ObjectKind::Tree, ObjectKind::Blob, ObjectKind::Tag]
            .into_iter()
            .find(|&known| mark(known) == kind)
    }
}

/// Of a pack of which no more than one object in so many is wanted, only these are read.
const FEW: usize = 8;

/// Reads every object but the known ones (a kind for each number; none are known of an empty list) and hands it to the
/// visitors, one of which `make` makes for each thread. What could not be read is told; the rest is read all the same.
/// Ends early when `stop` is set.
pub fn traverse<V: Visitor>(
    history: &History,
    bounds: &Bounds,
    known: &[Option<ObjectKind>],
    make: &(impl Fn() -> V + Sync),
    stop: &AtomicBool,
) -> (Vec<Option<ObjectKind>>, Vec<Fault>) {
    let objects = history.objects();
    let start = |at: usize| AtomicU8::new(known.get(at).copied().flatten().map_or(0, mark));
    let kinds = Kinds((0..objects.len()).map(start).collect());
    let shared = Shared { make, kinds: &kinds.0 };
    let is_wanted =
        |number: &&Number| kinds.0.get(**number as usize).is_some_and(|kind| kind.load(Ordering::Relaxed) == 0);
    let mut all_few = true;
    for pack in &objects.packs {
        if pack.numbers.iter().filter(is_wanted).count() * FEW <= pack.len() {
            continue;
        }
        all_few = false;
        // Whatever goes wrong: what the pack still owes is read object by object below.
        _ = guarded(|| {
            if let Some(chains) = Chains::of(pack, &|number| is_wanted(&&number), bounds) {
                chains.read(|| Seat { shared: &shared, visitor: make() }, stop);
            }
        });
        if stop.load(Ordering::Relaxed) {
            return (Vec::new(), Vec::new());
        }
    }
    let faults = one_by_one(history, bounds, &shared, all_few, stop);
    let kinds = (0..).take(objects.len()).map(|number| kinds.of(number)).collect();
    (kinds, faults)
}

/// Reads what was not read yet: loose objects, what is wanted of packs of which few is, and (where they are not known to
/// be `sound`) what a damaged pack still owes.
fn one_by_one<V: Visitor, M: Fn() -> V + Sync>(
    history: &History,
    bounds: &Bounds,
    shared: &Shared<'_, M>,
    sound: bool,
    stop: &AtomicBool,
) -> Vec<Fault> {
    let unread =
        |number: &Number| shared.kinds.get(*number as usize).is_some_and(|kind| kind.load(Ordering::Relaxed) == 0);
    let mut rest: Vec<Number> = (0..).take(history.objects().len()).filter(unread).collect();
    rest.sort_by_cached_key(|&number| history.objects().place(number));
    let faults = Mutex::new(Vec::new());
    let length = rest.len().div_ceil(bounds.jobs.max(1) * 4).max(1);
    rest.par_chunks(length).for_each(|numbers| {
        let mut seat = Seat { shared, visitor: (shared.make)() };
        let reader = history.reader();
        for &number in numbers {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let read =
                if sound { reader.read(number, bounds.largest) } else { reader.read_slowly(number, bounds.largest) };
            match read {
                Ok((kind, content)) => _ = seat.object(number, kind, &content, None),
                Err(Unreadable { kind, detail }) => {
                    let fault = Fault { kind, number: Some(number), file: None, detail };
                    faults.lock().map(|mut faults| faults.push(fault)).unwrap_or_default();
                }
            }
        }
    });
    let mut faults = faults.into_inner().unwrap_or_default();
    faults.sort_by_key(|fault: &Fault| fault.number);
    faults
}
