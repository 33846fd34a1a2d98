//! Objects that lie in files of their own.

use std::collections::BTreeSet;
use std::path::Path;

use crate::source::git::ObjectId;

/// Lists them by their names: two digits are the folder's, the rest is the file's.
pub(super) fn list(folder: &Path, found: &mut BTreeSet<ObjectId>) {
    for first in folder.read_dir().into_iter().flatten().flatten() {
        let name = first.file_name();
        let Some(start) = name.to_str().filter(|name| name.len() == 2) else { continue };
        for second in first.path().read_dir().into_iter().flatten().flatten() {
            let rest = second.file_name();
            let whole = rest.to_str().map(|rest| format!("{start}{rest}"));
            found.extend(whole.and_then(|whole| ObjectId::from_hex(whole.as_bytes())));
        }
    }
}
