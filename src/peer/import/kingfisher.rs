//! kingfisher: rules, and its baseline.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml_ng::Value;

use super::super::note::Note;
use super::known::{Known, Proof};
use super::rules::{Wanted, make};
use super::{Imported, shown, yaml};
use crate::model::SuppressionState;

#[derive(Deserialize)]
struct File {
    rules: Option<Vec<Rule>>,
    #[serde(rename = "ExactFindings")]
    exact: Option<Exact>,
    /// Of a baseline of version 2, as kingfisher 2.14 writes it.
    repositories: Option<Vec<Repository>>,
}

#[derive(Deserialize)]
struct Repository {
    #[serde(default)]
    findings: Vec<Match>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    name: String,
    id: String,
    pattern: String,
    #[serde(default)]
    min_entropy: f64,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Exact {
    #[serde(default)]
    matches: Vec<Match>,
}

#[derive(Deserialize)]
struct Match {
    #[serde(alias = "path")]
    filepath: String,
    #[serde(default)]
    fingerprint: String,
    #[serde(alias = "line")]
    linenum: Option<u64>,
}

/// What of a rule is only for looking at.
const SILENT: &[&str] = &[
    "examples",
    "references",
    "negative_examples",
    "description",
    "confidence",
    "visible",
    "categories",
    "prevalidated",
];

/// Takes rules or a baseline in.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let file: File = yaml::read(name, text, "file of kingfisher")?;
    if file.rules.is_none() && file.exact.is_none() && file.repositories.is_none() {
        return Err(vec![Note::new(name, 0, "neither `rules` nor `ExactFindings` nor `repositories` stands in it")]);
    }
    for rule in file.rules.into_iter().flatten() {
        let line = yaml::line_of(text, &rule.id);
        for key in rule.others.keys().filter(|key| !SILENT.contains(&key.as_str())) {
            let what = format!("{}: `{}` is not carried over", shown(&rule.id), shown(key));
            into.notes.push(Note::new(name, line, what));
        }
        make(
            Wanted {
                name: name.to_owned(),
                line,
                id: rule.id,
                tool: "kingfisher",
                title: rule.name,
                pattern: rule.pattern,
                entropy: rule.min_entropy,
                ..Wanted::default()
            },
            into,
        );
    }
    let (exact, repositories) = (file.exact.into_iter(), file.repositories.into_iter().flatten());
    for one in exact.flat_map(|exact| exact.matches).chain(repositories.flat_map(|one| one.findings)) {
        into.known.push(Known {
            file: name.to_owned(),
            at: yaml::line_of(text, &one.fingerprint),
            path: Some(one.filepath.replace('\\', "/").trim_start_matches("./").to_owned()),
            line: one.linenum,
            commit: None,
            rule: None,
            proof: Proof::Place,
            state: SuppressionState::ToRotate,
            reason: "in kingfisher's baseline".to_owned(),
        });
    }
    Ok(())
}
