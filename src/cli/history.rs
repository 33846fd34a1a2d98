//! `history`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use super::args::HistoryArgs;
use super::given::Given;
use super::origins::Origins;
use super::scan::{conclude, stop_flag};
use super::session::Session;
use super::verify::LiveCheck;
use super::world::World;
use super::{Failure, changes, complain, output, progress};
use crate::config::parse_date;
use crate::model::{Exit, printable};
use crate::report::{Inventories, sink};
use crate::run::{self, HistoryOptions, Memory, NameChooser, PathChooser, Progress, Standing};
use crate::source::git::{At, Repository};
use crate::source::history::History;

/// `reticent history`.
pub(super) fn history(args: &HistoryArgs, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    if args.common.rules.gitleaks_config.is_some() {
        return changes::every_commit(args, world, origins);
    }
    let started = Instant::now();
    let options = options(args)?;
    let asked = world.cwd.join(&args.repository);
    let repository = Repository::open(At::Folder(&asked), args.common.reading.trust_owner)?;
    let root = repository.place().root();
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let given = Given::of(&args.common).of_the_past();
    // The session stays on this thread, whose stack is the largest.
    let (cached, history, session) = std::thread::scope(|scope| {
        let opening = scope.spawn(|| {
            let cached = args.cache.as_ref().map(|folder| CacheFile::read(&world.cwd.join(folder)));
            (cached, History::of(repository))
        });
        let session = Session::open(&given, &root, &root, world, origins);
        let (cached, history) = opening.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (cached, history, session)
    });
    let (history, session, cached) = (history?, session?, cached.transpose()?);
    check_refs(&args.refs, &history)?;
    let plan = output::Plan::new(&args.common.output)?;
    let live = LiveCheck::new(&args.verify, args.common.output.quiet, &session, world)?;
    let (stop, progress) = (stop_flag(), Arc::new(Progress::default()));
    let bar = (world.interactive && !args.common.output.quiet).then(|| progress::show(Arc::clone(&progress)));
    let context = session.context(session.baseline()?, &stop, &progress);
    let mut cache = cached.map(|cached| cached.under(&session));
    let mut gathered = run::history(&history, &context, &options, cache.as_mut().map(|cache| &mut cache.memory));
    drop(bar);
    if let Some(cache) = cache.filter(|_| !gathered.report.interrupted) {
        cache.close()?;
    }
    // What an application was made of in the past is not looked for.
    let inventories = Inventories { applications: None, ..plan.inventories(&gathered, &context) };
    if let Some(live) = live {
        live.run(&mut gathered.report, &session, &stop);
    }
    conclude(&session, (&gathered.report, inventories), &plan, &args.common.output, world, started)
}

/// The name of the file in the folder of `--cache`.
const CACHE_FILE: &str = "history.cache";

/// The file in which the last run remembered.
struct Cached {
    path: PathBuf,
    before: Option<Vec<u8>>,
}

/// Where a run remembers for the next one.
struct CacheFile {
    path: PathBuf,
    memory: Memory,
}

impl Cached {
    fn under(self, session: &Session) -> CacheFile {
        CacheFile { path: self.path, memory: Memory::new(session.stamp(), self.before) }
    }
}

impl CacheFile {
    fn read(folder: &Path) -> Result<Cached, Failure> {
        let failed = |path: &Path, error| Failure::new(format!("--cache: {}: {error}", path.display()));
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        let path = folder.join(CACHE_FILE);
        let before = match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&path, error)),
        };
        Ok(Cached { path, before })
    }

    fn close(self) -> Result<(), Failure> {
        let Self { path, memory } = self;
        if let Some(why) = memory.dropped {
            complain(&format!("warning: the cache {} was not used and is written anew: {why}", path.display()));
        }
        if let Some(bytes) = memory.after {
            sink::to_file(&path, |out| out.write_all(&bytes))?;
        }
        Ok(())
    }
}

