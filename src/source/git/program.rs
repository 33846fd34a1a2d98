//! Reading through the `git` program, for what libgit2 refuses: SHA-256, reftable, split and sparse indexes, and a
//! repository of another owner that a person trusts for this run.
//!
//! Only plumbing is asked, and nothing that the repository's configuration names is run: no hooks, no file system
//! monitor, no external diff, no transport, no replaced objects.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use bstr::{BString, ByteSlice as _, ByteVec as _};

use super::index::parse_stage;
use super::store::{Checkout, Refs, Store};
use super::url::without_credentials;
use super::{GitError, IndexEntry, Object, ObjectId, ObjectKind, Place};
use crate::order::Order as _;

/// Settings that would make git run something, switched off; they come last and so win over every file.
const HARDENED: [&str; 9] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.askPass=false",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "maintenance.auto=false",
];

/// Variables that name a repository. Under a hook they name the one that is being committed to.
const NAMING: [&str; 17] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_REF_STORAGE",
    "GIT_DEFAULT_HASH",
    "GIT_CEILING_DIRECTORIES",
];

/// Variables that make git run or write something.
const RUNNING: [&str; 8] = [
    "GIT_EXTERNAL_DIFF",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_ASKPASS",
    "GIT_PAGER",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
];

/// How the program is called for one repository.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    folder: Option<PathBuf>,
    trusted: bool,
}

impl Caller {
    /// For the repository around a folder, or, without one, for the one that the environment names. With `trusted` its
    /// owner is not asked after.
    pub(super) fn new(folder: Option<&Path>, trusted: bool) -> Self {
        Self { folder: folder.map(Path::to_path_buf), trusted }
    }

    fn command(&self) -> Command {
        let mut git = Command::new("git");
        if let Some(folder) = &self.folder {
            git.arg("-C").arg(folder);
            for name in NAMING {
                git.env_remove(name);
            }
        }
        for name in RUNNING {
            git.env_remove(name);
        }
        git.args(["--no-optional-locks", "--no-replace-objects"]);
        for setting in HARDENED {
            git.args(["-c", setting]);
        }
        if self.trusted {
            git.args(["-c", "safe.directory=*"]);
        }
        // In a partial clone a missing object would be fetched otherwise: nothing is sent anywhere.
        git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        git.stdin(Stdio::null()).stderr(Stdio::piped());
        git
    }

    /// What the program prints. It must succeed.
    pub(super) fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Result<Vec<u8>, GitError> {
        let output = self.command().args(arguments).output().map_err(|error| not_started(&error))?;
        if output.status.success() { Ok(output.stdout) } else { Err(complaint(&output.stderr)) }
    }

    /// The same with something on standard input.
    fn run_with(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, GitError> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        let stdin = child.stdin.take();
        let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
        let output = child.wait_with_output().map_err(|error| not_started(&error))?;
        // If it read no further, its own complaint says more than a broken pipe does.
        _ = writer.join();
        if output.status.success() { Ok(output.stdout) } else { Err(complaint(&output.stderr)) }
    }

    /// One line that the program prints.
    fn line(&self, arguments: &[&str]) -> Result<BString, GitError> {
        let mut line = self.run(arguments)?;
        if line.ends_with(b"\n") {
            line.pop();
        }
        Ok(line.into())
    }

    /// A blob of any size, as a stream.
    pub(super) fn stream(&self, id: ObjectId) -> Result<impl Read + use<>, GitError> {
        let mut command = self.command();
        command.args(["cat-file", "blob", &id.to_string()]).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| not_started(&error))?;
        Ok(Streamed { child })
    }
}

fn not_started(error: &io::Error) -> GitError {
    match error.kind() {
        io::ErrorKind::NotFound => GitError::NoProgram,
        _ => GitError::Program(error.to_string()),
    }
}

