//! Reading through libgit2: objects, refs, the index and the configuration, and nothing that runs a program.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use bstr::{BString, ByteVec as _};
use git2::{ErrorClass, ErrorCode, ObjectType, Oid, Sort};

use super::packed::Packs;
use super::store::{Checkout, Refs, Store};
use super::url::without_credentials;
use super::{Entry, GitError, IndexEntry, Object, ObjectId, ObjectKind, Place};
use crate::order::Order as _;
use crate::source::guard::guarded;

/// The flag of an entry that was announced with `git add --intent-to-add`
/// (<https://git-scm.com/docs/index-format>, "extended flags").
const INTENT_TO_ADD: u16 = 1 << 13;

/// A repository that libgit2 can read.
pub(super) struct Libgit {
    repository: Mutex<git2::Repository>,
    /// Where its objects lie, and their packs once one was asked for.
    objects: PathBuf,
    packs: Arc<OnceLock<Packs>>,
    /// The environment named it, and may name a quarantine and an index as well.
    from_environment: bool,
}

impl std::fmt::Debug for Libgit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Libgit").finish_non_exhaustive()
    }
}

/// Opens the repository that a folder is in, or, without one, that the environment and the working directory name.
pub(super) fn open(folder: Option<&Path>) -> Result<(Place, Libgit), GitError> {
    let opened = match folder {
        // libgit2 itself reads the environment here: a hook's index and quarantine are named there, and `discover`
        // would read a stale index.
        None => git2::Repository::open_from_env(),
        Some(folder) => git2::Repository::open_ext(
            folder,
            git2::RepositoryOpenFlags::CROSS_FS,
            std::iter::empty::<&std::ffi::OsStr>(),
        ),
    };
    let repository = opened.map_err(|error| refusal(&error, folder.unwrap_or(Path::new("."))))?;
    let tidy = |path: &Path| path.components().collect::<PathBuf>();
    let place = Place {
        top: repository.workdir().map(tidy),
        git_dir: tidy(repository.path()),
        common_dir: tidy(repository.commondir()),
        bare: repository.is_bare(),
        shallow: repository.is_shallow(),
    };
    let objects = place.common_dir.join("objects");
    let (repository, packs, from_environment) = (Mutex::new(repository), Arc::default(), folder.is_none());
    Ok((place, Libgit { repository, objects, packs, from_environment }))
}

/// Why a repository cannot be opened.
fn refusal(error: &git2::Error, folder: &Path) -> GitError {
    match (error.code(), error.class()) {
        (ErrorCode::Owner, _) => GitError::Owner(folder.to_path_buf()),
        (ErrorCode::NotFound, ErrorClass::Repository | ErrorClass::Os) => {
            GitError::NotARepository(folder.to_path_buf())
        }
        _ => GitError::Refused { refused: error.message().to_owned(), program: String::new() },
    }
}

fn other(error: &git2::Error) -> GitError {
    GitError::Other(error.message().to_owned())
}

fn to_oid(id: ObjectId) -> Result<Oid, GitError> {
    Oid::from_bytes(id.as_bytes()).map_err(|_error| GitError::Missing(id))
}

fn from_oid(oid: Oid) -> Result<ObjectId, GitError> {
    ObjectId::from_bytes(oid.as_bytes()).ok_or_else(|| GitError::Other("an object name of an odd length".to_owned()))
}

/// What went wrong with one object.
fn of_object(error: &git2::Error, id: ObjectId) -> GitError {
    match error.code() {
        ErrorCode::NotFound => GitError::Missing(id),
        _ => GitError::Damaged(id, error.message().to_owned()),
    }
}

impl Libgit {
    fn packs(&self) -> &Packs {
        self.packs.get_or_init(|| Packs::of(&self.objects))
    }

    fn lock(&self) -> Result<MutexGuard<'_, git2::Repository>, GitError> {
        self.repository.lock().map_err(|_poisoned| GitError::Other("internal error in the reader of git".to_owned()))
    }
}

impl Store for Libgit {
    fn object(&self, id: ObjectId, limit: u64) -> Result<Object, GitError> {
        if let Some(object) = self.packs().object(id, limit) {
            return Ok(object);
        }
        let oid = to_oid(id)?;
        let repository = self.lock()?;
        let odb = repository.odb().map_err(|error| other(&error))?;
        // The header of a packed object costs as much as its delta chain, so it is asked for only where there is a limit
        // that something could be over.
        let broken = || GitError::Damaged(id, "libgit2 cannot make sense of it".to_owned());
        let header = guarded(|| odb.read_header(oid)).ok_or_else(broken)?;
        let (size, kind) = header.map_err(|error| of_object(&error, id))?;
        let kind = match kind {
            ObjectType::Blob => ObjectKind::Blob,
            ObjectType::Tree => ObjectKind::Tree,
            ObjectType::Commit => ObjectKind::Commit,
            ObjectType::Tag => ObjectKind::Tag,
            ObjectType::Any => return Err(GitError::Damaged(id, "it is of no known kind".to_owned())),
        };
        let size = size as u64;
        if size > limit {
            return Ok(Object { kind, size, data: None });
        }
        let read = guarded(|| odb.read(oid)).ok_or_else(broken)?.map_err(|error| of_object(&error, id))?;
        Ok(Object { kind, size, data: Some(Arc::new(read.data().to_vec())) })
    }

