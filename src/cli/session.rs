//! From arguments to everything that a run needs: settings, rules, baseline, owners.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use sha2::{Digest as _, Sha256};

use super::gitleaks::{compile_gitleaks, gitleaks_config};
use super::given::Given;
use super::load::{compile, key_terms, load};
use super::origins::Origins;
use super::world::World;
use super::{Failure, complain};
use crate::config::{Level, Problems, Settings};
use crate::engine::Engine;
use crate::key::Terms;
use crate::model::SuppressionKind;
use crate::peer::gitleaks::{Fingerprint, read_ignore};
use crate::rule::packed;
use crate::run::{Context, Gitleaks, Progress, limits};
use crate::source::Snapshot;
use crate::source::history::Stamp;
use crate::suppress::{self, BASELINE_FILE, Baseline, CODEOWNERS_PLACES, IGNORE_FILE, MARKER_WORDS, Owners, Tool};

/// Where gitleaks looks for fingerprints of findings that are known.
const GITLEAKS_IGNORE: &str = ".gitleaksignore";

/// Everything that a run needs.
#[derive(Debug)]
pub(super) struct Session {
    /// What holds.
    pub(super) settings: Settings,
    /// The rules, ready to run. Never given back: the program ends when its session does, and taking thousands of
    /// rules apart takes longer than scanning a small file.
    pub(super) engine: ManuallyDrop<Engine>,
    /// A configuration of gitleaks in their place.
    pub(super) gitleaks: Option<Gitleaks>,
    jobs: usize,
    root: PathBuf,
    terms: Terms,
    /// A digest of a person's own rules.
    own_rules: [u8; 32],
    /// Where all that says what is allowed is read from.
    pub(super) from: Arc<Snapshot>,
}

impl Session {
    /// Reads configuration and rules. `start` is where the configuration is looked for, `root` what paths are relative to.
    pub(super) fn open(
        given: &Given<'_>,
        start: &Path,
        root: &Path,
        world: &World,
        origins: &Origins<'_>,
    ) -> Result<Self, Failure> {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let jobs = given.reading.and_then(|reading| reading.jobs).filter(|&jobs| jobs > 0).unwrap_or_else(cores);
        // Built once; that it stands already (in a test) changes nothing.
        _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
        let mut settings = load(given, start, root, world, origins)?;
        let terms = key_terms(&settings, &given.from, world)?;
        let config = gitleaks_config(given, world)?;
        let (rules, own_rules) = match &config {
            Some(config) => compile_gitleaks(config, &settings)?,
            None => compile(&settings, &given.from, world)?,
        };
        let rules = if given.past { rules.of_content(MARKER_WORDS) } else { rules };
        let engine = ManuallyDrop::new(Engine::new(rules).with_policy(terms.policy.clone()));
        let gitleaks = config.and_then(|config| Gitleaks::new(config, &engine));
        let about_allows = suppress::rules();
        let known: Vec<_> = engine.rules().known().values().chain(&about_allows).map(AsRef::as_ref).collect();
        settings.check_rules(&known);
        check_ignore_file(&given.from, root)?;
        if settings.warnings.iter().any(|problem| problem.level == Level::Error) {
            return Err(Problems(settings.warnings).into());
        }
        if !given.warned {
            settings.warnings.iter().for_each(|warning| complain(&warning.to_string()));
            settings.overruled.iter().for_each(|overruled| complain(&format!("warning: {overruled}")));
        }
        let from = Arc::clone(&given.from);
        Ok(Self { settings, engine, gitleaks, jobs, root: root.to_path_buf(), terms, own_rules, from })
    }

