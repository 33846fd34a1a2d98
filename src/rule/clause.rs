//! Clauses on facts, taken apart and ready to run.

use std::sync::OnceLock;

use super::fact::{RawFact, plain_name};
use super::needs::Needs;
use super::pack::Later;

/// Where a rule looks, ready to run.
#[derive(Clone, Debug)]
pub struct FactClause {
    /// As written; names were checked.
    pub raw: RawFact,
    /// `call`, taken apart.
    pub calls: Vec<Vec<String>>,
    /// `assign`, taken apart.
    pub assigns: Vec<Vec<String>>,
    /// `named`, as names are compared.
    pub names: Vec<String>,
    /// Words without which it holds in no file.
    pub needs: Needs,
}

impl FactClause {
    /// Takes the paths apart.
    fn new(raw: RawFact) -> Self {
        let taken = |paths: &[String]| paths.iter().map(|path| path.split('.').map(str::to_owned).collect()).collect();
        let names = raw.named.iter().map(|name| plain_name(name)).collect();
        Self { calls: taken(&raw.call), assigns: taken(&raw.assign), names, needs: Needs::of(&raw), raw }
    }

    /// Whether it holds in a language, by the name that rules use.
    pub fn speaks(&self, language: &str) -> bool {
        let means = |known: &str| match known {
            "javascript" => matches!(language, "javascript" | "typescript" | "tsx"),
            "c" => matches!(language, "c" | "cpp"),
            known => known == language,
        };
        self.raw.languages.iter().any(|known| means(known))
    }
}

/// All clauses of a rule, taken apart when a file asks for them first.
#[derive(Debug)]
pub struct FactClauses {
    pub(super) raw: Later<Vec<RawFact>>,
    ready: OnceLock<Vec<FactClause>>,
}

impl FactClauses {
    pub(super) fn new(raw: Vec<RawFact>) -> Self {
        Self::later(Later::Ready(raw))
    }

    pub(super) fn later(raw: Later<Vec<RawFact>>) -> Self {
        Self { raw, ready: OnceLock::new() }
    }

    /// The clauses, in the order in which they are written.
    pub fn all(&self) -> &[FactClause] {
        let take = || self.raw.get().unwrap_or_default().into_owned().into_iter().map(FactClause::new).collect();
        self.ready.get_or_init(take)
    }
}

/// Whether a path ends with a pattern.
pub fn path_matches(pattern: &[String], path: &[&str], fold: bool) -> bool {
    let Some((last, front)) = pattern.split_last() else { return true };
    let Some((here, before)) = path.split_last() else { return pattern.iter().all(|part| part == "**") };
    match last.as_str() {
        "**" => (0..=path.len()).any(|end| path_matches(front, path.get(..end).unwrap_or_default(), fold)),
        "*" => path_matches(front, before, fold),
        last => {
            let same = part_matches(last, here, fold);
            same && path_matches(front, before, fold)
        }
    }
}

/// Whether a part of a path is what a part of a pattern says; a `*` at its ends stands for anything.
fn part_matches(wanted: &str, here: &str, fold: bool) -> bool {
    let upper = |text: &str| text.bytes().any(|b| b.is_ascii_uppercase());
    if fold && (upper(wanted) || upper(here)) {
        return part_matches(&wanted.to_ascii_lowercase(), &here.to_ascii_lowercase(), false);
    }
    let (begins, ends) = (wanted.starts_with('*'), wanted.ends_with('*'));
    let middle = wanted.trim_matches('*');
    match (begins, ends) {
        (true, true) => here.contains(middle),
        (true, false) => here.ends_with(middle),
        (false, true) => here.starts_with(middle),
        (false, false) => wanted == here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_the_end_of_a_path() {
        let matches = |pattern: &str, path: &str| {
            let pattern: Vec<String> = pattern.split('.').map(str::to_owned).collect();
            path_matches(&pattern, &path.split('.').collect::<Vec<_>>(), false)
        };
        assert!(matches("rsa.GenerateKey", "crypto.rsa.GenerateKey"));
        assert!(!matches("rsa.GenerateKey", "myrsa.GenerateKey"));
        assert!(matches("Builder.**.setKeySize", "Builder.setKeySize"));
        assert!(matches("Builder.**.setKeySize", "a.Builder.b.c.setKeySize"));
        assert!(matches("a.*.c", "a.b.c") && !matches("a.*.c", "a.c"));
        assert!(matches("a.*_secret", "a.client_secret") && !matches("a.*_secret", "a.secret"));
        assert!(matches("env.*SECRET*", "process.env.OAUTH_SECRET_KEY"));
    }
}
