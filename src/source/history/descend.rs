//! Going down a pack's chains: each object is inflated once and made from its base while that is at hand.
//!
//! Of the objects that hang on one, the branch with the most of them comes last, when the base is not needed any more, so that
//! no more bases wait on a thread than the number of objects has bits, and those of large branches, which are work for other
//! threads.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rayon::Scope;

use super::chains::{At, Chains};
use super::number::Number;
use crate::source::git::ObjectKind;
use crate::source::git::packed::{Copied, Inflate, delta};

/// A branch of fewer objects is no work for another thread.
const BRANCH: u32 = 256;

/// What is done with each object; one for each thread.
pub trait Visitor: Send {
    /// What is kept of an object while others are made from it.
    type Left: Default + Send + Sync;

    /// Takes an object, and what it was made from if that is at hand, in any order.
    fn object(
        &mut self,
        number: Number,
        kind: ObjectKind,
        content: &[u8],
        base: Option<Like<'_, Self::Left>>,
    ) -> Self::Left;
}

/// What an object was made from.
#[derive(Debug)]
pub struct Like<'l, L> {
    /// What was kept of the base.
    pub left: &'l L,
    /// The base's bytes.
    pub length: usize,
    /// What of the base stands in the object.
    pub copied: &'l [Copied],
}

/// What one thread works with.
struct Hand<V> {
    inflate: Inflate,
    delta: Room,
    copied: Vec<Copied>,
    /// Room that is free again.
    spare: Vec<Room>,
    visitor: V,
}

/// An object to be read, with its kind and, of a difference, its base.
struct Task<'w, L> {
    at: At,
    kind: ObjectKind,
    base: Option<Arc<Base<'w, L>>>,
}

/// Room for an object, which has more than it needs where a larger one was there before: what is there already need not be
/// filled with zeros.
#[derive(Default)]
struct Room {
    bytes: Vec<u8>,
    used: usize,
}

impl Room {
    /// The part for an object of a size, with whatever is there.
    fn of(&mut self, size: usize) -> &mut [u8] {
        if self.bytes.len() < size {
            self.bytes.resize(size, 0);
        }
        self.used = size;
        self.bytes.get_mut(..size).unwrap_or_default()
    }

    fn content(&self) -> &[u8] {
        self.bytes.get(..self.used).unwrap_or_default()
    }
}

/// The content of an object on which others hang.
struct Base<'w, L> {
    room: Room,
    left: L,
    /// The bytes of all bases that wait.
    waiting: &'w AtomicUsize,
}

impl<L> Drop for Base<'_, L> {
    fn drop(&mut self) {
        self.waiting.fetch_sub(self.room.used, Ordering::Relaxed);
    }
}

/// What the threads share.
struct Work<'w, V, M> {
    chains: &'w Chains<'w>,
    hands: Mutex<Vec<Hand<V>>>,
    make: M,
    stop: &'w AtomicBool,
    waiting: &'w AtomicUsize,
}

impl<'l, L> Like<'l, L> {
    /// With a part of what was kept.
    #[must_use]
    pub fn to<M>(&self, part: impl FnOnce(&'l L) -> &'l M) -> Like<'l, M> {
        Like { left: part(self.left), length: self.length, copied: self.copied }
    }
}

impl Chains<'_> {
    /// Reads all that is wanted and can be read, on all threads; `make` makes a visitor for each.
    pub(super) fn read<V: Visitor, M: Fn() -> V + Sync>(&self, make: M, stop: &AtomicBool) {
        let waiting = AtomicUsize::new(0);
        let work = Work { chains: self, hands: Mutex::new(Vec::new()), make, stop, waiting: &waiting };
        let pieces = self.pieces();
        rayon::scope(|scope| {
            for roots in pieces {
                let work = &work;
                scope.spawn(move |scope| {
                    let kind = |at: At| self.packed(at).and_then(|packed| packed.kind);
                    let tasks = roots.iter().rev().filter_map(|&at| Some(Task { at, kind: kind(at)?, base: None }));
                    work.run(tasks.collect(), scope);
                });
            }
        });
    }
}

