//! Reading files into a [`Draft`]: each section of each file, in the order in which the later wins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::allow::{Allow, SecretPatterns};
use super::at::At;
use super::document::{Document, Spot};
use super::draft::{Draft, tools};
use super::files::Files;
use super::globs::{Base, PathGlobs, RuleGlob};
use super::origin::{SettingOrigin, Sourced};
use super::problem::Problem;
use super::raw::{RawAllow, RawClient, RawConfig, RawKeys, RawMarkers, RawMinimum, RawPath, RawRuleSettings, RawSarif};
use super::section::{Layer, Section};
use super::settings::{KeyMinimum, KeyPolicyChoice, RuleText};
use super::words::Foreign;
use crate::client::Declared;
use crate::key;
use crate::model::SuppressionState;

impl Draft {
    /// Takes the files in, the base of all first.
    pub(crate) fn files(&mut self, files: &mut Files<'_>, base: &Base) {
        for (document, raw) in std::mem::take(&mut files.read) {
            let problems = std::mem::take(&mut self.problems);
            let mut reader = Reader { draft: &mut *self, document: &document, files, base };
            reader.file(raw);
            let text = document.rules_text();
            if !text.is_empty() {
                let (path, shown) = (document.path.clone(), document.shown.clone());
                self.rule_texts.push(RuleText { path, shown, text });
            }
            self.problems.splice(0..0, problems);
        }
    }
}

/// Reads one file into the draft.
struct Reader<'a, 'f> {
    draft: &'a mut Draft,
    document: &'a Arc<Document>,
    files: &'a mut Files<'f>,
    base: &'a Base,
}

impl Reader<'_, '_> {
    fn file(&mut self, raw: RawConfig) {
        let RawConfig {
            extends: _,
            fail_on,
            min_confidence,
            enable,
            disable,
            max_file_size,
            allow_incomplete,
            strict,
            ignore_files,
            baseline,
            rules,
            rule: _,
            rule_settings,
            path,
            allow,
            markers,
            sarif,
            keys,
            client,
        } = raw;
        let mut layer =
            Layer { fail_on: self.sourced(fail_on), min_confidence: self.sourced(min_confidence), ..Layer::default() };
        self.switches(&mut layer, &enable, &disable);
        self.rule_settings(&mut layer, rule_settings);
        self.finish(&mut layer);
        self.draft.files.push(layer);
        if let Some(At { value, span }) = max_file_size {
            match value.bytes() {
                Ok(bytes) => self.draft.max_file_size = Sourced { value: bytes, from: self.from(&span) },
                Err(why) => self.error(span, "`max-file-size` is no size", why),
            }
        }
        for At { value, span } in allow_incomplete {
            let from = self.from(&span);
            self.draft.allow_incomplete.insert(value.0, from);
        }
        let (strict, ignore_files) = (self.sourced(strict), self.sourced(ignore_files));
        self.draft.strict.set(strict);
        self.draft.ignore_files.set(ignore_files);
        if let Some(baseline) = baseline.and_then(|written| self.path(&written)) {
            self.draft.baseline = Some(baseline);
        }
        let rules: Vec<_> = rules.iter().filter_map(|written| self.path(written)).collect();
        self.draft.rule_files.extend(rules);
        self.marks(markers, sarif);
        self.keys(keys);
        for entry in client {
            self.client(entry);
        }
        for section in path {
            self.section(section);
        }
        for entry in allow {
            self.allow(entry);
        }
    }

    fn keys(&mut self, RawKeys { policy, known, minimum }: RawKeys) {
        if let Some(At { value, span }) = policy {
            if KeyPolicyChoice::is_path(&value) {
                let written = At { value, span };
                let file = self
                    .path(&written)
                    .map(|file| Sourced { value: KeyPolicyChoice::File(file.value), from: file.from });
                self.draft.key_policy = file.or(self.draft.key_policy.take());
            } else if let Err(problem) = key::Policy::named(&value) {
                self.error(span, "no such key policy", problem.message);
            } else {
                let from = self.from(&span);
                self.draft.key_policy = Some(Sourced { value: KeyPolicyChoice::Named(value), from });
            }
        }
        let known: Vec<_> = known.iter().filter_map(|file| self.path(file)).collect();
        self.draft.known_keys.extend(known);
        for At { value: RawMinimum { algorithm, least, reason }, span } in minimum {
            let Some(kind) = key::Kind::named(&algorithm.value) else {
                let known: Vec<String> = key::Kind::names();
                self.error(algorithm.span, "no such algorithm", format!("there are {}", known.join(", ")));
                continue;
            };
            if reason.value.trim().is_empty() {
                self.error(reason.span, "an empty reason", "say why this minimum is right here".to_owned());
                continue;
            }
            let from = self.from(&span);
            self.draft.key_minimums.push(KeyMinimum { kind, least, reason: reason.value, from });
        }
    }

