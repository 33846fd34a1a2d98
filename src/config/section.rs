//! Settings that depend on the path: layers as written, and what they come to for a file.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bstr::BStr;

use super::globs::{PathGlobs, RuleGlob};
use super::origin::{SettingOrigin, Sourced};
use super::policy::Policy;
use crate::model::{Confidence, RuleInfo, Severity};
use crate::order::Order as _;

/// What holds where nobody says anything.
const FAIL_ON: Severity = Severity::Error;
const MIN_CONFIDENCE: Confidence = Confidence::Medium;

/// What one place (the top of a file, a `[[path]]`, the flags) says; nothing where it says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    pub(crate) fail_on: Option<Sourced<Severity>>,
    pub(crate) min_confidence: Option<Sourced<Confidence>>,
    /// On or off; the less specific before the more specific, so that the last match decides.
    pub(crate) switches: Vec<(RuleGlob, bool)>,
    pub(crate) severities: Vec<(RuleGlob, Severity)>,
    pub(crate) confidences: Vec<(RuleGlob, Confidence)>,
}

impl Layer {
    /// Brings the entries into the order in which the last match decides. Of two equally specific entries, off wins.
    pub(crate) fn sort(&mut self) {
        self.switches.order_by_key(|(glob, on)| (glob.rank(), !on));
        self.severities.order_by_key(|(glob, _)| glob.rank());
        self.confidences.order_by_key(|(glob, _)| glob.rank());
    }
}

/// A `[[path]]` section.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) globs: PathGlobs,
    pub(crate) layer: Layer,
    pub(crate) from: SettingOrigin,
}

/// What holds for a file.
#[derive(Clone, Debug)]
pub struct PathSettings {
    /// The least severity of an open finding that fails the run.
    pub fail_on: Severity,
    /// The least confidence of a finding that is reported.
    pub min_confidence: Confidence,
    layer: Layer,
    policy: Arc<Policy>,
}

impl PathSettings {
    fn new<'a>(layers: impl Iterator<Item = &'a Layer>, policy: &Arc<Policy>) -> Self {
        let mut sum = Layer::default();
        for Layer { fail_on, min_confidence, switches, severities, confidences } in layers {
            sum.fail_on = fail_on.clone().or(sum.fail_on);
            sum.min_confidence = min_confidence.clone().or(sum.min_confidence);
            sum.switches.extend_from_slice(switches);
            sum.severities.extend_from_slice(severities);
            sum.confidences.extend_from_slice(confidences);
        }
        let fail_on = sum.fail_on.as_ref().map_or(FAIL_ON, |given| given.value);
        let min_confidence = sum.min_confidence.as_ref().map_or(MIN_CONFIDENCE, |given| given.value);
        Self {
            fail_on: fail_on.min(policy.fail_on),
            min_confidence: min_confidence.min(policy.min_confidence),
            layer: sum,
            policy: policy.clone(),
        }
    }

    /// Whether a rule is on. `by_default` is what the rule itself says.
    pub fn enabled(&self, rule: &RuleInfo, by_default: bool) -> bool {
        let said = last(&self.layer.switches, rule).map_or(by_default, |(_, on)| *on);
        said || (by_default && self.policy.is_locked(rule))
    }

    /// The severity of a rule's findings. A locked rule is not lowered.
    pub fn severity(&self, rule: &RuleInfo) -> Severity {
        let said = last(&self.layer.severities, rule).map_or(rule.severity, |(_, severity)| *severity);
        if self.policy.is_locked(rule) { said.max(rule.severity) } else { said }
    }

    /// The confidence of a rule's matches, before their surroundings are judged. A locked rule is not lowered.
    pub fn confidence(&self, rule: &RuleInfo) -> Confidence {
        let said = last(&self.layer.confidences, rule).map_or(rule.confidence, |(_, confidence)| *confidence);
        if self.policy.is_locked(rule) { said.max(rule.confidence) } else { said }
    }

    /// Whether a finding of this confidence is reported.
    pub fn reports(&self, confidence: Confidence) -> bool {
        confidence >= self.min_confidence
    }

    /// Whether an open finding of this severity fails the run.
    pub fn fails(&self, severity: Severity) -> bool {
        severity >= self.fail_on
    }

    /// Where the gate and the confidence come from.
    pub(crate) fn origins(&self) -> (SettingOrigin, SettingOrigin) {
        let own = &self.layer;
        (
            clamped(own.fail_on.as_ref(), &FAIL_ON, &self.fail_on, &self.policy, "fail-on"),
            clamped(own.min_confidence.as_ref(), &MIN_CONFIDENCE, &self.min_confidence, &self.policy, "min-confidence"),
        )
    }
}

