//! Trees that are made when a test runs, with made-up secrets in them, and runs of the built program in them.
//!
//! No secret stands in a test: [`expand`] makes each from a template, the same for the same seed.

#![allow(dead_code, reason = "every test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing helper fails its test")]

pub(crate) mod der;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use reticent::check::Checksum;
use reticent::check::example;
use tempfile::TempDir;

/// Makes a text from its templates (`rules/README.md`), tokens of GitHub being those with a checksum.
pub(crate) fn expand(template: &str, seed: &str) -> String {
    example::expand(template, Some(Checksum::Crc32Base62), seed).unwrap()
}

/// A GitHub token: a fixed prefix, random characters, a checksum.
pub(crate) fn token(seed: &str) -> String {
    expand("gh<<>>p_<<alnum:30>><<checksum>>", seed)
}

/// A password that nobody would think of.
pub(crate) fn password(seed: &str) -> String {
    expand("<<alnum:20>>", seed)
}

/// A private key, with its line ends.
pub(crate) fn private_key(seed: &str) -> String {
    expand("<<pem:RSA PRIVATE KEY>>", seed)
}

/// What a run of the program gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error, without the line that tells the time.
    pub(crate) err: String,
}

impl Run {
    /// Of what a process gave.
    pub(crate) fn of(output: &Output) -> Self {
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        let timed = |line: &&str| line.starts_with("took ") && line.ends_with(" s");
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: err.lines().filter(|line| !timed(line)).flat_map(|line| [line, "\n"]).collect(),
        }
    }

    /// Both streams and the exit code, as a snapshot shows them.
    pub(crate) fn shown(&self) -> String {
        let err: String = self.err.lines().flat_map(|line| ["! ", line, "\n"]).collect();
        format!("{}{err}exit code {}", self.out, self.code)
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.shown());
        self
    }

    /// Checks that a text stands in one of the streams.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text) || self.err.contains(text), "`{text}` is missing in\n{}", self.shown());
        self
    }

    /// Checks that a text stands in neither stream.
    #[track_caller]
    pub(crate) fn keeps_quiet_on(self, text: &str) -> Self {
        assert!(!self.out.contains(text) && !self.err.contains(text), "`{text}` is in\n{}", self.shown());
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in\n{}", self.shown()))
    }
}

/// A folder that goes away with the test.
#[derive(Debug)]
pub(crate) struct Tree {
    folder: TempDir,
}

impl Tree {
    /// An empty folder, which is no repository.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A git repository.
    pub(crate) fn repository() -> Self {
        let tree = Self::new();
        tree.git(&["init", "--quiet", "--initial-branch=main"]);
        tree
    }

    /// The folder, or a path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let root = self.folder.path().canonicalize().unwrap();
        if name.is_empty() { root } else { root.join(name) }
    }

    /// Writes a file whose text may have templates.
    pub(crate) fn file(&self, name: &str, template: &str) -> &Self {
        self.bytes(name, expand(template, name).as_bytes())
    }

    /// Writes a file.
    pub(crate) fn bytes(&self, name: &str, content: &[u8]) -> &Self {
        write(&self.path(name), content);
        self
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.path(name)).unwrap()).into_owned()
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs git, which must succeed.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> &Self {
        let output = git(&self.path(""), arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        self
    }

    /// Runs the program here, with arguments that are split at blanks.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_list(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs the program here.
    pub(crate) fn run_list(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// Runs the program here with something on standard input.
    pub(crate) fn run_with_input(&self, arguments: &str, input: &[u8]) -> Run {
        let mut command = self.command(&arguments.split_whitespace().collect::<Vec<_>>());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run::of(&output)
    }

    /// The program, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.current_dir(self.path("")).args(arguments);
        command
    }
}

/// The program in an environment of which nothing but the path is kept.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reticent"));
    scrub(&mut command);
    command.env("SOURCE_DATE_EPOCH", "1767225600").stdin(Stdio::null());
    command
}

/// Runs git, as nobody's own configuration has it.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    scrub(&mut command);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Someone").env(format!("GIT_{who}_EMAIL"), "someone@example.org");
    }
    command.arg("-C").arg(folder).args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"]);
    command.args(arguments).output().unwrap()
}

fn scrub(command: &mut Command) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}
