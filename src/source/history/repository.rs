//! A repository whose history is read.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::id::{Id, Kind};
use super::objects::Objects;
use super::packs::{Fault, FaultKind};
use super::roots::{Root, Roots};

/// A repository that is open for reading all of it.
#[derive(Debug)]
pub struct History {
    objects: Objects,
    /// The git directory.
    pub git_dir: PathBuf,
    /// What all working trees share.
    pub common_dir: PathBuf,
    /// The top of the working tree, where there is one.
    pub top: Option<PathBuf>,
    /// Commits whose parents were cut off when the repository was cloned.
    pub shallow: Vec<Id>,
    /// What could not be opened.
    pub faults: Vec<Fault>,
    /// Bytes of an object's name.
    pub hash: usize,
    folder: PathBuf,
    built_in: bool,
}

/// A folder whose history cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No repository.
    #[error("{path} is not a git repository", path = .0.display())]
    NotARepository(PathBuf),
    /// libgit2 and the `git` program both refuse it.
    #[error("cannot read the repository at {path}: {why}", path = .path.display())]
    Refused {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

impl History {
    /// Opens the repository at a folder, or around it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let refused = |why: &str| OpenError::Refused { path: path.to_path_buf(), why: why.to_owned() };
        match git2::Repository::discover(path) {
            Ok(repository) => Ok(Self::built_in(&repository)),
            Err(error) if error.code() == git2::ErrorCode::NotFound => {
                Err(OpenError::NotARepository(path.to_path_buf()))
            }
            Err(error) if error.code() == git2::ErrorCode::Owner => Err(refused(error.message())),
            Err(error) => Self::through_git(path).map_err(|why| refused(&format!("{}; {why}", error.message()))),
        }
    }

    fn built_in(repository: &git2::Repository) -> Self {
        let mut faults = Vec::new();
        let common_dir = repository.commondir().to_path_buf();
        let folder = common_dir.join("objects");
        Self {
            objects: Objects::of_folder(&folder, &mut faults),
            git_dir: repository.path().to_path_buf(),
            top: repository.workdir().map(Path::to_path_buf),
            shallow: shallow(&common_dir),
            common_dir,
            faults,
            hash: 20,
            folder,
            built_in: true,
        }
    }

    /// Through the `git` program, which reads what libgit2 refuses: SHA-256 and reftable.
    fn through_git(path: &Path) -> Result<Self, String> {
        let told = ask(path, &["rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-object-format"])?;
        let lines: Vec<&str> = told.lines().collect();
        let [git_dir, common_dir, format] = lines.as_slice() else { return Err("git tells too little".to_owned()) };
        let common_dir = path.join(common_dir);
        let listed = ask(path, &["cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered"])?;
        let mut names: Vec<Id> = listed.lines().filter_map(|line| Id::from_hex(line.as_bytes())).collect();
        names.sort_unstable();
        names.dedup();
        let top = ask(path, &["rev-parse", "--show-toplevel"]).ok().map(|top| PathBuf::from(top.trim_end()));
        Ok(Self {
            objects: Objects::of_names(names),
            git_dir: PathBuf::from(git_dir),
            top,
            shallow: shallow(&common_dir),
            folder: path.to_path_buf(),
            common_dir,
            faults: Vec::new(),
            hash: if *format == "sha256" { 32 } else { 20 },
            built_in: false,
        })
    }

    /// What there is.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Every ref and what else leads into the history. What cannot be read of them is a fault.
    pub fn roots(&self, faults: &mut Vec<Fault>) -> Roots {
        let mut roots = Roots::default();
        let read = if self.built_in { self.refs_built_in(&mut roots) } else { self.refs_through_git(&mut roots) };
        if let Err(why) = read {
            faults.push(Fault::of_file(FaultKind::Corrupt, &self.common_dir.join("refs"), &why));
        }
        roots.add_files(&self.git_dir, &self.common_dir);
        roots.finish();
        roots
    }

    fn refs_built_in(&self, roots: &mut Roots) -> Result<(), String> {
        let text = |error: git2::Error| error.message().to_owned();
        let repository = git2::Repository::open(&self.git_dir).map_err(text)?;
        let mut wrong = None;
        for reference in repository.references().map_err(text)? {
            match reference {
                Ok(reference) => {
                    let id = reference.target().and_then(|id| Id::from_bytes(id.as_bytes()));
                    let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                    roots.list.extend(id.map(|id| Root { name, id, shown: true }));
                }
                Err(error) => wrong = Some(text(error)),
            }
        }
        let head = repository.head().ok().and_then(|head| head.target());
        roots.head = head.and_then(|id| Id::from_bytes(id.as_bytes()));
        roots.list.extend(roots.head.map(|id| Root { name: "HEAD".to_owned(), id, shown: false }));
        wrong.map_or(Ok(()), Err)
    }

    fn refs_through_git(&self, roots: &mut Roots) -> Result<(), String> {
        let listed = ask(&self.folder, &["for-each-ref", "--format=%(objectname) %(refname)"])?;
        for line in listed.lines() {
            let Some((id, name)) = line.split_once(' ') else { continue };
            let id = Id::from_hex(id.as_bytes());
            roots.list.extend(id.map(|id| Root { name: name.to_owned(), id, shown: true }));
        }
        let head = ask(&self.folder, &["rev-parse", "--verify", "--quiet", "HEAD"]).unwrap_or_default();
        roots.head = Id::from_hex(head.trim_end().as_bytes());
        roots.list.extend(roots.head.map(|id| Root { name: "HEAD".to_owned(), id, shown: false }));
        Ok(())
    }

    /// A reader of single objects, for one thread.
    pub fn reader(&self) -> Reader {
        let inner = if self.built_in {
            let odb = git2::Odb::new().and_then(|odb| {
                odb.add_disk_alternate(&self.folder.to_string_lossy())?;
                Ok(odb)
            });
            odb.map_or(Inner::None, Inner::BuiltIn)
        } else {
            Batch::start(&self.folder).map_or(Inner::None, Inner::Program)
        };
        Reader { inner }
    }
}

