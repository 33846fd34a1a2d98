//! What a run is given, and what it gathers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::gitleaks::Gitleaks;
use super::outcome::{ClueSpot, KeySpot};
use crate::config::Settings;
use crate::engine::Engine;
use crate::key::{Terms, Together};
use crate::model::{Origin, Report};
use crate::peer::gitleaks::Fingerprint;
use crate::source::Base;
use crate::suppress::{BASELINE_FILE, Baseline, Limits, Listed, Owners, Tool};

/// What a run is given; shared by its threads.
#[derive(Debug)]
pub struct Context<'c> {
    /// The rules.
    pub engine: &'c Engine,
    /// A configuration of gitleaks in the place of our rules.
    pub gitleaks: Option<&'c Gitleaks>,
    /// What holds.
    pub settings: &'c Settings,
    /// What the policy admits of allows.
    pub limits: Limits,
    /// The tools whose markers count.
    pub tools: Vec<Tool>,
    /// Findings that gitleaks' ignore file names.
    pub fingerprints: Vec<Fingerprint>,
    /// By what keys are judged.
    pub terms: Terms,
    /// Findings that are known, with the name of their file.
    pub baseline: Option<(String, Baseline)>,
    /// Who owns which path.
    pub owners: Owners,
    /// The commit that says what is allowed, where it is not the working tree.
    pub trusted: Option<&'c Base>,
    /// A report shows GitHub's hashes of lines.
    pub line_hashes: bool,
    /// Threads.
    pub jobs: usize,
    /// Set when the run is to end early.
    pub stop: &'c AtomicBool,
    /// Counts files and bytes while the run goes on, for a progress bar.
    pub progress: &'c Progress,
}

impl Context<'_> {
    /// Whether a file is a baseline: the one in use, or one by its usual name.
    pub(super) fn is_baseline(&self, origin: &Origin) -> bool {
        let named = |(name, _): &(String, Baseline)| origin.path == name.as_str();
        origin.inside.is_empty()
            && (origin.path.ends_with(BASELINE_FILE.as_bytes()) || self.baseline.as_ref().is_some_and(named))
    }
}

/// How far a run is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files scanned.
    pub files: AtomicU64,
    /// Bytes read.
    pub bytes: AtomicU64,
}

/// What a run, or a part of it, gathers. Parts merge in any order.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Findings, gaps, figures.
    pub report: Report,
    /// Markers and baseline entries, with what each is good for.
    pub listed: Vec<Listed>,
    /// The numbers of the configuration's allows that kept something quiet.
    pub used_allows: BTreeSet<usize>,
    /// Keys and certificates with where they stand, in no particular order.
    pub keys: Vec<(Origin, KeySpot)>,
    /// What tells applications apart, with where it stands, in no particular order.
    pub clues: Vec<ClueSpot>,
    /// What showed when they were compared, one answer a key; at the end of a run.
    pub compared: Vec<Together>,
    /// How many findings each other tool's markers keep quiet.
    pub foreign: BTreeMap<Tool, u64>,
}

impl Gathered {
    /// Takes another part in.
    pub fn merge(&mut self, other: Self) {
        self.report.merge(other.report);
        self.listed.extend(other.listed);
        self.used_allows.extend(other.used_allows);
        self.keys.extend(other.keys);
        self.clues.extend(other.clues);
        for (tool, count) in other.foreign {
            *self.foreign.entry(tool).or_default() += count;
        }
    }
}
