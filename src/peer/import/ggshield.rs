//! ggshield: `.gitguardian.yaml`, of either version.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml_ng::Value;

use super::super::note::Note;
use super::known::{Known, Proof};
use super::{Imported, shown, yaml};
use crate::model::{Secret, SuppressionState};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    secret: Section,
    #[serde(default, rename = "paths-ignore", alias = "paths_ignore")]
    paths_ignore: Vec<String>,
    #[serde(default, rename = "matches-ignore", alias = "matches_ignore")]
    matches_ignore: Vec<Ignored>,
    #[serde(default, rename = "banlisted-detectors", alias = "banlisted_detectors")]
    banlisted_detectors: Vec<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Default, Deserialize)]
struct Section {
    #[serde(default, alias = "ignored-paths")]
    ignored_paths: Vec<String>,
    #[serde(default, alias = "ignored-matches")]
    ignored_matches: Vec<Ignored>,
    #[serde(default, alias = "ignored-detectors")]
    ignored_detectors: Vec<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ignored {
    Named { name: Option<String>, r#match: String },
    Bare(String),
}

/// Takes a configuration in.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let file: File = yaml::read(name, text, "configuration of ggshield")?;
    let version = file.others.get("version").and_then(Value::as_u64).unwrap_or(1);
    if !(1..=2).contains(&version) {
        return Err(vec![Note::new(
            name,
            yaml::line_of(text, "version"),
            format!("version {version}; 1 and 2 are read"),
        )]);
    }
    // Its globs mean what those of .gitignore mean.
    into.ignore.extend(file.paths_ignore.into_iter().chain(file.secret.ignored_paths));
    for ignored in file.matches_ignore.into_iter().chain(file.secret.ignored_matches) {
        into.known.push(known(name, text, ignored));
    }
    for detector in file.banlisted_detectors.iter().chain(&file.secret.ignored_detectors) {
        let what = format!(
            "the detector {}: find reticent's rule (`reticent rules list`) and put it into `disable`",
            shown(detector)
        );
        into.notes.push(Note::new(name, yaml::line_of(text, detector), what));
    }
    for key in file.others.keys().chain(file.secret.others.keys()).filter(|key| *key != "version") {
        let what = format!("`{}` is not carried over", shown(key));
        into.notes.push(Note::new(name, yaml::line_of(text, key), what));
    }
    Ok(())
}

fn known(name: &str, text: &str, ignored: Ignored) -> Known {
    let (label, matched) = match ignored {
        Ignored::Named { name, r#match } => (name, r#match),
        Ignored::Bare(matched) => (None, matched),
    };
    let at = yaml::line_of(text, &matched);
    let hash = matched.len() == 64 && matched.bytes().all(|b| b.is_ascii_hexdigit());
    let label = label.filter(|label| !label.is_empty()).map(|label| format!(": {}", shown(&label)));
    Known {
        file: name.to_owned(),
        at,
        path: None,
        line: None,
        commit: None,
        rule: None,
        proof: if hash {
            Proof::Sha256(matched.to_ascii_lowercase())
        } else {
            Proof::Exact(Secret::new(matched.as_bytes()))
        },
        state: SuppressionState::Accepted,
        reason: format!("ignored in {name}{}", label.unwrap_or_default()),
    }
}
