//! The rules in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use super::compile::{Rule, Scope, compile_file, globs};
use super::problem::RuleProblem;
use super::raw::Source;
use crate::model::RuleInfo;

/// A rule's place in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u32);

/// A literal that the prefilter looks for, and whom it wakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Lower case.
    pub text: String,
    /// The rules that it wakes, in order of their index.
    pub rules: Vec<RuleIndex>,
    /// It may begin an allow marker.
    pub marker: bool,
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
    /// Compiles rule files. `keep` says which ids are in force; `markers` are literals that begin an allow marker.
    ///
    /// `thorough` compiles every regex at once, which a person's own rules need and the built-in ones, being tested, do not.
    pub fn compile(
        builtin: &[Source],
        own: &[Source],
        keep: &dyn Fn(&RuleInfo) -> bool,
        markers: &[&str],
    ) -> Result<Self, Vec<RuleProblem>> {
        // Start-up is mostly this: hundreds of files, each read by itself.
        let compile = |source: &Source| {
            let mut part = (Vec::new(), Vec::new());
            compile_file(source, false, &mut part.0, &mut part.1);
            part
        };
        let parts: Vec<(Vec<Rule>, Vec<RuleProblem>)> = builtin.par_iter().with_min_len(32).map(compile).collect();
        let (mut rules, mut problems) = (Vec::new(), Vec::new());
        for (more, wrong) in parts {
            rules.extend(more);
            problems.extend(wrong);
        }
        for source in own {
            compile_file(source, true, &mut rules, &mut problems);
        }
        find_duplicates(&rules, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let known = rules.iter().map(|rule| (rule.info.id.clone(), Arc::clone(&rule.info))).collect();
        rules.retain(|rule| keep(&rule.info));
        rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
        Ok(Self::index(rules, known, markers))
    }

    fn index(rules: Vec<Rule>, known: BTreeMap<String, Arc<RuleInfo>>, markers: &[&str]) -> Self {
        let mut keywords: BTreeMap<&str, Keyword> = BTreeMap::new();
        let mut by_path = Vec::new();
        let mut by_path_rules = Vec::new();
        for (index, rule) in (0u32..).zip(&rules) {
            for keyword in &rule.keywords {
                let entry = keywords.entry(keyword).or_insert_with(|| Keyword {
                    text: keyword.clone(),
                    rules: Vec::new(),
                    marker: false,
                });
                entry.rules.push(RuleIndex(index));
                entry.rules.dedup();
            }
            if matches!(rule.scope, Scope::File | Scope::Tree) {
                by_path.extend(rule.paths.only().iter().cloned());
                by_path_rules.extend(rule.paths.only().iter().map(|_| RuleIndex(index)));
            }
        }
        for &marker in markers {
            keywords
                .entry(marker)
                .or_insert_with(|| Keyword { text: marker.to_owned(), rules: Vec::new(), marker: true })
                .marker = true;
        }
        let keywords = keywords.into_values().collect();
        // Each glob was checked when its rule was compiled.
        let by_path = globs(&by_path).unwrap_or_else(|_| GlobSet::empty());
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
        self.rules.iter().map(|rule| (rule.info.id.clone(), Arc::clone(&rule.info))).collect()
    }
}

/// Two rules with one id, or an alias that is another rule's id, are mistakes.
fn find_duplicates(rules: &[Rule], problems: &mut Vec<RuleProblem>) {
    let mut seen: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in rules {
        if let Some(first) = seen.insert(&rule.info.id, rule) {
            let (file, line) = rule.written.clone();
            let message =
                format!("rule id `{}` stands already in {}:{}", rule.info.id, first.written.0, first.written.1);
            problems.push(RuleProblem { file, line, column: 1, message });
        }
    }
}
