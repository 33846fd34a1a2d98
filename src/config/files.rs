//! Reading a configuration and all that it builds on.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::discover::{discover, repository};
use super::document::{Document, Spot};
use super::problem::Problem;
use super::raw::RawConfig;
use super::schema::schema;
use super::{ConfigChoice, Request};

/// How deep files may build on files.
const DEEPEST: usize = 8;

/// How many files a configuration may consist of.
const MOST: usize = 64;

/// The files of a configuration.
pub(crate) struct Files<'a> {
    request: &'a Request<'a>,
    /// The root of the repository that the search began in, canonical.
    repository: Option<PathBuf>,
    /// The folder whose files must not lead out of it, canonical: the repository; where there is none, the folder that
    /// the configuration was found in.
    fence: Option<PathBuf>,
    /// What was read, the base of all first.
    pub(crate) read: Vec<(Arc<Document>, RawConfig)>,
    /// The file that was found or given.
    pub(crate) main: Option<PathBuf>,
    pub(crate) problems: Vec<Problem>,
    seen: BTreeSet<PathBuf>,
    open: Vec<PathBuf>,
}

impl<'a> Files<'a> {
    /// Reads the configuration that the request asks for.
    pub(crate) fn read(request: &'a Request<'a>) -> Self {
        let start = canonical(request.start);
        let repository = repository(&start).map(Path::to_owned);
        let found = matches!(request.config, ConfigChoice::Find).then(|| start.clone());
        let mut files = Self {
            request,
            fence: repository.clone().or(found),
            repository,
            read: Vec::new(),
            main: None,
            problems: Vec::new(),
            seen: BTreeSet::new(),
            open: Vec::new(),
        };
        match request.config {
            ConfigChoice::None => {}
            ConfigChoice::File(path) => files.start(path),
            ConfigChoice::Find => match discover(request.from, &start) {
                Ok(Some(path)) if files.leads_out(&start, &path) => {
                    let message = format!("`{}` is a link that leads out of the repository", files.shown(&path));
                    files.problems.push(Problem::error(message).help("give it with --config if you trust it"));
                }
                Ok(Some(path)) => files.start(&path),
                Ok(None) => {}
                Err(problem) => files.problems.push(problem),
            },
        }
        files
    }

    /// The folder that the globs of the configuration are relative to, canonical: that of a configuration which was
    /// found; for one that was given, the root of the repository or else of the scan.
    pub(crate) fn base(&self) -> PathBuf {
        match (&self.main, self.request.config) {
            (Some(main), ConfigChoice::Find) => main.parent().map_or_else(|| canonical(self.request.start), canonical),
            _ => self.repository.clone().unwrap_or_else(|| canonical(self.request.root)),
        }
    }

    /// A path in a file, made absolute. Refused if the file is the repository's own and the path leads out of it: what
    /// a repository says must not make us read the rest of the machine.
    pub(crate) fn path(&mut self, spot: &Spot, written: &str) -> Option<PathBuf> {
        let folder = spot.document.path.parent().unwrap_or(Path::new("/"));
        let path = tidy(&folder.join(written));
        if written.is_empty() {
            self.problems.push(Problem::error("this names no file").at(spot.place()));
        } else if self.leads_out(&spot.document.path, &path) {
            let problem = Problem::error("this leads out of the repository").at(spot.place());
            self.problems.push(problem.help("move it in, or name it with a flag"));
        } else {
            return Some(path);
        }
        None
    }

    fn leads_out(&self, from: &Path, to: &Path) -> bool {
        let inside = |path: &Path| self.fence.as_ref().is_some_and(|root| canonical(path).starts_with(root));
        inside(from) && !inside(to)
    }

    fn shown(&self, path: &Path) -> String {
        shown(path, self.request.cwd)
    }

    /// A file as findings name it: relative to the root of the scan where it lies in it, with `/` between its parts.
    pub(crate) fn in_root(&self, document: &Document) -> String {
        let path = canonical(&document.path);
        let Ok(inner) = path.strip_prefix(canonical(self.request.root)) else { return document.shown.clone() };
        inner.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    fn start(&mut self, path: &Path) {
        self.main = Some(path.to_owned());
        match Document::read(self.request.from, path, self.shown(path)) {
            Ok(document) => self.take(document),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Takes a file in, after all that it builds on.
    fn take(&mut self, document: Arc<Document>) {
        self.seen.insert(canonical(&document.path));
        self.open.push(canonical(&document.path));
        let (raw, problems) = document.decode::<RawConfig>(schema);
        self.problems.extend(problems);
        for base in &raw.extends {
            let spot = Spot { document: document.clone(), span: base.span.clone() };
            if let Some(path) = self.path(&spot, &base.value) {
                self.base_file(&spot, &path);
            }
        }
        self.open.pop();
        self.read.push((document, raw));
    }

    fn base_file(&mut self, spot: &Spot, path: &Path) {
        let real = canonical(path);
        let refusal = if self.open.contains(&real) {
            Some("this file builds on itself")
        } else if self.open.len() > DEEPEST {
            Some("more than 8 files build on each other")
        } else if self.seen.len() >= MOST {
            Some("the configuration consists of more than 64 files")
        } else {
            None
        };
        if let Some(why) = refusal {
            self.problems.push(Problem::error(why).at(spot.place()).help("take this entry out"));
        } else if !self.seen.contains(&real) {
            match Document::read(self.request.from, path, self.shown(path)) {
                Ok(document) => self.take(document),
                Err(problem) => self.problems.push(problem.at(spot.place())),
            }
        }
    }
}

/// The name of a file for a person who is in `cwd`.
pub(crate) fn shown(path: &Path, cwd: &Path) -> String {
    let near = path.strip_prefix(cwd).unwrap_or(path);
    crate::model::printable(near.to_string_lossy().as_bytes())
}

/// The path without links, as far as it exists.
pub(crate) fn canonical(path: &Path) -> PathBuf {
    let path = tidy(path);
    for ancestor in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), path.strip_prefix(ancestor)) {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path
}

/// The path without `.` and, where a name stands before it, `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}
