//! From a rule as written to a rule that the engine can run; every mistake is told with its place.

use std::sync::Arc;

use toml::Spanned;

use super::compiled::{Assignment, Checks, Matcher, Near, Pair, Rule, Scope};
use super::lazy::LazyRegex;
use super::pack::Later;
use super::paths::{PathGate, globs};
use super::pattern::Pattern;
use super::problem::RuleProblem;
use super::raw::{RawChecks, RawFile, RawNear, RawProvider, RawRule, Source};
use crate::blob::MAX_REACH;
use crate::check::Alphabet;
use crate::model::{Provider, RuleInfo, Text};

/// Bytes between the parts of a credential, if a rule does not say: some lines.
const NEAR_PAIR: usize = 400;

/// Compiles one file's rules; what is wrong goes to `problems`. Expressions are read; with `thorough` they are compiled as
/// well, which finds those that grow too large.
pub fn compile_file(source: &Source, thorough: bool, rules: &mut Vec<Rule>, problems: &mut Vec<RuleProblem>) {
    let raw: RawFile = match toml::from_str(&source.text) {
        Ok(raw) => raw,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            problems.push(RuleProblem::at(&source.name, &source.text, at, error.message()));
            return;
        }
    };
    for entry in raw.rule {
        let start = entry.span().start;
        let rule = entry.into_inner();
        let mut found = Found { source, thorough, start, problems };
        if let Some(rule) = found.compile(rule, &raw.provider) {
            rules.push(rule);
        }
    }
    for entry in raw.clue {
        let start = entry.span().start;
        let mut found = Found { source, thorough, start, problems };
        rules.extend(found.clue(entry.into_inner()));
    }
}

/// Whether each match begins with a keyword, and stands alone.
fn begins(matcher: &Matcher, boundary: Option<Alphabet>, keywords: &[Text]) -> bool {
    let Matcher::Pattern(pattern) = matcher else { return false };
    let first = pattern.shape(keywords).is_some_and(|shape| shape.exact && shape.lead == 0);
    first && boundary.is_some_and(Alphabet::has_alnum)
}

/// Where problems of one rule go.
pub(super) struct Found<'a> {
    source: &'a Source,
    thorough: bool,
    pub(super) start: usize,
    problems: &'a mut Vec<RuleProblem>,
}

