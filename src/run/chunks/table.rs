//! A table that threads share without waiting for one another: millions of random keys, each with a small entry, of which
//! none is ever taken out.
//!
//! A look at it costs what memory takes to answer, which is longer than it takes to cut and hash the chunk asked for. So
//! there is [`Table::warm`], which has memory answer for many keys at the same time.

use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many places are tried for a key, one behind the other, before the next floor is.
const TRIES: usize = 32;

/// How many more places each floor has than the one below.
const GROWTH: usize = 2;

/// Places of the least floor.
const LEAST: usize = 1 << 15;

/// Most places of the first floor: 1 GB.
const MOST: usize = 1 << 26;

/// Most floors; from the least on they have room for thousands of millions.
const FLOORS: usize = 18;

/// Says that there is an entry.
const PRESENT: u64 = 1 << 63;

/// A place for a key and its entry. An entry never comes to stand at another key than its own, as a place keeps its key; so
/// that no order between the two has to be kept, and whoever sees a key without an entry has seen nothing.
#[derive(Default)]
struct Place {
    key: AtomicU64,
    entry: AtomicU64,
}

/// Keys and their entries.
pub(super) struct Table {
    least: usize,
    /// A floor is built when those below it have no place for a key.
    floors: [OnceLock<Box<[Place]>>; FLOORS],
}

impl Table {
    /// An empty table that grows less often if about so many keys come.
    pub(super) fn with_room_for(keys: usize) -> Self {
        Self { least: keys.saturating_add(keys / 2).clamp(LEAST, MOST).next_power_of_two(), floors: Default::default() }
    }

    /// Loads where the first of these keys are kept, all at the same time.
    pub(super) fn warm(&self, keys: impl Iterator<Item = u64>) {
        let floor = self.floors.iter().rev().find_map(OnceLock::get);
        let Some(floor) = floor else { return };
        let read = |key: u64| floor.get(first(floor, key)).map_or(0, |place| place.key.load(Ordering::Relaxed));
        black_box(keys.fold(0, |all, key| all ^ read(key)));
    }

    /// The entry of a key.
    pub(super) fn get(&self, key: u64) -> Option<u64> {
        let key = key.max(1);
        for floor in self.floors.iter().map_while(OnceLock::get) {
            let mut found = 0;
            let place = places(floor, key).find(|place| {
                found = place.key.load(Ordering::Relaxed);
                found == key || found == 0
            });
            // Were it in the table, it would be here and not behind an empty place: places are never emptied.
            if let Some(place) = place {
                let entry = place.entry.load(Ordering::Relaxed);
                return (found == key && entry & PRESENT != 0).then_some(entry & !PRESENT);
            }
        }
        None
    }

    /// Sets the entry of a key, which has 63 bits. What finds no place, in a table of thousands of millions, is not kept.
    pub(super) fn put(&self, key: u64, entry: u64) {
        let key = key.max(1);
        let mut room = self.least;
        for floor in &self.floors {
            let floor = floor.get_or_init(|| (0..room).map(|_| Place::default()).collect());
            let place = places(floor, key).find(|place| {
                let was = place.key.compare_exchange(0, key, Ordering::Relaxed, Ordering::Relaxed);
                was.is_ok() || was == Err(key)
            });
            if let Some(place) = place {
                place.entry.store(entry | PRESENT, Ordering::Relaxed);
                return;
            }
            room = room.saturating_mul(GROWTH);
        }
    }
}

/// The places where a key may be, in the order in which they are tried.
fn places(floor: &[Place], key: u64) -> impl Iterator<Item = &Place> {
    let first = first(floor, key);
    (0..TRIES).filter_map(move |more| floor.get((first + more) & (floor.len() - 1)))
}

/// Where in a floor, whose places are a power of two, a key is tried first.
#[expect(clippy::cast_possible_truncation, reason = "any bits of a random key do")]
fn first(floor: &[Place], key: u64) -> usize {
    key as usize & (floor.len() - 1)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// Random enough.
    fn key(number: u64) -> u64 {
        (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
    }

    #[test]
    fn what_was_put_is_got_on_all_floors_and_by_all_threads() {
        let table = Table::with_room_for(0);
        let many = 200_000;
        thread::scope(|scope| {
            for half in 0..2 {
                let table = &table;
                scope.spawn(move || (half * many / 2..many).for_each(|number| table.put(key(number), number)));
            }
        });
        assert!(table.floors.iter().filter_map(OnceLock::get).count() > 2);
        table.warm((0..many).map(key));
        assert!((0..many).all(|number| table.get(key(number)) == Some(number)));
        assert!((many..2 * many).all(|number| table.get(key(number)).is_none()));
        table.put(key(7), 1);
        assert_eq!(table.get(key(7)), Some(1), "an entry is overwritten");
    }

    #[test]
    fn full_neighbourhoods_and_the_key_of_nothing_are_no_trouble() {
        let table = Table::with_room_for(0);
        let alike = |number: u64| number << 40;
        (0..100).for_each(|number| table.put(alike(number), number));
        assert!((0..100).all(|number| table.get(alike(number)) == Some(number)));
    }
}
