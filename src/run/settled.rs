//! What glances at versions of files said: which of them need no scan.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;

use crate::source::git::{Change, ObjectId};

/// A version: which content, at which path, for the path has a say in what is found.
pub(super) type Key = (ObjectId, BString);

/// What glances say of the versions of some changes.
#[derive(Default)]
pub(super) struct Settled {
    /// New versions that have nothing which those before them do not have, with their bytes.
    pub(super) read: BTreeMap<Key, u64>,
    /// A version of a path and one before it, in which the same stands.
    pub(super) same: BTreeSet<(BString, ObjectId, ObjectId)>,
    /// Versions in which nothing stands that a scan could find.
    pub(super) empty: BTreeSet<Key>,
}

impl Settled {
    /// The bytes of a new version that has nothing new.
    pub(super) fn bytes(&self, key: &Key) -> Option<u64> {
        self.read.get(key).copied()
    }

    /// Whether nothing stands in a version that a scan could find.
    pub(super) fn is_empty(&self, key: &Key) -> bool {
        self.empty.contains(key)
    }

    /// Whether the same stands in both versions of a file that a change leads from and to.
    pub(super) fn is_same(&self, change: &Change) -> bool {
        let (Some(new), Some(old)) = (change.new, change.old) else { return false };
        !self.same.is_empty() && self.same.contains(&(change.path.clone(), new.id, old.id))
    }
}
