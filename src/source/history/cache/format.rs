//! The file: a head, the lists one after the other in little-endian numbers, and a digest of it all.

use sha2::{Digest as _, Sha256};

use super::{Absent, Cache, Came, Heard, Kept, Line, Look, NO_NODE, Node, Stale, Stamp, State};
use crate::source::git::{ObjectId, ObjectKind};
use crate::source::history::gather::Submodule;

const MAGIC: &[u8; 24] = b"reticent history cache\r\n";

/// The version of the format.
const VERSION: u32 = 3;

const DIGEST: usize = 32;

const KINDS: [ObjectKind; 4] = [ObjectKind::Blob, ObjectKind::Tree, ObjectKind::Commit, ObjectKind::Tag];

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
        for Look { object, path, came, secrets } in &self.looks {
            put(&mut out, [*object, *came as u32]);
            put_list(&mut out, path);
            put(&mut out, [u32::try_from(secrets.len()).unwrap_or(u32::MAX)]);
            for Heard { secret, outdone } in secrets {
                put(&mut out, [*secret, u32::from(*outdone)]);
            }
        }
        for &node in &self.code {
            put(&mut out, [node]);
        }
        let digest = Sha256::digest(&out);
        out.extend_from_slice(&digest);
        out
    }

    /// Reads a file. Whatever is not exactly as it was written is no cache; and whether what looks at files gave holds as
    /// well.
    pub fn read(bytes: &[u8], stamp: &Stamp) -> Result<(Self, bool), Stale> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Stale::Damaged)?;
        let mut head = Input(rest);
        match head.number().ok_or(Stale::Damaged)? {
            VERSION => {}
            newer if newer > VERSION => return Err(Stale::Newer),
            _ => return Err(Stale::Rules),
        }
        let (body, digest) = bytes.split_last_chunk::<DIGEST>().ok_or(Stale::Damaged)?;
        // Whatever is read meanwhile is not looked at before the digest is.
        let digest = || Sha256::digest(body).as_slice() == digest;
        let (is_whole, read) = rayon::join(digest, || Self::read_body(body, stamp));
        if is_whole { read } else { Err(Stale::Damaged) }
    }

    fn read_body(body: &[u8], stamp: &Stamp) -> Result<(Self, bool), Stale> {
        let mut input = Input(body.get(MAGIC.len() + 4..).unwrap_or_default());
        if input.take(DIGEST) != Some(&stamp.texts) {
            return Err(Stale::Rules);
        }
        let holds = input.take(DIGEST) == Some(&stamp.paths);
        let cache = input.cache().filter(|_| input.0.is_empty()).ok_or(Stale::Damaged)?;
        if cache.is_sound() { Ok((cache, holds)) } else { Err(Stale::Damaged) }
    }

    /// Whether every number leads somewhere.
    fn is_sound(&self) -> bool {
        let nodes = self.objects.len() + self.others.len();
        let node = |node: &Node| (*node as usize) < nodes;
        let line = |line: &Line| {
            node(&line.commit) && (line.tree == NO_NODE || node(&line.tree)) && line.parents.iter().all(node)
        };
        let edge =
            |[child, parent, name]: &[u32; 3]| node(child) && node(parent) && (*name as usize) < self.names.len();
        self.commits.iter().all(line)
            && self.tags.iter().flatten().all(node)
            && self.edges.iter().all(edge)
            && self.names.iter().all(|[tree, _]| node(tree))
            && self.chunks.iter().all(|[_, object]| node(object))
            && self.code.iter().all(node)
            && self
                .looks
                .iter()
                .all(|look| node(&look.object) && look.path.iter().all(|name| (*name as usize) < self.names.len()))
    }
}

fn put<const N: usize>(out: &mut Vec<u8>, numbers: [u32; N]) {
    for number in numbers {
        out.extend(number.to_le_bytes());
    }
}

fn put_list(out: &mut Vec<u8>, list: &[u32]) {
    put(out, [u32::try_from(list.len()).unwrap_or(u32::MAX)]);
    for number in list {
        put(out, [*number]);
    }
}

/// What is still to be read.
struct Input<'i>(&'i [u8]);

impl<'i> Input<'i> {
    fn take(&mut self, length: usize) -> Option<&'i [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let (taken, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*taken))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    /// As many as are told; room is made only for as many as can be there.
    fn list<T>(&mut self, count: u32, least: usize, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut list = Vec::with_capacity((count as usize).min(self.0.len() / least));
        for _ in 0..count {
            list.push(one(self)?);
        }
        Some(list)
    }

    fn numbers<const N: usize>(&mut self, count: u32) -> Option<Vec<[u32; N]>> {
        self.list(count, N * 4, |input| {
            let mut numbers = [0; N];
            for number in &mut numbers {
                *number = input.number()?;
            }
            Some(numbers)
        })
    }

    fn cache(&mut self) -> Option<Cache> {
        let hash = usize::try_from(self.number()?).ok().filter(|hash| matches!(hash, 20 | 32))?;
        let counts = *self.numbers::<10>(1)?.first()?;
        let [objects, others, commits, tags, edges, names, chunks, traces, looks, code] = counts;
        Some(Cache {
            objects: self.list(objects, hash + 5, |input| input.kept(hash))?,
            others: self.list(others, hash + 1, |input| input.absent(hash))?,
            commits: self.list(commits, 20, Self::line)?,
            tags: self.numbers(tags)?,
            edges: self.numbers(edges)?,
            names: self.numbers(names)?,
            chunks: self.numbers(chunks)?,
            traces: self.numbers(traces)?,
            looks: self.list(looks, 16, Self::look)?,
            code: self.list(code, 4, Self::number)?,
        })
    }

    fn kept(&mut self, hash: usize) -> Option<Kept> {
        let id = ObjectId::from_bytes(self.take(hash)?)?;
        let mark = self.byte()?;
        Some(Kept {
            id,
            kind: *KINDS.get(usize::from(mark & 3))?,
            state: *State::ALL.get(usize::from(mark >> 2 & 7))?,
            placed: match mark >> 5 {
                0 => false,
                1 => true,
                _ => return None,
            },
            bytes: self.number()?,
        })
    }

    fn absent(&mut self, hash: usize) -> Option<Absent> {
        let id = ObjectId::from_bytes(self.take(hash)?)?;
        let what = match self.byte()? {
            4 => Submodule::Yes,
            kind => Submodule::No(*KINDS.get(usize::from(kind))?),
        };
        Some(Absent { id, what })
    }

    fn look(&mut self) -> Option<Look> {
        let (object, came) = (self.number()?, *Came::ALL.get(self.number()? as usize)?);
        let (path, secrets) = (self.short_list()?, self.number()?);
        Some(Look { object, path, came, secrets: self.list(secrets, 8, Self::heard)? })
    }

    fn heard(&mut self) -> Option<Heard> {
        let secret = self.number()?;
        let outdone = match self.number()? {
            0 => false,
            1 => true,
            _ => return None,
        };
        Some(Heard { secret, outdone })
    }

    fn short_list(&mut self) -> Option<Vec<u32>> {
        let length = self.number()?;
        self.list(length, 4, Self::number)
    }

    fn line(&mut self) -> Option<Line> {
        let (seconds, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        let (commit, tree, parents) = (self.number()?, self.number()?, self.short_list()?);
        Some(Line { commit, tree, parents, seconds: i64::from_le_bytes(*seconds) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::NO_SECRET;
    use super::*;

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
