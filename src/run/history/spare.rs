//! Looks that need not be done again, because others speak for the secrets that they found.
//!
//! A report has one finding a secret, and which of many is told by numbers: whether it counts, how grave and sure it is,
//! since when it stands there. What decides between looks is known before they are done, but for one: a look with something
//! that is kept quiet. Where one is found, all that hold the secret are looked at. A key is listed once a path, as in the
//! oldest file.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;

use super::Story;
use super::known::Look;
use super::look::{Looked, look_at};
use super::watch::Watch;
use crate::model::{RuleInfo, Secret};
use crate::source::history::{Came, Heard, KnownLook, Number};

/// Parts looks into those that are to be done and those that others speak for.
pub(super) fn part(looks: Vec<Look>, story: &Story<'_>) -> (Vec<Look>, Vec<Look>) {
    let known = |look: &Look| story.known_look(look.number, &look.path).filter(|known| known.came != Came::Nothing);
    let known: Vec<Option<&KnownLook>> = looks.iter().map(known).collect();
    // As the findings are chosen from: the gravest and surest, and of those the oldest.
    let mut best: BTreeMap<u32, (bool, u32, &BString, Number)> = BTreeMap::new();
    for (look, known) in looks.iter().zip(&known) {
        for &Heard { secret, outdone } in known.iter().flat_map(|known| &known.secrets) {
            let own = (outdone, look.first, &look.path, look.number);
            let slot = best.entry(secret).or_insert(own);
            *slot = (*slot).min(own);
        }
    }
    // Where those that were not outdone are gone, it is not known which of the others comes next.
    let speaks = |look: &Look, secret: u32| {
        best.get(&secret)
            .is_none_or(|&(outdone, _, path, number)| outdone || (path, number) == (&look.path, look.number))
    };
    let is_spare = |look: &Look, known: Option<&KnownLook>| {
        known.is_some_and(|known| {
            known.came == Came::Plain && !known.secrets.iter().any(|heard| speaks(look, heard.secret))
        })
    };
    let spare: Vec<bool> = looks.iter().zip(&known).map(|(look, known)| is_spare(look, *known)).collect();
    let mut parts = (Vec::new(), Vec::new());
    for (look, spare) in looks.into_iter().zip(spare) {
        let part = if spare { &mut parts.1 } else { &mut parts.0 };
        part.push(look);
    }
    parts
}

/// Does those of the spare looks that matter after all: where something of a secret is kept quiet, or would be in them.
pub(super) fn complete(mut spare: Vec<Look>, story: &Story<'_>, watch: &Watch<'_>, into: &mut Looked) {
    while !spare.is_empty() {
        let mut quiet: BTreeSet<u32> = BTreeSet::new();
        let mut names: BTreeMap<u32, (&RuleInfo, &Secret)> = BTreeMap::new();
        for found in &into.found {
            let (rule, secret) = (&found.finding.rule, &found.finding.secret);
            let Some(number) = into.past.kin.before(watch.secret(&rule.id, secret.expose())) else { continue };
            names.insert(number, (rule, secret));
            quiet.extend((!found.finding.is_open()).then_some(number));
        }
        let matters = |look: &Look, secret: u32| {
            quiet.contains(&secret)
                || names.get(&secret).is_some_and(|(rule, secret)| {
                    story.context.settings.allow_for(rule, look.path.as_ref(), secret).is_some()
                })
        };
        let known = |look: &Look| story.known_look(look.number, &look.path);
        let (todo, rest): (Vec<Look>, Vec<Look>) = spare.into_iter().partition(|look| {
            known(look).is_none_or(|known| known.secrets.iter().any(|heard| matters(look, heard.secret)))
        });
        spare = rest;
        if todo.is_empty() {
            break;
        }
        look_at(&todo, story, watch, into);
    }
    into.past.spared = spare;
}