/// Refuses patterns that choose nothing: a clean report of no commit would pass for one of all.
fn check_refs(patterns: &[String], history: &History) -> Result<(), Failure> {
    if patterns.is_empty() {
        return Ok(());
    }
    let mut faults = Vec::new();
    let roots = history.roots(&mut faults).list;
    let mut idle = Vec::new();
    for pattern in patterns {
        let chosen = globs("--refs", std::slice::from_ref(pattern), false)?;
        if !chosen.is_some_and(|chosen| roots.iter().any(|root| is_chosen(&chosen, &root.name))) {
            idle.push(pattern);
        }
    }
    let told = |pattern: &String| {
        format!(
            "--refs {}: no ref matches; `git for-each-ref` lists them (`main` stands for refs/heads/main, refs/tags/main \
             and refs/remotes/main)",
            printable(pattern.as_bytes())
        )
    };
    if idle.len() == patterns.len() {
        return Err(Failure::all(&idle.into_iter().map(told).collect::<Vec<_>>()));
    }
    // What the other patterns choose is looked at.
    for pattern in idle {
        complain(&format!("warning: {}", told(pattern)));
    }
    Ok(())
}

/// Whether a ref is meant, as git does it: `main` means `refs/heads/main`, too.
fn is_chosen(refs: &GlobSet, name: &str) -> bool {
    let parts = ["refs/", "refs/heads/", "refs/tags/", "refs/remotes/"];
    refs.is_match(name) || parts.iter().filter_map(|part| name.strip_prefix(part)).any(|name| refs.is_match(name))
}

fn options(args: &HistoryArgs) -> Result<HistoryOptions, Failure> {
    let refs = globs("--refs", &args.refs, false)?;
    let path = globs("--path", &args.path, true)?;
    if args.max_count == Some(0) {
        return Err(Failure::new("--max-count 0 leaves no commit to look at; write 1 or more"));
    }
    let author = args.author.as_ref().map(|author| author.to_lowercase());
    Ok(HistoryOptions {
        refs: refs.map(|refs| -> Box<NameChooser> { Box::new(move |name| is_chosen(&refs, name)) }),
        path: path.map(|path| -> Box<PathChooser> {
            Box::new(move |name| path.is_match(bstr::ByteSlice::to_path_lossy(name)))
        }),
        author: author.map(|author| -> Box<NameChooser> { Box::new(move |who| who.to_lowercase().contains(&author)) }),
        since: args.since.as_deref().map(since).transpose()?,
        max_count: args.max_count,
        first_parent: args.first_parent,
        unreachable: args.unreachable,
        standing: match (args.only_live, args.only_removed) {
            (true, _) => Some(Standing::Live),
            (_, true) => Some(Standing::Removed),
            _ => None,
        },
    })
}

/// A set of globs; none if there is none. A path glob without a slash means a name in any folder, and a folder means
/// all below it.
fn globs(flag: &str, patterns: &[String], paths: bool) -> Result<Option<GlobSet>, Failure> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let mut forms = vec![pattern.clone()];
        if paths {
            let plain = pattern.trim_end_matches('/');
            forms.push(format!("{plain}/**"));
            if !plain.contains('/') {
                forms.extend([format!("**/{plain}"), format!("**/{plain}/**")]);
            }
        }
        for form in forms {
            let glob = GlobBuilder::new(&form).literal_separator(paths).build();
            set.add(glob.map_err(|error| Failure::new(format!("{flag} {pattern}: {}", error.kind())))?);
        }
    }
    set.build().map(Some).map_err(|error| Failure::new(format!("{flag}: {error}")))
}

/// The first second of a day, in UTC.
fn since(word: &str) -> Result<i64, Failure> {
    let day: Date =
        parse_date(word).ok_or_else(|| Failure::new(format!("--since: `{word}` is no date; write YYYY-MM-DD")))?;
    let start = jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
    Ok(start.map_err(|e| Failure::new(format!("--since: {e}")))?.as_second())
}
