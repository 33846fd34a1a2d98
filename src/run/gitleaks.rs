//! A configuration of gitleaks in the place of our rules: what its rules find goes the way of every other finding.

use std::fmt::Write as _;

use crate::blob::Segment;
use crate::engine::{Candidate, Engine};
use crate::judge::Verdict;
use crate::model::Confidence;
use crate::peer::gitleaks::Config;
use crate::rule::RuleIndex;

use super::encoded::Inner;
use super::spots::Kept;

/// A configuration, and the rules of ours that stand for its rules.
#[derive(Debug)]
pub struct Gitleaks {
    config: Config,
    rules: Vec<RuleIndex>,
}

impl Gitleaks {
    /// The family and the beginning of the name of all its rules.
    pub const PREFIX: &'static str = "secret/gitleaks-";

    /// Joins a configuration with a set of rules that was made from [`Gitleaks::rule_texts`]. None if a rule is missing.
    pub fn new(config: Config, engine: &Engine) -> Option<Self> {
        let ids = ids(&config);
        let rules = ids.iter().map(|id| engine.rules().find(id)).collect::<Option<_>>()?;
        Some(Self { config, rules })
    }

    /// What is said of its rules in reports, as a rule file.
    pub fn rule_texts(config: &Config) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut file = String::new();
        for (rule, id) in config.rules.iter().zip(ids(config)) {
            let title = if rule.description.trim().is_empty() { &rule.id } else { &rule.description };
            let tags: Vec<String> = rule.tags.iter().map(|tag| text(tag)).collect();
            _ = write!(
                file,
                "[[rule]]\nid = {}\naliases = [{}]\ntitle = {}\ndescription = \"A rule of gitleaks' configuration.\"\n\
                 severity = \"error\"\nconfidence = \"high\"\nmeasured = true\ntags = [{}]\nfix = \"Revoke it at its issuer, take \
                 it out of the file, and read it at run time from a vault or the environment.\"\n",
                text(&id),
                text(&rule.id),
                text(title),
                tags.join(", "),
            );
        }
        file
    }

    /// The rules of ours for which a file's path is the finding.
    pub(super) fn by_path(&self, path: &[u8]) -> Vec<RuleIndex> {
        self.config.by_path(path, None).into_iter().filter_map(|at| self.rules.get(at).copied()).collect()
    }

    /// Whether a commit's findings of a rule are let be.
    pub(super) fn lets(&self, rule: &str, path: &[u8], commit: &str) -> bool {
        let at = ids(&self.config).iter().position(|id| id == rule);
        at.is_some_and(|at| self.config.lets_commit(at, path, commit))
    }

    /// What the rules find in a text as it is, and what they find in what stands encoded there.
    pub(super) fn find<'t>(
        &self,
        engine: &'t Engine,
        segment: &Segment<'t>,
        path: &[u8],
        kept: &mut Vec<Kept<'t>>,
    ) -> Vec<Inner> {
        let mut encoded = Vec::new();
        let verdict = || Verdict { mask: true, ..Verdict::measured(Confidence::High) };
        for hit in self.config.detect(path, None, segment.text) {
            let index = self.rules.get(hit.rule).copied();
            let Some((index, rule)) = index.and_then(|index| Some((index, engine.rules().get(index)?))) else {
                continue;
            };
            if let Some(inner) = hit.decoded {
                let all = 0..inner.secret.len();
                let (matched, text) = (all.clone(), inner.secret.as_slice());
                let candidate = Candidate { index, rule, text, matched, secret: all, assignment: None };
                encoded.push(Inner::encoded(&candidate, verdict(), hit.secret, inner.how));
                continue;
            }
            let text = segment.text;
            let candidate = Candidate { index, rule, text, matched: hit.matched, secret: hit.secret, assignment: None };
            kept.push(Kept { candidate, verdict: verdict() });
        }
        encoded
    }
}

/// Ids of ours for its rules: of lower-case words, each once.
fn ids(config: &Config) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for rule in &config.rules {
        let words: String =
            rule.id.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
        let plain =
            format!("{}{}", Gitleaks::PREFIX, if words.is_empty() { "rule".to_owned() } else { words.join("-") });
        let id = (1..=config.rules.len())
            .map(|n| if n == 1 { plain.clone() } else { format!("{plain}-{n}") })
            .find(|id| !all.contains(id));
        all.extend(id);
    }
    all
}