impl Chains<'_> {
    /// The objects that are whole and lead to something wanted, in pieces of work: the heavy ones first, each by itself,
    /// then the others in the order of the pack. Many more than threads, so that all end at about the same time.
    fn pieces(&self) -> Vec<Vec<At>> {
        let (mut heavy, light): (Vec<At>, Vec<At>) =
            self.roots().filter(|&at| self.weight(at) > 0).partition(|&at| self.weight(at) >= BRANCH);
        heavy.sort_by_key(|&at| std::cmp::Reverse(self.weight(at)));
        let mut pieces: Vec<Vec<At>> = heavy.into_iter().map(|at| vec![at]).collect();
        let all: u32 = light.iter().map(|&at| self.weight(at)).sum();
        let enough = all as usize / (rayon::current_num_threads() * 64);
        let (mut piece, mut weight) = (Vec::new(), 0);
        for at in light {
            weight += self.weight(at) as usize;
            piece.push(at);
            if weight > enough {
                pieces.push(std::mem::take(&mut piece));
                weight = 0;
            }
        }
        pieces.push(piece);
        pieces
    }
}

impl<'w, V: Visitor, M: Fn() -> V + Sync> Work<'w, V, M> {
    /// Works through tasks and what hangs on them; large branches become tasks of the scope.
    fn run<'s>(&'s self, mut tasks: Vec<Task<'w, V::Left>>, scope: &Scope<'s>)
    where
        'w: 's,
    {
        let idle = self.hands.lock().ok().and_then(|mut hands| hands.pop());
        let mut hand = idle.unwrap_or_else(|| Hand {
            inflate: Inflate::default(),
            delta: Room::default(),
            copied: Vec::new(),
            spare: Vec::new(),
            visitor: (self.make)(),
        });
        while let Some(task) = tasks.pop() {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.one(task, &mut hand, &mut tasks, scope);
        }
        if let Ok(mut hands) = self.hands.lock() {
            hands.push(hand);
        }
    }

    fn one<'s>(
        &'s self,
        task: Task<'w, V::Left>,
        hand: &mut Hand<V>,
        tasks: &mut Vec<Task<'w, V::Left>>,
        scope: &Scope<'s>,
    ) where
        'w: 's,
    {
        let Task { at, kind, base } = task;
        let Some((number, room)) = self.content(at, base.as_deref(), hand) else { return };
        let like = base.as_deref().map(|base| Like { left: &base.left, length: base.room.used, copied: &hand.copied });
        let left = hand.visitor.object(number, kind, room.content(), like);
        if let Some(base) = base {
            hand.free(base);
        }
        let mut wanted: Vec<At> =
            self.chains.children(at).iter().copied().filter(|&child| self.chains.weight(child) > 0).collect();
        let waiting = self.waiting.fetch_add(room.used, Ordering::Relaxed) + room.used;
        let base = Arc::new(Base { room, left, waiting: self.waiting });
        if waiting > self.chains.waiting {
            wanted.clear();
        }
        // What is pushed first is worked on last.
        wanted.sort_by_key(|&child| std::cmp::Reverse(self.chains.weight(child)));
        for (place, child) in wanted.into_iter().enumerate() {
            let task = Task { at: child, kind, base: Some(Arc::clone(&base)) };
            if place > 0 && self.chains.weight(child) >= BRANCH {
                scope.spawn(move |scope| self.run(vec![task], scope));
            } else {
                tasks.push(task);
            }
        }
        hand.free(base);
    }

    /// The content of an object: inflated, and made from its base. None where that fails.
    fn content(&self, at: At, base: Option<&Base<'_, V::Left>>, hand: &mut Hand<V>) -> Option<(Number, Room)> {
        let packed = self.chains.packed(at)?;
        let fits = |&size: &usize| size <= self.chains.largest;
        let size = usize::try_from(packed.size).ok().filter(fits)?;
        hand.copied.clear();
        let mut room = hand.spare.pop().unwrap_or_default();
        let Some(base) = base else {
            hand.inflate.fill(packed.bytes, room.of(size))?;
            return Some((packed.number, room));
        };
        hand.inflate.fill(packed.bytes, hand.delta.of(size))?;
        let base = base.room.content();
        let (size, delta) = delta::result_size(hand.delta.content(), base.len()).filter(|(size, _)| fits(size))?;
        delta::apply(base, delta, room.of(size), |piece| delta::join(&mut hand.copied, piece))?;
        Some((packed.number, room))
    }
}

/// Most bytes of room that is kept for the next object, and most pieces of it.
const SPARE: usize = 4 << 20;
const SPARES: usize = 8;

impl<V> Hand<V> {
    /// Gives a base back. Its room is used again where it was the last to hold it.
    fn free<L>(&mut self, base: Arc<Base<'_, L>>) {
        let Some(mut base) = Arc::into_inner(base) else { return };
        base.waiting.fetch_sub(base.room.used, Ordering::Relaxed);
        let room = std::mem::take(&mut base.room);
        if room.bytes.capacity() <= SPARE && self.spare.len() < SPARES {
            self.spare.push(room);
        }
    }
}
