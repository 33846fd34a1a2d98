//! A configuration put together: what it extends, what it overrides, and what of that gitleaks loses on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::Regex;

use super::super::note::Note;
use super::allow::Allowlist;
use super::decode::Decoder;
use super::pattern::compile;
use super::table::{RawAllowlist, RawConfig, RawRule, Required, read};

/// How often gitleaks decodes a text unless it is told otherwise.
pub const DECODE_DEPTH: usize = 5;

/// How many files deep gitleaks extends.
const DEEPEST: usize = 2;

/// Bytes of keywords up to which they are looked for in the fast form.
const FAST_KEYWORDS: usize = 16 << 10;

/// A configuration that cannot be used: every mistake, one a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(|note| format!("error: {note}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<Note>);

/// Reads a file that a configuration extends: one by its path, or the default configuration.
pub type Load<'l> = &'l dyn Fn(Option<&str>) -> Result<(String, String), String>;

/// A rule, ready to run.
#[derive(Debug)]
pub struct Rule {
    /// `id`.
    pub id: String,
    /// `description`.
    pub description: String,
    /// `tags`.
    pub tags: Vec<String>,
    pub(super) regex: Option<Regex>,
    pub(super) path: Option<Regex>,
    pub(super) secret_group: usize,
    pub(super) entropy: f64,
    pub(super) keywords: Vec<String>,
    pub(super) allowlists: Vec<Arc<Allowlist>>,
    pub(super) required: Vec<Required>,
    pub(super) skip_report: bool,
}

/// A configuration, ready to run.
#[derive(Debug)]
pub struct Config {
    /// By id.
    pub rules: Vec<Rule>,
    pub(super) allowlists: Vec<Arc<Allowlist>>,
    /// The keywords of all rules; those of a rule by their numbers.
    pub(super) keywords: Option<AhoCorasick>,
    pub(super) keyword_rules: Vec<Vec<usize>>,
    /// How often what stands encoded in a text is decoded: `--max-decode-depth` of gitleaks.
    pub decode_depth: usize,
    pub(super) decoder: Decoder,
    /// What gitleaks passes over, and what is done otherwise.
    pub notes: Vec<Note>,
}

/// A file and what it extends, still as written.
struct Layer {
    rules: BTreeMap<String, (String, RawRule)>,
    allowlists: Vec<(String, RawAllowlist)>,
    /// Allowlists for some rules; only those of the outermost file count.
    targeted: Vec<(String, RawAllowlist)>,
}

impl Config {
    /// Reads a configuration and what it extends.
    pub fn read(name: &str, text: &str, load: Load<'_>) -> Result<Self, ConfigError> {
        let mut notes = Vec::new();
        let raw = read(name, text).map_err(ConfigError)?;
        let mut seen = BTreeSet::from([name.to_owned()]);
        let layer = stack(name, raw, load, &mut seen, &mut notes)?;
        let config = build(layer, notes)?;
        if config.rules.is_empty() {
            // gitleaks runs it, and finds no leaks.
            return Err(wrong(name, 0, "there is no rule in it: it would find nothing".to_owned()));
        }
        Ok(config)
    }
}

fn wrong(name: &str, line: usize, text: String) -> ConfigError {
    ConfigError(vec![Note::new(name, line, text)])
}

/// A file, with what it extends below it.
fn stack(
    name: &str,
    raw: RawConfig,
    load: Load<'_>,
    seen: &mut BTreeSet<String>,
    notes: &mut Vec<Note>,
) -> Result<Layer, ConfigError> {
    let line = raw.extend_line;
    let below = raw.extend_path.clone().map(Some).or_else(|| raw.use_default.then_some(None));
    let disabled = raw.disabled.clone();
    let mut layer = flat(name, raw)?;
    let Some(below) = below else { return Ok(layer) };
    if seen.len() > DEEPEST {
        notes.push(Note::new(name, line, format!("`extend` is not followed: gitleaks goes {DEEPEST} files deep")));
        return Ok(layer);
    }
    let (base_name, text) = load(below.as_deref()).map_err(|why| wrong(name, line, format!("`extend`: {why}")))?;
    if !seen.insert(base_name.clone()) {
        return Err(wrong(name, line, format!("`extend` leads back to {base_name}")));
    }
    let base = read(&base_name, &text).map_err(ConfigError)?;
    let base = stack(&base_name, base, load, seen, notes)?;
    for (of, list) in &base.targeted {
        notes.push(Note::new(of, list.line, "`targetRules` of a file that is extended does nothing, as in gitleaks"));
    }
    for id in disabled.iter().filter(|id| !base.rules.contains_key(*id)) {
        notes.push(Note::new(name, line, format!("`disabledRules`: there is no rule {id} in {base_name}")));
    }
    for (id, (of, below)) in base.rules {
        if disabled.contains(&id) {
            continue;
        }
        match layer.rules.remove(&id) {
            Some((own, above)) => {
                if above.skip_report || !above.required.is_empty() {
                    let what = format!(
                        "{id}: `required` and `skipReport` are lost where a rule is overridden, as in gitleaks"
                    );
                    notes.push(Note::new(&own, above.line, what));
                }
                layer.rules.insert(id, (own, override_rule(below, above)));
            }
            None => _ = layer.rules.insert(id, (of, below)),
        }
    }
    layer.allowlists.extend(base.allowlists);
    Ok(layer)
}

