//! talisman: `.talismanrc`.

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
    #[serde(default)]
    fileignoreconfig: Vec<Ignored>,
    #[serde(default)]
    allowed_patterns: Vec<String>,
    #[serde(default)]
    custom_patterns: Vec<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Ignored {
    filename: String,
    #[serde(default)]
    checksum: String,
    #[serde(default)]
    ignore_detectors: Vec<String>,
    #[serde(default)]
    allowed_patterns: Vec<String>,
}

/// Takes a configuration in.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let file: File = yaml::read(name, text, "configuration of talisman")?;
    for ignored in file.fileignoreconfig {
        let at = yaml::line_of(text, &ignored.filename);
        let mut note =
            |what: String| into.notes.push(Note::new(name, at, format!("{}: {what}", shown(&ignored.filename))));
        for detector in &ignored.ignore_detectors {
            note(format!(
                "`{}` is ignored for the whole file in talisman; here only what is found in it now is known",
                shown(detector)
            ));
        }
        if !ignored.allowed_patterns.is_empty() {
            note(format!("{} allowed patterns are not carried over", ignored.allowed_patterns.len()));
        }
        // A checksum says that the file was looked at as it is: what is found in it now is known, what is added is not.
        if !ignored.checksum.is_empty() || !ignored.ignore_detectors.is_empty() {
            into.known.push(Known {
                file: name.to_owned(),
                at,
                path: Some(ignored.filename),
                line: None,
                commit: None,
                rule: None,
                proof: Proof::File,
                state: SuppressionState::Accepted,
                reason: format!("in {name}, without a reason"),
            });
        }
    }
    if !file.allowed_patterns.is_empty() {
        let count = file.allowed_patterns.len();
        let what = format!("{count} allowed patterns: use a comment, the baseline, or `deny` in a rule of your own");
        into.notes.push(Note::new(name, yaml::line_of(text, "allowed_patterns"), what));
    }
    for (number, pattern) in (1..).zip(file.custom_patterns) {
        make(
            Wanted {
                name: name.to_owned(),
                line: yaml::line_of(text, &pattern),
                id: format!("custom-{number}"),
                tool: "talisman",
                title: format!("custom pattern {number} of talisman"),
                pattern,
                ..Wanted::default()
            },
            into,
        );
    }
    for key in file.others.keys().filter(|key| *key != "version") {
        let what = format!("`{}` is not carried over", shown(key));
        into.notes.push(Note::new(name, yaml::line_of(text, key), what));
    }
    Ok(())
}
