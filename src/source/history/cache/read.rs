//! Reading the file back: whatever is not exactly as it was written is no cache.

use sha2::{Digest as _, Sha256};

use super::format::{DIGEST, KINDS, MAGIC, VERSION};
use super::{Absent, Cache, Came, Heard, Kept, Line, Look, NO_NODE, Node, Stale, Stamp, State};
use crate::source::git::ObjectId;
use crate::source::history::gather::Submodule;

impl Cache {
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
