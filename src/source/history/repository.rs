//! A repository whose history is read.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bstr::BStr;

use super::fault::{Fault, FaultKind};
use super::number::Number;
use super::objects::Objects;
use super::roots::{Root, Roots};
use crate::source::git::packed::{Bases, Inflate};
use crate::source::git::{At, GitError, ObjectId, ObjectKind, Repository};

/// A repository that is open for reading all of it.
#[derive(Debug)]
pub struct History {
    repository: Repository,
    objects: Objects,
    /// Commits whose parents were cut off when the repository was cloned.
    pub shallow: Vec<ObjectId>,
    /// What could not be opened.
    pub faults: Vec<Fault>,
    /// Bytes of an object's name.
    pub hash: usize,
}

impl History {
    /// Opens the repository at a folder, or around it. Who owns it does not matter with `trust_owner`.
    pub fn open(path: &Path, trust_owner: bool) -> Result<Self, GitError> {
        Self::of(Repository::open(At::Folder(path), trust_owner)?)
    }

    /// Finds out which objects an open repository has.
    pub fn of(repository: Repository) -> Result<Self, GitError> {
        let common_dir = &repository.place().common_dir;
        let mut faults = Vec::new();
        let objects = if repository.is_built_in() {
            Objects::of_folder(&common_dir.join("objects"), &mut faults)
        } else {
            let mut names = repository.all_objects()?;
            names.sort_unstable();
            names.dedup();
            Objects::of_names(names)
        };
        let hash = objects.id(0).map_or(20, |id| id.as_bytes().len());
        let shallow = shallow(common_dir);
        Ok(Self { repository, objects, shallow, faults, hash })
    }

    /// What there is.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// The git directory of this working tree.
    pub fn git_dir(&self) -> &Path {
        &self.repository.place().git_dir
    }

    /// What all working trees share.
    pub fn common_dir(&self) -> &Path {
        &self.repository.place().common_dir
    }

    /// The top of the working tree, where there is one; else the git directory.
    pub fn root(&self) -> &Path {
        self.repository.place().root()
    }

    /// The top of the working tree, where there is one.
    pub fn top(&self) -> Option<&PathBuf> {
        self.repository.place().top.as_ref()
    }

    /// Every ref and what else leads into the history. What cannot be read of them is a fault.
    pub fn roots(&self, faults: &mut Vec<Fault>) -> Roots {
        let mut roots = Roots::default();
        let (named, broken) = match self.repository.references() {
            Ok(refs) => (refs.named, refs.broken),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        if let Some(why) = broken {
            faults.push(Fault::of_file(FaultKind::Corrupt, &self.common_dir().join("refs"), &why));
        }
        roots.list.extend(named.into_iter().map(|(name, id)| Root { name: name.to_string(), id, shown: true }));
        roots.head = self.repository.head();
        roots.list.extend(roots.head.map(|id| Root { name: "HEAD".to_owned(), id, shown: false }));
        roots.add_files(self.git_dir(), self.common_dir());
        roots.finish();
        roots
    }

    /// What stands at a path below a tree, if it is a file of at most `largest` bytes.
    pub fn file(&self, tree: ObjectId, path: &BStr, largest: u64) -> Option<Vec<u8>> {
        let entry = self.repository.lookup(tree, path).ok()??;
        self.repository
            .object(entry.id, largest)
            .ok()
            .filter(|object| object.kind == ObjectKind::Blob)?
            .data
            .map(Arc::unwrap_or_clone)
    }

    /// A reader of single objects, for one thread.
    pub fn reader(&self) -> Reader<'_> {
        Reader { history: self, with: RefCell::default(), slow: OnceCell::new() }
    }
}

/// The commits at which a shallow clone ends (<https://git-scm.com/docs/shallow>).
fn shallow(common_dir: &Path) -> Vec<ObjectId> {
    let text = std::fs::read(common_dir.join("shallow")).unwrap_or_default();
    let mut ids: Vec<ObjectId> = text.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect();
    ids.sort_unstable();
    ids
}

/// Reads single objects.
pub struct Reader<'h> {
    history: &'h History,
    with: RefCell<(Inflate, Bases)>,
    slow: OnceCell<Result<Repository, String>>,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// Why an object could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub(super) kind: FaultKind,
    pub(super) detail: String,
}

impl Reader<'_> {
    /// Reads an object of at most `largest` bytes: from its pack, as it was read the first time; what cannot be read there,
    /// slowly.
    pub fn read(&self, number: Number, largest: u64) -> Result<(ObjectKind, Arc<Vec<u8>>), Unreadable> {
        let with = &mut *self.with.borrow_mut();
        match self.history.objects().decode(number, largest, with) {
            Some(read) => Ok(read),
            None => self.read_slowly(number, largest),
        }
    }

    /// The same through the library that knows every place where an object can lie, and holds it to its name.
    pub fn read_slowly(&self, number: Number, largest: u64) -> Result<(ObjectKind, Arc<Vec<u8>>), Unreadable> {
        let corrupt = |detail: String| Unreadable { kind: FaultKind::Corrupt, detail };
        let id = self.history.objects().id(number).ok_or_else(|| corrupt("it has no name".to_owned()))?;
        let open = || self.history.repository.again().map_err(|error| error.to_string());
        let repository = self.slow.get_or_init(open).as_ref().map_err(|why| corrupt(why.clone()))?;
        let object = repository.object(id, largest).map_err(|error| match error {
            GitError::Missing(_) => Unreadable { kind: FaultKind::Missing, detail: "it is not there".to_owned() },
            GitError::Damaged(_, why) => corrupt(why),
            error => corrupt(error.to_string()),
        })?;
        let too_large = format!("{} bytes; the most is {largest}", object.size);
        let data = object.data.ok_or(Unreadable { kind: FaultKind::Limit, detail: too_large })?;
        Ok((object.kind, data))
    }
}