fn last<'a, T>(entries: &'a [(RuleGlob, T)], rule: &RuleInfo) -> Option<&'a (RuleGlob, T)> {
    entries.iter().rev().find(|(glob, _)| glob.matches(rule))
}

/// The origin of the value that holds: whoever said it, or else the default or the policy.
fn clamped<T: PartialEq>(
    said: Option<&Sourced<T>>,
    default: &T,
    holds: &T,
    policy: &Policy,
    key: &str,
) -> SettingOrigin {
    match said {
        Some(said) if said.value == *holds => said.from.clone(),
        None if default == holds => SettingOrigin::Default,
        _ => policy.origin(key),
    }
}

/// All layers, and what they come to.
#[derive(Debug)]
pub(crate) struct Sections {
    /// The tops of the files, the base of all first.
    pub(crate) files: Vec<Layer>,
    /// The `[[path]]` sections, in the order in which the later wins.
    pub(crate) paths: Vec<Section>,
    /// The environment and the flags.
    pub(crate) given: Layer,
    policy: Arc<Policy>,
    everywhere: Arc<PathSettings>,
    // By the sections that match. Few: as many as there are different combinations in the tree.
    known: Mutex<BTreeMap<Vec<usize>, Arc<PathSettings>>>,
}

impl Sections {
    pub(crate) fn new(files: Vec<Layer>, paths: Vec<Section>, given: Layer, policy: Arc<Policy>) -> Self {
        let everywhere = Arc::new(PathSettings::new(files.iter().chain([&given]), &policy));
        Self { files, paths, given, policy, everywhere, known: Mutex::default() }
    }

    /// All that was said, as text.
    pub(crate) fn said(&self) -> String {
        let Self { files, paths, given, policy, .. } = self;
        format!("{files:?} {paths:?} {given:?} {policy:?}")
    }

    /// What holds where no section matches.
    pub(crate) fn everywhere(&self) -> &Arc<PathSettings> {
        &self.everywhere
    }

    /// What holds for a path, relative to the root of the scan.
    pub(crate) fn for_path(&self, path: &BStr) -> Arc<PathSettings> {
        let matching = |(_, section): &(usize, &Section)| section.globs.matches(path);
        let matched: Vec<usize> = self.paths.iter().enumerate().filter(matching).map(|(index, _)| index).collect();
        if matched.is_empty() {
            return self.everywhere.clone();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(settings) = known.get(&matched) {
            return settings.clone();
        }
        let settings = Arc::new(self.sum(&matched));
        known.insert(matched, settings.clone());
        settings
    }

    /// The least confidence that is reported anywhere.
    pub(crate) fn least_confidence(&self) -> Confidence {
        let sections = (0..self.paths.len()).map(|section| self.sum(&[section]).min_confidence);
        sections.chain([self.everywhere.min_confidence]).min().unwrap_or(MIN_CONFIDENCE)
    }

    fn sum(&self, matched: &[usize]) -> PathSettings {
        let sections = matched.iter().filter_map(|index| self.paths.get(*index)).map(|section| &section.layer);
        PathSettings::new(self.files.iter().chain(sections).chain([&self.given]), &self.policy)
    }

    /// Whether a rule can be on for some file.
    pub(crate) fn can_be_enabled(&self, rule: &RuleInfo, by_default: bool) -> bool {
        let asked = |layer: &Layer| layer.switches.iter().any(|(glob, on)| *on && glob.matches(rule));
        self.everywhere.enabled(rule, by_default)
            || (self.paths.iter().any(|section| asked(&section.layer))
                && last(&self.given.switches, rule).is_none_or(|(_, on)| *on))
    }

    /// Every layer, with its section.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.files.iter().chain(self.paths.iter().map(|section| &section.layer)).chain([&self.given])
    }
}
