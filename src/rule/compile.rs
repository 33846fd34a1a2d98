//! From a rule as written to a rule that the engine can run.

use std::sync::{Arc, OnceLock};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::bytes::{Regex, RegexBuilder};
use toml::Spanned;

use super::fact::{FactClauses, LANGUAGES, RawFact};
use super::pack::Later;
use super::pattern::Pattern;
use super::problem::RuleProblem;
use super::raw::{RawChecks, RawExamples, RawFile, RawNear, RawProvider, RawRule, Source};
use crate::blob::MAX_REACH;
use crate::check::{Alphabet, Checksum, Structure};
use crate::model::{Provider, RuleInfo, Text};

/// How much text a rule may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that rule and judge look at lies within a stated reach of a keyword.
    Window,
    /// The whole file, which its path chose.
    File,
    /// No content: the path is the finding.
    Tree,
    /// The facts of a file, read if a keyword stands in it.
    Facts,
}

/// How a rule finds its candidates.
#[derive(Debug)]
pub enum Matcher {
    /// A regex around a keyword, or over a file.
    Pattern(Pattern),
    /// A value of known shape near a keyword.
    Near(Near),
    /// An assignment whose name holds a keyword.
    Assignment(Assignment),
    /// The path alone.
    Path,
    /// Facts of code and configuration.
    Facts(FactClauses),
    /// None: code measures something (a key) and reports it under this rule.
    Measured,
}

/// `[rule.near]`, compiled.
#[derive(Debug)]
pub struct Near {
    /// Matches the whole run.
    pub value: LazyRegex,
    /// Bytes of which runs are made.
    pub alphabet: Alphabet,
    /// Most bytes between the keyword's end and the run's start.
    pub within: usize,
    /// A label or an operator must stand between.
    pub label: bool,
}

/// `[rule.assignment]`, compiled.
#[derive(Debug)]
pub struct Assignment {
    /// On the name with its parents, joined by dots.
    pub name: Option<LazyRegex>,
    /// On the whole value.
    pub value: Option<LazyRegex>,
}

/// What a secret must pass.
#[expect(clippy::struct_excessive_bools, reason = "each is a check that a rule switches")]
#[derive(Debug)]
pub struct Checks {
    /// Check digits.
    pub checksum: Option<Checksum>,
    /// Decodes.
    pub structure: Option<Structure>,
    /// Bits a character.
    pub entropy: Option<f32>,
    /// At least so many digits, upper and lower case letters, different bytes.
    pub counts: [usize; 4],
    /// Lower-case texts that must not occur.
    pub deny: Vec<Text>,
    /// Well-known passwords are fine.
    pub common: bool,
    /// The host behind the secret is looked at.
    pub host: bool,
    /// Words are fine.
    pub words: bool,
    /// Placeholders are left out.
    pub placeholder: bool,
}

/// Bytes between the parts of a credential, if a rule does not say: some lines.
const NEAR_PAIR: usize = 400;

/// Another part of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The id of its rule.
    pub rule: Text,
    /// Most bytes between the two.
    pub within: usize,
}

/// A regex that is compiled on first use and matches a whole text.
#[derive(Debug)]
pub struct LazyRegex {
    pub(super) source: Text,
    pub(super) whole: bool,
    ready: OnceLock<Option<Regex>>,
    lengths: OnceLock<(usize, usize)>,
}

impl LazyRegex {
    pub(super) fn new(source: Text, whole: bool) -> Self {
        Self { source, whole, ready: OnceLock::new(), lengths: OnceLock::new() }
    }

    fn build(&self) -> Result<Regex, String> {
        let text = if self.whole { format!(r"\A(?:{})\z", self.source) } else { self.source.to_string() };
        RegexBuilder::new(&text).unicode(false).size_limit(2 << 20).build().map_err(|e| e.to_string())
    }

    /// Whether a match can be so long.
    pub fn can_be(&self, length: usize) -> bool {
        let (least, most) = *self.lengths.get_or_init(|| match super::pattern::parse(&self.source) {
            Ok(hir) => {
                (hir.properties().minimum_len().unwrap_or(0), hir.properties().maximum_len().unwrap_or(usize::MAX))
            }
            Err(_) => (0, usize::MAX),
        });
        (least..=most).contains(&length)
    }

    /// Whether the text matches.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.ready.get_or_init(|| self.build().ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// Where a rule applies.
#[derive(Debug)]
pub struct PathGate {
    pub(super) only: Vec<Text>,
    pub(super) never: Vec<Text>,
    sets: OnceLock<(GlobSet, GlobSet)>,
}

impl PathGate {
    pub(super) fn new(only: Vec<Text>, never: Vec<Text>) -> Self {
        Self { only, never, sets: OnceLock::new() }
    }

    /// Whether the rule applies everywhere.
    pub fn is_open(&self) -> bool {
        self.only.is_empty() && self.never.is_empty()
    }

    /// The globs of `paths`.
    pub fn only(&self) -> &[Text] {
        &self.only
    }

    /// Whether the rule applies to a path (with `/` between its parts).
    pub fn admits(&self, path: &[u8]) -> bool {
        if self.is_open() {
            return true;
        }
        let (only, never) = self.sets.get_or_init(|| {
            (
                globs(&self.only).unwrap_or_else(|_| GlobSet::empty()),
                globs(&self.never).unwrap_or_else(|_| GlobSet::empty()),
            )
        });
        let path = bstr::ByteSlice::to_path_lossy(path);
        (self.only.is_empty() || only.is_match(&path)) && !never.is_match(&path)
    }
}

/// Builds a set of path globs; case does not count, because file systems may ignore it.
pub(super) fn globs<S: AsRef<str>>(patterns: &[S]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern.as_ref()).case_insensitive(true).literal_separator(true).build();
        set.add(glob.map_err(|e| e.to_string())?);
    }
    set.build().map_err(|e| e.to_string())
}

