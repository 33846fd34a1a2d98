//! What of a history could not be read.

use std::path::{Path, PathBuf};

use super::number::Number;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub kind: FaultKind,
    /// Which object; none where a whole file is meant.
    pub number: Option<Number>,
    /// Which file, where it is one.
    pub file: Option<PathBuf>,
    /// More about it, for a person.
    pub detail: String,
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It is not there.
    Missing,
    /// It cannot be decoded.
    Corrupt,
    /// It is over a limit.
    Limit,
}

impl Fault {
    pub(super) fn of_file(kind: FaultKind, file: &Path, detail: &str) -> Self {
        Self { kind, number: None, file: Some(file.to_path_buf()), detail: detail.to_owned() }
    }
}
