//! The rules in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;

use super::compile::compile_file;
use super::compiled::{Matcher, Rule, Scope};
use super::duplicates::find_duplicates;
use super::paths::globs;
use super::problem::RuleProblem;
use super::raw::Source;
use crate::model::{RuleInfo, Text};
use crate::order::Order as _;

/// A rule's place in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u32);

/// A literal that the prefilter looks for, and whom it wakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Lower case.
    pub text: Text,
    /// The rules that it wakes, in order of their index.
    pub rules: Vec<RuleIndex>,
    /// It may begin an allow marker.
    pub marker: bool,
    /// Nobody wants it behind a letter or a digit, unless an escape ends there ([`crate::check::ends_escape`]).
    pub begins: bool,
}

/// The rules in force: immutable, shared by every thread.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    keywords: Vec<Keyword>,
    by_path: GlobSet,
    by_path_rules: Vec<RuleIndex>,
    known: BTreeMap<String, Arc<RuleInfo>>,
}

impl RuleSet {
    /// The built-in rules and a person's own. `keep` says which ids are in force; `markers` are literals that begin an
    /// allow marker. Every mistake in `own` is told at once.
    pub fn compile(
        builtin: Vec<Rule>,
        own: &[Source],
        keep: &dyn Fn(&RuleInfo) -> bool,
        markers: &[&'static str],
    ) -> Result<Self, Vec<RuleProblem>> {
        let (mut rules, mut problems) = (builtin, Vec::new());
        for source in own {
            compile_file(source, true, &mut rules, &mut problems);
        }
        // The built-in rules are compared with each other, and sorted, when they are built.
        if !own.is_empty() {
            find_duplicates(&rules, &mut problems);
            rules.order_by(|a, b| a.info.id.cmp(&b.info.id));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let known = rules
            .iter()
            .filter(|rule| rule.clue.is_none())
            .map(|rule| (rule.info.id.clone(), Arc::clone(&rule.info)))
            .collect();
        rules.retain(|rule| rule.clue.is_some() || keep(&rule.info));
        Ok(Self::index(rules, known, markers))
    }

    /// The same without what tells and judges applications, for content that is not an application as it stands: what an old
    /// version was made of says nothing of this one.
    #[must_use]
    pub fn of_content(self, markers: &[&'static str]) -> Self {
        let Self { mut rules, known, .. } = self;
        rules.retain(|rule| rule.clue.is_none() && rule.client.is_none());
        Self::index(rules, known, markers)
    }

    fn index(rules: Vec<Rule>, known: BTreeMap<String, Arc<RuleInfo>>, markers: &[&'static str]) -> Self {
        let mut by_path = Vec::new();
        let mut by_path_rules = Vec::new();
        let by_paths =
            |rule: &Rule| matches!(rule.scope, Scope::File | Scope::Tree) && !matches!(rule.matcher, Matcher::Measured);
        for (index, rule) in (0u32..).zip(&rules).filter(|(_, rule)| by_paths(rule)) {
            by_path.extend(rule.paths.only().iter().cloned());
            by_path_rules.extend(rule.paths.only().iter().map(|_| RuleIndex(index)));
        }
        // Each glob was checked when its rule was compiled.
        let globs = || globs(&by_path).unwrap_or_else(|_| GlobSet::empty());
        let (keywords, by_path) = rayon::join(|| keywords(&rules, markers), globs);
        Self { rules, keywords, by_path, by_path_rules, known }
    }

    /// All rules, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by its place.
    pub fn get(&self, index: RuleIndex) -> Option<&Rule> {
        self.rules.get(index.0 as usize)
    }

    /// The place of the rule with an id, if it is in force.
    pub fn find(&self, id: &str) -> Option<RuleIndex> {
        let at = self.rules.binary_search_by(|rule| rule.info.id.as_str().cmp(id)).ok()?;
        u32::try_from(at).ok().map(RuleIndex)
    }

    /// The literals for the prefilter; a keyword's number is its place here.
    pub fn keywords(&self) -> &[Keyword] {
        &self.keywords
    }

    /// The rules without keywords that a path chooses, each once.
    pub fn chosen_by_path(&self, path: &[u8]) -> Vec<RuleIndex> {
        if self.by_path.is_empty() {
            return Vec::new();
        }
        let path = bstr::ByteSlice::to_path_lossy(path);
        let mut chosen: Vec<RuleIndex> =
            self.by_path.matches(&path).into_iter().filter_map(|at| self.by_path_rules.get(at).copied()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// All rules that there are, also those that are switched off, by id.
    pub fn known(&self) -> &BTreeMap<String, Arc<RuleInfo>> {
        &self.known
    }

    /// What reports say of each rule.
    pub fn infos(&self) -> BTreeMap<String, Arc<RuleInfo>> {
        let reported = self.rules.iter().filter(|rule| rule.clue.is_none());
        reported.map(|rule| (rule.info.id.clone(), Arc::clone(&rule.info))).collect()
    }
}

/// The keywords of all rules and the markers, sorted, each once.
fn keywords(rules: &[Rule], markers: &[&'static str]) -> Vec<Keyword> {
    let of_rule = |(index, rule): (u32, &Rule)| {
        rule.keywords.iter().map(move |keyword| (keyword.clone(), Some(RuleIndex(index)))).collect::<Vec<_>>()
    };
    let mut all: Vec<(Text, Option<RuleIndex>)> = (0u32..).zip(rules).flat_map(of_rule).collect();
    all.extend(markers.iter().map(|marker| (Text::Borrowed(*marker), None)));
    all.sort_unstable();
    all.dedup();
    let of_group = |group: &[(Text, Option<RuleIndex>)]| {
        let text = group.first().map(|first| first.0.clone()).unwrap_or_default();
        let woken: Vec<RuleIndex> = group.iter().filter_map(|(_, rule)| *rule).collect();
        let marker = group.iter().any(|(_, rule)| rule.is_none());
        let begins = !marker && woken.iter().all(|index| rules.get(index.0 as usize).is_some_and(|rule| rule.begins));
        Keyword { text, rules: woken, marker, begins }
    };
    all.chunk_by(|a, b| a.0 == b.0).map(of_group).collect()
}
