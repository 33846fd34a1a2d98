//! Rules of one's own, made from another tool's.

use std::fmt::Write as _;

use crate::rule::{RuleSet, Source};

use super::super::go;
use super::super::note::Note;
use super::{Imported, globs, shown};

/// Most bytes of a match, for a pattern that has no end of its own.
const REACH: usize = 4096;

/// Fewest bytes of a keyword.
const KEYWORD: usize = 3;

/// A rule of another tool's, as far as ours can have it.
#[derive(Clone, Debug, Default)]
pub struct OwnRule {
    /// `family/name`.
    pub id: String,
    /// The other tool's id, if none of ours is known by it.
    pub alias: Option<String>,
    /// What it is called.
    pub title: String,
    /// The pattern, with the secret as a named group.
    pub pattern: String,
    /// Words of which one must stand in the match.
    pub keywords: Vec<String>,
    /// Files in which it applies.
    pub paths: Vec<String>,
    /// Files in which it does not.
    pub not_paths: Vec<String>,
    /// Least entropy.
    pub entropy: f64,
    /// None of these in the secret.
    pub deny: Vec<String>,
    /// What else it is tagged with.
    pub tags: Vec<String>,
    /// The match has no end of its own.
    pub endless: bool,
}

/// What the other tool says of a rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) tool: &'static str,
    pub(super) title: String,
    /// Go's, or the `regex` crate's.
    pub(super) pattern: String,
    /// Which group is the secret; 0 for the first.
    pub(super) group: usize,
    pub(super) keywords: Vec<String>,
    /// Files, as a regular expression.
    pub(super) path: Option<String>,
    pub(super) not_paths: Vec<String>,
    pub(super) entropy: f64,
    pub(super) deny: Vec<String>,
    pub(super) tags: Vec<String>,
}

impl OwnRule {
    /// The rule as TOML.
    pub fn to_toml(&self) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list =
            |words: &[String]| format!("[{}]", words.iter().map(|word| text(word)).collect::<Vec<_>>().join(", "));
        let mut out = format!("[[rule]]\nid = {}\n", text(&self.id));
        if let Some(alias) = &self.alias {
            _ = writeln!(out, "aliases = {}", list(std::slice::from_ref(alias)));
        }
        _ = writeln!(out, "title = {}", text(&self.title));
        _ = writeln!(out, "description = {}", text("A rule that was imported; say here why the finding matters."));
        _ = writeln!(out, "severity = \"error\"\nconfidence = \"high\"");
        for (key, words) in
            [("keywords", &self.keywords), ("paths", &self.paths), ("not_paths", &self.not_paths), ("tags", &self.tags)]
        {
            if !words.is_empty() {
                _ = writeln!(out, "{key} = {}", list(words));
            }
        }
        if !self.pattern.is_empty() {
            _ = writeln!(out, "pattern = {}", text(&self.pattern));
        }
        if self.endless {
            _ = writeln!(out, "reach = {REACH}");
        }
        _ = writeln!(
            out,
            "fix = {}",
            text(
                "Revoke it at its issuer, take it out of the file, and read it at run time from a vault or the environment."
            )
        );
        if self.entropy > 0.0 || !self.deny.is_empty() {
            _ = writeln!(out, "[rule.checks]");
            if self.entropy > 0.0 {
                _ = writeln!(out, "entropy = {:?}", self.entropy);
            }
            if !self.deny.is_empty() {
                _ = writeln!(out, "deny = {}", list(&self.deny));
            }
        }
        out
    }

    fn problems(&self) -> Vec<String> {
        let source = Source { name: "rule".to_owned(), text: self.to_toml(), trusted: false };
        let compiled = RuleSet::compile(Vec::new(), &[source], &|_| true, &[]);
        // Of what the parser draws, the last line says what is wrong.
        let line = |message: String| match message.split_once('\n') {
            Some((first, rest)) => format!("{first} {}", rest.lines().last().unwrap_or_default()),
            None => message,
        };
        compiled.err().into_iter().flatten().map(|problem| line(problem.message)).collect()
    }
}

/// Makes a rule, or tells why there is none.
pub(super) fn make(wanted: Wanted, into: &mut Imported) {
    let name = wanted.name.clone();
    let (line, id) = (wanted.line, wanted.id.clone());
    let mut notes = Vec::new();
    let mut rule = match draft(wanted, &mut notes) {
        Ok(rule) => rule,
        Err(why) => {
            into.notes.push(Note::new(&name, line, format!("rule {id}: {why}")));
            return;
        }
    };
    let problems = mended(&mut rule);
    if problems.is_empty() {
        into.notes.extend(notes.into_iter().map(|text| Note::new(&name, line, format!("rule {id}: {text}"))));
        into.rules.push(rule);
    } else {
        into.notes.push(Note::new(&name, line, format!("rule {id} is not carried over: {}", problems.join("; "))));
    }
}

