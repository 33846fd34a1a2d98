//! Reading everything: packs delta chain by delta chain, each object decoded once; the rest object by object.
//!
//! A pack that breaks on the way is read on object by object, so that a damaged byte costs the objects that hang on it
//! and no others. Memory is bounded by [`Bounds::largest`]: what is larger is a fault, not an allocation.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use gix_pack::cache::delta::{Tree, traverse};
use gix_utils::progress::Discard;
use rayon::prelude::*;

use super::fault::Fault;
use super::number::Number;
use super::pack::{Pack, kind_of};
use super::repository::{History, Unreadable};
use crate::source::git::ObjectKind;
use crate::source::guard::guarded;

/// What is done with each object.
pub trait Visitor: Send {
    /// Takes an object. Each is handed over once, by any thread, in any order.
    fn object(&mut self, number: Number, kind: ObjectKind, content: &[u8]);
}

/// How much may be taken.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Threads.
    pub jobs: usize,
    /// Most bytes of one object.
    pub largest: u64,
}

/// What is shared by the threads of a traversal.
struct Shared<'s, M> {
    make: &'s M,
    kinds: &'s [AtomicU8],
}

/// A visitor of one thread; a copy of it is another thread's.
struct Seat<'s, V, M> {
    shared: &'s Shared<'s, M>,
    visitor: V,
}

impl<V, M: Fn() -> V> Clone for Seat<'_, V, M> {
    fn clone(&self) -> Self {
        Self { shared: self.shared, visitor: (self.shared.make)() }
    }
}

impl<V: Visitor, M> Seat<'_, V, M> {
    fn take(&mut self, number: Number, kind: ObjectKind, content: &[u8]) {
        let Some(seen) = self.shared.kinds.get(number as usize) else { return };
        if seen.swap(mark(kind), Ordering::Relaxed) == 0 {
            self.visitor.object(number, kind, content);
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
        _ = guarded(|| by_chains(pack, bounds, &shared, stop));
        if stop.load(Ordering::Relaxed) {
            return (Vec::new(), Vec::new());
        }
    }
    let faults = one_by_one(history, bounds, &shared, all_few, stop);
    let kinds = (0..).take(objects.len()).map(|number| kinds.of(number)).collect();
    (kinds, faults)
}

fn by_chains<V: Visitor, M: Fn() -> V + Sync>(
    pack: &Pack,
    bounds: &Bounds,
    shared: &Shared<'_, M>,
    stop: &AtomicBool,
) -> gix_error::Result<()> {
    let index = &pack.index;
    let offsets = (0u32..).zip(&pack.numbers).map(|(at, &number)| (index.pack_offset_at_index(at), number));
    let mut order: Vec<(u64, Number)> = offsets.collect();
    order.sort_unstable();
    let tree = Tree::from_offsets_in_pack(
        pack.data.path(),
        order.into_iter(),
        &|item| item.0,
        &|id| Ok(index.lookup(id).map(|at| index.pack_offset_at_index(at))),
        &mut Discard,
        stop,
        gix_hash::Kind::Sha1,
    )?;
    let mut seat = Seat { shared, visitor: (shared.make)() };
    let visit =
        move |item: &mut (u64, Number), _: &dyn gix_utils::progress::Progress, context: traverse::Context<'_>| {
            if let Some(kind) = context.entry.header.as_kind() {
                seat.take(item.1, kind_of(kind), context.decompressed);
            }
            Ok(())
        };
    let options = traverse::Options {
        object_progress: Box::new(Discard),
        size_progress: &mut Discard,
        thread_limit: Some(bounds.jobs),
        should_interrupt: stop,
        object_hash: gix_hash::Kind::Sha1,
        alloc_limit_bytes: usize::try_from(bounds.largest).ok(),
    };
    let end = pack.data.pack_end() as u64;
    tree.traverse(|range, data: &gix_pack::data::File| data.entry_slice(range), &pack.data, end, visit, options)?;
    Ok(())
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
                Ok((kind, content)) => seat.take(number, kind, &content),
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
