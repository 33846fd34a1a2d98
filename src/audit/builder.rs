//! What an audit is built from.

use std::path::Path;

use super::{Audit, AuditError, Canceller, Progress, Watcher};
use crate::config::{self, ConfigChoice, Overrides, Sourced, parse_date};
use crate::engine::Engine;
use crate::key::{Policy, Terms};
use crate::model::{Confidence, RuleInfo};
use crate::rule::{RuleSet, Source, builtin};
use crate::source::Snapshot;
use crate::suppress::MARKER_WORDS;

/// Collects what an [`Audit`] is built from.
#[derive(Default)]
pub struct Builder {
    as_of: String,
    rules: Vec<Source>,
    overrides: Overrides,
    policy: Option<String>,
    jobs: Option<usize>,
    cancel: Canceller,
    watch: Option<Box<Watcher>>,
}

impl Builder {
    /// The rules that reticent brings, judged on a day (`YYYY-MM-DD`, in UTC): certificates and allows expire.
    pub fn new(as_of: &str) -> Self {
        Self { as_of: as_of.to_owned(), ..Self::default() }
    }

    /// Adds rules: TOML as in `rules/`, under a name that errors call them by.
    #[must_use]
    pub fn rules(mut self, name: &str, toml: &str) -> Self {
        self.rules.push(Source { name: name.to_owned(), text: toml.to_owned(), trusted: false });
        self
    }

    /// Switches on rules that are off by default, by a glob over their ids.
    #[must_use]
    pub fn enable(mut self, ids: &str) -> Self {
        self.overrides.enable.push(Sourced::flag("enable", ids.to_owned()));
        self
    }

    /// Switches rules off, by a glob over their ids (`client/*`).
    #[must_use]
    pub fn disable(mut self, ids: &str) -> Self {
        self.overrides.disable.push(Sourced::flag("disable", ids.to_owned()));
        self
    }

    /// Leaves out what is less sure. By default findings of medium and high confidence are reported.
    #[must_use]
    pub fn min_confidence(mut self, least: Confidence) -> Self {
        self.overrides.min_confidence = Some(Sourced::flag("min_confidence", least));
        self
    }

    /// The policy that keys are held to, by its name: `default`, `nist-112`, `bsi-2024` and so on.
    #[must_use]
    pub fn key_policy(mut self, name: &str) -> Self {
        self.policy = Some(name.to_owned());
        self
    }

    /// How many threads read; by default as many as there are cores.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = Some(jobs);
        self
    }

    /// Lets a run be ended from elsewhere.
    #[must_use]
    pub fn canceller(mut self, cancel: &Canceller) -> Self {
        self.cancel = cancel.clone();
        self
    }

    /// Calls back about ten times a second, from a thread of its own, while something is scanned.
    #[must_use]
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }

    /// Compiles the rules.
    ///
    /// # Errors
    ///
    /// The day is none, a rule is wrong, a glob or a policy is not known. All mistakes in the rules are named at once.
    pub fn build(self) -> Result<Audit, AuditError> {
        let as_of = parse_date(&self.as_of)
            .ok_or_else(|| AuditError(format!("`{}` is no day; write YYYY-MM-DD", self.as_of)))?;
        let here = Path::new("/");
        let mut settings = config::load(&config::Request {
            cwd: here,
            start: here,
            root: here,
            from: &Snapshot::Disk,
            config: ConfigChoice::None,
            policy: None,
            as_of,
            overrides: &self.overrides,
        })
        .map_err(AuditError::of)?;
        let policy = match &self.policy {
            None => Policy::default(),
            Some(name) => Policy::named(name).map_err(AuditError::of)?,
        };
        let keep = |rule: &RuleInfo| settings.rule_needed(rule, !rule.off);
        let rules = RuleSet::compile(builtin(), &self.rules, &keep, MARKER_WORDS)
            .map_err(|problems| AuditError(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
        let engine = Engine::new(rules).with_policy(policy.clone());
        let known: Vec<_> = engine.rules().known().values().map(AsRef::as_ref).collect();
        settings.check_rules(&known);
        if let Some(warning) = settings.warnings.first() {
            // Nobody is there to read a warning.
            let help = warning.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            return Err(AuditError(format!("{}{help}", warning.message)));
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let jobs = self.jobs.unwrap_or(cores).max(1);
        let (cancel, watch) = (self.cancel, self.watch);
        Ok(Audit { engine, settings, terms: Terms::new(policy, as_of), jobs, cancel, watch })
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("as_of", &self.as_of).field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}
