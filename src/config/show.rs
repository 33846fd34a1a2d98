//! `reticent config show`: the settings that hold, in the words of the configuration.

use std::fmt::Write as _;

use super::allow::Allow;
use super::globs::RuleGlob;
use super::origin::SettingOrigin;
use super::section::{Layer, Section};
use super::settings::{KeyPolicyChoice, Settings};
use super::words::{size_text, state_word};
use crate::model::SuppressionKind;

/// The settings as TOML; with `origin`, each line says where its value comes from.
pub fn show(settings: &Settings, origin: bool) -> String {
    let mut page = Page { lines: Vec::new() };
    page.scalars(settings);
    for layer in &settings.sections.files {
        page.rules(layer);
    }
    page.tables(settings);
    page.keys(settings);
    page.clients(settings);
    for section in &settings.sections.paths {
        page.section(section);
    }
    page.given(&settings.sections.given);
    for allow in &settings.allows {
        page.allow(allow);
    }
    page.policy(settings);
    page.text(origin)
}

/// Lines, each with the origin of its value.
struct Page {
    lines: Vec<(String, Option<SettingOrigin>)>,
}

impl Page {
    fn line(&mut self, line: String, from: &SettingOrigin) {
        self.lines.push((line, Some(from.clone())));
    }

    fn plain(&mut self, line: &str) {
        self.lines.push((line.to_owned(), None));
    }

    fn text(&self, origin: bool) -> String {
        let shown = |line: &str| crate::model::printable(line.as_bytes());
        let widest = self.lines.iter().filter(|(_, from)| from.is_some()).map(|(line, _)| line.chars().count()).max();
        let width = widest.unwrap_or_default().min(60);
        let mut text = String::new();
        for (line, from) in &self.lines {
            let from = from.as_ref().filter(|_| origin).map(|from| shown(&from.to_string()));
            let line = shown(line);
            match from {
                Some(from) => _ = writeln!(text, "{line:width$}  # {from}"),
                None => _ = writeln!(text, "{line}"),
            }
        }
        text
    }

    fn scalars(&mut self, settings: &Settings) {
        let everywhere = settings.everywhere();
        let (gate, confidence) = everywhere.origins();
        self.line(format!("fail-on = {}", quoted(everywhere.fail_on.as_str())), &gate);
        self.line(format!("min-confidence = {}", quoted(everywhere.min_confidence.as_str())), &confidence);
        let size = &settings.max_file_size;
        self.line(format!("max-file-size = {}", quoted(&size_text(size.value))), &size.from);
        for (kind, from) in &settings.allow_incomplete {
            self.line(format!("allow-incomplete = [{}]", quoted(kind.as_str())), from);
        }
        self.line(format!("strict = {}", settings.strict.value), &settings.strict.from);
        self.line(format!("ignore-files = {}", settings.ignore_files.value), &settings.ignore_files.from);
        if let Some(baseline) = &settings.baseline {
            self.line(format!("baseline = {}", quoted(&baseline.value.to_string_lossy())), &baseline.from);
        }
        for file in &settings.rule_files {
            self.line(format!("rules = [{}]", quoted(&file.value.to_string_lossy())), &file.from);
        }
        for text in &settings.rule_texts {
            let from = SettingOrigin::File { file: text.shown.clone(), line: first_line(&text.text) };
            self.line("[[rule]]".to_owned(), &from);
        }
    }

    fn rules(&mut self, layer: &Layer) {
        for (glob, on) in &layer.switches {
            let key = if *on { "enable" } else { "disable" };
            self.line(format!("{key} = [{}]", quoted(&glob.pattern)), &glob.from);
        }
        self.levels(&layer.severities, "severity");
        self.levels(&layer.confidences, "confidence");
    }

    fn levels<T: std::fmt::Display>(&mut self, levels: &[(RuleGlob, T)], key: &str) {
        for (glob, level) in levels {
            self.line(format!("rule-settings.{}.{key} = \"{level}\"", quoted(&glob.pattern)), &glob.from);
        }
    }

    fn tables(&mut self, settings: &Settings) {
        let markers = &settings.markers;
        self.line(format!("markers.own = {}", markers.own.value), &markers.own.from);
        let tools: Vec<String> = markers.foreign.value.iter().map(|tool| quoted(tool)).collect();
        self.line(format!("markers.foreign = [{}]", tools.join(", ")), &markers.foreign.from);
        let sarif = &settings.sarif;
        self.line(format!("sarif.notes = {}", sarif.notes.value), &sarif.notes.from);
        self.line(format!("sarif.suppressed = {}", sarif.suppressed.value), &sarif.suppressed.from);
        if let Some(category) = &sarif.category {
            self.line(format!("sarif.category = {}", quoted(&category.value)), &category.from);
        }
    }

