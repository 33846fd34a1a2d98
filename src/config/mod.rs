//! What a person and an organisation ask for, from `reticent.toml`, a policy, the environment and flags.
//!
//! Two types an input, as written (`raw`) and as meant ([`Settings`]): every option is decided at this border, and every
//! mistake in a file is reported at once, at its line and column ([`Problems`]). Nothing here reads the environment or
//! looks for the working directory; the command line hands both in. The other rooms own their options; this one holds
//! the words that those are built from.

mod allow;
mod application;
mod at;
mod clamp;
mod discover;
mod document;
mod draft;
mod files;
mod globs;
mod init;
mod merge;
mod origin;
mod overrides;
mod policy;
mod problem;
mod quote;
mod raw;
mod review;
mod schema;
mod section;
mod settings;
mod shape;
mod show;
mod words;

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

pub use allow::{Allow, SecretPatterns};
pub use discover::{NAMES, discover, repository};
pub use globs::{PathGlobs, RuleGlob};
pub use init::TEMPLATE;
pub use origin::{Overruled, SettingOrigin, Sourced};
pub use overrides::Overrides;
pub use policy::{Claim, Policy, Refusal};
pub use problem::{Level, Place, Problem, Problems};
pub use schema::{policy_schema, schema};
pub use section::PathSettings;
pub use settings::{KeyMinimum, KeyPolicyChoice, Markers, RuleText, SarifSettings, Settings};
pub use show::show;
pub use words::{FOREIGN_TOOLS, parse_date, parse_size};

use crate::model::RuleInfo;
use crate::source::Snapshot;
use document::Document;
use draft::Draft;
use files::{Files, canonical, shown};
use globs::Base;
use problem::in_order;
use raw::RawPolicy;
use section::Sections;

/// Which configuration to use.
#[derive(Clone, Copy, Debug)]
pub enum ConfigChoice<'a> {
    /// The nearest one.
    Find,
    /// This one (absolute), with globs relative to the root of the repository.
    File(&'a Path),
    /// None.
    None,
}

/// What to build [`Settings`] from.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The working directory, absolute: files are named from there.
    pub cwd: &'a Path,
    /// The folder where the search for a configuration begins, absolute.
    pub start: &'a Path,
    /// The folder that the paths of the scan are relative to, absolute.
    pub root: &'a Path,
    /// Where configurations and policies are read from.
    pub from: &'a Snapshot,
    /// Which configuration to use.
    pub config: ConfigChoice<'a>,
    /// The organisation's policy, absolute.
    pub policy: Option<&'a Path>,
    /// The day of the run.
    pub as_of: Date,
    /// What the flags and the environment said.
    pub overrides: &'a Overrides,
}

/// Builds the settings of a run, or names every mistake.
pub fn load(request: &Request<'_>) -> Result<Settings, Problems> {
    let mut problems = Vec::new();
    let policy = Arc::new(read_policy(request, &mut problems));
    let mut files = Files::read(request);
    let base = Base::new(&canonical(&files.base()), &canonical(request.root));
    let mut draft = Draft::default();
    draft.files(&mut files, &base);
    draft.overrides(request.overrides);
    problems.append(&mut files.problems);
    problems.append(&mut draft.problems);
    if problems.iter().any(|problem| problem.level == Level::Error) {
        return Err(Problems(in_order(problems)));
    }
    let overruled = clamp::clamp(&mut draft, &policy, request.as_of);
    Ok(Settings {
        file: files.main,
        max_file_size: draft.max_file_size,
        strict: draft.strict,
        ignore_files: draft.ignore_files,
        baseline: draft.baseline,
        rule_files: draft.rule_files,
        rule_texts: draft.rule_texts,
        markers: draft.markers,
        sarif: draft.sarif,
        key_policy: draft.key_policy,
        known_keys: draft.known_keys,
        key_minimums: draft.key_minimums,
        clients: draft.clients,
        allows: draft.allows,
        policy: policy.clone(),
        overruled,
        warnings: in_order(problems),
        as_of: request.as_of,
        allow_incomplete: draft.allow_incomplete,
        sections: Sections::new(draft.files, draft.paths, draft.given, policy),
    })
}

/// For `reticent config check`: every problem of the configuration and the policy, and what the policy overrules.
pub fn check(request: &Request<'_>, known: &[&RuleInfo]) -> (Vec<Problem>, Vec<Overruled>) {
    match load(request) {
        Ok(mut settings) => {
            settings.check_rules(known);
            let over = settings.allows.iter().filter(|allow| allow.is_expired(settings.as_of));
            let over = over.map(|allow| Problem::warning(format!("the allow at {} is past its last day", allow.from)));
            let over: Vec<Problem> = over.collect();
            (settings.warnings.into_iter().chain(over).collect(), settings.overruled)
        }
        Err(Problems(problems)) => (problems, Vec::new()),
    }
}

impl Settings {
    /// Compares what the settings say of rules with the rules that there are: adds to [`Settings::warnings`] and, for
    /// locked rules, to [`Settings::overruled`]. To be called once, when the rules are compiled.
    pub fn check_rules(&mut self, known: &[&RuleInfo]) {
        review::review(self, known);
    }
}

fn read_policy(request: &Request<'_>, problems: &mut Vec<Problem>) -> Policy {
    let Some(path) = request.policy else { return Policy::default() };
    match Document::read(request.from, path, shown(path, request.cwd)) {
        Ok(document) => {
            let (raw, found) = document.decode::<RawPolicy>(policy_schema);
            problems.extend(found);
            policy::resolve(&document, raw, problems)
        }
        Err(problem) => {
            problems.push(problem);
            Policy::default()
        }
    }
}
