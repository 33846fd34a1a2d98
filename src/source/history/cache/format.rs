//! The file: a head, the lists one after the other in little-endian numbers, and a digest of it all.

use sha2::{Digest as _, Sha256};

use super::{Absent, Cache, Heard, Kept, Line, Look, Stamp};
use crate::source::git::ObjectKind;
use crate::source::history::gather::Submodule;

pub(super) const MAGIC: &[u8; 24] = b"reticent history cache\r\n";

/// The version of the format.
pub(super) const VERSION: u32 = 3;

pub(super) const DIGEST: usize = 32;

pub(super) const KINDS: [ObjectKind; 4] = [ObjectKind::Blob, ObjectKind::Tree, ObjectKind::Commit, ObjectKind::Tag];

impl Cache {
    /// As a file, under a stamp that says for which rules it holds.
    pub fn to_bytes(&self, stamp: &Stamp) -> Vec<u8> {
        let hash = self.objects.first().map_or(20, |kept| kept.id.as_bytes().len());
        let mut out = Vec::with_capacity(256 + self.objects.len() * (hash + 5) + self.edges.len() * 12);
        out.extend_from_slice(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend_from_slice(&stamp.texts);
        out.extend_from_slice(&stamp.paths);
        let counts = [
            self.objects.len(),
            self.others.len(),
            self.commits.len(),
            self.tags.len(),
            self.edges.len(),
            self.names.len(),
            self.chunks.len(),
            self.traces.len(),
            self.looks.len(),
            self.code.len(),
        ];
        put(&mut out, [u32::try_from(hash).unwrap_or_default()]);
        put(&mut out, counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX)));
        for Kept { id, kind, state, placed, bytes } in &self.objects {
            out.extend_from_slice(id.as_bytes());
            out.push(*kind as u8 | (*state as u8) << 2 | u8::from(*placed) << 5);
            put(&mut out, [*bytes]);
        }
        for Absent { id, what } in &self.others {
            out.extend_from_slice(id.as_bytes());
            out.push(match what {
                Submodule::Yes => 4,
                Submodule::No(kind) => *kind as u8,
            });
        }
        for Line { commit, tree, parents, seconds } in &self.commits {
            out.extend(seconds.to_le_bytes());
            put(&mut out, [*commit, *tree]);
            put_list(&mut out, parents);
        }
        for tag in &self.tags {
            put(&mut out, *tag);
        }
        for edge in &self.edges {
            put(&mut out, *edge);
        }
        for name in &self.names {
            put(&mut out, *name);
        }
        for pair in &self.chunks {
            put(&mut out, *pair);
        }
        for trace in &self.traces {
            put(&mut out, *trace);
        }
        put_looks(&mut out, &self.looks);
        for &node in &self.code {
            put(&mut out, [node]);
        }
        let digest = Sha256::digest(&out);
        out.extend_from_slice(&digest);
        out
    }
}

fn put<const N: usize>(out: &mut Vec<u8>, numbers: [u32; N]) {
    for number in numbers {
        out.extend(number.to_le_bytes());
    }
}

fn put_looks(out: &mut Vec<u8>, looks: &[Look]) {
    for Look { object, path, came, secrets } in looks {
        put(out, [*object, *came as u32]);
        put_list(out, path);
        put(out, [u32::try_from(secrets.len()).unwrap_or(u32::MAX)]);
        for Heard { secret, outdone } in secrets {
            put(out, [*secret, u32::from(*outdone)]);
        }
    }
}

fn put_list(out: &mut Vec<u8>, list: &[u32]) {
    put(out, [u32::try_from(list.len()).unwrap_or(u32::MAX)]);
    for number in list {
        put(out, [*number]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Came, NO_NODE, NO_SECRET, Stale, State};
    use super::*;
    use crate::source::git::ObjectId;

    fn cache() -> Cache {
        let id = |byte: u8| ObjectId::from_bytes(&[byte; 20]).unwrap();
        let kept = |byte, kind, state| Kept { id: id(byte), kind, state, placed: byte == 1, bytes: byte.into() };
        Cache {
            objects: vec![
                kept(1, ObjectKind::Blob, State::Hot),
                kept(2, ObjectKind::Tree, State::Clean),
                kept(3, ObjectKind::Commit, State::Clean),
            ],
            others: vec![Absent { id: id(9), what: Submodule::Yes }],
            commits: vec![Line { commit: 2, tree: 1, parents: vec![3], seconds: -5 }],
            tags: vec![[0, 2]],
            edges: vec![[0, 1, 0]],
            names: vec![[1, 7]],
            chunks: vec![[0, 0], [1, 0]],
            traces: vec![[7, 3, 1]],
            looks: vec![
                Look {
                    object: 0,
                    path: vec![0, 0],
                    came: Came::Plain,
                    secrets: vec![Heard { secret: 7, outdone: true }, Heard { secret: NO_SECRET, outdone: false }],
                },
                Look { object: 0, path: Vec::new(), came: Came::Nothing, secrets: Vec::new() },
            ],
            code: vec![1, 0],
        }
    }

    const STAMP: Stamp = Stamp { texts: [7; 32], paths: [8; 32] };

    #[test]
    fn what_is_written_is_read() {
        let bytes = cache().to_bytes(&STAMP);
        assert_eq!(Cache::read(&bytes, &STAMP), Ok((cache(), true)));
        assert_eq!(Cache::read(&bytes, &Stamp { paths: [7; 32], ..STAMP }), Ok((cache(), false)));
        assert_eq!(Cache::read(&bytes, &Stamp { texts: [8; 32], ..STAMP }), Err(Stale::Rules));
        assert_eq!(Cache::read(&Cache::default().to_bytes(&STAMP), &STAMP), Ok((Cache::default(), true)));
    }

    #[test]
    fn whatever_is_cut_off_or_changed_is_dropped() {
        let bytes = cache().to_bytes(&STAMP);
        for length in 0..bytes.len() {
            assert_eq!(Cache::read(&bytes[..length], &STAMP), Err(Stale::Damaged), "{length} bytes");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x80;
            assert!(Cache::read(&changed, &STAMP).is_err(), "byte {at}");
        }
        let mut newer = bytes;
        newer[MAGIC.len()] = 4;
        assert_eq!(Cache::read(&newer, &STAMP), Err(Stale::Newer));
    }

    #[test]
    fn numbers_that_lead_nowhere_are_damage() {
        let wrong: [fn(&mut Cache); 9] = [
            |cache| cache.looks[0].path[1] = 1,
            |cache| cache.looks[1].object = 4,
            |cache| cache.chunks[0][1] = 4,
            |cache| cache.code[1] = 4,
            |cache| cache.edges[0][0] = 4,
            |cache| cache.edges[0][2] = 1,
            |cache| cache.commits[0].parents[0] = 99,
            |cache| cache.tags[0][1] = NO_NODE,
            |cache| cache.names[0][0] = 4,
        ];
        for wrong in wrong {
            let mut cache = cache();
            wrong(&mut cache);
            assert_eq!(Cache::read(&cache.to_bytes(&STAMP), &STAMP), Err(Stale::Damaged));
        }
    }
}
