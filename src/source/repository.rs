//! What a walk needs of git: the top folder, the files that are tracked, where the repository is kept.
//!
//! Reading history is another room's business. libgit2 refuses some repositories (SHA-256, reftable, split or sparse
//! index); what it refuses is asked of the `git` program, and without one the gap is named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use bstr::{BString, ByteSlice as _};

/// A git working tree.
#[derive(Debug)]
pub struct Repository {
    /// Its top folder.
    pub top: PathBuf,
    /// The git directory, where configuration and hooks lie.
    pub git_dir: PathBuf,
    opened: Option<git2_repository::Opened>,
}

/// What git tracks.
#[derive(Debug, Default)]
pub struct Tracked {
    /// Files.
    pub files: BTreeSet<BString>,
    /// Submodules.
    pub submodules: Vec<BString>,
}

impl Repository {
    /// The repository whose working tree holds a folder.
    pub fn around(folder: &Path) -> Option<Self> {
        let top = folder.ancestors().find(|folder| is_top(folder))?.to_path_buf();
        let opened = git2_repository::open(&top);
        let git_dir = opened.as_ref().map_or_else(|| top.join(".git"), |opened| opened.git_dir.clone());
        Some(Self { top, git_dir, opened })
    }

    /// The tracked files and submodules, relative to the top folder; or why they cannot be listed.
    pub fn tracked(&self) -> Result<Tracked, String> {
        if let Some(tracked) = self.opened.as_ref().and_then(git2_repository::tracked) {
            return Ok(tracked);
        }
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.top).args(["-c", "core.fsmonitor=false", "ls-files", "--stage", "-z"]);
        // Under a hook these name the repository that is being committed to, which need not be this one.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"]
        {
            git.env_remove(variable);
        }
        let output = git.env("GIT_OPTIONAL_LOCKS", "0").output().map_err(|e| format!("the git program: {e}"))?;
        if !output.status.success() {
            return Err(output.stderr.lines().next().unwrap_or_default().to_str_lossy().into_owned());
        }
        Ok(parse_stage(&output.stdout))
    }

    /// URL without credentials, commit and branch that are checked out.
    pub fn provenance(&self) -> (Option<String>, Option<String>, Option<String>) {
        self.opened.as_ref().map_or((None, None, None), git2_repository::provenance)
    }
}

/// A folder that holds `.git`: a folder with a `HEAD`, or a file that leads to one (worktree, submodule).
fn is_top(folder: &Path) -> bool {
    let git = folder.join(".git");
    git.is_file() || git.join("HEAD").exists()
}

/// `MODE OID STAGE<TAB>PATH<NUL>`.
fn parse_stage(output: &[u8]) -> Tracked {
    let mut tracked = Tracked::default();
    for entry in output.split(|b| *b == 0) {
        let Some(tab) = entry.find_byte(b'\t') else { continue };
        let path = BString::from(entry.get(tab + 1..).unwrap_or_default());
        if entry.starts_with(b"160000") {
            tracked.submodules.push(path);
        } else {
            tracked.files.insert(path);
        }
    }
    tracked
}

/// A remote URL without user and password.
fn without_credentials(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) =
                rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}{path}")
        }
        // `git@host:path` is no URL; the user in it is no secret, but it is not needed either.
        None => match url.split_once(':') {
            Some((host, path)) if !host.contains('/') => {
                format!("ssh://{}/{path}", host.rsplit('@').next().unwrap_or(host))
            }
            _ => url.to_owned(),
        },
    }
}

/// What git2 is asked for.
mod git2_repository {
    use super::{BString, Path, PathBuf, Tracked, without_credentials};

    /// An opened repository.
    pub(super) struct Opened {
        pub(super) git_dir: PathBuf,
        repository: std::sync::Mutex<git2::Repository>,
    }

    impl std::fmt::Debug for Opened {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Opened").field("git_dir", &self.git_dir).finish_non_exhaustive()
        }
    }

    pub(super) fn open(top: &Path) -> Option<Opened> {
        let repository = git2::Repository::open(top).ok()?;
        Some(Opened { git_dir: repository.path().to_path_buf(), repository: std::sync::Mutex::new(repository) })
    }

    pub(super) fn tracked(opened: &Opened) -> Option<Tracked> {
        let repository = opened.repository.lock().ok()?;
        let index = repository.index().ok()?;
        let mut tracked = Tracked::default();
        for entry in index.iter() {
            let path = BString::from(entry.path.as_slice());
            if entry.mode == 0o160_000 { tracked.submodules.push(path) } else { _ = tracked.files.insert(path) }
        }
        Some(tracked)
    }

    pub(super) fn provenance(opened: &Opened) -> (Option<String>, Option<String>, Option<String>) {
        let Ok(repository) = opened.repository.lock() else { return (None, None, None) };
        let remote = repository.find_remote("origin").ok();
        let url = remote.and_then(|remote| remote.url().ok().map(without_credentials));
        let head = repository.head().ok();
        let revision = head.as_ref().and_then(git2::Reference::target).map(|oid| oid.to_string());
        let branch = head.filter(git2::Reference::is_branch).and_then(|head| head.shorthand().ok().map(str::to_owned));
        (url, revision, branch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_urls_lose_their_credentials() {
        let secret = ["https://user:", "pa55@host.example/x.git"].concat();
        assert_eq!(without_credentials(&secret), "https://host.example/x.git");
        assert_eq!(without_credentials("git@host.example:a/b.git"), "ssh://host.example/a/b.git");
    }

    #[test]
    fn staged_entries_are_parsed() {
        let tracked = parse_stage(b"100644 abc 0\ta b\0160000 def 0\tsub\0");
        assert_eq!(tracked.files.iter().map(|p| p.to_str_lossy()).collect::<Vec<_>>(), ["a b"]);
        assert_eq!(tracked.submodules, [BString::from("sub")]);
    }
}
