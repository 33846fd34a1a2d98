//! Objects that were decoded a moment ago, because others are written down as a difference from them.

#![expect(clippy::disallowed_types, reason = "looked up and never walked through: the order reaches no output")]

use std::collections::{HashMap, VecDeque};

use crate::source::git::object::ObjectKind;

/// Most bytes that one reader keeps.
const MOST: usize = 32 << 20;

/// By pack and place in it.
pub(in crate::source) type Place = (u32, u64);

/// What is kept; the oldest goes first.
#[derive(Default)]
pub(in crate::source) struct Bases {
    known: HashMap<Place, (ObjectKind, Vec<u8>), foldhash::fast::RandomState>,
    order: VecDeque<Place>,
    bytes: usize,
}

impl Bases {
    pub(in crate::source) fn put(&mut self, place: Place, kind: ObjectKind, data: &[u8]) {
        if data.len() > MOST / 8 || self.known.contains_key(&place) {
            return;
        }
        while self.bytes + data.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.known.remove(&oldest).map_or(0, |(_, data)| data.len());
        }
        self.bytes += data.len();
        self.order.push_back(place);
        self.known.insert(place, (kind, data.to_vec()));
    }

    pub(in crate::source) fn get(&self, place: Place) -> Option<(ObjectKind, &[u8])> {
        self.known.get(&place).map(|(kind, data)| (*kind, data.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_given_and_there_is_a_limit() {
        let mut bases = Bases::default();
        bases.put((1, 5), ObjectKind::Blob, b"abc");
        assert_eq!((bases.get((1, 5)), bases.get((2, 5))), (Some((ObjectKind::Blob, &b"abc"[..])), None));
        for offset in 0..20 {
            bases.put((3, offset), ObjectKind::Blob, &vec![0; MOST / 8]);
        }
        assert!(bases.bytes <= MOST && bases.get((1, 5)).is_none() && bases.get((3, 19)).is_some());
    }
}
