//! The files that an import makes: all of them, or none.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::super::output::count;
use super::Failure;
use crate::peer::import::{From, Imported};
use crate::report::sink;
use crate::suppress::{BASELINE_FILE, Baseline, IGNORE_FILE};

/// A file to be written.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) text: String,
    /// What is in it, for a person.
    pub(super) holds: String,
}

/// What is to be written.
pub(super) fn files(tool: From, imported: &Imported, baseline: Option<&Baseline>) -> Vec<Made> {
    let tool = tool.as_str();
    let rules_file = format!("rules/{tool}.toml");
    let mut files = Vec::new();
    if !imported.rules.is_empty() {
        let mut text = format!(
            "# Rules imported from {tool}. `reticent rules test {rules_file}` runs their examples; give each some.\n\n"
        );
        for rule in &imported.rules {
            _ = writeln!(text, "{}", rule.to_toml());
        }
        files.push(Made { holds: count(imported.rules.len(), "rule"), name: rules_file.clone(), text });
    }
    if !(imported.rules.is_empty() && imported.disable.is_empty() && imported.allows.is_empty()) {
        files.push(config(tool, &rules_file, imported));
    }
    if !imported.ignore.is_empty() {
        let mut globs = imported.ignore.clone();
        globs.dedup();
        let text = format!("# Files that {tool} was told to leave out.\n{}\n", globs.join("\n"));
        files.push(Made { name: IGNORE_FILE.to_owned(), text, holds: count(globs.len(), "glob") });
    }
    if let Some(baseline) = baseline {
        let holds = format!("{} known", count(baseline.entries.len(), "finding"));
        files.push(Made { name: BASELINE_FILE.to_owned(), text: baseline.render(), holds });
    }
    files
}

impl Made {
    /// What is written, as it can be shown: without the key in a baseline's first line, and without expressions over secrets.
    pub(super) fn shown(&self) -> String {
        let from = usize::from(self.name == BASELINE_FILE);
        let lines = self.text.lines().skip(from).map(|line| {
            let expressions =
                line.starts_with("secrets = [").then(|| toml::from_str::<toml::Table>(line).ok()).flatten();
            let Some(list) = expressions.as_ref().and_then(|table| table.get("secrets")?.as_array()) else {
                return format!("{line}\n");
            };
            format!("secrets = [{}, which may hold a secret]\n", count(list.len(), "expression"))
        });
        lines.collect()
    }
}

fn config(tool: &str, rules_file: &str, imported: &Imported) -> Made {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let list = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "# Imported from {tool}. `reticent init` shows all settings, `reticent config check` finds mistakes.\n"
    );
    let mut holds = Vec::new();
    if !imported.rules.is_empty() {
        _ = writeln!(text, "rules = [{}]", quoted(rules_file));
        holds.push("own rules".to_owned());
    }
    if !imported.disable.is_empty() {
        _ = writeln!(text, "disable = [{}]", list(&imported.disable));
        holds.push(format!("{} switched off", count(imported.disable.len(), "rule")));
    }
    for allow in &imported.allows {
        _ = writeln!(text, "\n[[allow]]\nrule = {}", quoted(&allow.rule));
        for (key, words) in [("paths", &allow.paths), ("secrets", &allow.secrets)] {
            if !words.is_empty() {
                _ = writeln!(text, "{key} = [{}]", list(words));
            }
        }
        _ = writeln!(text, "reason = {}", quoted(&allow.reason));
    }
    if !imported.allows.is_empty() {
        holds.push(count(imported.allows.len(), "allow"));
    }
    Made { name: "reticent.toml".to_owned(), text, holds: holds.join(", ") }
}

/// Writes all of them, or leaves everything as it was.
pub(super) fn all(files: &[Made], folder: &Path, force: bool) -> Result<(), Failure> {
    let there: Vec<&str> =
        files.iter().map(|made| made.name.as_str()).filter(|name| folder.join(name).exists()).collect();
    if !there.is_empty() && !force {
        let verb = if there.len() == 1 { "is" } else { "are" };
        return Err(Failure::new(format!(
            "{} {verb} there already; --force writes over, --dry-run shows what",
            there.join(", ")
        )));
    }
    let mut undo: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for made in files {
        let path = folder.join(&made.name);
        let before = std::fs::read(&path).ok();
        if let Err(failure) = one(&path, &made.text) {
            for (path, before) in undo.into_iter().rev() {
                match before {
                    Some(bytes) => _ = std::fs::write(&path, bytes),
                    None => _ = std::fs::remove_file(&path),
                }
            }
            return Err(failure);
        }
        undo.push((path, before));
    }
    Ok(())
}

fn one(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
    }
    sink::to_file(path, |out| out.write_all(text.as_bytes()))?;
    Ok(())
}