/// One file by itself, checked.
fn flat(name: &str, raw: RawConfig) -> Result<Layer, ConfigError> {
    let mut problems = Vec::new();
    let mut rules = BTreeMap::new();
    let ids: BTreeSet<String> = raw.rules.iter().map(|rule| rule.id.clone()).collect();
    for rule in raw.rules {
        for other in rule.required.iter().filter(|other| !ids.contains(&other.id)) {
            let what = format!("{}: [[rules.required]] names {}, which is no rule of this file", rule.id, other.id);
            problems.push(Note::new(name, rule.line, what));
        }
        // Of two rules with one id, gitleaks keeps the last.
        rules.insert(rule.id.clone(), (name.to_owned(), rule));
    }
    if !problems.is_empty() {
        return Err(ConfigError(problems));
    }
    let lists = raw.allowlists.into_iter().map(|list| (name.to_owned(), list));
    let (targeted, allowlists) = lists.partition(|(_, list): &(String, RawAllowlist)| !list.target_rules.is_empty());
    Ok(Layer { rules, allowlists, targeted })
}

/// What is said above replaces what is said below, if it says anything; lists add up.
fn override_rule(below: RawRule, above: RawRule) -> RawRule {
    let said = |above: String, below: String| if above.is_empty() { below } else { above };
    let joined = |mut below: Vec<String>, above: Vec<String>| {
        below.extend(above);
        below
    };
    let mut allowlists = below.allowlists;
    allowlists.extend(above.allowlists);
    RawRule {
        line: above.line,
        id: below.id,
        description: said(above.description, below.description),
        regex: said(above.regex, below.regex),
        path: said(above.path, below.path),
        secret_group: if above.secret_group == 0 { below.secret_group } else { above.secret_group },
        entropy: if above.entropy == 0.0 { below.entropy } else { above.entropy },
        keywords: joined(below.keywords, above.keywords),
        tags: joined(below.tags, above.tags),
        skip_report: below.skip_report,
        allowlists,
        required: below.required,
    }
}

fn build(mut layer: Layer, notes: Vec<Note>) -> Result<Config, ConfigError> {
    let mut problems = Vec::new();
    for (name, list) in std::mem::take(&mut layer.targeted) {
        for id in &list.target_rules {
            match layer.rules.get_mut(id) {
                Some((_, rule)) => rule.allowlists.push(list.clone()),
                None => problems.push(Note::new(&name, list.line, format!("`targetRules`: there is no rule {id}"))),
            }
        }
    }
    let mut rules = Vec::new();
    for (name, raw) in layer.rules.into_values() {
        match rule(&raw) {
            Ok(rule) => rules.push(rule),
            Err(why) => problems.push(Note::new(&name, raw.line, format!("{}: {why}", raw.id))),
        }
    }
    let mut allowlists = Vec::new();
    for (name, raw) in &layer.allowlists {
        match Allowlist::new(raw) {
            Ok(list) => allowlists.push(Arc::new(list)),
            Err(why) => problems.push(Note::new(name, raw.line, format!("an allowlist: {why}"))),
        }
    }
    if !problems.is_empty() {
        return Err(ConfigError(problems));
    }
    let mut of_keyword: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, rule) in rules.iter().enumerate() {
        for keyword in rule.keywords.iter().filter(|keyword| !keyword.is_empty()) {
            of_keyword.entry(keyword.clone()).or_default().push(at);
        }
    }
    // The fast form takes a kilobyte for each byte of the keywords.
    let is_small = of_keyword.keys().map(String::len).sum::<usize>() < FAST_KEYWORDS;
    let kind = is_small.then_some(AhoCorasickKind::DFA);
    let automaton = AhoCorasick::builder().kind(kind).ascii_case_insensitive(true).build(of_keyword.keys());
    let automaton = automaton.map_err(|error| wrong("the keywords", 0, error.to_string()))?;
    let keywords = (!of_keyword.is_empty()).then_some(automaton);
    let decoder = Decoder::new().map_err(|error| wrong("the ways of encoding", 0, error))?;
    let keyword_rules = of_keyword.into_values().collect();
    Ok(Config { rules, allowlists, keywords, keyword_rules, decode_depth: DECODE_DEPTH, decoder, notes })
}

fn rule(raw: &RawRule) -> Result<Rule, String> {
    let optional = |pattern: &str| (!pattern.is_empty()).then(|| compile(pattern)).transpose();
    let regex = optional(&raw.regex).map_err(|why| format!("`regex`: {why}"))?;
    let path = optional(&raw.path).map_err(|why| format!("`path`: {why}"))?;
    if regex.is_none() && path.is_none() {
        return Err("neither `regex` nor `path`: it would find nothing".to_owned());
    }
    let groups = regex.as_ref().map_or(0, |regex| regex.captures_len() - 1);
    if regex.is_some() && raw.secret_group > groups {
        return Err(format!("`secretGroup` is {}, and `regex` has {groups} groups", raw.secret_group));
    }
    let list = |list| Allowlist::new(list).map(Arc::new).map_err(|why| format!("an allowlist: {why}"));
    Ok(Rule {
        id: raw.id.clone(),
        description: raw.description.clone(),
        tags: raw.tags.clone(),
        regex,
        path,
        secret_group: raw.secret_group,
        entropy: raw.entropy,
        keywords: raw.keywords.clone(),
        allowlists: raw.allowlists.iter().map(list).collect::<Result<_, _>>()?,
        required: raw.required.clone(),
        skip_report: raw.skip_report,
    })
}
