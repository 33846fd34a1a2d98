//! From arguments to everything that a run needs: settings, rules, baseline, owners.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use sha2::{Digest as _, Sha256};

use super::args::{Common, OutputArgs, ReadingArgs, RuleArgs};
use super::origins::Origins;
use super::world::World;
use super::{Failure, complain};
use crate::config::{self, ConfigChoice, KeyPolicyChoice, Overrides, Settings, parse_size};
use crate::engine::Engine;
use crate::key::{self, Terms};
use crate::model::{RuleInfo, SuppressionKind};
use crate::rule::{RuleProblem, RuleSet, Source, builtin, packed};
use crate::run::{Context, Progress};
use crate::suppress::{
    self, BASELINE_FILE, Baseline, CODEOWNERS_PLACES, IGNORE_FILE, Limits, MARKER_WORDS, Owners, Tool,
};

/// Everything that a run needs.
#[derive(Debug)]
pub(super) struct Session {
    /// What holds.
    pub(super) settings: Settings,
    /// The rules, ready to run.
    pub(super) engine: Engine,
    jobs: usize,
    root: PathBuf,
    terms: Terms,
    /// A digest of a person's own rules.
    own_rules: [u8; 32],
}

/// What `Session::open` is given of the arguments.
pub(super) struct Given<'a> {
    /// Rules and configuration.
    pub(super) rules: &'a RuleArgs,
    /// What is read.
    pub(super) reading: Option<&'a ReadingArgs>,
    /// What is reported.
    pub(super) output: Option<&'a OutputArgs>,
}

impl<'a> Given<'a> {
    /// All that a command takes which looks at content.
    pub(super) fn of(Common { rules, reading, output }: &'a Common) -> Self {
        Self { rules, reading: Some(reading), output: Some(output) }
    }
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
        let terms = Terms { policy: key_policy(&settings, world)?, as_of: settings.as_of };
        let (rules, own_rules) = compile(&settings, world)?;
        let engine = Engine::new(rules).with_policy(terms.policy.clone());
        let about_allows = suppress::rules();
        let known: Vec<_> = engine.rules().known().values().chain(&about_allows).map(AsRef::as_ref).collect();
        settings.check_rules(&known);
        check_ignore_file(root)?;
        for warning in &settings.warnings {
            complain(&warning.to_string());
        }
        for overruled in &settings.overruled {
            complain(&format!("warning: {overruled}"));
        }
        Ok(Self { settings, engine, jobs, root: root.to_path_buf(), terms, own_rules })
    }

    /// The context of a run.
    pub(super) fn context<'s>(
        &'s self,
        baseline: Option<(String, Baseline)>,
        stop: &'s AtomicBool,
        progress: &'s Progress,
    ) -> Context<'s> {
        let foreign = &self.settings.markers.foreign.value;
        Context {
            engine: &self.engine,
            settings: &self.settings,
            limits: limits(&self.settings),
            terms: self.terms.clone(),
            tools: Tool::ALL.into_iter().filter(|tool| foreign.contains(tool.as_str())).collect(),
            baseline,
            owners: self.owners(),
            line_hashes: false,
            jobs: self.jobs,
            stop,
            progress,
        }
    }

    /// What stands for everything that decides whether there is anything in a text: the version of the program, the rules
    /// in force, and what the settings say of confidence, sizes and keys.
    pub(super) fn stamp(&self) -> [u8; 32] {
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
        say(format!("{:?}", self.terms.policy).as_bytes());
        digest.finalize().into()
    }

    /// The baseline that the settings name, or the one at the usual place.
    pub(super) fn baseline(&self) -> Result<Option<(String, Baseline)>, Failure> {
        let usual = self.root.join(BASELINE_FILE);
        let permitted = self.settings.policy.allows.contains(&SuppressionKind::Baseline);
        match &self.settings.baseline {
            Some(named) => self.read_baseline(&named.value).map(Some),
            None if permitted && usual.is_file() => self.read_baseline(&usual).map(Some),
            None => Ok(None),
        }
    }

    /// Reads a baseline.
    pub(super) fn read_baseline(&self, path: &Path) -> Result<(String, Baseline), Failure> {
        let name = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(path).map_err(|e| Failure::new(format!("the baseline {}: {e}", path.display())))?;
        let baseline = Baseline::read(&bytes, &name).map_err(|problems| join(&problems))?;
        Ok((name, baseline))
    }

    /// Who owns which path.
    pub(super) fn owners(&self) -> Owners {
        let file = CODEOWNERS_PLACES.iter().find_map(|place| std::fs::read(self.root.join(place)).ok());
        file.map_or_else(Owners::default, |bytes| Owners::read(&bytes))
    }
}