    fn client(&mut self, At { value: RawClient { path, kind, flows }, span }: At<RawClient>) {
        let folder = match self.base.folder(&path.value) {
            Ok(Some(folder)) => folder,
            // It lies outside of what is scanned.
            Ok(None) => return,
            Err(why) => return self.error(path.span, "`path` is no folder of an application", why.to_owned()),
        };
        if self.draft.clients.iter().any(|known| known.path == folder) {
            return self.error(path.span, "said twice", "another [[client]] is about this folder".to_owned());
        }
        self.draft.clients.push(Declared {
            path: folder,
            kind: kind.value.0,
            flows: flows.into_iter().map(|flow| flow.value.0).collect(),
            file: self.files.in_root(self.document),
            line: self.document.line(span.start) as u64,
        });
    }

    fn marks(&mut self, markers: RawMarkers, sarif: RawSarif) {
        let RawMarkers { own, foreign } = markers;
        let RawSarif { notes, suppressed, category } = sarif;
        let own = self.sourced(own);
        let foreign = self.sourced(foreign).map(|Sourced { value, from }| {
            let value = match value {
                Foreign::All(all) => tools(all),
                Foreign::Tools(tools) => tools.into_iter().collect(),
            };
            Sourced { value, from }
        });
        let (notes, suppressed) = (self.sourced(notes), self.sourced(suppressed));
        let category = self.sourced(category);
        let Draft { markers, sarif, .. } = &mut *self.draft;
        markers.own.set(own);
        markers.foreign.set(foreign);
        sarif.notes.set(notes);
        sarif.suppressed.set(suppressed);
        sarif.category = category.or(sarif.category.take());
    }

    fn section(&mut self, At { value, span }: At<RawPath>) {
        let RawPath { globs, enable, disable, fail_on, min_confidence, severity } = value;
        let mut layer =
            Layer { fail_on: self.sourced(fail_on), min_confidence: self.sourced(min_confidence), ..Layer::default() };
        self.switches(&mut layer, &enable, &disable);
        if let Some(At { value, span }) = severity {
            layer.severities.extend(self.every_rule(&span).map(|glob| (glob, value)));
        }
        self.finish(&mut layer);
        if globs.is_empty() {
            self.error(span.clone(), "`match` lists no files", "give one glob at least".to_owned());
        }
        if let Some(globs) = self.path_globs(&globs) {
            let from = self.from(&span);
            self.draft.paths.push(Section { globs, layer, from });
        }
    }

    fn allow(&mut self, At { value, span }: At<RawAllow>) {
        let RawAllow { rule, paths, secrets, reason, until, owner, state } = value;
        if reason.value.trim().is_empty() {
            self.error(reason.span, "`reason` is empty", "say why the finding may stay".to_owned());
        }
        let day = until.as_ref().and_then(|until| until.value.date());
        if let (Some(until), None) = (&until, day) {
            let label = "write a day of the calendar as YYYY-MM-DD".to_owned();
            self.error(until.span.clone(), "`until` is no date", label);
        }
        let globs = if paths.is_empty() { None } else { self.path_globs(&paths) };
        let Some(secrets) = self.secret_patterns(secrets, &span) else { return };
        let Some(rule) = self.rule_glob(&rule) else { return };
        let allow = Allow {
            rule,
            paths: globs,
            secrets,
            reason: reason.value.trim().to_owned(),
            until: day,
            owner: owner.map(|owner| owner.value.trim().to_owned()),
            state: state.map_or(SuppressionState::Accepted, |state| state.value.0),
            from: self.from(&span),
        };
        self.duplicate(&allow, &span);
        self.draft.allows.push(allow);
    }

