//! What looks at files gave in the last run, and which of its secrets are which of this one's.
//!
//! A cache tells secrets apart by numbers that mean nothing elsewhere. A look that is done again finds what it found then,
//! in the same order: that is how a number gets its meaning back.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;

use super::Story;
use crate::model::{Confidence, Severity};
use crate::order::Order as _;
use crate::run::chunks::Key;
use crate::source::history::{Came, Heard, KnownLook, LookFound, NO_SECRET, Number};

/// How much what a look found weighs beside what others found of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It is as good as any: what may be said of a key when all are compared.
    Any,
    /// A finding.
    Finding(Severity, Confidence),
    /// A key at its path.
    Key,
}

/// A look at an object as a file.
pub(super) struct Done {
    pub(super) number: Number,
    pub(super) path: BString,
    pub(super) came: Came,
    /// What stands for each secret that came of it, and behind them for each key at its path; in order, with their weights.
    pub(super) secrets: Vec<(u64, Weight)>,
}

impl Done {
    /// A look that is not done, because nothing that counts would come of it.
    pub(super) fn idle(number: Number, path: BString) -> Self {
        Self { number, path, came: Came::Nothing, secrets: Vec::new() }
    }
}

/// A blob at a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    pub(super) number: Number,
    pub(super) path: BString,
    pub(super) first: u32,
}

/// What was looked at, for the next run.
#[derive(Default)]
pub(super) struct Past {
    /// The looks, with those that were not done because the last run says that nothing comes of them.
    pub(super) looks: Vec<Done>,
    /// Looks that were not done because others speak for what they found in the last run.
    pub(super) spared: Vec<Look>,
    pub(super) kin: Kin,
}

/// What this run's looks say of the last run's secrets.
#[derive(Default)]
pub(super) struct Kin {
    /// What stands for a secret in this run, and its number in the last one; [`NO_SECRET`] where it had none.
    numbers: BTreeMap<u64, u32>,
    /// Secrets of looks that nobody did before.
    fresh: BTreeSet<u64>,
    /// For each secret the objects in which a look found it.
    seen_in: BTreeMap<u64, BTreeSet<Number>>,
    /// A look did not give what it gave before.
    differs: bool,
}

impl Kin {
    /// Learns from a look and from what the last run says of it.
    pub(super) fn learn(&mut self, done: &Done, before: Option<&KnownLook>) {
        let secrets = done.secrets.iter().map(|(secret, _)| *secret);
        for secret in secrets.clone() {
            self.seen_in.entry(secret).or_default().insert(done.number);
        }
        match before {
            Some(before) if before.secrets.len() == done.secrets.len() => {
                self.numbers.extend(secrets.zip(before.secrets.iter().map(|heard| heard.secret)));
            }
            Some(_) => self.differs = true,
            None => self.fresh.extend(secrets),
        }
    }

    /// Whether more is to be read: something new is found, and may stand as well in what is only remembered.
    pub(super) fn lacks(&self, story: &Story<'_>) -> bool {
        let named: BTreeSet<u32> = self.numbers.values().copied().collect();
        let unnamed = story.remembered.iter().any(|number| !named.contains(number));
        self.differs || (unnamed && self.fresh.iter().any(|secret| !self.numbers.contains_key(secret)))
    }

    /// The chunks that hold a secret, whichever run has seen them.
    pub(super) fn keys<'s, 'h>(&self, story: &'s Story<'h>, secret: u64) -> impl Iterator<Item = Key> + use<'s, 'h> {
        let before = self.before(secret).map(u64::from);
        let before = before.into_iter().flat_map(|before| story.chunks_of(before));
        story.chunks_of(secret).chain(before)
    }

    /// The objects that hold a secret. What a file's name alone makes a secret of is in no chunk: its versions are looked at,
    /// each by itself.
    pub(super) fn holders(&self, story: &Story<'_>, secret: u64) -> BTreeSet<Number> {
        let by_chunk: BTreeSet<Number> = self.keys(story, secret).flat_map(|chunk| story.holders_of(chunk)).collect();
        if by_chunk.is_empty() { self.seen_in.get(&secret).cloned().unwrap_or_default() } else { by_chunk }
    }

