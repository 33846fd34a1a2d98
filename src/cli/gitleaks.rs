//! `--gitleaks-config`: reading a configuration of gitleaks, and what it extends.

use std::path::{Path, PathBuf};

use super::args::RuleArgs;
use super::given::Given;
use super::world::World;
use super::{Failure, complain};
use crate::config::Settings;
use crate::model::RuleInfo;
use crate::peer::gitleaks::{Config, DECODE_DEPTH};
use crate::rule::{RuleProblem, RuleSet, Source};
use crate::run::Gitleaks;
use crate::suppress::MARKER_WORDS;

/// Larger files are no configuration.
const LARGEST: u64 = 64 << 20;

/// The configuration that is asked for, with what gitleaks passes over told.
pub(super) fn gitleaks_config(given: &Given<'_>, world: &World) -> Result<Option<Config>, Failure> {
    let Some(file) = &given.rules.gitleaks_config else { return Ok(None) };
    let (name, text) = text_of(&world.cwd, file).map_err(Failure::new)?;
    let load = |path: Option<&str>| match (path, &given.rules.gitleaks_default) {
        // As gitleaks has it, a path is relative to the working directory and not to the file.
        (Some(path), _) => text_of(&world.cwd, Path::new(path)),
        (None, Some(file)) => text_of(&world.cwd, file),
        (None, None) => Err("`useDefault` needs gitleaks' own configuration, which is no part of reticent: name \
             config/gitleaks.toml of your gitleaks' release with --gitleaks-default"
            .to_owned()),
    };
    let mut config = Config::read(&name, &text, &load)?;
    config.decode_depth = given.rules.gitleaks_decode_depth.unwrap_or(DECODE_DEPTH);
    for note in &config.notes {
        complain(&format!("warning: {note}"));
    }
    Ok(Some(config))
}

/// Refuses the flag where a command lists what gitleaks knows nothing of.
pub(super) fn refuse(rules: &RuleArgs, command: &str) -> Result<(), Failure> {
    match rules.gitleaks_config {
        Some(_) => {
            Err(Failure::new(format!("--gitleaks-config does not go with `{command}`: gitleaks has no such rules")))
        }
        None => Ok(()),
    }
}

fn text_of(cwd: &Path, file: &Path) -> Result<(String, String), String> {
    let path: PathBuf = cwd.join(file);
    let name = file.to_string_lossy().replace('\\', "/");
    let known = std::fs::metadata(&path).map_err(|error| format!("{name}: {error}"))?;
    if known.is_dir() || known.len() > LARGEST {
        return Err(format!("{name}: a folder, or too large to be a configuration"));
    }
    let bytes = std::fs::read(&path).map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| format!("{name}: not UTF-8 ({})", error.utf8_error()))?;
    Ok((name, text))
}

/// The rules that stand for the configuration's, as far as the settings keep them.
pub(super) fn compile_gitleaks(config: &Config, settings: &Settings) -> Result<(RuleSet, [u8; 32]), Failure> {
    use sha2::Digest as _;
    if let Some(locked) = settings.policy.locked.first() {
        return Err(Failure::new(format!(
            "--gitleaks-config takes the place of all rules, and the policy locks `{}`; run `reticent import gitleaks` instead",
            locked.pattern
        )));
    }
    let source =
        Source { name: "the configuration of gitleaks".to_owned(), text: Gitleaks::rule_texts(config), trusted: false };
    let digest = sha2::Sha256::digest(source.text.as_bytes()).into();
    let keep = |rule: &RuleInfo| settings.rule_needed(rule, true) || rule.id.starts_with(Gitleaks::PREFIX);
    let rules = RuleSet::compile(Vec::new(), &[source], &keep, MARKER_WORDS);
    let rules = rules.map_err(|problems: Vec<RuleProblem>| Failure::all(&problems))?;
    Ok((rules, digest))
}
