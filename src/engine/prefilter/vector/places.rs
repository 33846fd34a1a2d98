//! Places that a first look marked, one after the other.
//!
//! What comes after the first look is short work at places that nobody can foretell: a branch for each would cost more
//! than the work. So places are written down without one, and what a second look lets pass is kept without one.

/// Most places of one list; also what may be written behind the last one.
const ROOM: usize = super::CHUNK + MORE;

/// Places that are written at once.
const SPARE: usize = 4;

/// Places that are written at once when they are there as numbers.
const MORE: usize = 32;

/// Places in a chunk of text, in order.
#[derive(Debug)]
pub(in super::super) struct Places {
    at: [u16; ROOM],
    count: usize,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { at: [0; ROOM], count: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Writes the places of the ones of a block's mask, which are few.
    #[inline]
    pub(super) fn write_ones(&mut self, mask: u64, base: u16) {
        let mut rest = mask;
        while rest != 0 {
            if let Some(to) = self.at.get_mut(self.count) {
                *to = base + place_of_first(rest);
                self.count += 1;
            }
            rest &= rest - 1;
        }
    }

    /// Writes places of the block that begins at `base`, the first so many of these.
    #[inline]
    pub(super) fn write(&mut self, places: &[u8; MORE], base: u16, count: u32) {
        let room = self.at.get_mut(self.count..).and_then(|room| room.first_chunk_mut::<MORE>());
        if let Some(room) = room {
            room.iter_mut().zip(places).for_each(|(to, place)| *to = base + u16::from(*place));
            self.count += MORE.min(count as usize);
        }
    }

    /// The places of the ones of masks, the least first: bit `b` of mask `m` is place `m * width + b * step`.
    #[inline]
    pub(super) fn read(&mut self, masks: &[u32], width: usize, step: u16) {
        self.count = 0;
        let bases = (0u16..).step_by(width);
        for (&mask, base) in masks.iter().zip(bases) {
            let mut rest = mask;
            // Once round for nearly every mask, so that the loop's end can be foretold.
            while rest != 0 {
                rest = self.write_mask(rest, base, step);
            }
        }
    }

    /// Writes the first places of a mask; gives what is left of it.
    #[inline]
    fn write_mask(&mut self, mask: u32, base: u16, step: u16) -> u32 {
        let room = self.at.get_mut(self.count..).and_then(|room| room.first_chunk_mut::<SPARE>());
        let Some(room) = room else { return 0 };
        self.count += SPARE.min(mask.count_ones() as usize);
        let mut rest = mask;
        for to in room {
            *to = base + place_of_first(u64::from(rest) | 1 << 32) * step;
            rest &= rest.wrapping_sub(1);
        }
        rest
    }

    /// Keeps the places that pass.
    #[inline]
    pub(in super::super) fn keep(&mut self, passes: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for from in 0..self.count {
            let at = self.at.get(from).copied().unwrap_or(0);
            self.at.get_mut(kept).into_iter().for_each(|to| *to = at);
            kept += usize::from(passes(usize::from(at)));
        }
        self.count = kept;
    }

    /// The places.
    #[inline]
    pub(in super::super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.at.iter().take(self.count).map(|&at| usize::from(at))
    }
}

/// The place of a number's lowest one; 64 if it has none.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "at most 64")]
fn place_of_first(bits: u64) -> u16 {
    bits.trailing_zeros() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_ones_in_order_and_keeps_what_passes() {
        let mut places = Places::new();
        places.read(&[0b1011, 0, u32::MAX, 1 << 31], 64, 2);
        let all: Vec<usize> = [0, 2, 6].into_iter().chain((0..32).map(|bit| 128 + 2 * bit)).chain([192 + 62]).collect();
        assert_eq!(places.iter().collect::<Vec<_>>(), all);
        places.keep(|at| at % 64 == 0);
        assert_eq!(places.iter().collect::<Vec<_>>(), [0, 128]);
        places.read(&[], 32, 1);
        assert_eq!(places.iter().count(), 0);
    }

    #[test]
    fn a_chunk_full_of_ones_has_room() {
        let mut places = Places::new();
        places.read(&[u32::MAX; super::super::CHUNK / 32], 32, 1);
        assert_eq!(places.iter().count(), super::super::CHUNK);
    }
}