/// The first line of what git complains about.
fn complaint(stderr: &[u8]) -> GitError {
    let line = stderr.lines().find(|line| line.starts_with(b"fatal: ")).or_else(|| stderr.lines().next());
    let line = line.unwrap_or(b"it failed and did not say why");
    GitError::Program(line.strip_prefix(b"fatal: ").unwrap_or(line).to_str_lossy().into_owned())
}

/// The output of a child that is ended when nobody reads on.
struct Streamed {
    child: Child,
}

impl Read for Streamed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.child.stdout.as_mut().map_or(Ok(0), |out| out.read(buffer))?;
        if read == 0 && !buffer.is_empty() && !self.child.wait()?.success() {
            return Err(io::Error::other("git could not read the object to its end"));
        }
        Ok(read)
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A repository that the program reads.
#[derive(Debug)]
pub(super) struct Program {
    caller: Caller,
    batch: Mutex<Option<Batch>>,
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Batch {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Opens a repository, if the program does.
pub(super) fn open(caller: Caller) -> Result<(Place, Program), GitError> {
    let path = |arguments: &[&str]| caller.line(arguments).map(|line| PathBuf::from(to_os(line)));
    let git_dir = path(&["rev-parse", "--absolute-git-dir"])?;
    let common_dir = path(&["rev-parse", "--git-common-dir"])?;
    let from = caller.folder.clone().unwrap_or_default();
    let common_dir = from.join(common_dir);
    let common_dir = common_dir.canonicalize().unwrap_or(common_dir);
    let bare = caller.line(&["rev-parse", "--is-bare-repository"])? == "true";
    let shallow = caller.line(&["rev-parse", "--is-shallow-repository"])? == "true";
    // Inside the git directory there is no working tree to name.
    let top = if bare { None } else { path(&["rev-parse", "--show-toplevel"]).ok() };
    let place = Place { top, git_dir, common_dir, bare, shallow };
    Ok((place, Program { caller, batch: Mutex::default() }))
}

fn to_os(line: BString) -> OsString {
    Vec::from(line).into_os_string_lossy()
}

impl Program {
    fn start(&self) -> Result<Batch, GitError> {
        let mut command = self.caller.command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(ask), Some(answer)) => Ok(Batch { child, ask, answer: BufReader::with_capacity(1 << 16, answer) }),
            _ => Err(GitError::Program("it has no streams".to_owned())),
        }
    }
}

impl Batch {
    /// Asks for an object. An error of the streams ends the batch.
    fn object(&mut self, id: ObjectId, limit: u64) -> io::Result<Result<Object, GitError>> {
        self.ask.write_all(format!("{id}\n").as_bytes())?;
        self.ask.flush()?;
        let mut head = Vec::new();
        io::BufRead::read_until(&mut self.answer, b'\n', &mut head)?;
        let words: Vec<&[u8]> = head.fields().collect();
        let size = |word: &[u8]| word.to_str().ok()?.parse::<u64>().ok();
        let (kind, size) = match words.as_slice() {
            [_, kind, size_word] => match (ObjectKind::from_word(kind), size(size_word)) {
                (Some(kind), Some(size)) => (kind, size),
                _ => return Ok(Err(GitError::Damaged(id, "it is of no known kind".to_owned()))),
            },
            [_, b"missing"] => return Ok(Err(GitError::Missing(id))),
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let mut content = self.answer.by_ref().take(size);
        let data = if size > limit {
            io::copy(&mut content, &mut io::sink())?;
            None
        } else {
            let mut data = Vec::with_capacity(usize::try_from(size.min(1 << 26)).unwrap_or_default());
            content.read_to_end(&mut data)?;
            if data.len() as u64 != size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Some(Arc::new(data))
        };
        self.answer.read_exact(&mut [0])?;
        Ok(Ok(Object { kind, size, data }))
    }
}

impl Store for Program {
    fn object(&self, id: ObjectId, limit: u64) -> Result<Object, GitError> {
        let broken = |_| GitError::Other("internal error in the reader of git".to_owned());
        let mut batch = self.batch.lock().map_err(broken)?;
        let mut running = match batch.take() {
            Some(running) => running,
            None => self.start()?,
        };
        match running.object(id, limit) {
            Ok(answer) => {
                *batch = Some(running);
                answer
            }
            // The program gives up at an object that it cannot decode; the next question starts it anew.
            Err(error) => Err(GitError::Damaged(id, format!("git stopped reading it ({error})"))),
        }
    }

