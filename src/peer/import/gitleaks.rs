//! gitleaks: a configuration, `.gitleaksignore`, or a JSON report that served as baseline.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::gitleaks::{RawAllowlist, RawConfig, RawRule, read_ignore, read_known};
use super::super::note::Note;
use super::allowlist::{allow, carries, global, rest, secrets};
use super::known::{Known, Proof};
use super::rules::{Wanted, make};
use super::{Imported, shown};
use crate::model::{Secret, SuppressionState};
use crate::rule::builtin;

/// A finding of its JSON report.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    #[serde(rename = "RuleID")]
    rule_id: String,
    start_line: u64,
    #[serde(default)]
    secret: String,
    file: String,
    #[serde(default)]
    commit: String,
}

/// Takes a file in, whichever of the three it is.
pub(super) fn read(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let trimmed = text.trim_start();
    if trimmed.starts_with('[') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return report(name, text, into);
    }
    if name.ends_with("ignore") {
        let (found, notes) = read_ignore(name, text);
        into.notes.extend(notes);
        into.known.extend(found.into_iter().map(|one| Known {
            file: name.to_owned(),
            at: one.at,
            path: Some(one.path),
            line: Some(one.line).filter(|line| *line > 0),
            commit: one.commit,
            rule: Some(one.rule),
            proof: Proof::Place,
            state: SuppressionState::Accepted,
            reason: format!("in {name}, without a reason"),
        }));
        return Ok(());
    }
    let (raw, unknown) = read_known(name, text)?;
    into.notes.extend(unknown);
    config(name, &raw, into);
    Ok(())
}

fn report(name: &str, text: &str, into: &mut Imported) -> Result<(), Vec<Note>> {
    let found: Vec<Found> = serde_json::from_str(text).map_err(|error| {
        let what = format!("no JSON report of gitleaks: {}", super::yaml::told(&error.to_string()));
        vec![Note::new(name, error.line(), what)]
    })?;
    for (at, one) in found.into_iter().enumerate() {
        let shown = !one.secret.is_empty() && !one.secret.contains("REDACTED");
        into.known.push(Known {
            file: format!("{name}, finding {}", at + 1),
            at: 0,
            path: Some(one.file),
            line: Some(one.start_line).filter(|line| *line > 0),
            commit: Some(one.commit).filter(|commit| !commit.is_empty()),
            rule: Some(one.rule_id),
            proof: if shown { Proof::Text(Secret::new(one.secret.as_bytes())) } else { Proof::Place },
            state: SuppressionState::ToRotate,
            reason: "known to gitleaks before".to_owned(),
        });
    }
    Ok(())
}

fn config(name: &str, raw: &RawConfig, into: &mut Imported) {
    let mut note = |line: usize, text: String| into.notes.push(Note::new(name, line, text));
    if let Some(path) = &raw.extend_path {
        note(raw.extend_line, format!("`extend.path`: import {} as well", shown(path)));
    }
    if !raw.use_default && raw.extend_path.is_none() && !raw.rules.is_empty() {
        let text =
            "gitleaks ran the rules of this file alone; reticent's own run beside them. `enable` and `disable` choose";
        note(0, text.to_owned());
    }
    into.disable.extend(raw.disabled.iter().cloned());
    let ours: BTreeSet<String> =
        builtin().iter().flat_map(|rule| rule.info.aliases.iter().map(ToString::to_string)).collect();
    let aliases = |id: &str| ours.contains(id);
    for id in raw.disabled.iter().filter(|id| !aliases(id)) {
        into.notes.push(Note::new(
            name,
            raw.extend_line,
            format!("disabled rule {id}: reticent has none by that name"),
        ));
    }
    into.disable.retain(|id| aliases(id));
    for list in &raw.allowlists {
        global(name, list, into);
    }
    // A copy of gitleaks' own configuration is no wish for its rules beside ours.
    let is_copy = |rule: &RawRule| !raw.use_default && raw.extend_path.is_none() && aliases(&rule.id);
    let (copies, rules): (Vec<&RawRule>, Vec<&RawRule>) = raw.rules.iter().partition(|rule| is_copy(rule));
    if let Some(first) = copies.first() {
        let (count, ids) = (copies.len(), copies.iter().take(5).map(|rule| rule.id.as_str()).collect::<Vec<_>>());
        let more = if count > ids.len() { " …" } else { "" };
        let text = format!("{count} rules for which reticent's own stand, by their names: {}{more}", ids.join(", "));
        into.notes.push(Note::new(name, first.line, text));
    }
    for rule in rules {
        if rule.regex.is_empty() && rule.path.is_empty() {
            overridden(name, rule, aliases(&rule.id), into);
        } else {
            own(name, rule, aliases(&rule.id), into);
        }
    }
}

/// Changes to one of gitleaks' own rules.
fn overridden(name: &str, rule: &RawRule, known: bool, into: &mut Imported) {
    if !known {
        into.notes.push(Note::new(
            name,
            rule.line,
            format!("changes of rule {}: reticent has none by that name", rule.id),
        ));
        return;
    }
    for list in &rule.allowlists {
        if !carries(name, std::slice::from_ref(&rule.id), list, into) {
            continue;
        }
        allow(name, &rule.id, list, into);
        rest(name, list, into);
    }
    if rule.entropy != 0.0 || !rule.keywords.is_empty() || rule.secret_group != 0 {
        let text = format!("{}: entropy, keywords and secretGroup of reticent's own rule stay as they are", rule.id);
        into.notes.push(Note::new(name, rule.line, text));
    }
}

/// A rule of the file's own.
fn own(name: &str, rule: &RawRule, known: bool, into: &mut Imported) {
    let mut deny = Vec::new();
    let mut not_paths = Vec::new();
    for list in &rule.allowlists {
        if !carries(name, std::slice::from_ref(&rule.id), list, into) {
            continue;
        }
        deny.extend(list.stopwords.iter().cloned());
        not_paths.extend(list.paths.iter().cloned());
        rest(name, list, into);
    }
    let mut note = |text: &str| into.notes.push(Note::new(name, rule.line, format!("{}: {text}", rule.id)));
    if known {
        note("reticent has a rule of its own for it; both run. `disable` switches one off");
    }
    if !rule.required.is_empty() {
        note(
            "`required` is not carried over: it reports without the other part, too; see `pair` in the rules' reference",
        );
    }
    if rule.skip_report {
        note("`skipReport` is not carried over");
        return;
    }
    let before = into.rules.len();
    make(
        Wanted {
            name: name.to_owned(),
            line: rule.line,
            id: rule.id.clone(),
            tool: "gitleaks",
            title: rule.description.clone(),
            pattern: rule.regex.clone(),
            group: rule.secret_group,
            keywords: rule.keywords.clone(),
            path: Some(rule.path.clone()).filter(|path| !path.is_empty()),
            not_paths,
            entropy: rule.entropy,
            deny,
            tags: rule.tags.clone(),
        },
        into,
    );
    if into.rules.len() > before {
        for list in rule.allowlists.iter().filter(|list| !list.all && !list.odd) {
            // Its stop words are denied by the rule itself.
            secrets(name, &rule.id, &RawAllowlist { stopwords: Vec::new(), ..list.clone() }, into);
        }
    }
}
