//! One finding a secret, however often it was copied, moved and changed around.

use std::collections::BTreeMap;

use super::Story;
use super::choose::is_quiet_by_source;
use super::look::Found;
use crate::model::{Finding, Secret};
use crate::run::context::Gathered;
use crate::source::history::Number;

/// What one secret is looked up by.
type Name = (String, Secret, Option<bstr::BString>);

/// Chooses for each secret the finding that speaks for it: one that counts before one that is kept quiet, the gravest,
/// the surest, and of those the oldest.
pub(super) fn one_a_secret(mut found: Vec<Found>, mut gathered: Gathered, story: &Story<'_>) -> Gathered {
    let quiet_at_head = quiet_at_head(&found, story);
    for found in &mut found {
        let key = (found.finding.rule.id.clone(), found.finding.secret.clone(), found.finding.origin.path.clone());
        if found.finding.is_open()
            && let Some(said) = quiet_at_head.get(&key)
        {
            found.finding.status = said.clone();
        }
    }
    let mut groups: BTreeMap<Name, Found> = BTreeMap::new();
    for found in found {
        // A finding without a secret is a path by itself.
        let alone = found.finding.secret.expose().is_empty().then(|| found.finding.origin.path.clone());
        let name = (found.finding.rule.id.clone(), found.finding.secret.clone(), alone);
        match groups.get_mut(&name) {
            Some(best) if order(&found) >= order(best) => {}
            Some(best) => *best = found,
            None => _ = groups.insert(name, found),
        }
    }
    gathered.report.findings = groups.into_values().map(|found| found.finding).collect();
    gathered
}

fn order(found: &Found) -> impl Ord + use<'_> {
    use std::cmp::Reverse;
    let Finding { severity, confidence, origin, .. } = &found.finding;
    (!found.finding.is_open(), Reverse(*severity), Reverse(*confidence), found.first, &origin.path, found.number)
}

type AtPath = (String, Secret, bstr::BString);

/// What the version at `HEAD` keeps quiet speaks for all versions of that file.
fn quiet_at_head(found: &[Found], story: &Story<'_>) -> BTreeMap<AtPath, crate::model::Status> {
    let Some(head) = story.head() else { return BTreeMap::new() };
    let tree = story.graph.commits.get(head as usize).and_then(|commit| commit.tree);
    let mut quiet = BTreeMap::new();
    let mut at_head: BTreeMap<&bstr::BString, Option<Number>> = BTreeMap::new();
    for found in found.iter().filter(|found| is_quiet_by_source(&found.finding)) {
        let path = &found.finding.origin.path;
        let number =
            *at_head.entry(path).or_insert_with(|| tree.and_then(|tree| story.graph.below(tree, path.as_ref())));
        if number == Some(found.number) {
            let key = (found.finding.rule.id.clone(), found.finding.secret.clone(), path.clone());
            quiet.insert(key, found.finding.status.clone());
        }
    }
    quiet
}