    /// What paths are relative to.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The context of a run.
    pub(super) fn context<'s>(
        &'s self,
        baseline: Option<(String, Baseline)>,
        stop: &'s AtomicBool,
        progress: &'s Progress,
    ) -> Context<'s> {
        let foreign = &self.settings.markers.foreign.value;
        let gitleaks = foreign.contains(Tool::Gitleaks.as_str());
        Context {
            fingerprints: if gitleaks { self.fingerprints() } else { Vec::new() },
            engine: &self.engine,
            gitleaks: self.gitleaks.as_ref(),
            settings: &self.settings,
            limits: limits(&self.settings),
            terms: self.terms.clone(),
            tools: Tool::ALL.into_iter().filter(|tool| foreign.contains(tool.as_str())).collect(),
            baseline,
            owners: self.owners(),
            trusted: self.from.base(),
            line_hashes: false,
            jobs: self.jobs,
            stop,
            progress,
        }
    }

    /// What stands for everything that decides what a run over a history finds.
    pub(super) fn stamp(&self) -> Stamp {
        // Which comments count decides as well whether a file has one.
        let paths = format!("{} {:?}", self.settings.of_paths(), self.settings.markers);
        Stamp { texts: self.texts_stamp(), paths: Sha256::digest(paths).into() }
    }

    /// What stands for everything that decides whether there is anything in a text: the version of the program, the rules
    /// in force, and what the settings say of confidence, sizes and keys.
    fn texts_stamp(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut say = |word: &[u8]| {
            digest.update((word.len() as u64).to_le_bytes());
            digest.update(word);
        };
        say(env!("CARGO_PKG_VERSION").as_bytes());
        for family in packed() {
            say(family);
        }
        say(&self.own_rules);
        for rule in self.engine.rules().rules() {
            say(rule.info.id.as_bytes());
            say(self.settings.everywhere().confidence(&rule.info).as_str().as_bytes());
        }
        say(self.settings.least_confidence().as_str().as_bytes());
        say(&self.settings.max_file_size.value.to_le_bytes());
        say(self.terms.but_the_day().as_bytes());
        digest.finalize().into()
    }

    /// The baseline that the settings name, or the one at the usual place.
    pub(super) fn baseline(&self) -> Result<Option<(String, Baseline)>, Failure> {
        let usual = self.root.join(BASELINE_FILE);
        let permitted = self.settings.policy.allows.contains(&SuppressionKind::Baseline);
        match &self.settings.baseline {
            Some(named) => self.read_baseline(&named.value).map(Some),
            None if permitted && self.from.exists(&usual) => self.read_baseline(&usual).map(Some),
            None => Ok(None),
        }
    }

    /// Reads a baseline.
    pub(super) fn read_baseline(&self, path: &Path) -> Result<(String, Baseline), Failure> {
        let name = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let bytes = self.from.read(path).map_err(|e| Failure::new(format!("the baseline {}: {e}", path.display())))?;
        let baseline = Baseline::read(&bytes, &name).map_err(|problems| Failure::all(&problems))?;
        Ok((name, baseline))
    }

    /// What gitleaks' ignore file names.
    fn fingerprints(&self) -> Vec<Fingerprint> {
        let bytes = self.from.read(&self.root.join(GITLEAKS_IGNORE)).unwrap_or_default();
        let (fingerprints, notes) = read_ignore(GITLEAKS_IGNORE, &String::from_utf8_lossy(&bytes));
        for note in notes {
            complain(&format!("warning: {note}"));
        }
        fingerprints
    }

    /// Who owns which path.
    pub(super) fn owners(&self) -> Owners {
        let file = CODEOWNERS_PLACES.iter().find_map(|place| self.from.read(&self.root.join(place)).ok());
        file.map_or_else(Owners::default, |bytes| Owners::read(&bytes))
    }
}

/// A glob that is none, or an entry of another tool, would leave out less than its author thinks.
fn check_ignore_file(from: &Snapshot, root: &Path) -> Result<(), Failure> {
    let Ok(bytes) = from.read(&root.join(IGNORE_FILE)) else { return Ok(()) };
    let problems = suppress::check_ignore_file(&bytes, IGNORE_FILE);
    if problems.is_empty() { Ok(()) } else { Err(Failure::all(&problems)) }
}
