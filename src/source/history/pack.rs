//! One pack whose objects are numbered.

use std::path::Path;

use super::number::{DOUBLE, Number, prefix};
use crate::source::git::packed::PackFile;

/// A pack, and the number of each of its objects.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) file: PackFile,
    /// The number of each object, in the order of names.
    pub(super) numbers: Vec<Number>,
}

impl Pack {
    pub(super) fn open(index: &Path) -> Result<Self, String> {
        let file = PackFile::open(index)?;
        let numbers = vec![DOUBLE; file.count() as usize];
        Ok(Self { file, numbers })
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn prefixes(&self) -> impl Iterator<Item = u64> {
        (0..self.file.count()).map(|at| prefix(self.file.index.oid_at_index(at).as_bytes()))
    }
}
