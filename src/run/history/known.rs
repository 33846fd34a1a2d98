//! What looks at files gave in the last run, and which of its secrets are which of this one's.
//!
//! A cache tells secrets apart by numbers that mean nothing elsewhere. A look that is done again finds what it found then,
//! in the same order: that is how a number gets its meaning back.

use std::collections::{BTreeMap, BTreeSet};

use bstr::BString;

use super::Story;
use crate::order::Order as _;
use crate::run::chunks::Key;
use crate::source::history::{KnownLook, LookFound, NO_SECRET, Number};

/// A look at an object as a file, and what stands for each secret that came of it, in order.
pub(super) struct Done {
    pub(super) number: Number,
    pub(super) path: BString,
    /// Nothing came of it.
    pub(super) quiet: bool,
    pub(super) secrets: Vec<u64>,
}

impl Done {
    /// A look that is not done, because nothing that counts would come of it.
    pub(super) fn idle(number: Number, path: BString) -> Self {
        Self { number, path, quiet: true, secrets: Vec::new() }
    }
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
        for &secret in &done.secrets {
            self.seen_in.entry(secret).or_default().insert(done.number);
        }
        match before {
            Some(before) if before.secrets.len() == done.secrets.len() => {
                self.numbers.extend(done.secrets.iter().copied().zip(before.secrets.iter().copied()));
            }
            Some(_) => self.differs = true,
            None => self.fresh.extend(&done.secrets),
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

    fn before(&self, secret: u64) -> Option<u32> {
        self.numbers.get(&secret).copied().filter(|&number| number != NO_SECRET)
    }

    /// Looks, for the next run: a secret of this run has the number that `numbers` gives to it or to what it was before.
    pub(super) fn to_remember(
        &self,
        story: &Story<'_>,
        looks: &[Done],
        numbers: &BTreeMap<u64, u32>,
    ) -> Vec<LookFound> {
        let number = |&secret: &u64| {
            let name = self.before(secret).map_or(secret, u64::from);
            numbers.get(&name).copied().unwrap_or(NO_SECRET)
        };
        let look = |done: &Done| LookFound {
            number: done.number,
            path: story.path_of_look(done.number, &done.path),
            quiet: done.quiet,
            secrets: done.secrets.iter().map(number).collect(),
        };
        let mut looks: Vec<LookFound> = looks.iter().map(look).collect();
        looks.order_by(|a, b| (a.number, &a.path).cmp(&(b.number, &b.path)));
        looks
    }

    /// What stands for a secret, this run's and the last one's being the same.
    pub(super) fn one_name(&self) -> BTreeMap<u64, u64> {
        self.numbers.keys().filter_map(|&secret| Some((secret, u64::from(self.before(secret)?)))).collect()
    }
}
