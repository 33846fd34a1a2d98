//! The files at `HEAD` that are to be judged as code: all of them, but for those of which the last run judged the same at
//! the same path and found that they say nothing.
//!
//! The tree that was judged then is gone through beside the one of now. Where both have the same tree at the same path,
//! only what leads to a statement is looked at; that is all that is remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bstr::BString;

use super::story::Story;
use crate::facts::Language;
use crate::source::git::{ObjectId, ObjectKind, entries};
use crate::source::history::{Code, Number, Reader};

/// Most bytes of a file that is read as code, and of a tree.
pub(super) const LARGEST: u64 = 8 << 20;

/// Most files of a commit that are read: a tree can name itself over and over.
pub(super) const MOST: usize = 1 << 20;

/// A file at `HEAD`.
pub(super) struct File {
    pub(super) path: BString,
    pub(super) number: Number,
    within: Arc<Tree>,
}

/// A tree at `HEAD`.
struct Tree {
    number: Number,
    folder: BString,
    /// What stood at its path when the last run judged it.
    before: Option<Number>,
    within: Option<Arc<Self>>,
}

/// What is to be judged.
pub(super) struct Head {
    top: Number,
    /// As they lie in the packs.
    pub(super) files: Vec<File>,
    left: Vec<Arc<Tree>>,
    /// What stands there and is not here, by its number in the graph.
    absent: Vec<(Number, Arc<Tree>)>,
    /// All trees were read.
    whole: bool,
}

/// The trees and files of a tree by their names; whether it is a tree, and its number.
type Names = BTreeMap<BString, (bool, Number)>;

impl Head {
    /// Of a tree.
    pub(super) fn of(story: &Story<'_>, top: Number) -> Self {
        let before = story.code.as_ref().map(|code| code.tree);
        let first = Arc::new(Tree { number: top, folder: BString::default(), before, within: None });
        let whole = story.options.path.is_none();
        let mut head = Self { top, files: Vec::new(), left: vec![first], absent: Vec::new(), whole };
        let reader = story.history.reader();
        let absent: BTreeMap<ObjectId, Number> = story.graph.absent().map(|(number, id, _)| (id, number)).collect();
        while head.files.len() < MOST
            && let Some(tree) = head.left.pop()
        {
            head.read(&tree, story, &reader, &absent);
        }
        head.whole &= head.files.len() < MOST;
        head.files.sort_by_cached_key(|file| story.history.objects().place(file.number));
        head
    }

    fn read(&mut self, tree: &Arc<Tree>, story: &Story<'_>, reader: &Reader<'_>, absent: &BTreeMap<ObjectId, Number>) {
        let is_same = tree.before == Some(tree.number);
        let old = tree.before.filter(|_| !is_same).map(|old| names(old, story, reader)).unwrap_or_default();
        let Ok((ObjectKind::Tree, content)) = reader.read(tree.number, LARGEST) else {
            self.whole = false;
            return;
        };
        let is_silent = |number| story.code.as_ref().is_some_and(|code| !code.loud.contains(&number));
        self.whole &= entries(&content, story.history.hash, |entry| {
            let Some(number) = story.history.objects().find(entry.object) else {
                if !entry.is_submodule() {
                    let number = ObjectId::from_bytes(entry.object).and_then(|id| absent.get(&id));
                    self.whole &= number.is_some();
                    self.absent.extend(number.map(|&number| (number, Arc::clone(tree))));
                }
                return;
            };
            let now = (entry.is_tree(), number);
            let before = if is_same { Some(now) } else { old.get(entry.name).copied() };
            if before == Some(now) && is_silent(number) {
                return;
            }
            let parts = [tree.folder.as_slice(), entry.name].into_iter().filter(|part| !part.is_empty());
            let path: BString = bstr::join("/", parts).into();
            let within = Arc::clone(tree);
            if entry.is_tree() {
                let before = before.filter(|(is_tree, _)| *is_tree).map(|(_, number)| number);
                self.left.push(Arc::new(Tree { number, folder: path, before, within: Some(within) }));
            } else if entry.is_file()
                && self.files.len() < MOST
                && story.may_say(number)
                && may_be_code(&path)
                && story.admits(&path)
            {
                self.files.push(File { path, number, within });
            }
        });
    }

    /// What the next run need not judge again, if these files are all that it has to; nothing where not all was read.
    pub(super) fn to_remember<'f>(&'f self, loud: impl Iterator<Item = &'f File>) -> Option<Code> {
        let mut code = Code { tree: self.top, loud: BTreeSet::new() };
        let absent = self.absent.iter().map(|(number, within)| (*number, within));
        for (number, within) in loud.map(|file| (file.number, &file.within)).chain(absent) {
            code.loud.insert(number);
            let mut within = Some(within);
            while let Some(tree) = within {
                code.loud.insert(tree.number);
                within = tree.within.as_ref();
            }
        }
        self.whole.then_some(code)
    }
}

fn names(tree: Number, story: &Story<'_>, reader: &Reader<'_>) -> Names {
    let mut names = Names::new();
    if let Ok((ObjectKind::Tree, content)) = reader.read(tree, LARGEST) {
        entries(&content, story.history.hash, |entry| {
            let number = story.history.objects().find(entry.object);
            if let Some(number) = number.filter(|_| entry.is_tree() || entry.is_file()) {
                names.insert(entry.name.into(), (entry.is_tree(), number));
            }
        });
    }
    names
}

/// By its name. What has no ending says in its first line what it is.
fn may_be_code(path: &BString) -> bool {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    Language::of(path, b"").is_some() || !name.contains(&b'.')
}
