//! detect-secrets: `.secrets.baseline`, with what an audit said of each finding.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::note::Note;
use super::known::{Known, Proof};
use super::{Imported, SECRETS, allow_secrets, ignore_paths, shown};
use crate::model::SuppressionState;

#[derive(Deserialize)]
struct File {
    version: String,
    #[serde(default)]
    plugins_used: Vec<Plugin>,
    #[serde(default)]
    filters_used: Vec<Filter>,
    results: BTreeMap<String, Vec<Found>>,
}

#[derive(Deserialize)]
struct Plugin {
    #[serde(default)]
    name: String,
    path: Option<String>,
    limit: Option<f64>,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    path: String,
    #[serde(default)]
    pattern: OneOrMany,
    file_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize)]
struct Found {
    r#type: String,
    hashed_secret: String,
    line_number: Option<u64>,
    is_secret: Option<bool>,
}

/// Takes a baseline in.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let what = format!("no baseline of detect-secrets: {}", super::yaml::told(&error.to_string()));
        vec![Note::new(name, error.line(), what)]
    })?;
    if !file.version.starts_with("1.") {
        let what = format!(
            "a baseline of detect-secrets {}; versions 1.x are read: `detect-secrets scan --baseline` renews it",
            shown(&file.version)
        );
        return Err(vec![Note::new(name, 0, what)]);
    }
    let mut wrong = Vec::new();
    for (path, found) in &file.results {
        for one in found {
            let hash = one.hashed_secret.to_ascii_lowercase();
            if hash.len() != 40 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
                let what = format!("{}: `hashed_secret` is no SHA-1 in hexadecimal", shown(path));
                wrong.push(Note::new(name, line_of(text, &one.hashed_secret), what));
                continue;
            }
            let (state, reason) = match one.is_secret {
                Some(true) => (SuppressionState::ToRotate, "audited in detect-secrets: a secret"),
                Some(false) => (SuppressionState::FalsePositive, "audited in detect-secrets: no secret"),
                None => (SuppressionState::ToRotate, "known to detect-secrets, not audited"),
            };
            into.known.push(Known {
                file: name.to_owned(),
                at: line_of(text, &one.hashed_secret),
                path: Some(path.replace('\\', "/").trim_start_matches("./").to_owned()),
                line: one.line_number,
                commit: None,
                rule: Some(one.r#type.clone()),
                proof: Proof::Sha1(hash),
                state,
                reason: reason.to_owned(),
            });
        }
    }
    settings(name, text, &file, into);
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn settings(name: &str, text: &str, file: &File, into: &mut Imported) {
    for plugin in &file.plugins_used {
        if plugin.path.is_some() {
            let what = format!("the plugin {} is code of your own; write it as a rule", shown(&plugin.name));
            into.notes.push(Note::new(name, line_of(text, &plugin.name), what));
        } else if plugin.limit.is_some() {
            let what = format!("the limit of {}: reticent judges randomness by itself", shown(&plugin.name));
            into.notes.push(Note::new(name, line_of(text, &plugin.name), what));
        }
    }
    for filter in &file.filters_used {
        let line = line_of(text, &filter.path);
        let patterns = match &filter.pattern {
            OneOrMany::One(one) => vec![one.clone()],
            OneOrMany::Many(many) => many.clone(),
        };
        let kind = filter.path.rsplit('.').next().unwrap_or_default();
        match kind {
            "should_exclude_file" => _ = ignore_paths(name, line, &patterns, into),
            "should_exclude_secret" => {
                let reason = format!("excluded in {name}");
                allow_secrets((name, line), SECRETS, patterns, reason, into);
            }
            "should_exclude_line" => {
                // What they match may be a secret, so they are not repeated.
                let count = patterns.len();
                let what = format!("{count} patterns of `{kind}`: use a comment or the baseline");
                into.notes.push(Note::new(name, line, what));
            }
            "should_exclude_word" | "is_found_in_wordlist" | "is_wordlist" => {
                let what = format!(
                    "the word list {}: reticent has its own",
                    shown(filter.file_name.as_deref().unwrap_or_default())
                );
                into.notes.push(Note::new(name, line, what));
            }
            _ if filter.path.starts_with("detect_secrets.") => {}
            _ => {
                let what = format!("the filter {} is code of your own and is not carried over", shown(&filter.path));
                into.notes.push(Note::new(name, line, what));
            }
        }
    }
}

/// The line on which a word stands that stands once, or the first on which it does.
fn line_of(text: &str, word: &str) -> usize {
    match text.find(&format!("\"{word}\"")) {
        Some(at) if !word.is_empty() => super::super::note::line_of(text, at),
        _ => 0,
    }
}
