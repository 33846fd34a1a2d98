//! Objects that were decoded a moment ago, because others are written down as a difference from them.

#![expect(clippy::disallowed_types, reason = "looked up and never walked through: the order reaches no output")]

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::source::git::object::ObjectKind;

/// Most bytes that one reader keeps.
const MOST: usize = 32 << 20;

/// By pack and place in it.
pub(in crate::source) type Place = (u32, u64);

/// What is kept; the oldest goes first.
#[derive(Default)]
pub(in crate::source) struct Bases {
    known: HashMap<Place, (ObjectKind, Arc<Vec<u8>>), foldhash::fast::RandomState>,
    order: VecDeque<Place>,
    bytes: usize,
}

impl Bases {
    pub(in crate::source) fn put(&mut self, place: Place, kind: ObjectKind, data: &Arc<Vec<u8>>) {
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
        self.known.insert(place, (kind, Arc::clone(data)));
    }

    pub(in crate::source) fn get(&self, place: Place) -> Option<(ObjectKind, Arc<Vec<u8>>)> {
        self.known.get(&place).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_given_and_there_is_a_limit() {
        let mut bases = Bases::default();
        bases.put((1, 5), ObjectKind::Blob, &Arc::new(b"abc".to_vec()));
        assert_eq!((bases.get((1, 5)), bases.get((2, 5))), (Some((ObjectKind::Blob, Arc::new(b"abc".to_vec()))), None));
        for offset in 0..20 {
            bases.put((3, offset), ObjectKind::Blob, &Arc::new(vec![0; MOST / 8]));
        }
        assert!(bases.bytes <= MOST && bases.get((1, 5)).is_none() && bases.get((3, 19)).is_some());
    }
}