    /// The expressions of an allow; none where one is wrong. The place is the allow's: a line with an expression
    /// may show a secret.
    fn secret_patterns(&mut self, written: Vec<At<String>>, span: &Range<usize>) -> Option<SecretPatterns> {
        match SecretPatterns::new(written.into_iter().map(|pattern| pattern.value).collect()) {
            Ok(patterns) => Some(patterns),
            Err((index, why)) => {
                let message = format!("number {} of `secrets` is not a regular expression", index + 1);
                self.error(span.clone(), &message, why);
                None
            }
        }
    }

    fn duplicate(&mut self, allow: &Allow, span: &Range<usize>) {
        let files = |allow: &Allow| allow.paths.as_ref().map(|p| p.patterns.iter().cloned().collect::<BTreeSet<_>>());
        let same = |other: &Allow| {
            other.rule.pattern == allow.rule.pattern && files(other) == files(allow) && other.secrets == allow.secrets
        };
        if let Some(first) = self.draft.allows.iter().find(|other| same(other)) {
            let problem = Problem::warning("this allow stands here twice").at(self.document.place(span.clone()));
            let label = format!("the first one is at {}", first.from);
            self.draft.problems.push(problem.label(label).help("keep one of them"));
        }
    }

    fn rule_settings(&mut self, layer: &mut Layer, settings: BTreeMap<At<String>, RawRuleSettings>) {
        for (key, RawRuleSettings { enabled, severity, confidence }) in settings {
            let Some(glob) = self.rule_glob(&key) else { continue };
            layer.switches.extend(enabled.map(|on| (glob.clone(), on.value)));
            layer.severities.extend(severity.map(|severity| (glob.clone(), severity.value)));
            layer.confidences.extend(confidence.map(|confidence| (glob, confidence.value)));
        }
    }

    fn switches(&mut self, layer: &mut Layer, enable: &[At<String>], disable: &[At<String>]) {
        for (globs, on) in [(enable, true), (disable, false)] {
            let globs: Vec<_> = globs.iter().filter_map(|glob| self.rule_glob(glob)).collect();
            layer.switches.extend(globs.into_iter().map(|glob| (glob, on)));
        }
    }

    /// Sorts the layer, and finds what is switched both on and off.
    fn finish(&mut self, layer: &mut Layer) {
        layer.sort();
        for pair in layer.switches.windows(2) {
            let [(first, true), (second, false)] = pair else { continue };
            if let (true, Some(spot)) = (first.pattern == second.pattern, &second.spot) {
                let problem = Problem::error("this is switched both on and off").at(spot.place());
                self.draft.problems.push(problem.label(format!("switched on at {}", first.from)));
            }
        }
    }

    fn rule_glob(&mut self, At { value, span }: &At<String>) -> Option<RuleGlob> {
        let glob = RuleGlob::new(value, self.from(span), Some(self.spot(span)));
        glob.map_err(|why| self.error(span.clone(), "not a glob over rule ids", why)).ok()
    }

    fn every_rule(&self, span: &Range<usize>) -> Option<RuleGlob> {
        RuleGlob::new("*", self.from(span), Some(self.spot(span))).ok()
    }

    fn path_globs(&mut self, written: &[At<String>]) -> Option<PathGlobs> {
        let patterns: Vec<&str> = written.iter().map(|glob| glob.value.as_str()).collect();
        let wrong = match PathGlobs::new(&patterns, self.base) {
            Ok(globs) => return Some(globs),
            Err(wrong) => wrong,
        };
        for (index, why) in wrong {
            let span = written.get(index).map(|glob| glob.span.clone());
            self.error(span.unwrap_or_default(), "not a glob over paths", why);
        }
        None
    }

    fn path(&mut self, written: &At<String>) -> Option<Sourced<PathBuf>> {
        let value = self.files.path(&self.spot(&written.span), &written.value)?;
        Some(Sourced { value, from: self.from(&written.span) })
    }

    fn sourced<T>(&self, said: Option<At<T>>) -> Option<Sourced<T>> {
        said.map(|At { value, span }| Sourced { value, from: self.from(&span) })
    }

    fn from(&self, span: &Range<usize>) -> SettingOrigin {
        SettingOrigin::File { file: self.document.shown.clone(), line: self.document.line(span.start) }
    }

    fn spot(&self, span: &Range<usize>) -> Spot {
        Spot { document: self.document.clone(), span: span.clone() }
    }

    fn error(&mut self, span: Range<usize>, message: &str, label: String) {
        self.draft.problems.push(Problem::error(message).at(self.document.place(span)).label(label));
    }
}
