//! The walk through a folder, in parallel: which files are there to be scanned.
//!
//! Inside a git repository: tracked files, also those that an ignore rule matches, and untracked ones that are not
//! ignored. Outside one: everything. Hidden files are included; no folder is left out by its name. Of `.git` only the
//! configuration and the hooks are read. Symbolic links are not followed; pipes, sockets and devices are not opened.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bstr::{BString, ByteSlice as _};
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::Root;
use super::ownignore::{OWN_IGNORE, OwnIgnores};
use super::root::relative_bytes;
use crate::model::{Gap, GapKind, Origin};
use crate::order::Order as _;

/// How to walk.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Honour ignore files.
    pub ignore: bool,
    /// Honour our own ignore files, where ignore files are honoured at all.
    pub own_ignore: bool,
    /// Threads.
    pub jobs: usize,
}

/// Something that the walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file to scan: its path on disk and as it is reported.
    File(PathBuf, Origin),
    /// Something that cannot be scanned.
    Gap(Gap),
}

/// Walks, and calls a worker of each thread with what it finds. Stops soon after `stop` is set.
pub fn walk<'w, W>(root: &Root, options: &WalkOptions, stop: &'w AtomicBool, worker: impl Fn() -> W + Sync)
where
    W: FnMut(Found) + Send + 'w,
{
    let tracked = match (&root.repository, options.ignore) {
        (Some(repository), true) => Some(repository.tracked()),
        _ => None,
    };
    let seen = Mutex::new(BTreeSet::new());
    let remember = matches!(tracked, Some(Ok(_)));
    let walker = builder(root, options).build_parallel();
    walker.run(|| {
        let mut worker = worker();
        let mut batch = Batch { seen: &seen, names: Vec::new() };
        Box::new(move |entry| {
            if stop.load(Ordering::Relaxed) {
                return WalkState::Quit;
            }
            let Some(found) = judge(entry, root) else { return WalkState::Continue };
            if remember {
                batch.note(&found);
            }
            worker(found);
            WalkState::Continue
        })
    });
    let mut worker = worker();
    repository_files(root).into_iter().for_each(&mut worker);
    match tracked {
        Some(Ok(tracked)) => {
            let seen = seen.into_inner().unwrap_or_default();
            rest_of_tracked(root, options, &tracked, &seen).into_iter().for_each(worker);
        }
        Some(Err(detail)) => {
            let origin = Origin::file(".git/index");
            worker(Found::Gap(Gap { kind: GapKind::Untracked, origin, detail }));
        }
        None => {}
    }
}

/// Names seen by one thread, handed over when it ends.
struct Batch<'b> {
    seen: &'b Mutex<BTreeSet<BString>>,
    names: Vec<BString>,
}

impl Batch<'_> {
    fn note(&mut self, found: &Found) {
        if let Found::File(_, origin) = found {
            self.names.push(origin.path.clone());
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.extend(self.names.drain(..));
        }
    }
}

fn builder(root: &Root, options: &WalkOptions) -> WalkBuilder {
    let mut paths = root.paths.iter();
    let mut builder = WalkBuilder::new(paths.next().unwrap_or(&root.dir));
    for path in paths {
        builder.add(path);
    }
    builder
        .hidden(false)
        .ignore(false)
        .parents(options.ignore)
        .git_ignore(options.ignore)
        .git_exclude(options.ignore)
        .git_global(options.ignore)
        .follow_links(false)
        .threads(options.jobs)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    if options.ignore && options.own_ignore {
        builder.add_custom_ignore_filename(OWN_IGNORE);
    }
    builder
}

/// What an entry of the walk is.
fn judge(entry: Result<DirEntry, ignore::Error>, root: &Root) -> Option<Found> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return Some(Found::Gap(walk_error(&error, root))),
    };
    let kind = entry.file_type()?;
    if kind.is_dir() || kind.is_symlink() {
        return None;
    }
    let origin = Origin::file(root.relative(entry.path()));
    if kind.is_file() {
        return Some(Found::File(entry.into_path(), origin));
    }
    Some(Found::Gap(Gap { kind: GapKind::Special, origin, detail: "a pipe, socket or device".to_owned() }))
}

fn walk_error(error: &ignore::Error, root: &Root) -> Gap {
    let mut path = PathBuf::new();
    let mut inner = error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path.clone_from(at);
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            ignore::Error::Loop { child, .. } => {
                path.clone_from(child);
                break;
            }
            _ => break,
        }
    }
    let gone = inner.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    let kind = if gone { GapKind::Vanished } else { GapKind::Unreadable };
    Gap { kind, origin: Origin::file(root.relative(&path)), detail: inner.to_string() }
}

/// Of `.git`, what people write credentials into: configuration (remote URLs) and hooks.
fn repository_files(root: &Root) -> Vec<Found> {
    let Some(repository) = root.repository.as_ref().filter(|_| root.paths.contains(&root.dir)) else {
        return Vec::new();
    };
    let git = &repository.git_dir;
    let mut files = vec![git.join("config"), git.join("config.worktree")];
    let hooks = git.join("hooks").read_dir().into_iter().flatten().flatten();
    files.extend(hooks.map(|hook| hook.path()).filter(|path| path.extension().is_none_or(|ext| ext != "sample")));
    files.order();
    files.retain(|path| path.symlink_metadata().is_ok_and(|data| data.is_file()));
    files
        .into_iter()
        .map(|path| {
            let below = relative_bytes(path.strip_prefix(git).unwrap_or(&path));
            let origin = Origin::file([&b".git/"[..], &below].concat());
            Found::File(path, origin)
        })
        .collect()
}

/// Tracked files that the walk passed over because an ignore rule matches them, and submodules that are not here.
fn rest_of_tracked(
    root: &Root,
    options: &WalkOptions,
    tracked: &super::git::Tracked,
    seen: &BTreeSet<BString>,
) -> Vec<Found> {
    let within = |path: &Path| root.paths.iter().any(|asked| path.starts_with(asked));
    let mut found = Vec::new();
    let mut ignored = OwnIgnores::new(&root.dir, None);
    for name in tracked.files.difference(seen) {
        let path = root.dir.join(name.to_path_lossy());
        if within(&path)
            && !(options.own_ignore && ignored.matches(&path))
            && path.symlink_metadata().is_ok_and(|data| data.is_file())
        {
            found.push(Found::File(path, Origin::file(name.clone())));
        }
    }
    for name in &tracked.submodules {
        let path = root.dir.join(name.to_path_lossy());
        let empty = path.read_dir().map_or(true, |mut entries| entries.next().is_none());
        if within(&path) && empty {
            let detail = "its content is not checked out".to_owned();
            found.push(Found::Gap(Gap { kind: GapKind::Submodule, origin: Origin::file(name.clone()), detail }));
        }
    }
    found
}
