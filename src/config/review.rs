//! What can be said only when the rules are known: globs that match none, and locked rules that were meant.

use std::collections::BTreeSet;

use super::globs::RuleGlob;
use super::origin::{Overruled, SettingOrigin};
use super::problem::{Problem, in_order, nearest};
use super::quote::is_rule_like;
use super::settings::Settings;
use crate::model::RuleInfo;
use crate::order::Order as _;

/// Adds to the warnings and to what is overruled.
pub(crate) fn review(settings: &mut Settings, known: &[&RuleInfo]) {
    let mut review = Review { known, seen: BTreeSet::new(), warnings: Vec::new(), overruled: Vec::new() };
    review.all(settings);
    settings.warnings.extend(review.warnings);
    settings.warnings = in_order(std::mem::take(&mut settings.warnings));
    settings.overruled.extend(review.overruled);
    settings.overruled.order();
    settings.overruled.dedup();
}

struct Review<'a> {
    known: &'a [&'a RuleInfo],
    seen: BTreeSet<String>,
    warnings: Vec<Problem>,
    overruled: Vec<Overruled>,
}

impl Review<'_> {
    fn all(&mut self, settings: &Settings) {
        for layer in settings.sections.layers() {
            for (glob, on) in &layer.switches {
                self.known(glob);
                self.locked(settings, glob, format!("`{}` switched off", glob.pattern), |_| !on);
            }
            for (glob, severity) in &layer.severities {
                self.known(glob);
                let what = format!("severity {severity} for `{}`", glob.pattern);
                self.locked(settings, glob, what, |rule| *severity < rule.severity);
            }
            for (glob, confidence) in &layer.confidences {
                self.known(glob);
                let what = format!("confidence {confidence} for `{}`", glob.pattern);
                self.locked(settings, glob, what, |rule| *confidence < rule.confidence);
            }
        }
        for allow in &settings.allows {
            self.known(&allow.rule);
            self.locked(settings, &allow.rule, format!("the allow of `{}`", allow.rule.pattern), |_| true);
        }
        settings.policy.locked.iter().for_each(|glob| self.known(glob));
    }

    fn locked(&mut self, settings: &Settings, glob: &RuleGlob, what: String, lowers: impl Fn(&RuleInfo) -> bool) {
        let meant = |rule: &&&RuleInfo| glob.matches(rule) && lowers(rule);
        for rule in self.known.iter().filter(meant) {
            if let Some(lock) = settings.policy.locked.iter().find(|lock| lock.matches(rule)) {
                let instead = format!("rules that match `{}` are locked", lock.pattern);
                self.overruled.push(Overruled { what, from: glob.from.clone(), instead, policy: lock.from.clone() });
                return;
            }
        }
    }

    fn known(&mut self, glob: &RuleGlob) {
        if self.known.iter().any(|rule| glob.matches(rule))
            || !self.seen.insert(format!("{}{}", glob.from, glob.pattern))
        {
            return;
        }
        let shown = glob.pattern.chars().count() <= 24 || is_rule_like(&glob.pattern);
        let pattern = if shown { glob.pattern.as_str() } else { "…" };
        // A rule that is asked for by hand and is not there would leave a run that looks for less than was meant.
        let asked =
            glob.from == SettingOrigin::Flag("--enable".to_owned()) && !glob.pattern.contains(['*', '?', '[', '{']);
        let level = if asked { Problem::error } else { Problem::warning };
        let mut problem = level(format!("no rule is called `{pattern}` ({})", glob.from));
        if let Some(spot) = &glob.spot {
            problem = Problem::warning(format!("no rule is called `{pattern}`")).at(spot.place());
        }
        self.warnings.push(match self.meant(&glob.pattern) {
            Some(id) if problem.place.is_some() => problem.label(format!("did you mean `{id}`?")),
            Some(id) => problem.help(format!("did you mean `{id}`?")),
            None => problem.help("`reticent rules list` names them all"),
        });
    }

    /// The rule whose name is the same without the family, or nearly the same.
    fn meant(&self, pattern: &str) -> Option<&str> {
        let name = |rule: &&&RuleInfo| rule.id.split_once('/').is_some_and(|(_, name)| name == pattern);
        let exact = self.known.iter().find(name);
        exact.map(|rule| rule.id.as_str()).or_else(|| nearest(pattern, self.known.iter().map(|rule| rule.id.as_str())))
    }
}
