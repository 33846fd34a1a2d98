//! The interface for other programs: rules once, then texts, folders and histories, each a [`Report`].
//!
//! Everything else of the library is how this is done; other rooms are open for the program and for the curious, and may
//! change at any time. Nothing here reads the environment, the clock or a configuration that was not given, and nothing is
//! shared between two [`Audit`]s. One may be used from several threads at once.

mod builder;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use builder::Builder;

use crate::config::Settings;
use crate::engine::Engine;
use crate::key::Terms;
use crate::model::Report;
use crate::run::{self, Context, Gathered, HistoryOptions};
use crate::source::Root;
use crate::source::history::History;
use crate::suppress::{Owners, Tool};

/// Rules and settings, ready to run. Built by a [`Builder`].
pub struct Audit {
    engine: Engine,
    settings: Settings,
    terms: Terms,
    jobs: usize,
    cancel: Canceller,
    watch: Option<Box<Watcher>>,
}

/// What is called with how far a run is.
type Watcher = dyn Fn(Progress) + Send + Sync;

/// Why an audit could not be built or run. Says which input, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AuditError(String);

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files or objects scanned.
    pub files: u64,
    /// Bytes read.
    pub bytes: u64,
}

/// Ends a run early, from any thread. The report of such a run says that it was interrupted.
#[derive(Clone, Debug, Default)]
pub struct Canceller(Arc<AtomicBool>);

impl Canceller {
    /// Ends what is running, and whatever is started with it afterwards.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Audit {
    /// Scans one text under a name, which tells its language and where it stands in reports.
    ///
    /// # Errors
    ///
    /// Nothing is read but the text; an error says what went wrong within.
    pub fn bytes(&self, name: &str, text: &[u8]) -> Result<Report, AuditError> {
        self.run(Owners::default(), |context| {
            run::scan_stdin(name, text, context).map_err(|error| AuditError(format!("{name}: {error}")))
        })
    }

    /// Scans a file, or everything below a folder that git would not ignore. Paths in the report are relative to the
    /// repository around it, or to the folder.
    ///
    /// # Errors
    ///
    /// The path is not there or cannot be read. What could not be read below it is a gap in the report.
    pub fn folder(&self, path: &Path) -> Result<Report, AuditError> {
        let path = absolute(path)?;
        let root = Root::resolve(std::slice::from_ref(&path), &path, false).map_err(AuditError::of)?;
        self.run(Owners::default(), |context| Ok(run::scan(&root, context)))
    }

    /// Scans everything that a git repository keeps: one finding a secret, with the commits that brought and removed it.
    ///
    /// # Errors
    ///
    /// There is no repository, or it cannot be opened. Objects that could not be read are gaps in the report.
    pub fn history(&self, repository: &Path) -> Result<Report, AuditError> {
        let history = History::open(&absolute(repository)?, false).map_err(AuditError::of)?;
        let options = HistoryOptions::default();
        self.run(Owners::default(), |context| Ok(run::history(&history, context, &options, None)))
    }

    fn run(
        &self,
        owners: Owners,
        work: impl FnOnce(&Context<'_>) -> Result<Gathered, AuditError>,
    ) -> Result<Report, AuditError> {
        let progress = run::Progress::default();
        let context = Context {
            engine: &self.engine,
            gitleaks: None,
            settings: &self.settings,
            limits: run::limits(&self.settings),
            tools: Tool::ALL.into_iter().collect(),
            fingerprints: Vec::new(),
            terms: self.terms.clone(),
            baseline: None,
            owners,
            trusted: None,
            line_hashes: false,
            jobs: self.jobs,
            stop: &self.cancel.0,
            progress: &progress,
        };
        let done = AtomicBool::new(false);
        let gathered = std::thread::scope(|scope| {
            let watcher = self.watch.as_ref().map(|watch| scope.spawn(|| watched(watch, &progress, &done)));
            let gathered = work(&context);
            done.store(true, Ordering::Relaxed);
            if let Some(watcher) = watcher {
                watcher.thread().unpark();
            }
            gathered
        });
        Ok(gathered?.report)
    }
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audit")
            .field("rules", &self.engine.rules().rules().len())
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}

impl AuditError {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Tells a watcher ten times a second how far a run is, and once at its end.
fn watched(watch: &Watcher, progress: &run::Progress, done: &AtomicBool) {
    let now =
        || Progress { files: progress.files.load(Ordering::Relaxed), bytes: progress.bytes.load(Ordering::Relaxed) };
    while !done.load(Ordering::Relaxed) {
        std::thread::park_timeout(Duration::from_millis(100));
        if !done.load(Ordering::Relaxed) {
            watch(now());
        }
    }
    watch(now());
}

fn absolute(path: &Path) -> Result<PathBuf, AuditError> {
    path.canonicalize().map_err(|error| AuditError(format!("cannot scan {}: {error}", path.display())))
}