    /// The last run's number of a secret.
    pub(super) fn before(&self, secret: u64) -> Option<u32> {
        self.numbers.get(&secret).copied().filter(|&number| number != NO_SECRET)
    }

    /// Looks, for the next run: a secret of this run has the number that `numbers` gives to it or to what it was before.
    pub(super) fn to_remember(
        &self,
        story: &Story<'_>,
        Past { looks, spared, kin: _ }: &Past,
        numbers: &BTreeMap<u64, u32>,
    ) -> Vec<LookFound> {
        let number = |name: u64| numbers.get(&name).copied().unwrap_or(NO_SECRET);
        let name = |secret: u64| self.before(secret).map_or(secret, u64::from);
        let weighed = Weighed::of(looks, story, &name);
        let done = looks.iter().map(|done| {
            let heard = done.secrets.iter().map(|&(secret, weight)| {
                let outdone = weighed.is_less(name(secret), weight);
                Heard { secret: number(name(secret)), outdone }
            });
            (done.number, &done.path, done.came, heard.collect())
        });
        let spared = spared.iter().filter_map(|look| {
            let known = story.known_look(look.number, &look.path)?;
            let heard = known.secrets.iter().map(|heard| {
                let outdone = heard.outdone || !weighed.is_as_before(heard.secret);
                Heard { secret: number(heard.secret.into()), outdone }
            });
            Some((look.number, &look.path, known.came, heard.collect()))
        });
        let found = |(object, path, came, secrets): (Number, &BString, Came, Vec<Heard>)| {
            // A secret that the list does not know is found by this look alone.
            let is_known = secrets.iter().all(|heard| heard.secret != NO_SECRET);
            let came = if came == Came::Plain && !is_known { Came::More } else { came };
            LookFound { number: object, path: story.path_of_look(object, path), came, secrets }
        };
        let mut looks: Vec<LookFound> = done.chain(spared).map(found).collect();
        looks.order_by(|a, b| (a.number, &a.path).cmp(&(b.number, &b.path)));
        looks
    }

    /// What stands for all that looks found and that has a number though no chunk holds it.
    pub(super) fn names_of_keys<'l>(&'l self, story: &'l Story<'_>, looked: &'l Past) -> impl Iterator<Item = u64> {
        let is_key = |(_, weight): &&(u64, Weight)| *weight == Weight::Key;
        let done = looked.looks.iter().flat_map(|done| &done.secrets).filter(is_key);
        let done = done.map(|&(key, _)| self.before(key).map_or(key, u64::from));
        let spared = looked.spared.iter().filter_map(|look| story.known_look(look.number, &look.path));
        done.chain(spared.flat_map(|known| &known.secrets).map(|heard| heard.secret.into()))
    }

    /// What stands for a secret, this run's and the last one's being the same.
    pub(super) fn one_name(&self) -> BTreeMap<u64, u64> {
        self.numbers.keys().filter_map(|&secret| Some((secret, u64::from(self.before(secret)?)))).collect()
    }
}

/// How much what was found of each secret weighs.
struct Weighed {
    /// The most, by what stands for the secret.
    most: BTreeMap<u64, Weight>,
    /// The secrets of which nothing weighs more than what weighed most in the last run.
    as_before: BTreeSet<u32>,
}

impl Weighed {
    fn of(looks: &[Done], story: &Story<'_>, name: &dyn Fn(u64) -> u64) -> Self {
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
    fn is_less(&self, name: u64, weight: Weight) -> bool {
        self.most.get(&name).is_some_and(|most| *most > weight)
    }

    /// Whether what spoke for a secret in the last run does so still.
    fn is_as_before(&self, secret: u32) -> bool {
        self.as_before.contains(&secret)
    }
}
