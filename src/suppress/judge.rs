//! What is wrong with the markers of a file, once every finding of it has been decided.

use super::apply::{Bench, Notes, globs, terms};
use super::glob::{matches, names};
use super::marker::{Marker, Statement};
use super::rules::{AllowProblem, ProblemKind, is_ours};
use super::standing::Standing;
use crate::model::RuleInfo;

impl Bench<'_> {
    /// Whether a marker names rules about markers.
    pub(super) fn is_for_hygiene(&self, index: usize) -> bool {
        self.markers
            .get(index)
            .is_some_and(|marker| globs(&marker.statement).iter().any(|glob| glob.starts_with("hygiene/")))
    }

    /// What is wrong with the chosen markers.
    pub(super) fn report(&self, order: &[usize], chosen: impl Fn(usize) -> bool) -> Vec<AllowProblem> {
        let mut problems = Vec::new();
        for &index in order.iter().filter(|&&index| chosen(index)) {
            let (Some(marker), Some(notes)) = (self.markers.get(index), self.notes.get(index)) else { continue };
            let mut add = |kind, text| problems.push(AllowProblem { kind, location: marker.location, text });
            if let Some(mistake) = self.mistake(index, marker) {
                add(ProblemKind::Malformed, mistake);
                continue;
            }
            for text in self.unknown_rules(marker) {
                add(ProblemKind::Malformed, text);
            }
            let said = terms(&marker.statement);
            if let Some(until) = said.and_then(|terms| terms.until).filter(|&until| until < self.options.as_of) {
                let effects = ["it keeps nothing quiet", "what it kept quiet counts again"];
                let effect = effects.get(usize::from(notes.late)).copied().unwrap_or_default();
                add(ProblemKind::Expired, format!("its last day was {until}; {effect}"));
                continue;
            }
            if let Some(why) = &notes.refused {
                add(ProblemKind::Overruled, why.clone());
            }
            if let Some(text) = self.unused(marker, notes) {
                add(ProblemKind::Unused, text);
            }
        }
        problems
    }

    fn mistake(&self, index: usize, marker: &Marker) -> Option<String> {
        let stray = self.coverage.stray.binary_search(&index).is_ok();
        match &marker.statement {
            Statement::Malformed { mistake } => Some(mistake.clone()),
            Statement::Off { .. } if stray => Some(
                "no `on` ends it, so it keeps nothing quiet; for a whole file, allow its path in reticent.toml"
                    .to_owned(),
            ),
            Statement::On { .. } if stray => {
                Some("it ends nothing: no `off` with the same rules is open here".to_owned())
            }
            _ => None,
        }
    }

    /// Names that no rule has. They are not repeated: somebody may have put the secret there.
    fn unknown_rules(&self, marker: &Marker) -> Vec<String> {
        let globs = globs(&marker.statement);
        let unknown = globs.iter().enumerate().filter(|(_, glob)| self.named(glob).is_empty() && !names_ours(glob));
        unknown
            .map(|(at, glob)| {
                let near = self.options.known.keys().min_by_key(|id| strsim::damerau_levenshtein(id, glob));
                let hint = near
                    .filter(|id| strsim::damerau_levenshtein(id, glob) <= 3)
                    .map_or("`reticent rules list` shows them all".to_owned(), |id| format!("did you mean `{id}`?"));
                format!("name {} of {} in the brackets is no rule's; {hint}", at + 1, globs.len())
            })
            .collect()
    }

    fn named(&self, glob: &str) -> Vec<&RuleInfo> {
        self.options.known.values().map(AsRef::as_ref).filter(|rule| names(glob, rule)).collect()
    }

    /// Says which names of a marker matched nothing, if every rule that they stand for had the chance.
    fn unused(&self, marker: &Marker, notes: &Notes) -> Option<String> {
        if !self.options.judge_unused {
            return None;
        }
        let idle: Vec<&str> = globs(&marker.statement)
            .iter()
            .zip(&notes.used)
            .filter(|&(glob, &used)| !used && self.is_judged(glob))
            .map(|(glob, _)| glob.as_str())
            .collect();
        if idle.is_empty() {
            return None;
        }
        Some(format!("nothing is found here by `{}`", idle.join("`, `")))
    }

    fn is_judged(&self, glob: &str) -> bool {
        let named = self.named(glob);
        let known = !named.is_empty() || names_ours(glob);
        known && named.iter().all(|rule| is_ours(&rule.id) || self.options.ran.contains(&rule.id))
    }

    /// What a marker is good for.
    pub(super) fn standing(&self, index: usize, counted: bool) -> Standing {
        let (Some(marker), Some(notes)) = (self.markers.get(index), self.notes.get(index)) else {
            return Standing::NotJudged;
        };
        let expired = terms(&marker.statement).is_some_and(|terms| terms.is_expired(self.options.as_of));
        if self.mistake(index, marker).is_some() {
            Standing::Malformed
        } else if !counted {
            Standing::NotJudged
        } else if expired {
            Standing::Expired
        } else if notes.refused.is_some() {
            Standing::Overruled
        } else if notes.used.contains(&true) {
            Standing::Used
        } else if matches!(marker.statement, Statement::On { .. }) {
            Standing::NotJudged
        } else if terms(&marker.statement).is_none() || self.unused(marker, notes).is_some() {
            Standing::Unused
        } else {
            Standing::NotJudged
        }
    }
}

fn names_ours(glob: &str) -> bool {
    ProblemKind::ALL.iter().any(|kind| matches(glob, kind.rule()))
}
