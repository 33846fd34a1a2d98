//! `.reticentignore` where no walk reads it: for paths of the index or of a commit, and for tracked files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bstr::{BStr, ByteSlice as _};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::root::relative_bytes;
use super::snapshot::Base;

/// Our own ignore file: globs as in `.gitignore`.
pub(super) const OWN_IGNORE: &str = ".reticentignore";

/// The `.reticentignore` files of a tree, each read when it is first asked for.
#[derive(Debug)]
pub struct OwnIgnores<'b> {
    top: PathBuf,
    base: Option<&'b Base>,
    files: BTreeMap<PathBuf, Gitignore>,
    /// The folder that was asked for last, if nothing is said of it: most come one after the other.
    silent: Option<PathBuf>,
}

impl<'b> OwnIgnores<'b> {
    /// Those of a folder and all below it; with a commit, as they stand there.
    pub fn new(top: &Path, base: Option<&'b Base>) -> Self {
        Self { top: top.to_path_buf(), base, files: BTreeMap::new(), silent: None }
    }

    /// The same for a path from the top, as git names it.
    pub fn matches_name(&mut self, name: &BStr) -> bool {
        self.matches(&self.top.join(name.to_path_lossy()))
    }

    /// Whether the nearest `.reticentignore` that says something about a file says to leave it out.
    pub fn matches(&mut self, path: &Path) -> bool {
        if self.silent.is_some() && self.silent.as_deref() == path.parent() {
            return false;
        }
        let mut silent = true;
        for folder in path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.top)) {
            let rules = self.files.entry(folder.to_path_buf()).or_insert_with(|| match self.base {
                Some(base) => own_ignore_in(base, folder.strip_prefix(&self.top).unwrap_or(folder), folder),
                None => own_ignore(folder),
            });
            if rules.is_empty() {
                continue;
            }
            silent = false;
            let said = rules.matched_path_or_any_parents(path, false);
            if !said.is_none() {
                return said.is_ignore();
            }
        }
        self.silent = path.parent().filter(|_| silent).map(Path::to_path_buf);
        false
    }
}

/// The `.reticentignore` of a folder; an empty one where there is none.
fn own_ignore(folder: &Path) -> Gitignore {
    let file = folder.join(OWN_IGNORE);
    if file.is_file() { Gitignore::new(file).0 } else { Gitignore::empty() }
}

/// The same as it stands in a commit.
fn own_ignore_in(base: &Base, below: &Path, folder: &Path) -> Gitignore {
    let Some(bytes) = base.read(relative_bytes(&below.join(OWN_IGNORE)).as_ref()) else { return Gitignore::empty() };
    let mut builder = GitignoreBuilder::new(folder);
    for line in bytes.lines() {
        // A line that is no glob was an error when the session began, at the top; below it does nothing.
        _ = builder.add_line(None, &line.to_str_lossy());
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
