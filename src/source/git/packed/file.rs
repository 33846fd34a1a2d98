//! One pack with its index.

use std::path::Path;
use std::sync::Arc;

use gix_pack::data::entry::Header;

use super::bases::Bases;
use super::delta;
use super::inflate::Inflate;
use crate::source::git::id::ObjectId;
use crate::source::git::object::ObjectKind;
use crate::source::guard::guarded;

/// Most differences that an object is made with (git makes no longer chains than this by itself), and most bytes of them.
const LONGEST: usize = 4096;
const MOST: usize = 512 << 20;

/// A pack with its index, mapped.
pub(in crate::source) struct PackFile {
    pub(in crate::source) index: gix_pack::index::File,
    pub(in crate::source) data: gix_pack::data::File,
}

impl std::fmt::Debug for PackFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackFile").field("path", &self.data.path()).finish_non_exhaustive()
    }
}

impl PackFile {
    pub(in crate::source) fn open(index: &Path) -> Result<Self, String> {
        let data = index.with_extension("pack");
        let opened = guarded(|| {
            let index = gix_pack::index::File::at(index, gix_hash::Kind::Sha1).map_err(|e| e.to_string())?;
            let data = gix_pack::data::File::at(&data, gix_hash::Kind::Sha1).map_err(|e| e.to_string())?;
            Ok((index, data))
        });
        let (index, data) = opened.unwrap_or_else(|| Err("not a pack".to_owned()))?;
        Ok(Self { index, data })
    }

    /// How many objects it has.
    pub(in crate::source) fn count(&self) -> u32 {
        self.index.num_objects()
    }

    /// The place of an object in the order of names, if it is here.
    pub(in crate::source) fn find(&self, id: ObjectId) -> Option<u32> {
        self.index.lookup(gix_hash::ObjectId::try_from(id.as_bytes()).ok()?)
    }

    /// Decodes one object of at most `largest` bytes. None where that is not so easy.
    pub(in crate::source) fn decode(
        &self,
        at: u32,
        largest: u64,
        with: &mut (Inflate, Bases),
    ) -> Option<(ObjectKind, Arc<Vec<u8>>)> {
        let largest = usize::try_from(largest).unwrap_or(usize::MAX);
        guarded(|| self.by_chain(self.offset(at), largest, with)).flatten()
    }

    /// Follows the bases of an object down to one that is whole or at hand, and makes it from there.
    fn by_chain(
        &self,
        mut offset: u64,
        largest: usize,
        (inflate, bases): &mut (Inflate, Bases),
    ) -> Option<(ObjectKind, Arc<Vec<u8>>)> {
        let mut deltas: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut all = 0;
        let (kind, mut content) = loop {
            if let Some((kind, content)) = bases.get((self.data.id, offset)) {
                break (kind, content);
            }
            let entry = self.data.entry(offset).ok()?;
            let packed = self.data.entry_slice(entry.data_offset..self.data.pack_end() as u64)?;
            let size = usize::try_from(entry.decompressed_size).ok().filter(|&size| size <= largest)?;
            all += size;
            let mut bytes = vec![0; size];
            inflate.fill(packed, &mut bytes)?;
            match self.base(offset, entry.header) {
                Based::On(base) if deltas.len() < LONGEST && all <= MOST => {
                    deltas.push((offset, bytes));
                    offset = base;
                }
                Based::Whole(kind) => {
                    let content = Arc::new(bytes);
                    bases.put((self.data.id, offset), kind, &content);
                    break (kind, content);
                }
                Based::On(_) | Based::Nowhere => return None,
            }
        };
        for (offset, delta) in deltas.iter().rev() {
            let (size, delta) = delta::result_size(delta, content.len()).filter(|&(size, _)| size <= largest)?;
            let mut made = vec![0; size];
            delta::apply(&content, delta, &mut made, |_| {})?;
            content = Arc::new(made);
            bases.put((self.data.id, *offset), kind, &content);
        }
        Some((kind, content))
    }

    /// What an object is made from.
    pub(in crate::source) fn base(&self, offset: u64, header: Header) -> Based {
        let base = match header {
            Header::OfsDelta { base_distance } => offset.checked_sub(base_distance),
            Header::RefDelta { base_id } => self.index.lookup(base_id).map(|at| self.offset(at)),
            whole => return whole.as_kind().map_or(Based::Nowhere, |kind| Based::Whole(kind_of(kind))),
        };
        base.filter(|&base| base != offset).map_or(Based::Nowhere, Based::On)
    }

    /// Where an object begins.
    pub(in crate::source) fn offset(&self, at: u32) -> u64 {
        if at < self.index.num_objects() { self.index.pack_offset_at_index(at) } else { u64::MAX }
    }

    pub(in crate::source) fn id(&self, at: u32) -> Option<ObjectId> {
        (at < self.index.num_objects()).then(|| ObjectId::from_bytes(self.index.oid_at_index(at).as_bytes())).flatten()
    }
}

/// What an object is made from.
pub(in crate::source) enum Based {
    /// Nothing: it is whole.
    Whole(ObjectKind),
    /// The object at this place.
    On(u64),
    /// What is not in this pack.
    Nowhere,
}

/// The kind of an object, in our words.
fn kind_of(kind: gix_object::Kind) -> ObjectKind {
    match kind {
        gix_object::Kind::Commit => ObjectKind::Commit,
        gix_object::Kind::Tree => ObjectKind::Tree,
        gix_object::Kind::Blob => ObjectKind::Blob,
        gix_object::Kind::Tag => ObjectKind::Tag,
    }
}