    fn keys(&mut self, settings: &Settings) {
        if let Some(policy) = &settings.key_policy {
            let word = match &policy.value {
                KeyPolicyChoice::Named(name) => quoted(name),
                KeyPolicyChoice::File(path) => quoted(&path.to_string_lossy()),
            };
            self.line(format!("keys.policy = {word}"), &policy.from);
        }
        for file in &settings.known_keys {
            self.line(format!("keys.known = {}", quoted(&file.value.to_string_lossy())), &file.from);
        }
        for minimum in &settings.key_minimums {
            self.plain("");
            self.line("[[keys.minimum]]".to_owned(), &minimum.from);
            self.plain(&format!("algorithm = {}", quoted(&minimum.kind.name())));
            self.plain(&format!("least = {}", minimum.least));
            self.plain(&format!("reason = {}", quoted(&minimum.reason)));
        }
    }

    fn clients(&mut self, settings: &Settings) {
        for client in &settings.clients {
            let line = usize::try_from(client.line).unwrap_or(usize::MAX);
            let from = SettingOrigin::File { file: client.file.clone(), line };
            self.plain("");
            self.line("[[client]]".to_owned(), &from);
            self.plain(&format!("path = {}", quoted(if client.path.is_empty() { "." } else { &client.path })));
            self.plain(&format!("kind = {}", quoted(client.kind.as_str())));
            if !client.flows.is_empty() {
                self.plain(&format!(
                    "flows = {}",
                    list(&client.flows.iter().map(|flow| flow.as_str().to_owned()).collect::<Vec<_>>())
                ));
            }
        }
    }

    fn section(&mut self, section: &Section) {
        self.plain("");
        self.line("[[path]]".to_owned(), &section.from);
        self.plain(&format!("match = {}", list(&section.globs.patterns)));
        let layer = &section.layer;
        if let Some(said) = &layer.fail_on {
            self.line(format!("fail-on = \"{}\"", said.value), &said.from);
        }
        if let Some(said) = &layer.min_confidence {
            self.line(format!("min-confidence = \"{}\"", said.value), &said.from);
        }
        self.rules(&Layer { severities: Vec::new(), ..layer.clone() });
        for (glob, severity) in &layer.severities {
            self.line(format!("severity = \"{severity}\""), &glob.from);
        }
    }

    fn given(&mut self, layer: &Layer) {
        if !layer.switches.is_empty() {
            self.plain("");
            self.plain("# flags and environment, above every section");
            self.rules(layer);
        }
    }

    fn allow(&mut self, allow: &Allow) {
        self.plain("");
        self.line("[[allow]]".to_owned(), &allow.from);
        self.plain(&format!("rule = {}", quoted(&allow.rule.pattern)));
        if let Some(paths) = &allow.paths {
            self.plain(&format!("paths = {}", list(&paths.patterns)));
        }
        if allow.secrets.count() > 0 {
            self.plain(&format!("secrets = […] # {}, which may hold a secret", allow.secrets.count()));
        }
        self.plain(&format!("state = {}", quoted(state_word(allow.state))));
        self.plain(&format!("reason = {}", quoted(&allow.reason)));
        if let Some(until) = allow.until {
            self.plain(&format!("until = \"{until}\""));
        }
        if let Some(owner) = &allow.owner {
            self.plain(&format!("owner = {}", quoted(owner)));
        }
    }

    fn policy(&mut self, settings: &Settings) {
        let policy = &settings.policy;
        let stated = policy.stated();
        if !stated.is_empty() {
            self.plain("");
            self.plain("# policy");
        }
        for key in stated {
            let value = match key {
                "fail-on" => quoted(policy.fail_on.as_str()),
                "min-confidence" => quoted(policy.min_confidence.as_str()),
                "locked" => list(&policy.locked.iter().map(|glob| glob.pattern.clone()).collect::<Vec<_>>()),
                "strict" => policy.strict.to_string(),
                "max-file-size" => quoted(&size_text(policy.max_file_size)),
                "allow-incomplete" => {
                    list(&policy.allow_incomplete.iter().map(ToString::to_string).collect::<Vec<_>>())
                }
                "reason-pattern" => quoted(policy.reason.as_ref().map_or("", |reason| reason.as_str())),
                "max-until-days" => policy.max_until_days.unwrap_or_default().to_string(),
                "require-owner" => policy.require_owner.to_string(),
                "inline-allows" => policy.allows.contains(&SuppressionKind::Inline).to_string(),
                "foreign-markers" => policy.allows.contains(&SuppressionKind::ForeignMarker).to_string(),
                "config-allows" => policy.allows.contains(&SuppressionKind::Config).to_string(),
                "baseline-allows" => policy.allows.contains(&SuppressionKind::Baseline).to_string(),
                _ => policy.reticentignore.to_string(),
            };
            self.line(format!("# {key} = {value}"), &policy.origin(key));
        }
        for note in &settings.overruled {
            self.plain(&format!("# overruled: {note}"));
        }
    }
}

fn first_line(text: &str) -> usize {
    text.lines().take_while(|line| line.trim().is_empty()).count() + 1
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}
