//! From arguments to settings, rules and limits: what a session is made of.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::Failure;
use super::given::Given;
use super::origins::Origins;
use super::world::World;
use crate::config::{self, ConfigChoice, KeyPolicyChoice, Overrides, SettingOrigin, Settings, parse_size};
use crate::key;
use crate::model::RuleInfo;
use crate::rule::{RuleProblem, RuleSet, Source, builtin};
use crate::source::Snapshot;
use crate::suppress::MARKER_WORDS;

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
        from: &given.from,
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
        known_keys: rules.known_keys.iter().map(|file| origins.add("known_keys", world.cwd.join(file))).collect(),
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
    overrides.min_confidence = given.least.map(|level| origins.add("min_confidence", level));
    if let Some(output) = given.output {
        overrides.fail_on = output.fail_on.map(|level| origins.add("fail_on", level));
        overrides.min_confidence = output.min_confidence.map(|level| origins.add("min_confidence", level));
        overrides.sarif_notes = output.sarif_notes.then(|| origins.add("sarif_notes", true));
        overrides.sarif_suppressed = output.sarif_suppressed.then(|| origins.add("sarif_suppressed", true));
        overrides.sarif_category = output.sarif_category.clone().map(|name| origins.add("sarif_category", name));
    }
    Ok(overrides)
}

/// By what keys are judged: the policy that the settings name, with their minimums, the day, and lists of known keys.
pub(super) fn key_terms(settings: &Settings, from: &Snapshot, world: &World) -> Result<key::Terms, Failure> {
    let mut terms = key::Terms::new(key_policy(settings, from, world)?, settings.as_of);
    for file in &settings.known_keys {
        let shown = file.value.strip_prefix(&world.cwd).unwrap_or(&file.value).display().to_string();
        let bytes = from.read(&file.value).map_err(|e| Failure::new(format!("the known keys {shown}: {e}")))?;
        terms.add_known_keys(&shown, &bytes).map_err(|e| Failure::new(format!("the known keys {shown}: {e}")))?;
    }
    Ok(terms)
}

fn key_policy(settings: &Settings, from: &Snapshot, world: &World) -> Result<key::Policy, Failure> {
    let mut policy = match settings.key_policy.as_ref().map(|choice| &choice.value) {
        None => key::Policy::default(),
        Some(KeyPolicyChoice::Named(name)) => key::Policy::named(name)?,
        Some(KeyPolicyChoice::File(path)) => {
            let shown = path.strip_prefix(&world.cwd).unwrap_or(path).display().to_string();
            let bytes = from.read(path).map_err(|e| Failure::new(format!("the key policy {shown}: {e}")))?;
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
pub(super) fn compile(settings: &Settings, from: &Snapshot, world: &World) -> Result<(RuleSet, [u8; 32]), Failure> {
    let mut own = Vec::new();
    for file in &settings.rule_files {
        let shown = file.value.strip_prefix(&world.cwd).unwrap_or(&file.value).display().to_string();
        // Files that the configuration names belong to what is scanned.
        let trusted = matches!(file.from, SettingOrigin::Flag(_));
        own.push(Source { trusted, ..read_rules(from, &file.value, shown)? });
    }
    let said = settings.rule_texts.iter();
    own.extend(said.map(|said| Source { name: said.shown.clone(), text: said.text.clone(), trusted: false }));
    let keep = |rule: &RuleInfo| settings.rule_needed(rule, !rule.off);
    let rules = RuleSet::compile(builtin(), &own, &keep, MARKER_WORDS);
    let mut digest = Sha256::new();
    for text in own.iter().map(|source| source.text.as_bytes()) {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    let rules = rules.map_err(|problems: Vec<RuleProblem>| Failure::all(&problems))?;
    Ok((rules, digest.finalize().into()))
}

/// Reads a rule file.
pub(super) fn read_rules(from: &Snapshot, path: &Path, name: String) -> Result<Source, Failure> {
    let bytes = from.read(path).map_err(|e| Failure::new(format!("the rules {name}: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|e| Failure::new(format!("the rules {name}: not UTF-8: {e}")))?;
    Ok(Source { name, text, trusted: false })
}
