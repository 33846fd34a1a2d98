//! `TruffleHog`: custom detectors of its configuration, and its list of excluded paths.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml_ng::Value;

use super::super::note::Note;
use super::rules::{Wanted, make};
use super::{Imported, ignore_paths, shown, yaml};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    detectors: Vec<Detector>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Detector {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    regex: BTreeMap<String, String>,
    #[serde(default)]
    entropy: f64,
    #[serde(default)]
    exclude_words: Vec<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// Takes a configuration or a list of regular expressions over paths in.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let named = [".yaml", ".yml"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    if !named && !text.contains("detectors:") {
        for (line, pattern) in (1..).zip(text.lines()) {
            let pattern = pattern.trim();
            if !pattern.is_empty() && !pattern.starts_with('#') {
                ignore_paths(name, line, &[pattern.to_owned()], into);
            }
        }
        return Ok(());
    }
    let file: File = yaml::read(name, text, "configuration of TruffleHog")?;
    for key in file.others.keys() {
        let what = format!("`{}` is not carried over: reticent reads files and git, and asks no service", shown(key));
        into.notes.push(Note::new(name, yaml::line_of(text, key), what));
    }
    for detector in file.detectors {
        one(name, text, detector, into);
    }
    Ok(())
}

fn one(name: &str, text: &str, detector: Detector, into: &mut Imported) {
    let line = yaml::line_of(text, &detector.name);
    for key in detector.others.keys() {
        let what = match key.as_str() {
            "verify" => "`verify` is not carried over; see [rule.verify] in the rules' reference".to_owned(),
            key => format!("`{}` is not carried over", shown(key)),
        };
        into.notes.push(Note::new(name, line, format!("{}: {what}", shown(&detector.name))));
    }
    if detector.regex.len() > 1 {
        let what = "several patterns that TruffleHog reports together; here each reports by itself, see `pair` in the rules' reference";
        into.notes.push(Note::new(name, line, format!("{}: {what}", shown(&detector.name))));
    }
    let several = detector.regex.len() > 1;
    for (part, pattern) in detector.regex {
        let id = if several { format!("{}-{part}", detector.name) } else { detector.name.clone() };
        make(
            Wanted {
                name: name.to_owned(),
                line,
                id,
                tool: "trufflehog",
                title: if detector.description.is_empty() {
                    detector.name.clone()
                } else {
                    detector.description.clone()
                },
                pattern,
                keywords: detector.keywords.iter().map(|word| word.to_lowercase()).collect(),
                entropy: detector.entropy,
                deny: detector.exclude_words.clone(),
                ..Wanted::default()
            },
            into,
        );
    }
}