/// A glob that is none, or an entry of another tool, would leave out less than its author thinks.
fn check_ignore_file(root: &Path) -> Result<(), Failure> {
    let Ok(bytes) = std::fs::read(root.join(IGNORE_FILE)) else { return Ok(()) };
    let problems = suppress::check_ignore_file(&bytes, IGNORE_FILE);
    if problems.is_empty() { Ok(()) } else { Err(join(&problems)) }
}

/// One message a line.
pub(super) fn join<T: std::fmt::Display>(problems: &[T]) -> Failure {
    let lines: Vec<String> = problems.iter().map(|problem| format!("error: {problem}")).collect();
    Failure::new(lines.join("\n"))
}

/// Reads configuration and policy under what the flags say.
pub(super) fn load(
    given: &Given<'_>,
    start: &Path,
    root: &Path,
    world: &World,
    origins: &Origins<'_>,
) -> Result<Settings, Failure> {
    let overrides = overrides(given, world, origins)?;
    let (file, policy) = (
        given.rules.config.as_ref().filter(|file| file.as_os_str() != "none").map(|file| world.cwd.join(file)),
        given.rules.policy.as_ref().map(|file| world.cwd.join(file)),
    );
    let config = match (&file, &given.rules.config) {
        (Some(file), _) => ConfigChoice::File(file),
        (None, Some(_)) => ConfigChoice::None,
        (None, None) => ConfigChoice::Find,
    };
    let as_of = world.as_of(given.rules.as_of.as_deref())?;
    let request = config::Request {
        cwd: &world.cwd,
        start,
        root,
        config,
        policy: policy.as_deref(),
        as_of,
        overrides: &overrides,
    };
    config::load(&request).map_err(|problems| Failure::new(problems.to_string()))
}

fn overrides(given: &Given<'_>, world: &World, origins: &Origins<'_>) -> Result<Overrides, Failure> {
    let rules = given.rules;
    let all = |id: &str, words: &[String]| words.iter().map(|word| origins.add(id, word.clone())).collect();
    let mut overrides = Overrides {
        enable: all("enable", &rules.enable),
        disable: all("disable", &rules.disable),
        rules: rules.rules.iter().map(|file| origins.add("rules", world.cwd.join(file))).collect(),
        baseline: rules.baseline.as_ref().map(|file| origins.add("baseline", world.cwd.join(file))),
        key_policy: rules.key_policy.as_ref().map(|word| {
            let path = KeyPolicyChoice::is_path(word);
            let choice =
                if path { KeyPolicyChoice::File(world.cwd.join(word)) } else { KeyPolicyChoice::Named(word.clone()) };
            origins.add("key_policy", choice)
        }),
        foreign_markers: rules.no_foreign_markers.then(|| origins.add("no_foreign_markers", false)),
        ..Overrides::default()
    };
    if let Some(reading) = given.reading {
        overrides.ignore_files = reading.no_ignore.then(|| origins.add("no_ignore", false));
        overrides.strict = reading.strict.then(|| origins.add("strict", true));
        overrides.allow_incomplete =
            reading.allow_incomplete.iter().map(|kind| origins.add("allow_incomplete", *kind)).collect();
        if let Some(size) = &reading.max_file_size {
            let bytes = parse_size(size).map_err(|e| Failure::new(format!("--max-file-size: {e}")))?;
            overrides.max_file_size = Some(origins.add("max_file_size", bytes));
        }
    }
    if let Some(output) = given.output {
        overrides.fail_on = output.fail_on.map(|level| origins.add("fail_on", level));
        overrides.min_confidence = output.min_confidence.map(|level| origins.add("min_confidence", level));
        overrides.sarif_notes = output.sarif_notes.then(|| origins.add("sarif_notes", true));
        overrides.sarif_suppressed = output.sarif_suppressed.then(|| origins.add("sarif_suppressed", true));
        overrides.sarif_category = output.sarif_category.clone().map(|name| origins.add("sarif_category", name));
    }
    Ok(overrides)
}