impl Found<'_> {
    pub(super) fn problem(&mut self, at: usize, message: String) {
        self.problems.push(RuleProblem::at(&self.source.name, &self.source.text, at, message));
    }

    pub(super) fn compile(&mut self, raw: RawRule, provider: &RawProvider) -> Option<Rule> {
        let before = self.problems.len();
        self.check_id(&raw.id);
        self.check_keywords(&raw);
        let boundary = raw.boundary.as_deref().and_then(|name| self.alphabet(name));
        let matcher = self.matcher(&raw)?;
        let facts = self.facts(&raw);
        let checks = self.checks(&raw.checks);
        let pairs = self.pairs(&raw);
        let scope = scope(&raw, &matcher);
        if let Err(error) = globs(&raw.paths).and(globs(&raw.not_paths)) {
            self.problem(self.start, format!("rule {}: {error}", raw.id.get_ref()));
        }
        self.check_verify(&raw);
        let client = self.client(&raw);
        let written = (self.source.name.clone().into(), RuleProblem::at("", &self.source.text, self.start, "").line);
        let mut keywords = texts(&raw.keywords);
        keywords.extend(raw.fact.iter().flat_map(|fact| texts(&fact.keywords)));
        keywords.sort_unstable();
        keywords.dedup();
        let rule = Rule {
            info: Arc::new(info(&raw, provider)),
            begins: begins(&matcher, boundary, &keywords),
            keywords,
            matcher,
            facts,
            boundary,
            binary: raw.binary || boundary.is_some(),
            paths: PathGate::new(texts(&raw.paths), texts(&raw.not_paths)),
            checks,
            generic: raw.generic,
            pairs,
            scope,
            clue: None,
            client,
            verify: raw.verify.map(|verify| Later::Ready(verify.into_inner())),
            part: raw.part,
            trusted: self.source.trusted,
            examples: Later::Ready(raw.examples),
            written,
        };
        (self.problems.len() == before).then_some(rule)
    }

    fn check_id(&mut self, id: &Spanned<String>) {
        let good = id.get_ref().split_once('/').is_some_and(|(family, name)| {
            matches!(family, "secret" | "client" | "key" | "hygiene" | "clue")
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
        if !good {
            let text = format!(
                "rule id `{}` is not family/name: secret, client, key or hygiene, then lower-case words joined by `-`",
                id.get_ref()
            );
            self.problem(id.span().start, text);
        }
    }

    fn check_keywords(&mut self, raw: &RawRule) {
        for keyword in raw.keywords.iter().chain(raw.fact.iter().flat_map(|fact| &fact.keywords)) {
            if keyword.len() < 3 || keyword.bytes().any(|b| b.is_ascii_uppercase()) {
                self.problem(
                    self.start,
                    format!("rule {}: keyword `{keyword}` must be lower case and of 3 bytes or more", raw.id.get_ref()),
                );
            }
        }
    }

    fn pairs(&mut self, raw: &RawRule) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for pair in &raw.pair {
            let within = pair.get_ref().within.unwrap_or(NEAR_PAIR);
            if pair.get_ref().rule == *raw.id.get_ref() || within > MAX_REACH {
                let id = raw.id.get_ref();
                self.problem(
                    pair.span().start,
                    format!("rule {id}: a pair is with another rule, within {MAX_REACH} bytes"),
                );
            }
            pairs.push(Pair { rule: pair.get_ref().rule.clone().into(), within });
        }
        pairs
    }

    fn alphabet(&mut self, name: &str) -> Option<Alphabet> {
        let alphabet = Alphabet::named(name);
        if alphabet.is_none() {
            let known = Alphabet::NAMES.join(", ");
            self.problem(self.start, format!("no alphabet `{name}`; there are {known}"));
        }
        alphabet
    }

    fn matcher(&mut self, raw: &RawRule) -> Option<Matcher> {
        let id = raw.id.get_ref();
        if !raw.fact.is_empty() && raw.pattern.is_none() {
            self.check_stands_alone(raw);
            return Some(Matcher::Facts);
        }
        let matcher = match (&raw.pattern, &raw.near, &raw.assignment) {
            (Some(pattern), None, None) => self.pattern(raw, pattern),
            (None, Some(near), None) => self.near(near)?,
            (None, None, Some(assignment)) => Matcher::Assignment(Assignment {
                name: assignment.name.as_ref().map(|name| self.lazy(name, false)),
                value: assignment.value.as_ref().map(|value| self.lazy(value, true)),
            }),
            (None, None, None) if raw.measured => Matcher::Measured,
            (None, None, None) if !raw.paths.is_empty() => Matcher::Path,
            (None, None, None) => {
                self.problem(self.start, format!("rule {id}: needs `pattern`, `near`, `assignment` or `paths`"));
                return None;
            }
            _ => {
                self.problem(self.start, format!("rule {id}: only one of `pattern`, `near` and `assignment`"));
                return None;
            }
        };
        if raw.keywords.is_empty() && matches!(matcher, Matcher::Near(_) | Matcher::Assignment(_)) {
            self.problem(self.start, format!("rule {id}: `near` and `assignment` need keywords"));
        }
        if raw.keywords.is_empty() && matches!(matcher, Matcher::Pattern(_)) && raw.paths.is_empty() {
            self.problem(self.start, format!("rule {id}: a pattern needs keywords, or paths that choose whole files"));
        }
        Some(matcher)
    }

    fn pattern(&mut self, raw: &RawRule, source: &Spanned<String>) -> Matcher {
        let pattern = Pattern::new(source.get_ref().clone().into(), raw.reach);
        if let Some(problem) = pattern.problem(&texts(&raw.keywords), self.thorough) {
            self.problem(source.span().start, format!("pattern of {}: {problem}", raw.id.get_ref()));
        }
        Matcher::Pattern(pattern)
    }

    fn near(&mut self, raw: &RawNear) -> Option<Matcher> {
        let alphabet = self.alphabet(raw.alphabet.as_deref().unwrap_or("base64url"))?;
        let value = self.lazy(&raw.value, true);
        Some(Matcher::Near(Near {
            value,
            alphabet,
            within: raw.within.unwrap_or(64).min(512),
            label: raw.label.unwrap_or(true),
        }))
    }

    fn lazy(&mut self, source: &Spanned<String>, whole: bool) -> LazyRegex {
        let regex = LazyRegex::new(source.get_ref().clone().into(), whole);
        let checked =
            if self.thorough { regex.build().map(|_| ()) } else { super::pattern::parse(&regex.source).map(|_| ()) };
        if let Err(error) = checked {
            self.problem(source.span().start, error);
        }
        regex
    }

    fn checks(&mut self, raw: &RawChecks) -> Checks {
        let checksum = raw.checksum.as_deref().and_then(|name| {
            let found = name.parse().ok();
            if found.is_none() {
                self.problem(self.start, format!("no checksum `{name}`; rules/README.md lists them"));
            }
            found
        });
        let structure = raw.structure.as_deref().and_then(|name| {
            let found = name.parse().ok();
            if found.is_none() {
                self.problem(self.start, format!("no structure `{name}`; rules/README.md lists them"));
            }
            found
        });
        Checks {
            checksum,
            structure,
            entropy: raw.entropy,
            counts: [raw.digits, raw.upper, raw.lower, raw.distinct],
            deny: raw.deny.iter().map(|d| d.to_ascii_lowercase().into()).collect(),
            common: raw.common.unwrap_or(true),
            own: raw.own,
            host: raw.host,
            words: raw.words.unwrap_or(true),
            placeholder: raw.placeholder.unwrap_or(true),
        }
    }
}

fn scope(raw: &RawRule, matcher: &Matcher) -> Scope {
    match matcher {
        Matcher::Path | Matcher::Measured => Scope::Tree,
        Matcher::Facts => Scope::Facts,
        _ if raw.keywords.is_empty() => Scope::File,
        _ => Scope::Window,
    }
}

fn info(raw: &RawRule, provider: &RawProvider) -> RuleInfo {
    let tags = if raw.tags.is_empty() { vec![Text::Borrowed("CWE-798")] } else { texts(&raw.tags) };
    RuleInfo {
        id: raw.id.get_ref().clone(),
        aliases: texts(&raw.aliases),
        title: raw.title.clone().into(),
        description: raw.description.clone().into(),
        fix: raw.fix.clone().into(),
        severity: raw.severity,
        confidence: raw.confidence,
        references: texts(&raw.references),
        tags,
        provider: Provider {
            name: provider.name.clone().into(),
            source: provider.source.clone().map(Into::into),
            revoke: provider.revoke.clone().map(Into::into),
        },
        random_bits: raw.random_bits,
        prefix: raw.prefix,
        off: raw.off,
    }
}

fn texts(raw: &[String]) -> Vec<Text> {
    raw.iter().cloned().map(Into::into).collect()
}
