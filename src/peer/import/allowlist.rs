//! What gitleaks' allowlists become: ignored paths, and allows of the configuration. None allows more than the list did.

use super::super::gitleaks::RawAllowlist;
use super::super::go;
use super::super::note::Note;
use super::{Allow, Imported, SECRETS, allow_secrets, globs, ignore_paths, shown};

/// An allowlist for everything.
pub(super) fn global(name: &str, list: &RawAllowlist, into: &mut Imported) {
    let everywhere = [SECRETS.to_owned()];
    let rules = if list.target_rules.is_empty() { &everywhere[..] } else { &list.target_rules };
    if !carries(name, rules, list, into) {
        return;
    }
    if list.target_rules.is_empty() {
        ignore_paths(name, list.line, &list.paths, into);
        secrets(name, SECRETS, list, into);
    } else {
        for rule in &list.target_rules {
            allow(name, rule, list, into);
        }
    }
    rest(name, list, into);
}

/// Whether an allowlist can be carried over one condition after the other, without allowing more than it did. One of which all
/// conditions must hold becomes an allow with all of them for each of the rules, where there is one that says the same.
pub(super) fn carries(name: &str, rules: &[String], list: &RawAllowlist, into: &mut Imported) -> bool {
    let conditions = [&list.paths, &list.regexes, &list.stopwords, &list.commits];
    let together = list.all && conditions.iter().filter(|condition| !condition.is_empty()).count() > 1;
    if !together && !list.odd {
        return true;
    }
    if let Some((paths, secrets)) = (!list.odd).then(|| all_conditions(list)).flatten() {
        into.allows.extend(rules.iter().map(|rule| Allow {
            rule: rule.clone(),
            paths: paths.clone(),
            secrets: secrets.clone(),
            reason: reason(name, list),
        }));
        return false;
    }
    let why = if list.odd {
        "it has a key that is not known, which may have been meant to narrow it"
    } else {
        "all of its conditions must hold, which reticent cannot say of these; use a comment or the baseline"
    };
    into.notes.push(Note::new(name, list.line, format!("an allowlist is not carried over: {why}")));
    false
}

/// Globs and expressions that together say what an allowlist of several conditions does.
fn all_conditions(list: &RawAllowlist) -> Option<(Vec<String>, Vec<String>)> {
    let both = !list.regexes.is_empty() && !list.stopwords.is_empty();
    if both || !list.commits.is_empty() || (!list.regexes.is_empty() && list.regex_target != "secret") {
        return None;
    }
    let paths: Vec<Vec<String>> = list.paths.iter().map(|path| globs::of_regex(path)).collect::<Option<_>>()?;
    let secrets = expressions(list);
    let taken = secrets.iter().all(|pattern| regex::bytes::Regex::new(pattern).is_ok());
    taken.then(|| (paths.concat(), secrets))
}

/// What an allowlist says of secrets, in our expressions.
fn expressions(list: &RawAllowlist) -> Vec<String> {
    let regexes = list.regexes.iter().filter(|_| list.regex_target == "secret").map(|regex| go::translate(regex));
    regexes.chain(list.stopwords.iter().map(|word| format!("(?i){}", regex_syntax::escape(word)))).collect()
}

/// What of an allowlist has no counterpart.
pub(super) fn rest(name: &str, list: &RawAllowlist, into: &mut Imported) {
    let mut note = |text: String| into.notes.push(Note::new(name, list.line, text));
    // What they match may be a secret, so they are not repeated.
    if !list.regexes.is_empty() && list.regex_target != "secret" {
        let (count, target) = (list.regexes.len(), &list.regex_target);
        note(format!(
            "{count} allowed `regexes` look at the {target}; those of reticent look at the secret: use a comment or the baseline"
        ));
    }
    if !list.commits.is_empty() {
        note(format!(
            "{} allowed commits: `reticent history` tells each secret once; use the baseline",
            list.commits.len()
        ));
    }
}

/// Allows of the secrets that an allowlist names.
pub(super) fn secrets(name: &str, rule: &str, list: &RawAllowlist, into: &mut Imported) {
    allow_secrets((name, list.line), rule, expressions(list), reason(name, list), into);
}

fn reason(name: &str, list: &RawAllowlist) -> String {
    if list.description.is_empty() { format!("allowed in {name}") } else { list.description.clone() }
}

pub(super) fn allow(name: &str, rule: &str, list: &RawAllowlist, into: &mut Imported) {
    let mut paths = Vec::new();
    for pattern in &list.paths {
        if let Some(globs) = globs::of_regex(pattern) {
            paths.extend(globs);
        } else {
            let text = format!("{rule}: no glob says the same as the allowed path `{}`", shown(pattern));
            into.notes.push(Note::new(name, list.line, text));
        }
    }
    if !paths.is_empty() {
        into.allows.push(Allow { rule: rule.to_owned(), paths, secrets: Vec::new(), reason: reason(name, list) });
    }
    secrets(name, rule, list, into);
}
