//! Rules against their own examples: the same code for the built-in ones and for a person's own.

use super::blob::{BlobInput, Scanner};
use crate::check::example::expand;
use crate::engine::Engine;
use crate::facts::Language;
use crate::model::{Confidence, Origin};
use crate::rule::{Matcher, RawExamples, Rule, RuleProblem, Scope};

/// Runs the examples of every rule. Gives their number, and one problem for each that is not as it says.
pub fn test_examples(engine: &Engine) -> (usize, Vec<RuleProblem>) {
    let (mut tested, mut problems) = (0, Vec::new());
    for rule in engine.rules().rules() {
        let mut report = |text: String| {
            let (file, line) = (rule.written.0.to_string(), rule.written.1);
            problems.push(RuleProblem { file, line, column: 1, message: format!("{}: {text}", rule.info.id) });
        };
        let examples = rule.examples();
        let all = all_of(&examples);
        // A manifest's path says it all.
        let of_path = rule.clue.is_some() && rule.scope == Scope::Tree;
        let measured = matches!(rule.matcher, Matcher::Measured);
        if !all.iter().any(|example| example.wanted) && !of_path && !measured {
            report("has no examples.match".to_owned());
        }
        for language in without_examples(rule, &examples) {
            report(format!("has no examples.of.{language}"));
        }
        for (number, Example { template, path, wanted }) in (1..).zip(all) {
            tested += 1;
            match found(engine, rule, template, &path, number) {
                Ok(found) if found == wanted => {}
                Ok(true) => report(format!("finds its example {number}, which must pass: {template}")),
                Ok(false) => report(format!("does not find its example {number}: {template}")),
                Err(error) => report(format!("example {number}: {error}")),
            }
        }
    }
    (tested, problems)
}

/// A text that a rule must find, or must pass.
struct Example<'r> {
    template: &'r str,
    path: String,
    wanted: bool,
}

/// All examples of a rule, in every language.
fn all_of(examples: &RawExamples) -> Vec<Example<'_>> {
    let path = examples.path.as_deref().unwrap_or("example.conf");
    let mut all = Vec::new();
    all.extend(examples.matching.iter().map(|template| Example { template, path: path.to_owned(), wanted: true }));
    all.extend(examples.pass.iter().map(|template| Example { template, path: path.to_owned(), wanted: false }));
    for (language, pair) in &examples.of {
        for path in pair.path.clone().map_or_else(|| usual_paths(language), |path| vec![path]) {
            all.extend(pair.matching.iter().map(|template| Example { template, path: path.clone(), wanted: true }));
            all.extend(pair.pass.iter().map(|template| Example { template, path: path.clone(), wanted: false }));
        }
    }
    all
}

/// Files that a language's examples may stand in; some names mean a language's relatives too.
fn usual_paths(language: &str) -> Vec<String> {
    let all = match language {
        "javascript" => vec!["javascript", "typescript", "tsx"],
        "c" => vec!["c", "cpp"],
        language => vec![language],
    };
    all.into_iter().filter_map(Language::named).map(Language::example_path).collect()
}

/// The languages that a rule on facts claims and shows no example of, both ways.
fn without_examples<'r>(rule: &'r Rule, examples: &RawExamples) -> Vec<&'r str> {
    let Some(clauses) = &rule.facts else { return Vec::new() };
    let shown = |language: &str| {
        examples.of.get(language).is_some_and(|pair| !pair.matching.is_empty() && !pair.pass.is_empty())
    };
    let mut claimed: Vec<&str> =
        clauses.all().iter().flat_map(|clause| &clause.raw.languages).map(String::as_str).collect();
    claimed.sort_unstable();
    claimed.dedup();
    claimed.retain(|language| !shown(language));
    claimed
}

/// Whether the rule finds its example, at the confidence that is reported by default or at its own if that is lower.
fn found(engine: &Engine, rule: &Rule, template: &str, path: &str, number: usize) -> Result<bool, String> {
    let seed = format!("{}/{number}", rule.info.id);
    let text = expand(template, rule.checks.checksum, &seed).map_err(|e| e.to_string())?;
    let origin = Origin::file(path);
    if rule.scope == Scope::Tree {
        return Ok(rule.paths.admits(&origin.path));
    }
    let outcome = Scanner::new(engine).scan(&BlobInput::whole(&origin, text.as_bytes()));
    let least = rule.info.confidence.min(Confidence::Medium);
    let mine = |spot: &super::Spot| engine.rules().get(spot.rule).is_some_and(|found| found.info.id == rule.info.id);
    Ok(outcome.spots.iter().any(|spot| mine(spot) && spot.verdict.confidence >= Some(least)))
}