    fn index(&self) -> Result<Vec<IndexEntry>, GitError> {
        let mut entries = parse_stage(&self.caller.run(["ls-files", "--stage", "-z", "--full-name", ":/"])?);
        entries.order();
        Ok(entries)
    }

    fn resolve(&self, revision: &str) -> Result<ObjectId, GitError> {
        let peeled = format!("{revision}^{{commit}}");
        let found = self.caller.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled]);
        found.ok().and_then(|line| ObjectId::from_hex(&line)).ok_or_else(|| GitError::Revision(revision.to_owned()))
    }

    fn range(&self, wanted: &[ObjectId], unwanted: &[ObjectId]) -> Result<Vec<ObjectId>, GitError> {
        let mut input = Vec::new();
        for id in wanted {
            input.extend_from_slice(format!("{id}\n").as_bytes());
        }
        for id in unwanted {
            input.extend_from_slice(format!("^{id}\n").as_bytes());
        }
        let arguments = ["rev-list", "--topo-order", "--reverse", "--ignore-missing", "--stdin"];
        let output = self.caller.run_with(&arguments, input)?;
        Ok(output.lines().filter_map(ObjectId::from_hex).collect())
    }

    fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError> {
        match self.caller.line(&["merge-base", &one.to_string(), &other.to_string()]) {
            Ok(line) => Ok(ObjectId::from_hex(&line)),
            // It fails silently where there is none.
            Err(GitError::Program(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn references(&self) -> Result<Refs, GitError> {
        let output = self.caller.run(["for-each-ref", "--format=%(objectname) %(refname) %(symref)"])?;
        let parse = |line: &[u8]| {
            let (id, rest) = line.split_once_str(b" ")?;
            let (name, symbolic) = rest.split_once_str(b" ")?;
            symbolic.is_empty().then(|| Some((BString::from(name), ObjectId::from_hex(id)?)))?
        };
        let mut named: Vec<_> = output.lines().filter_map(parse).collect();
        named.order();
        Ok(Refs { named, broken: None })
    }

    fn config(&self, key: &str) -> Option<BString> {
        let kind = if key.ends_with("Path") { "--type=path" } else { "--no-type" };
        // Our own settings would hide what the repository says.
        let mut git = Command::new("git");
        if let Some(folder) = &self.caller.folder {
            git.arg("-C").arg(folder);
            for name in NAMING {
                git.env_remove(name);
            }
        }
        if self.caller.trusted {
            git.args(["-c", "safe.directory=*"]);
        }
        let output = git.args(["config", kind, "-z", "--get", key]).stdin(Stdio::null()).output().ok()?;
        let value = output.stdout.split(|b| *b == 0).next().unwrap_or_default();
        output.status.success().then(|| value.into())
    }

    fn checkout(&self) -> Checkout {
        let text = |arguments: &[&str]| self.caller.line(arguments).ok()?.to_str().ok().map(str::to_owned);
        Checkout {
            url: text(&["config", "--get", "remote.origin.url"]).map(|url| without_credentials(&url)),
            revision: self.resolve("HEAD").ok(),
            branch: text(&["symbolic-ref", "--quiet", "--short", "HEAD"]),
        }
    }

    fn again(&self) -> Result<Box<dyn Store>, GitError> {
        Ok(Box::new(Self { caller: self.caller.clone(), batch: Mutex::default() }))
    }
}
