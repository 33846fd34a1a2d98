//! Two rules with one id.

use std::collections::BTreeMap;

use super::compiled::Rule;
use super::problem::RuleProblem;

/// Tells every rule whose id another rule has already.
pub(crate) fn find_duplicates(rules: &[Rule], problems: &mut Vec<RuleProblem>) {
    let mut seen: BTreeMap<&str, &Rule> = BTreeMap::new();
    for rule in rules {
        if let Some(first) = seen.insert(&rule.info.id, rule) {
            let (file, line) = (rule.written.0.to_string(), rule.written.1);
            let message =
                format!("rule id `{}` stands already in {}:{}", rule.info.id, first.written.0, first.written.1);
            problems.push(RuleProblem { file, line, column: 1, message });
        }
    }
}