    fn index(&self) -> Result<Vec<IndexEntry>, GitError> {
        let repository = self.lock()?;
        let refused =
            |error: git2::Error| GitError::Refused { refused: error.message().to_owned(), program: String::new() };
        let index = repository.index().map_err(refused)?;
        let entries = index.iter().map(|entry| {
            let stage = u8::try_from(entry.flags >> 12 & 3).unwrap_or_default();
            let announced = entry.flags_extended & INTENT_TO_ADD != 0;
            let id = from_oid(entry.id)?;
            Ok(IndexEntry { path: entry.path.into(), entry: Entry { mode: entry.mode, id }, stage, announced })
        });
        entries.collect()
    }

    fn resolve(&self, revision: &str) -> Result<ObjectId, GitError> {
        let repository = self.lock()?;
        let found = repository.revparse_single(revision).and_then(|object| object.peel_to_commit());
        from_oid(found.map_err(|_error| GitError::Revision(revision.to_owned()))?.id())
    }

    fn range(&self, wanted: &[ObjectId], unwanted: &[ObjectId]) -> Result<Vec<ObjectId>, GitError> {
        let repository = self.lock()?;
        let walk = |push: &mut dyn FnMut(&mut git2::Revwalk<'_>) -> Result<(), git2::Error>| {
            let mut walk = repository.revwalk()?;
            walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
            push(&mut walk)?;
            walk.collect::<Result<Vec<Oid>, git2::Error>>()
        };
        let (wanted, unwanted): (Result<Vec<_>, _>, Result<Vec<_>, _>) =
            (wanted.iter().map(|id| to_oid(*id)).collect(), unwanted.iter().map(|id| to_oid(*id)).collect());
        let (wanted, unwanted) = (wanted?, unwanted?);
        // What is not here reaches nothing that is, and a ref may name something else than a commit.
        let reaches =
            |oid: &&Oid| repository.find_object(**oid, None).is_ok_and(|found| found.peel_to_commit().is_ok());
        let found = walk(&mut |walk| {
            wanted.iter().try_for_each(|oid| walk.push(*oid))?;
            unwanted.iter().filter(reaches).try_for_each(|oid| walk.hide(*oid))
        });
        found.map_err(|error| other(&error))?.into_iter().map(from_oid).collect()
    }

    fn merge_base(&self, one: ObjectId, another: ObjectId) -> Result<Option<ObjectId>, GitError> {
        let repository = self.lock()?;
        match repository.merge_base(to_oid(one)?, to_oid(another)?) {
            Ok(oid) => from_oid(oid).map(Some),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(other(&error)),
        }
    }

    fn references(&self) -> Result<Refs, GitError> {
        let repository = self.lock()?;
        let mut refs = Refs::default();
        for reference in repository.references().map_err(|error| other(&error))? {
            let found = match reference {
                Ok(reference) => reference.target().map(|oid| (BString::from(reference.name_bytes()), oid)),
                Err(error) => {
                    refs.broken = Some(error.message().to_owned());
                    None
                }
            };
            if let Some((name, oid)) = found {
                refs.named.push((name, from_oid(oid)?));
            }
        }
        refs.named.order();
        Ok(refs)
    }

    fn config(&self, key: &str) -> Option<BString> {
        let config = self.lock().ok()?.config().ok()?.snapshot().ok()?;
        match config.get_path(key) {
            Ok(path) if key.ends_with("Path") => Vec::from_path_buf(path).ok().map(BString::from),
            _ => config.get_bytes(key).ok().map(BString::from),
        }
    }

    fn checkout(&self) -> Checkout {
        let Ok(repository) = self.lock() else { return Checkout::default() };
        let remote = repository.find_remote("origin").ok();
        let url = remote.and_then(|remote| remote.url().ok().map(without_credentials));
        let head = repository.head().ok();
        let revision = head.as_ref().and_then(git2::Reference::target).and_then(|oid| from_oid(oid).ok());
        let branch = head.filter(git2::Reference::is_branch).and_then(|head| head.shorthand().ok().map(str::to_owned));
        Checkout { url, revision, branch }
    }

    fn place(&self, id: ObjectId) -> Option<(usize, u64)> {
        self.packs().place(id)
    }

    fn again(&self) -> Result<Box<dyn Store>, GitError> {
        let (objects, packs) = (self.objects.clone(), Arc::clone(&self.packs));
        if self.from_environment {
            return Ok(Box::new(Self { objects, packs, ..open(None)?.1 }));
        }
        let git_dir = self.lock()?.path().to_path_buf();
        let repository = git2::Repository::open(&git_dir).map_err(|error| refusal(&error, &git_dir))?;
        Ok(Box::new(Self { repository: Mutex::new(repository), objects, packs, from_environment: false }))
    }
}
