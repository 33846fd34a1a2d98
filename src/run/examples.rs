//! Rules against their own examples: the same code for the built-in ones and for a person's own.

use super::blob::{BlobInput, Scanner};
use crate::check::example::expand;
use crate::engine::Engine;
use crate::model::{Confidence, Origin};
use crate::rule::{Matcher, Rule, RuleProblem, Scope};

/// Runs the examples of every rule. Gives their number, and one problem for each that is not as it says.
pub fn test_examples(engine: &Engine) -> (usize, Vec<RuleProblem>) {
    let (mut tested, mut problems) = (0, Vec::new());
    for rule in engine.rules().rules() {
        let mut report = |text: String| {
            let (file, line) = (rule.written.0.to_string(), rule.written.1);
            problems.push(RuleProblem { file, line, column: 1, message: format!("{}: {text}", rule.info.id) });
        };
        let examples = rule.examples();
        if examples.matching.is_empty() && !matches!(rule.matcher, Matcher::Measured) {
            report("has no examples.match".to_owned());
        }
        let all = examples.matching.iter().map(|text| (text, true));
        let all = all.chain(examples.pass.iter().map(|text| (text, false)));
        for (number, (template, wanted)) in (1..).zip(all) {
            tested += 1;
            match found(engine, rule, template, number) {
                Ok(found) if found == wanted => {}
                Ok(true) => report(format!("finds its example {number}, which must pass: {template}")),
                Ok(false) => report(format!("does not find its example {number}: {template}")),
                Err(error) => report(format!("example {number}: {error}")),
            }
        }
    }
    (tested, problems)
}

/// Whether the rule finds its example, at the confidence that is reported by default or at its own if that is lower.
fn found(engine: &Engine, rule: &Rule, template: &str, number: usize) -> Result<bool, String> {
    let seed = format!("{}/{number}", rule.info.id);
    let text = expand(template, rule.checks.checksum, &seed).map_err(|e| e.to_string())?;
    let origin = Origin::file(rule.examples().path.as_deref().unwrap_or("example.conf"));
    if rule.scope == Scope::Tree {
        return Ok(rule.paths.admits(&origin.path));
    }
    let outcome = Scanner::new(engine).scan(&BlobInput::whole(&origin, text.as_bytes()));
    let least = rule.info.confidence.min(Confidence::Medium);
    let mine = |spot: &super::Spot| engine.rules().get(spot.rule).is_some_and(|found| found.info.id == rule.info.id);
    Ok(outcome.spots.iter().any(|spot| mine(spot) && spot.verdict.confidence >= Some(least)))
}
