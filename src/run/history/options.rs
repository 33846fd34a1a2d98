//! What of a history is looked at, and what is reported.

/// Which findings are wanted, by where they stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Those that stand at `HEAD`.
    Live,
    /// Those that do not.
    Removed,
}

/// Chooses by a name.
pub type NameChooser = dyn Fn(&str) -> bool + Sync;
/// Chooses by the bytes of a path.
pub type PathChooser = dyn Fn(&[u8]) -> bool + Sync;

/// What of a history is looked at, and what is reported.
#[derive(Default)]
pub struct HistoryOptions {
    /// Chooses refs by their full name; all if there is none.
    pub refs: Option<Box<NameChooser>>,
    /// Chooses paths; all if there is none.
    pub path: Option<Box<PathChooser>>,
    /// Chooses findings by who brought them in (name and address); all if there is none.
    pub author: Option<Box<NameChooser>>,
    /// Only what was brought in at or after this second since 1970.
    pub since: Option<i64>,
    /// Only what one of the newest commits brought in, so many of them.
    pub max_count: Option<usize>,
    /// Of merges only the first parent.
    pub first_parent: bool,
    /// Everything that is there, whether a ref leads to it or not.
    pub unreachable: bool,
    /// By where it stands now.
    pub standing: Option<Standing>,
}

impl std::fmt::Debug for HistoryOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HistoryOptions")
    }
}