/// A rule that can be run.
#[derive(Debug)]
pub struct Rule {
    /// What reports say of it.
    pub info: Arc<RuleInfo>,
    /// Lower-case literals, one of which stands in every match.
    pub keywords: Vec<Text>,
    /// How it finds candidates.
    pub matcher: Matcher,
    /// Bytes that may not touch the match.
    pub boundary: Option<Alphabet>,
    /// Where it applies.
    pub paths: PathGate,
    /// What the secret must pass.
    pub checks: Checks,
    /// A form that many providers' credentials have; a provider's own rule wins over it.
    pub generic: bool,
    /// The other parts of the credential.
    pub pairs: Vec<Pair>,
    /// How much text it looks at.
    pub scope: Scope,
    /// Its tests; see [`Rule::examples`].
    pub(super) examples: Later<RawExamples>,
    /// File and line where it is written.
    pub written: (Text, usize),
}

impl Rule {
    /// How specific it is: where several rules fit one secret, the highest wins.
    pub fn specificity(&self) -> u8 {
        match &self.matcher {
            Matcher::Pattern(_) if self.generic => 2,
            Matcher::Pattern(_) if self.checks.checksum.is_some() => 6,
            Matcher::Pattern(_) if self.boundary.is_some() => 5,
            Matcher::Pattern(_) => 4,
            Matcher::Near(_) => 3,
            Matcher::Assignment(a) if a.value.is_some() => 3,
            Matcher::Assignment(_) => 1,
            // A key in code is told by what it is for, a literal by its name alone.
            Matcher::Facts(_) => 2,
            Matcher::Path | Matcher::Measured => 0,
        }
    }

    /// Whether its format identifies itself, so that it is worth looking for in binaries and names.
    pub fn identifies_itself(&self) -> bool {
        matches!(self.matcher, Matcher::Pattern(_)) && self.boundary.is_some()
    }
}

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
}

/// Where problems of one rule go.
struct Found<'a> {
    source: &'a Source,
    thorough: bool,
    start: usize,
    problems: &'a mut Vec<RuleProblem>,
}

impl Found<'_> {
    fn problem(&mut self, at: usize, message: String) {
        self.problems.push(RuleProblem::at(&self.source.name, &self.source.text, at, message));
    }

    fn compile(&mut self, raw: RawRule, provider: &RawProvider) -> Option<Rule> {
        let before = self.problems.len();
        self.check_id(&raw.id);
        self.check_keywords(&raw);
        let boundary = raw.boundary.as_deref().and_then(|name| self.alphabet(name));
        let matcher = self.matcher(&raw)?;
        let checks = self.checks(&raw.checks);
        let pairs = self.pairs(&raw);
        let scope = scope(&raw, &matcher);
        if let Err(error) = globs(&raw.paths).and(globs(&raw.not_paths)) {
            self.problem(self.start, format!("rule {}: {error}", raw.id.get_ref()));
        }
        let written = (self.source.name.clone().into(), RuleProblem::at("", &self.source.text, self.start, "").line);
        let mut keywords = texts(&raw.keywords);
        keywords.extend(raw.fact.iter().flat_map(|fact| texts(&fact.keywords)));
        keywords.sort_unstable();
        keywords.dedup();
        let rule = Rule {
            info: Arc::new(info(&raw, provider)),
            keywords,
            matcher,
            boundary,
            paths: PathGate::new(texts(&raw.paths), texts(&raw.not_paths)),
            checks,
            generic: raw.generic,
            pairs,
            scope,
            examples: Later::Ready(raw.examples),
            written,
        };
        (self.problems.len() == before).then_some(rule)
    }

    fn check_id(&mut self, id: &Spanned<String>) {
        let good = id.get_ref().split_once('/').is_some_and(|(family, name)| {
            matches!(family, "secret" | "client" | "key" | "hygiene")
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
        if !raw.fact.is_empty() {
            return Some(self.facts(raw));
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

    fn facts(&mut self, raw: &RawRule) -> Matcher {
        let id = raw.id.get_ref();
        if raw.pattern.is_some() || raw.near.is_some() || raw.assignment.is_some() {
            self.problem(self.start, format!("rule {id}: `fact` stands with no other matcher"));
        }
        if !raw.keywords.is_empty() {
            self.problem(self.start, format!("rule {id}: the keywords stand with each `fact`"));
        }
        for name in raw.fact.iter().flat_map(|fact| &fact.languages).filter(|name| !LANGUAGES.contains(&name.as_str()))
        {
            self.problem(self.start, format!("rule {id}: no language `{name}`; there are {}", LANGUAGES.join(", ")));
        }
        for error in raw.fact.iter().filter_map(RawFact::problem) {
            self.problem(self.start, format!("rule {id}: {error}"));
        }
        Matcher::Facts(FactClauses::new(raw.fact.clone()))
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
            host: raw.host,
            words: raw.words.unwrap_or(true),
            placeholder: raw.placeholder.unwrap_or(true),
        }
    }
}

fn scope(raw: &RawRule, matcher: &Matcher) -> Scope {
    match matcher {
        Matcher::Path | Matcher::Measured => Scope::Tree,
        Matcher::Facts(_) => Scope::Facts,
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
    }
}

fn texts(raw: &[String]) -> Vec<Text> {
    raw.iter().cloned().map(Into::into).collect()
}
