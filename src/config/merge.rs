//! From files, flags and policy to settings: defaults < extends < file < environment < flags, and the policy above all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::allow::Allow;
use super::at::At;
use super::document::{Document, Spot};
use super::files::Files;
use super::globs::{Base, PathGlobs, RuleGlob};
use super::origin::{SettingOrigin, Sourced};
use super::overrides::Overrides;
use super::problem::Problem;
use super::raw::{RawAllow, RawConfig, RawMarkers, RawPath, RawReport, RawRuleSettings};
use super::section::{Layer, Section};
use super::settings::{Markers, ReportSettings, RuleText};
use super::words::{FOREIGN_TOOLS, Foreign};
use crate::model::{GapKind, SuppressionState};

/// The size limit where nobody says anything.
const MAX_FILE_SIZE: u64 = 50_000_000;

/// Settings in the making, before the policy has its say.
pub(crate) struct Draft {
    pub(crate) max_file_size: Sourced<u64>,
    pub(crate) strict: Sourced<bool>,
    pub(crate) ignore_files: Sourced<bool>,
    pub(crate) baseline: Option<Sourced<PathBuf>>,
    pub(crate) rule_files: Vec<Sourced<PathBuf>>,
    pub(crate) rule_texts: Vec<RuleText>,
    pub(crate) markers: Markers,
    pub(crate) report: ReportSettings,
    pub(crate) allows: Vec<Allow>,
    pub(crate) allow_incomplete: BTreeMap<GapKind, SettingOrigin>,
    pub(crate) files: Vec<Layer>,
    pub(crate) paths: Vec<Section>,
    pub(crate) given: Layer,
    pub(crate) problems: Vec<Problem>,
}

/// All that is known.
pub(crate) fn all_tools() -> BTreeSet<String> {
    FOREIGN_TOOLS.iter().map(|tool| (*tool).to_owned()).collect()
}

fn by_default<T>(value: T) -> Sourced<T> {
    Sourced { value, from: SettingOrigin::Default }
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            max_file_size: by_default(MAX_FILE_SIZE),
            strict: by_default(false),
            ignore_files: by_default(true),
            baseline: None,
            rule_files: Vec::new(),
            rule_texts: Vec::new(),
            markers: Markers { own: by_default(true), foreign: by_default(all_tools()) },
            report: ReportSettings {
                sarif_notes: by_default(false),
                sarif_suppressed: by_default(false),
                sarif_category: by_default("reticent".to_owned()),
            },
            allows: Vec::new(),
            allow_incomplete: BTreeMap::new(),
            files: Vec::new(),
            paths: Vec::new(),
            given: Layer::default(),
            problems: Vec::new(),
        }
    }
}

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

    /// Takes in what flags and the environment said.
    pub(crate) fn overrides(&mut self, said: &Overrides) {
        let said = said.clone();
        self.given.fail_on = said.fail_on;
        self.given.min_confidence = said.min_confidence;
        let switches = said.enable.into_iter().map(|s| (s, true)).chain(said.disable.into_iter().map(|s| (s, false)));
        for (Sourced { value, from }, on) in switches {
            match RuleGlob::new(&value, from.clone(), None) {
                Ok(glob) => self.given.switches.push((glob, on)),
                Err(why) => self.problems.push(Problem::error(format!("not a glob over rule ids in {from}: {why}"))),
            }
        }
        self.given.sort();
        self.max_file_size.set(said.max_file_size);
        self.strict.set(said.strict);
        self.ignore_files.set(said.ignore_files);
        self.baseline = said.baseline.or(self.baseline.take());
        self.rule_files.extend(said.rules);
        self.allow_incomplete.extend(said.allow_incomplete.into_iter().map(|kind| (kind.value, kind.from)));
        self.markers.own.set(said.own_markers);
        self.markers
            .foreign
            .set(said.foreign_markers.map(|Sourced { value, from }| Sourced { value: tools(value), from }));
        self.report.sarif_notes.set(said.sarif_notes);
        self.report.sarif_suppressed.set(said.sarif_suppressed);
        self.report.sarif_category.set(said.sarif_category);
    }
}

fn tools(all: bool) -> BTreeSet<String> {
    if all { all_tools() } else { BTreeSet::new() }
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
            report,
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
        self.marks(markers, report);
        path.into_iter().for_each(|section| self.section(section));
        allow.into_iter().for_each(|allow| self.allow(allow));
    }

    fn marks(&mut self, markers: RawMarkers, report: RawReport) {
        let RawMarkers { own, foreign } = markers;
        let RawReport { sarif_notes, sarif_suppressed, sarif_category } = report;
        let own = self.sourced(own);
        let foreign = self.sourced(foreign).map(|Sourced { value, from }| {
            let value = match value {
                Foreign::All(all) => tools(all),
                Foreign::Tools(tools) => tools.into_iter().collect(),
            };
            Sourced { value, from }
        });
        let (notes, suppressed) = (self.sourced(sarif_notes), self.sourced(sarif_suppressed));
        let category = self.sourced(sarif_category);
        let Draft { markers, report, .. } = &mut *self.draft;
        markers.own.set(own);
        markers.foreign.set(foreign);
        report.sarif_notes.set(notes);
        report.sarif_suppressed.set(suppressed);
        report.sarif_category.set(category);
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
        let RawAllow { rule, paths, reason, until, owner, state } = value;
        if reason.value.trim().is_empty() {
            self.error(reason.span, "`reason` is empty", "say why the finding may stay".to_owned());
        }
        let day = until.as_ref().and_then(|until| until.value.date());
        if let (Some(until), None) = (&until, day) {
            let label = "write a day of the calendar as YYYY-MM-DD".to_owned();
            self.error(until.span.clone(), "`until` is no date", label);
        }
        let globs = if paths.is_empty() { None } else { self.path_globs(&paths) };
        let Some(rule) = self.rule_glob(&rule) else { return };
        let allow = Allow {
            rule,
            paths: globs,
            reason: reason.value.trim().to_owned(),
            until: day,
            owner: owner.map(|owner| owner.value.trim().to_owned()),
            state: state.map_or(SuppressionState::Accepted, |state| state.value.0),
            from: self.from(&span),
        };
        self.duplicate(&allow, &span);
        self.draft.allows.push(allow);
    }

    fn duplicate(&mut self, allow: &Allow, span: &Range<usize>) {
        let files = |allow: &Allow| allow.paths.as_ref().map(|p| p.patterns.iter().cloned().collect::<BTreeSet<_>>());
        let same = |other: &Allow| other.rule.pattern == allow.rule.pattern && files(other) == files(allow);
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
        match PathGlobs::new(&patterns, self.base) {
            Ok(globs) => Some(globs),
            Err(wrong) => {
                for (index, why) in wrong {
                    if let Some(glob) = written.get(index) {
                        self.error(glob.span.clone(), "not a glob over paths", why);
                    }
                }
                None
            }
        }
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
