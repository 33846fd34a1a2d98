//! Looks that need not be done again, because others speak for the secrets that they found.
//!
//! A report has one finding a secret, and which of many is told by numbers: whether it counts, how grave and sure it is,
//! since when it stands there. What decides between looks is known before they are done, but for one: a look with something
//! that is kept quiet. Where one is found, all that hold the secret are looked at. A key is listed once a path, as in the
//! oldest file.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;

use super::Story;
use super::known::{Done, Weight};
use super::look::{Look, Looked, look_at};
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

/// How much what was found of each secret weighs.
pub(super) struct Weighed {
    /// The most, by what stands for the secret.
    most: BTreeMap<u64, Weight>,
    /// The secrets of which nothing weighs more than what weighed most in the last run.
    as_before: BTreeSet<u32>,
}

impl Weighed {
    pub(super) fn of(looks: &[Done], story: &Story<'_>, name: &dyn Fn(u64) -> u64) -> Self {
        let mut most: BTreeMap<u64, Weight> = BTreeMap::new();
        for &(secret, weight) in looks.iter().flat_map(|done| &done.secrets) {
            let slot = most.entry(name(secret)).or_insert(weight);
            *slot = (*slot).max(weight);
        }
        let mut as_before = BTreeSet::new();
        for done in looks {
            let Some(known) = story.known_look(done.number, &done.path) else { continue };
            for ((_, weight), heard) in done.secrets.iter().zip(&known.secrets) {
                if !heard.outdone && most.get(&heard.secret.into()) == Some(weight) {
                    as_before.insert(heard.secret);
                }
            }
        }
        Self { most, as_before }
    }

    /// Whether there is more of a secret than this.
    pub(super) fn is_less(&self, name: u64, weight: Weight) -> bool {
        self.most.get(&name).is_some_and(|most| *most > weight)
    }

    /// Whether what spoke for a secret in the last run does so still.
    pub(super) fn is_as_before(&self, secret: u32) -> bool {
        self.as_before.contains(&secret)
    }
}