fn shallow(common_dir: &Path) -> Vec<Id> {
    let text = std::fs::read(common_dir.join("shallow")).unwrap_or_default();
    let mut ids: Vec<Id> = text.split(|byte| *byte == b'\n').filter_map(Id::from_hex).collect();
    ids.sort_unstable();
    ids
}

/// The `git` program, with nothing of the environment that names another repository, and nothing that it would run.
fn program(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args([
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "--no-replace-objects",
    ]);
    for variable in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    ] {
        git.env_remove(variable);
    }
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    git
}

fn ask(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = program(folder).args(arguments).output().map_err(|e| format!("the git program: {e}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("git says: {}", said.lines().next().unwrap_or_default()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads single objects.
pub struct Reader {
    inner: Inner,
}

enum Inner {
    BuiltIn(git2::Odb<'static>),
    Program(Batch),
    None,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

/// Why an object could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub(super) kind: FaultKind,
    pub(super) detail: String,
}

impl Reader {
    /// Reads an object of at most `largest` bytes.
    pub fn read(&mut self, id: &Id, largest: u64) -> Result<(Kind, Vec<u8>), Unreadable> {
        match &mut self.inner {
            Inner::BuiltIn(odb) => read_built_in(odb, id, largest),
            Inner::Program(batch) => batch.read(id, largest),
            Inner::None => Err(Unreadable {
                kind: FaultKind::Corrupt,
                detail: "the folder of objects cannot be opened".to_owned(),
            }),
        }
    }
}

fn too_large(size: u64, largest: u64) -> Unreadable {
    Unreadable { kind: FaultKind::Limit, detail: format!("{size} bytes; the most is {largest}") }
}

fn read_built_in(odb: &git2::Odb<'static>, id: &Id, largest: u64) -> Result<(Kind, Vec<u8>), Unreadable> {
    let wrong = |error: git2::Error| {
        let kind = if error.code() == git2::ErrorCode::NotFound { FaultKind::Missing } else { FaultKind::Corrupt };
        Unreadable { kind, detail: error.message().to_owned() }
    };
    let name = git2::Oid::from_bytes(id.as_bytes()).map_err(wrong)?;
    let (size, _) = odb.read_header(name).map_err(wrong)?;
    if size as u64 > largest {
        return Err(too_large(size as u64, largest));
    }
    let object = odb.read(name).map_err(wrong)?;
    let kind = match object.kind() {
        git2::ObjectType::Commit => Kind::Commit,
        git2::ObjectType::Tree => Kind::Tree,
        git2::ObjectType::Tag => Kind::Tag,
        _ => Kind::Blob,
    };
    Ok((kind, object.data().to_vec()))
}

/// `git cat-file --batch`.
struct Batch {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Batch {
    fn start(folder: &Path) -> Option<Self> {
        let mut git = program(folder);
        git.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = git.spawn().ok()?;
        let (to, from) = (child.stdin.take()?, child.stdout.take()?);
        Some(Self { child, to, from: BufReader::new(from) })
    }

    fn read(&mut self, id: &Id, largest: u64) -> Result<(Kind, Vec<u8>), Unreadable> {
        let corrupt = |detail: String| Unreadable { kind: FaultKind::Corrupt, detail };
        writeln!(self.to, "{id}").and_then(|()| self.to.flush()).map_err(|e| corrupt(e.to_string()))?;
        let mut line = String::new();
        self.from.read_line(&mut line).map_err(|e| corrupt(e.to_string()))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, kind, size] = words.as_slice() else {
            let missing = line.trim_end().ends_with("missing");
            let kind = if missing { FaultKind::Missing } else { FaultKind::Corrupt };
            return Err(Unreadable { kind, detail: "git cannot read it".to_owned() });
        };
        let kind = Kind::of_word(kind.as_bytes()).ok_or_else(|| corrupt("an object of an unknown kind".to_owned()))?;
        let size: u64 = size.parse().map_err(|error| corrupt(format!("git tells no size: {error}")))?;
        let mut content = Vec::new();
        let keep = size <= largest;
        let mut rest = (&mut self.from).take(size + 1);
        let read = if keep {
            rest.read_to_end(&mut content)
        } else {
            std::io::copy(&mut rest, &mut std::io::sink()).map(|_| 0)
        };
        read.map_err(|e| corrupt(e.to_string()))?;
        content.pop();
        if keep { Ok((kind, content)) } else { Err(too_large(size, largest)) }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Ends by itself when its input does; it is ended here so that nobody waits.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