/// The key policy that the settings name, with their minimums.
fn key_policy(settings: &Settings, world: &World) -> Result<key::Policy, Failure> {
    let mut policy = match settings.key_policy.as_ref().map(|choice| &choice.value) {
        None => key::Policy::default(),
        Some(KeyPolicyChoice::Named(name)) => key::Policy::named(name)?,
        Some(KeyPolicyChoice::File(path)) => {
            let shown = path.strip_prefix(&world.cwd).unwrap_or(path).display().to_string();
            let bytes = std::fs::read(path).map_err(|e| Failure::new(format!("the key policy {shown}: {e}")))?;
            let text = String::from_utf8(bytes)
                .map_err(|e| Failure::new(format!("the key policy {shown}: not UTF-8: {e}")))?;
            key::Policy::parse(&shown, &text)?
        }
    };
    for minimum in &settings.key_minimums {
        policy.set_minimum(minimum.kind, minimum.least, &minimum.reason);
    }
    Ok(policy)
}

/// Compiles the rules that the settings keep; with a digest of a person's own.
fn compile(settings: &Settings, world: &World) -> Result<(RuleSet, [u8; 32]), Failure> {
    let mut own = Vec::new();
    for file in &settings.rule_files {
        let shown = file.value.strip_prefix(&world.cwd).unwrap_or(&file.value).display().to_string();
        own.push(read_rules(&file.value, shown)?);
    }
    own.extend(settings.rule_texts.iter().map(|text| Source { name: text.shown.clone(), text: text.text.clone() }));
    let keep = |rule: &RuleInfo| settings.rule_needed(rule, true);
    let rules = RuleSet::compile(builtin(), &own, &keep, MARKER_WORDS);
    let mut digest = Sha256::new();
    for text in own.iter().map(|source| source.text.as_bytes()) {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    let rules = rules.map_err(|problems: Vec<RuleProblem>| join(&problems))?;
    Ok((rules, digest.finalize().into()))
}

/// Reads a rule file.
pub(super) fn read_rules(path: &Path, name: String) -> Result<Source, Failure> {
    let bytes = std::fs::read(path).map_err(|e| Failure::new(format!("the rules {name}: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|e| Failure::new(format!("the rules {name}: not UTF-8: {e}")))?;
    Ok(Source { name, text })
}

/// What the policy admits, in the words of the room that suppresses.
fn limits(settings: &Settings) -> Limits {
    let policy = &settings.policy;
    let locked: Vec<String> = policy.locked.iter().map(|glob| glob.pattern.clone()).collect();
    let baseline =
        if policy.allows.contains(&SuppressionKind::Baseline) { locked.clone() } else { vec!["*".to_owned()] };
    Limits {
        locked,
        locked_baseline: baseline,
        // Ours are left out before ([`Settings::honours_own_markers`]), other tools' by the list of tools.
        inline: true,
        reason: policy.reason.clone(),
        longest_days: policy.max_until_days,
        owner: policy.require_owner,
    }
}
