//! A repository, opened: everything that the other rooms ask of git.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bstr::{BStr, BString, ByteSlice as _};

use super::program::Caller;
use super::store::{Checkout, Place, Refs, Store};
use super::tree::tree_entries;
use super::{Commit, Entry, GitError, IndexEntry, Object, ObjectId, ObjectKind, include, libgit, program};

/// Trees and commits above this size are not read: they come from nobody who means well.
const LARGEST_META: u64 = 256 << 20;

/// Which repository.
#[derive(Clone, Copy, Debug)]
pub enum At<'p> {
    /// The one around a folder, or the folder itself if it is bare. The environment is not asked.
    Folder(&'p Path),
    /// The one that git's variables and the working directory name, as a hook has them.
    Environment,
}

/// An opened repository.
#[derive(Debug)]
pub struct Repository {
    place: Place,
    store: Box<dyn Store>,
    caller: Caller,
    built_in: bool,
}

impl Repository {
    /// Opens a repository without running anything that it says. libgit2 comes first; what it refuses goes through the
    /// `git` program. With `trust_owner` neither the owner nor what the configuration includes is an obstacle.
    pub fn open(at: At<'_>, trust_owner: bool) -> Result<Self, GitError> {
        let folder = match at {
            At::Folder(folder) => Some(folder),
            At::Environment => None,
        };
        let caller = Caller::new(folder, trust_owner);
        let opened = match libgit::open(folder) {
            Ok((place, libgit)) => Self { place, store: Box::new(libgit), caller, built_in: true },
            Err(GitError::NotARepository(path)) => return Err(GitError::NotARepository(path)),
            Err(refused) => {
                let (place, program) = program::open(caller.clone()).map_err(|said| both(refused, &said))?;
                Self { place, store: Box::new(program), caller, built_in: false }
            }
        };
        // Under a hook git itself has read the configuration already.
        if folder.is_some() && !trust_owner {
            opened.check_includes()?;
        }
        Ok(opened)
    }

    fn check_includes(&self) -> Result<(), GitError> {
        let Place { top, git_dir, common_dir, .. } = &self.place;
        let homes: Vec<&Path> = top.iter().chain([git_dir, common_dir]).map(PathBuf::as_path).collect();
        let files = [common_dir.join("config"), git_dir.join("config.worktree")];
        match files.iter().find_map(|file| include::outside(file, &homes)) {
            Some(path) => Err(GitError::Includes(path)),
            None => Ok(()),
        }
    }

    /// Where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether libgit2 reads it, and so every other reader of the usual format can.
    pub fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// An object; without its bytes if there are more than `limit`.
    pub fn object(&self, id: ObjectId, limit: u64) -> Result<Object, GitError> {
        self.store.object(id, limit)
    }

    /// An order in which objects are best read: what others are written down as a difference from comes first.
    pub fn reading_order(&self, id: ObjectId) -> (usize, u64) {
        self.store.place(id).unwrap_or((usize::MAX, 0))
    }

    /// A blob of any size as a stream, through the `git` program.
    pub fn stream(&self, id: ObjectId) -> Result<Box<dyn Read>, GitError> {
        Ok(Box::new(self.caller.stream(id)?))
    }

    /// A commit.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        let data = self.meta(id, ObjectKind::Commit)?;
        Commit::read(&data).ok_or_else(|| GitError::Damaged(id, "a commit without a tree".to_owned()))
    }

    /// The entries of a tree, in its own order.
    pub fn tree(&self, id: ObjectId) -> Result<Vec<(BString, Entry)>, GitError> {
        let data = self.meta(id, ObjectKind::Tree)?;
        let entries = tree_entries(&data, id.as_bytes().len());
        entries
            .map(|entry| entry.map(|(name, entry)| (name.to_owned(), entry)))
            .collect::<Result<_, _>>()
            .map_err(|why| GitError::Damaged(id, why))
    }

    fn meta(&self, id: ObjectId, kind: ObjectKind) -> Result<Arc<Vec<u8>>, GitError> {
        let object = self.store.object(id, LARGEST_META)?;
        match object.data {
            Some(data) if object.kind == kind => Ok(data),
            Some(_) => Err(GitError::Damaged(id, "it is of another kind than it should be".to_owned())),
            None => Err(GitError::Limit(format!("object {id} has {} bytes", object.size))),
        }
    }

    /// What stands at a path below a tree.
    pub fn lookup(&self, tree: ObjectId, path: &BStr) -> Result<Option<Entry>, GitError> {
        let mut here = Entry { mode: 0o040_000, id: tree };
        for part in path.split_str(b"/") {
            if !here.is_tree() {
                return Ok(None);
            }
            match self.tree(here.id)?.into_iter().find(|(name, _)| name == part) {
                Some((_, entry)) => here = entry,
                None => return Ok(None),
            }
        }
        Ok(Some(here))
    }

    /// The index, sorted by path. An index that libgit2 refuses is asked of the `git` program.
    pub fn index(&self) -> Result<Vec<IndexEntry>, GitError> {
        match self.store.index() {
            Err(refused @ GitError::Refused { .. }) => {
                let asked = program::open(self.caller.clone()).and_then(|(_, program)| program.index());
                asked.map_err(|said| both(refused, &said))
            }
            read => read,
        }
    }

    /// The commit that a revision names.
    pub fn resolve(&self, revision: &str) -> Result<ObjectId, GitError> {
        self.store.resolve(revision)
    }

    /// The commit that is checked out; none before the first.
    pub fn head(&self) -> Option<ObjectId> {
        self.store.resolve("HEAD").ok()
    }

    /// The commits that the wanted ones reach and the unwanted ones do not, parents first. Unwanted ones that are not
    /// here are passed over.
    pub fn range(&self, wanted: &[ObjectId], unwanted: &[ObjectId]) -> Result<Vec<ObjectId>, GitError> {
        self.store.range(wanted, unwanted)
    }

    /// A best common ancestor; none where there is none.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError> {
        self.store.merge_base(one, other)
    }

    /// All refs with the objects that they name, tags not followed, sorted by name.
    pub fn references(&self) -> Result<Refs, GitError> {
        self.store.references()
    }

    /// Every object that is here, in no order: through the `git` program, for a format that nothing else lists.
    pub fn all_objects(&self) -> Result<Vec<ObjectId>, GitError> {
        let arguments = ["cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered"];
        Ok(self.caller.run(arguments)?.lines().filter_map(ObjectId::from_hex).collect())
    }

    /// The same repository once more, for another thread: readers share nothing and wait for nobody.
    pub fn again(&self) -> Result<Self, GitError> {
        let Self { place, store, caller, built_in } = self;
        Ok(Self { place: place.clone(), store: store.again()?, caller: caller.clone(), built_in: *built_in })
    }

    /// Whether an object is here.
    pub fn contains(&self, id: ObjectId) -> bool {
        self.store.object(id, 0).is_ok()
    }

    /// A value of the configuration; of a key that ends with `Path`, with `~` filled in.
    pub fn config(&self, key: &str) -> Option<BString> {
        self.store.config(key)
    }

    /// Where the checkout comes from.
    pub fn checkout(&self) -> Checkout {
        self.store.checkout()
    }
}

/// What is told where neither reader helped.
fn both(refused: GitError, said: &GitError) -> GitError {
    match refused {
        GitError::Refused { refused, .. } => GitError::Refused { refused, program: said.to_string() },
        owner => owner,
    }
}
