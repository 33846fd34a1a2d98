//! Settings in the making: what the layers so far come to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::allow::Allow;
use super::globs::RuleGlob;
use super::origin::{SettingOrigin, Sourced};
use super::overrides::Overrides;
use super::problem::Problem;
use super::section::{Layer, Section};
use super::settings::{KeyMinimum, KeyPolicyChoice, Markers, RuleText, SarifSettings};
use super::words::FOREIGN_TOOLS;
use crate::client::Declared;
use crate::model::GapKind;

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
    pub(crate) sarif: SarifSettings,
    pub(crate) key_policy: Option<Sourced<KeyPolicyChoice>>,
    pub(crate) known_keys: Vec<Sourced<PathBuf>>,
    pub(crate) key_minimums: Vec<KeyMinimum>,
    pub(crate) clients: Vec<Declared>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) allow_incomplete: BTreeMap<GapKind, SettingOrigin>,
    pub(crate) files: Vec<Layer>,
    pub(crate) paths: Vec<Section>,
    pub(crate) given: Layer,
    pub(crate) problems: Vec<Problem>,
}

/// All that is known.
fn all_tools() -> BTreeSet<String> {
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
            sarif: SarifSettings { notes: by_default(false), suppressed: by_default(false), category: None },
            key_policy: None,
            known_keys: Vec::new(),
            key_minimums: Vec::new(),
            clients: Vec::new(),
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
        self.sarif.notes.set(said.sarif_notes);
        self.sarif.suppressed.set(said.sarif_suppressed);
        self.key_policy = said.key_policy.or(self.key_policy.take());
        self.known_keys.extend(said.known_keys);
        self.sarif.category = said.sarif_category.or(self.sarif.category.take());
    }
}

/// The tools that a plain yes or no means.
pub(crate) fn tools(all: bool) -> BTreeSet<String> {
    if all { all_tools() } else { BTreeSet::new() }
}