/// What is still wrong with a rule, after what can be mended is.
fn mended(rule: &mut OwnRule) -> Vec<String> {
    let mut problems = rule.problems();
    if problems.iter().any(|problem| problem.contains("(?m)")) && !rule.pattern.is_empty() {
        // Our patterns see a window, of which no end is the text's: a line's end is the nearest that there is.
        rule.pattern = format!("(?m){}", rule.pattern.replace(r"\z", "$"));
        problems = rule.problems();
    }
    if !problems.is_empty() && !rule.pattern.is_empty() {
        rule.endless = true;
        problems = rule.problems();
        if problems.iter().any(|problem| problem.contains("(?m)")) {
            rule.pattern = format!("(?m){}", rule.pattern.replace(r"\z", "$"));
            problems = rule.problems();
        }
    }
    problems
}

fn draft(wanted: Wanted, notes: &mut Vec<String>) -> Result<OwnRule, String> {
    let mut paths = Vec::new();
    if let Some(pattern) = &wanted.path {
        match globs::of_regex(pattern) {
            Some(globs) => paths = globs,
            None if wanted.pattern.is_empty() => {
                return Err(format!("is not carried over: no glob says the same as the path `{}`", shown(pattern)));
            }
            None => {
                notes.push(format!("no glob says the same as the path `{}`, so it applies everywhere", shown(pattern)));
            }
        }
    }
    let mut not_paths = Vec::new();
    for pattern in &wanted.not_paths {
        match globs::of_regex(pattern) {
            Some(globs) => not_paths.extend(globs),
            None => notes.push(format!("no glob says the same as the allowed path `{}`", shown(pattern))),
        }
    }
    // Here they are globs from the root; a leading slash is that of .gitignore.
    let plain = |globs: Vec<String>| globs.into_iter().map(|glob| glob.trim_start_matches('/').to_owned()).collect();
    let (mut paths, not_paths): (Vec<String>, Vec<String>) = (plain(paths), plain(not_paths));
    let pattern = if wanted.pattern.is_empty() { String::new() } else { named(&wanted.pattern, wanted.group)? };
    // A keyword of ours stands in the match, one of theirs anywhere near it.
    let lower = wanted.pattern.to_lowercase();
    let stands = |word: &&String| word.len() >= KEYWORD && lower.contains(word.as_str());
    let keywords: Vec<String> = wanted.keywords.iter().filter(stands).cloned().collect();
    let sure = !keywords.is_empty() && keywords.len() == wanted.keywords.len();
    if !pattern.is_empty() && !sure && paths.is_empty() {
        if !wanted.keywords.is_empty() {
            notes.push(
                "a keyword need not stand near the match any more, because the pattern does not hold it".to_owned(),
            );
        }
        paths = vec!["**".to_owned()];
    }
    let slug: String =
        wanted.id.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    Ok(OwnRule {
        id: format!("secret/{}-{slug}", wanted.tool),
        alias: Some(wanted.id),
        title: if wanted.title.is_empty() { slug } else { wanted.title },
        pattern,
        keywords: if sure && paths.is_empty() { keywords } else { Vec::new() },
        paths,
        not_paths,
        entropy: wanted.entropy,
        deny: wanted.deny,
        tags: wanted.tags,
        endless: false,
    })
}

/// The pattern with its secret as the group `secret`: the group of that number, the only one, or the whole.
fn named(pattern: &str, group: usize) -> Result<String, String> {
    let groups = go::groups(pattern);
    let place = match (group, groups.len()) {
        (0, 0) => None,
        (0, _) => groups.first().copied(),
        (n, _) => Some(*groups.get(n - 1).ok_or_else(|| format!("is not carried over: it has no group {n}"))?),
    };
    let Some(at) = place else { return Ok(translated(&format!("(?P<secret>{pattern})"))) };
    let (before, rest) = pattern.split_at(at);
    let body = rest.strip_prefix("(?P<").or_else(|| rest.strip_prefix("(?<"));
    let body = match body {
        Some(named) => named.split_once('>').map_or("", |(_, body)| body),
        None => rest.strip_prefix('(').unwrap_or(rest),
    };
    Ok(translated(&format!("{before}(?P<secret>{body}")))
}

/// In the words of our rules, whose classes are those of bytes: `\b` needs no flag of its own.
fn translated(pattern: &str) -> String {
    go::translate(pattern).replace(r"(?-u:\b)", r"\b").replace(r"(?-u:\B)", r"\B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_the_secret_is_named() {
        assert_eq!(named("k=(a)(b)", 0).unwrap(), "k=(?P<secret>a)(b)");
        assert_eq!(named("k=(a)(?P<x>b)", 2).unwrap(), "k=(a)(?P<secret>b)");
        assert_eq!(named(r"k=\d{4}", 0).unwrap(), "(?P<secret>k=[0-9]{4})");
        assert!(named("a", 1).is_err());
    }
}
