//! Where a history begins: every ref, and the other places where git writes down a commit.

use std::path::Path;

use super::graph::Graph;
use super::number::Number;
use super::objects::Objects;
use crate::source::git::ObjectId;

/// A name that leads into the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// `refs/heads/main`, `HEAD`, `stash@{1}`.
    pub name: String,
    /// What it names.
    pub id: ObjectId,
    /// A person made it: the others (`HEAD`, reflogs) lead somewhere as well, but are not shown as a ref.
    pub shown: bool,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    /// In order of their names.
    pub list: Vec<Root>,
    /// What `HEAD` is; none where there is no commit yet.
    pub head: Option<ObjectId>,
}

/// Files in a git directory that name commits beside `refs/`.
const OTHERS: [&str; 8] = [
    "ORIG_HEAD",
    "FETCH_HEAD",
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "REBASE_HEAD",
    "AUTO_MERGE",
    "BISECT_HEAD",
];

impl Roots {
    /// Adds what lies beside the refs in the git directory: heads of other working trees, the stash's reflog, grafts.
    pub fn add_files(&mut self, git_dir: &Path, common_dir: &Path) {
        let mut folders = vec![git_dir.to_path_buf()];
        let trees = common_dir.join("worktrees").read_dir().into_iter().flatten().flatten();
        folders.extend(trees.map(|entry| entry.path()));
        folders.sort();
        for folder in folders {
            self.add_words(&folder.join("HEAD"), "HEAD", 1);
            for name in OTHERS {
                self.add_words(&folder.join(name), name, 1);
            }
        }
        // A line of a reflog begins with the old name and the new one; a graft with a commit and its parents.
        self.add_words(&common_dir.join("logs/refs/stash"), "stash@{}", 2);
        self.add_words(&common_dir.join("info/grafts"), "grafts", usize::MAX);
    }

    fn add_words(&mut self, file: &Path, name: &str, words: usize) {
        let text = std::fs::read(file).unwrap_or_default();
        for line in text.split(|byte| *byte == b'\n') {
            let ids = line.split(|byte| matches!(byte, b' ' | b'\t')).take(words).filter_map(ObjectId::from_hex);
            let roots = ids.filter(|id| !id.is_zero());
            self.list.extend(roots.map(|id| Root { name: name.to_owned(), id, shown: false }));
        }
    }

    /// Sorts them, each once.
    pub fn finish(&mut self) {
        self.list.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        self.list.dedup();
    }
}

impl Root {
    /// What it leads to, and the annotated tags on the way. `Err` where something on the way is not here.
    pub fn target(&self, objects: &Objects, graph: &Graph) -> Result<(Number, Vec<Number>), ObjectId> {
        let mut number = objects.find(self.id.as_bytes()).ok_or(self.id)?;
        let mut tags = Vec::new();
        // A tag of a tag of a tag; a circle cannot be made, a long chain can.
        while let Some(of) = graph.tagged(number).filter(|_| tags.len() < 1000) {
            tags.push(number);
            number = of;
        }
        Ok((number, tags))
    }
}
