//! `baseline create|update|show|prune`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Failure;
use super::args::{BaselineAction, BaselineArgs};
use super::given::Given;
use super::origins::Origins;
use super::output::{count, say};
use super::scan::{start_of, stop_flag};
use super::session::Session;
use super::world::World;
use crate::config::parse_date;
use crate::model::{Exit, SuppressionState};
use crate::run::{self, Gathered, Progress};
use crate::source::Root;
use crate::suppress::{BASELINE_FILE, Baseline, Entry, RepositoryKey, Terms};

/// Runs a `baseline` command.
pub(super) fn run(action: &BaselineAction, world: &World, origins: &Origins<'_>) -> Result<Exit, Failure> {
    let (BaselineAction::Create(args)
    | BaselineAction::Update(args)
    | BaselineAction::Show(args)
    | BaselineAction::Prune(args)) = action;
    let root = Root::resolve(&args.paths, &world.cwd, args.reading.trust_owner)?;
    let given = || Given::without_report(&args.rules, Some(&args.reading));
    let open = |given: Given<'_>| Session::open(&given, start_of(&root), &root.dir, world, origins);
    let session = open(given())?;
    // An entry for something that is not sure, as an import makes them, is found still.
    let unsure = || open(given().with_the_unsure().again());
    let path =
        session.settings.baseline.as_ref().map_or_else(|| root.dir.join(BASELINE_FILE), |file| file.value.clone());
    let work = Work { args, root: &root, session, unsure: &unsure, path };
    match action {
        BaselineAction::Create(_) => work.create(),
        BaselineAction::Update(_) => work.update(),
        BaselineAction::Show(_) => work.show(),
        BaselineAction::Prune(_) => work.prune(),
    }
}

/// What all of them need.
struct Work<'w> {
    args: &'w BaselineArgs,
    root: &'w Root,
    session: Session,
    /// Opens the session that looks at what is unsure too.
    unsure: &'w dyn Fn() -> Result<Session, Failure>,
    path: PathBuf,
}

impl Work<'_> {
    fn create(&self) -> Result<Exit, Failure> {
        if self.path.exists() && !self.args.force {
            let text =
                format!("{} is there already; `baseline update` adds to it, --force begins anew", self.path.display());
            return Err(Failure::new(text));
        }
        let terms =
            self.terms()?.ok_or_else(|| Failure::new("--reason TEXT is needed: why may these findings stay?"))?;
        let gathered = self.scan(&self.session)?;
        let key = RepositoryKey::generate().map_err(|e| Failure::new(format!("no random bytes: {e}")))?;
        let baseline = Baseline::create(key, &gathered.report.findings, &terms);
        self.write(&baseline)?;
        say(&format!("{}: {}\n", self.path.display(), count(baseline.entries.len(), "finding")))?;
        Ok(Exit::Clean)
    }

    fn update(&self) -> Result<Exit, Failure> {
        let mut baseline = self.read()?;
        let terms = self.terms()?;
        let gathered = self.scan(&self.session)?;
        let updated = baseline.update(&gathered.report.findings, terms.as_ref(), self.session.settings.as_of);
        self.write(&baseline)?;
        let mut text = format!(
            "{}: {} kept, {} added, {} renewed",
            self.path.display(),
            updated.kept,
            updated.added,
            updated.renewed
        );
        if updated.left_out > 0 {
            _ = write!(text, ", {} new ones left out (give --reason to add them)", updated.left_out);
        }
        if updated.unmatched > 0 {
            let gone = self.drop_gone(&mut baseline.clone())?;
            if gone > 0 {
                _ = write!(text, ", {gone} found no more (`baseline prune` takes them out)");
            }
            if updated.unmatched > gone {
                _ = write!(text, ", {} less sure or not looked at, and kept", updated.unmatched - gone);
            }
        }
        say(&format!("{text}\n"))?;
        Ok(Exit::Clean)
    }

    fn show(&self) -> Result<Exit, Failure> {
        let baseline = self.read()?;
        say(&baseline.table(&self.session.owners(), self.session.settings.as_of))?;
        Ok(Exit::Clean)
    }

    fn prune(&self) -> Result<Exit, Failure> {
        let mut baseline = self.read()?;
        let dropped = self.drop_gone(&mut baseline)?;
        self.write(&baseline)?;
        say(&format!("{}: {dropped} taken out, {} left\n", self.path.display(), baseline.entries.len()))?;
        Ok(Exit::Clean)
    }

    /// Drops what is found no more, however unsure, and says how many that is.
    fn drop_gone(&self, baseline: &mut Baseline) -> Result<usize, Failure> {
        let session = (self.unsure)()?;
        let gathered = self.scan(&session)?;
        let known = session.engine.rules().known();
        let unread: Vec<_> = gathered.report.gaps.iter().map(|gap| &gap.origin.path).collect();
        let judged = |entry: &Entry| {
            let path = self.root.dir.join(bstr::ByteSlice::to_path_lossy(entry.origin.path.as_slice()));
            let asked = self.root.paths.iter().any(|asked| path.starts_with(asked));
            asked && known.contains_key(&entry.rule) && !unread.contains(&&entry.origin.path)
        };
        Ok(baseline.prune(&gathered.report.findings, judged))
    }

    fn scan(&self, session: &Session) -> Result<Gathered, Failure> {
        let (stop, progress) = (stop_flag(), Progress::default());
        let gathered = run::scan(self.root, &session.context(None, &stop, &progress));
        if gathered.report.interrupted {
            Err(Failure::interrupted("interrupted; the baseline is as it was"))
        } else {
            Ok(gathered)
        }
    }

    fn read(&self) -> Result<Baseline, Failure> {
        if !self.path.exists() {
            let text =
                format!("no baseline at {}; `reticent baseline create --reason TEXT` makes one", self.path.display());
            return Err(Failure::new(text));
        }
        Ok(self.session.read_baseline(&self.path)?.1)
    }

    fn write(&self, baseline: &Baseline) -> Result<(), Failure> {
        baseline.write(&self.path).map_err(|e| Failure::new(format!("cannot write {}: {e}", self.path.display())))
    }

    /// What is said of new entries; none where no reason is given.
    fn terms(&self) -> Result<Option<Terms>, Failure> {
        let until = match &self.args.until {
            Some(word) => Some(
                parse_date(word)
                    .ok_or_else(|| Failure::new(format!("--until: `{word}` is no date; write YYYY-MM-DD")))?,
            ),
            None => None,
        };
        let state = match self.args.state.as_str() {
            "false-positive" => SuppressionState::FalsePositive,
            "accepted" => SuppressionState::Accepted,
            "to-rotate" => SuppressionState::ToRotate,
            other => {
                return Err(Failure::new(format!(
                    "--state: `{other}` is not one of false-positive, accepted, to-rotate"
                )));
            }
        };
        let reason = self.args.reason.clone().filter(|reason| !reason.trim().is_empty());
        Ok(reason.map(|reason| Terms { state, reason, owner: self.args.owner.clone(), until }))
    }
}
