//! Where a rule applies: globs over paths.

use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::model::Text;

/// Where a rule applies.
#[derive(Debug)]
pub struct PathGate {
    pub(super) only: Vec<Text>,
    pub(super) never: Vec<Text>,
    sets: OnceLock<(GlobSet, GlobSet)>,
}

impl PathGate {
    pub(super) fn new(only: Vec<Text>, never: Vec<Text>) -> Self {
        Self { only, never, sets: OnceLock::new() }
    }

    /// Whether the rule applies everywhere.
    pub fn is_open(&self) -> bool {
        self.only.is_empty() && self.never.is_empty()
    }

    /// The globs of `paths`.
    pub fn only(&self) -> &[Text] {
        &self.only
    }

    /// Whether the rule applies to a path (with `/` between its parts).
    pub fn admits(&self, path: &[u8]) -> bool {
        if self.is_open() {
            return true;
        }
        let (only, never) = self.sets.get_or_init(|| {
            (
                globs(&self.only).unwrap_or_else(|_| GlobSet::empty()),
                globs(&self.never).unwrap_or_else(|_| GlobSet::empty()),
            )
        });
        let path = bstr::ByteSlice::to_path_lossy(path);
        (self.only.is_empty() || only.is_match(&path)) && !never.is_match(&path)
    }
}

/// Builds a set of path globs; case does not count, because file systems may ignore it.
pub(super) fn globs<S: AsRef<str>>(patterns: &[S]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern.as_ref()).case_insensitive(true).literal_separator(true).build();
        set.add(glob.map_err(|e| e.to_string())?);
    }
    set.build().map_err(|e| e.to_string())
}
