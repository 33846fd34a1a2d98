//! Objects that were decoded a moment ago, because others are written down as a difference from them.

use std::collections::{HashMap, VecDeque};

use gix_object::Kind;
use gix_pack::cache::DecodeEntry;

/// Most bytes that one reader keeps.
const MOST: usize = 32 << 20;

/// By pack and place in it.
type Place = (u32, u64);

/// What is kept; the oldest goes first.
#[derive(Default)]
pub(super) struct Bases {
    known: HashMap<Place, (Kind, Vec<u8>), foldhash::fast::RandomState>,
    order: VecDeque<Place>,
    bytes: usize,
}

impl DecodeEntry for Bases {
    fn put(&mut self, pack: u32, offset: u64, data: &[u8], kind: Kind, _compressed: usize) {
        if data.len() > MOST / 8 || self.known.contains_key(&(pack, offset)) {
            return;
        }
        while self.bytes + data.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.known.remove(&oldest).map_or(0, |(_, data)| data.len());
        }
        self.bytes += data.len();
        self.order.push_back((pack, offset));
        self.known.insert((pack, offset), (kind, data.to_vec()));
    }

    fn get(&mut self, pack: u32, offset: u64, out: &mut Vec<u8>) -> Option<(Kind, usize)> {
        let (kind, data) = self.known.get(&(pack, offset))?;
        out.clear();
        out.extend_from_slice(data);
        Some((*kind, data.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_given_and_there_is_a_limit() {
        let mut bases = Bases::default();
        let mut out = vec![7];
        bases.put(1, 5, b"abc", Kind::Blob, 0);
        assert_eq!(bases.get(1, 5, &mut out), Some((Kind::Blob, 3)));
        assert_eq!((out.as_slice(), bases.get(2, 5, &mut Vec::new())), (&b"abc"[..], None));
        for offset in 0..20 {
            bases.put(3, offset, &vec![0; MOST / 8], Kind::Blob, 0);
        }
        assert!(bases.bytes <= MOST && bases.get(1, 5, &mut out).is_none() && bases.get(3, 19, &mut out).is_some());
    }
}
