//! One pack with its index.

use std::path::Path;

use gix_pack::data::decode::entry::ResolvedBase;
use gix_zlib::Inflate;

use super::bases::Bases;
use super::number::{DOUBLE, Number, prefix};
use crate::source::git::{ObjectId, ObjectKind};
use crate::source::guard::guarded;

/// Most bytes of an object that is decoded by itself.
const MOST: usize = 512 << 20;

/// A pack with its index, mapped.
pub(super) struct Pack {
    pub(super) index: gix_pack::index::File,
    pub(super) data: gix_pack::data::File,
    /// The number of each object, in the order of names.
    pub(super) numbers: Vec<Number>,
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").field("path", &self.data.path()).finish_non_exhaustive()
    }
}

impl Pack {
    pub(super) fn open(index: &Path) -> Result<Self, String> {
        let data = index.with_extension("pack");
        let opened = guarded(|| {
            let index = gix_pack::index::File::at(index, gix_hash::Kind::Sha1).map_err(|e| e.to_string())?;
            let data = gix_pack::data::File::at(&data, gix_hash::Kind::Sha1).map_err(|e| e.to_string())?;
            Ok((index, data.with_alloc_limit_bytes(Some(MOST))))
        });
        let (index, data) = opened.unwrap_or_else(|| Err("not a pack".to_owned()))?;
        let numbers = vec![DOUBLE; index.num_objects() as usize];
        Ok(Self { index, data, numbers })
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn prefixes(&self) -> impl Iterator<Item = u64> {
        (0..self.index.num_objects()).map(|at| prefix(self.index.oid_at_index(at).as_bytes()))
    }

    /// Decodes one object of at most `largest` bytes. None where that is not so easy.
    pub(super) fn decode(
        &self,
        at: u32,
        largest: u64,
        (inflate, bases): &mut (Inflate, Bases),
    ) -> Option<(ObjectKind, Vec<u8>)> {
        let within = |at: u32| (at < self.index.num_objects()).then(|| self.index.pack_offset_at_index(at));
        let offset = within(at)?;
        let decoded = guarded(|| {
            let mut content = Vec::new();
            let base = |id: &gix_hash::oid, _: &mut Vec<u8>| {
                let offset = self.index.lookup(id).and_then(within);
                offset.map(|offset| self.data.entry(offset).map(ResolvedBase::InPack)).transpose()
            };
            let entry = self.data.entry(offset).ok()?;
            let outcome = self.data.decode_entry(entry, &mut content, inflate, &base, bases).ok()?;
            Some((kind_of(outcome.kind), content))
        });
        decoded.flatten().filter(|(_, content)| content.len() as u64 <= largest)
    }

    /// Where an object begins.
    pub(super) fn offset(&self, at: u32) -> u64 {
        if at < self.index.num_objects() { self.index.pack_offset_at_index(at) } else { u64::MAX }
    }

    pub(super) fn id(&self, at: u32) -> Option<ObjectId> {
        (at < self.index.num_objects()).then(|| ObjectId::from_bytes(self.index.oid_at_index(at).as_bytes())).flatten()
    }
}

/// The kind of an object, in our words.
pub(super) fn kind_of(kind: gix_object::Kind) -> ObjectKind {
    match kind {
        gix_object::Kind::Commit => ObjectKind::Commit,
        gix_object::Kind::Tree => ObjectKind::Tree,
        gix_object::Kind::Blob => ObjectKind::Blob,
        gix_object::Kind::Tag => ObjectKind::Tag,
    }
}
