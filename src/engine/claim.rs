//! Whose a value claims to be: of a provider whose formats are known, though none of them fits.
//!
//! `acme_api_token = "…"` with a value that no rule of Acme's matches is, more often than not, an id, an example or a
//! token of a wrong length; so is a value that begins with Acme's prefix and does not go on as it should. What that
//! weighs is the judge's business.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::matcher::Candidate;
use crate::check::name_words;
use crate::rule::{Matcher, Rule, RuleIndex, RuleSet};

/// How a value says whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// By its name: `acme_token`.
    Name,
    /// By its first characters: `acme_…`.
    Prefix,
}

/// Shortest name of a provider that is looked for in names.
const NAME: usize = 3;
/// Most words of a name that make up a provider's.
const WORDS: usize = 3;
/// Most bytes of a fixed prefix.
const PREFIX: usize = 24;

/// The providers and prefixes of a rule set, gathered when the first value asks.
#[derive(Debug, Default)]
pub(super) struct Claims(OnceLock<Known>);

#[derive(Debug)]
struct Known {
    /// Rules by the provider's name and its file's, in lower-case letters and digits.
    providers: BTreeMap<String, Vec<RuleIndex>>,
    /// Rules whose format identifies itself, by keyword.
    prefixes: BTreeMap<String, Vec<RuleIndex>>,
}

impl Claims {
    /// What a candidate's value claims without holding it.
    pub(super) fn of(&self, rules: &RuleSet, candidate: &Candidate<'_>) -> Option<Claim> {
        let known = self.0.get_or_init(|| Known::of(rules));
        known.of_prefix(rules, candidate).or_else(|| known.of_name(rules, candidate))
    }
}

impl Known {
    fn of(rules: &RuleSet) -> Self {
        let mut known = Self { providers: BTreeMap::new(), prefixes: BTreeMap::new() };
        for (index, rule) in (0u32..).map(RuleIndex).zip(rules.rules()) {
            let named = !rule.info.provider.name.is_empty() && !rule.generic && states_a_format(rule);
            for name in if named { names_of(rule) } else { Vec::new() } {
                let of_name = known.providers.entry(name).or_default();
                of_name.push(index);
                of_name.dedup();
            }
            let prefixes = rule.keywords.iter().filter(|keyword| rule.identifies_itself() && is_prefix(keyword));
            for keyword in prefixes {
                known.prefixes.entry(keyword.to_string()).or_default().push(index);
            }
        }
        known
    }

    fn of_prefix(&self, rules: &RuleSet, candidate: &Candidate<'_>) -> Option<Claim> {
        let value = candidate.secret_bytes();
        let head = value.get(..value.len().min(PREFIX))?.to_ascii_lowercase();
        let claimed: Vec<&Rule> = (NAME..=head.len())
            .filter_map(|end| self.prefixes.get(std::str::from_utf8(head.get(..end)?).ok()?))
            .flatten()
            .filter_map(|&index| rules.get(index))
            .filter(|rule| matches!(&rule.matcher, Matcher::Pattern(p) if p.shape(&rule.keywords).is_some_and(|s| s.lead == 0)))
            .collect();
        let kept = claimed.iter().any(|rule| fits(rule, candidate));
        (!claimed.is_empty() && !kept).then_some(Claim::Prefix)
    }

    fn of_name(&self, rules: &RuleSet, candidate: &Candidate<'_>) -> Option<Claim> {
        let words = name_words(candidate.name());
        let runs =
            (0..words.len()).flat_map(|start| (1..=WORDS.min(words.len() - start)).map(move |n| start..start + n));
        let provider = |run: std::ops::Range<usize>| self.providers.get(&words.get(run)?.concat());
        let claimed: Vec<&Vec<RuleIndex>> = runs.filter_map(provider).collect();
        let kept =
            claimed.iter().copied().flatten().filter_map(|&index| rules.get(index)).any(|rule| fits(rule, candidate));
        (!claimed.is_empty() && !kept).then_some(Claim::Name)
    }
}

/// Whether a rule says what a value looks like.
fn states_a_format(rule: &Rule) -> bool {
    match &rule.matcher {
        Matcher::Pattern(_) | Matcher::Near(_) => true,
        Matcher::Assignment(assignment) => assignment.value.is_some(),
        Matcher::Path | Matcher::Measured | Matcher::Facts => false,
    }
}

/// Letters alone are words of a language; a prefix has a sign or a digit.
fn is_prefix(keyword: &str) -> bool {
    (NAME..=PREFIX).contains(&keyword.len()) && !keyword.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The provider's name, its file's, and those of its keywords that begin one of them (`sumo` of `sumologic`).
fn names_of(rule: &Rule) -> Vec<String> {
    let file = rule.written.0.rsplit('/').next().unwrap_or_default();
    let file = file.strip_suffix(".toml").unwrap_or(file);
    let mut names = vec![squash(&rule.info.provider.name), squash(file)];
    let keywords: Vec<String> = rule.keywords.iter().map(|keyword| squash(keyword)).collect();
    let begins = |keyword: &String| keyword.len() > NAME && names.iter().any(|name| name.starts_with(keyword.as_str()));
    let more: Vec<String> = keywords.into_iter().filter(begins).collect();
    names.extend(more);
    names.retain(|name| name.len() >= NAME);
    names.sort_unstable();
    names.dedup();
    names
}

fn squash(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a rule matches at a candidate, whatever its checks say then.
fn fits(rule: &Rule, candidate: &Candidate<'_>) -> bool {
    let value = candidate.secret_bytes();
    match &rule.matcher {
        // Some issuers pad pieces of a token, which stands in the way of the alphabet alone.
        Matcher::Near(near) => {
            let unpadded = || value.iter().map(|&b| if b == b'=' { b'_' } else { b }).collect::<Vec<u8>>();
            near.value.is_match(value) || (value.contains(&b'=') && near.value.is_match(&unpadded()))
        }
        Matcher::Assignment(assignment) => assignment.value.as_ref().is_some_and(|wanted| wanted.is_match(value)),
        Matcher::Pattern(pattern) => {
            // A pattern may want the name before the value and a sign behind it.
            let around = candidate.matched.start.saturating_sub(PREFIX)..(candidate.secret.end + 2);
            let around = candidate.text.get(around.start..around.end.min(candidate.text.len())).unwrap_or_default();
            pattern.is_match(&rule.keywords, value) || pattern.is_match(&rule.keywords, around)
        }
        Matcher::Path | Matcher::Measured | Matcher::Facts => false,
    }
}
