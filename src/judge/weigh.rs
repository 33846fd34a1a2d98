//! Names with values: a sum of independent signals.
//!
//! Each signal is a fact that is there or not; its weight depends on what the name promises (a password, a token, a
//! key). The weights in `weights.tsv` are what labelled real files say: `benches/judge/fit.py` finds them by logistic
//! regression and cross-validates over repositories (`docs/judge.md`). 10 points are a factor of e in the odds.

use std::sync::OnceLock;

use super::name::Name;
use super::signal::{Collector, SIGNALS, Sig};
use super::value::Value;
use super::{Verdict, View, signals};
use crate::check::ValueKind;
use crate::model::Signal;

/// Longest value that the generic rules look at; longer ones are texts.
const LONGEST: usize = 512;

/// A weight for each signal, by what the name promises: password, specific or plain secret, key.
type Weights = Vec<[i16; 3]>;

fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| parse(include_str!("weights.tsv")))
}

/// Reads `signal<TAB>password<TAB>secret<TAB>key`; a signal that is not there weighs nothing.
fn parse(table: &str) -> Weights {
    let mut weights = vec![[0; 3]; SIGNALS.len()];
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let place = cells.next().and_then(|name| SIGNALS.iter().position(|known| *known == name));
        if let Some(slot) = place.and_then(|place| weights.get_mut(place)) {
            for (weight, cell) in slot.iter_mut().zip(cells) {
                *weight = cell.parse().unwrap_or(0);
            }
        }
    }
    weights
}

/// Whether a candidate is worth weighing; the reason if not.
pub(super) fn hopeless(view: &View<'_>) -> Option<&'static str> {
    let Some(assigned) = view.assigned else { return Some("no-assignment") };
    match assigned.kind {
        ValueKind::Literal | ValueKind::Bare => {}
        other => return Some(other.as_str()),
    }
    (view.secret.len() < 4 || view.secret.len() > LONGEST).then_some("length")
}

/// Weighs a name with its value that is not [`hopeless`], by itself; the place is weighed by [`add`] later. Where what is
/// quick to see leaves no hope, the rest is not looked at, unless all of it is asked for.
pub(super) fn weigh(view: &View<'_>, value: &Value, all: bool) -> Verdict {
    let name = Name::of(view.name);
    let group = name.group();
    let mut verdict = Verdict { confidence: None, score: 0, summed: true, mask: true, group, signals: Vec::new() };
    let mut form = Collector::default();
    signals::of_form(view, &name, value, &mut form);
    add(&mut verdict, form.signals());
    if all || verdict.score + most_to_come(group) >= super::LOW {
        let mut sense = Collector::default();
        signals::of_sense(view, &name, value, &mut sense);
        add(&mut verdict, sense.signals());
    }
    verdict
}

/// The most that everything that is not quick to see can add to a sum: an upper bound.
fn most_to_come(group: super::Group) -> i32 {
    static MOST: OnceLock<[i32; 3]> = OnceLock::new();
    let most = MOST.get_or_init(|| {
        [super::Group::Password, super::Group::Secret, super::Group::Key].map(|group| {
            let sense: i32 = signals::OF_SENSE.iter().map(|&sig| weight(sig, group).max(0)).sum();
            sense + most_of_a_place(group)
        })
    });
    most.get(group as usize).copied().unwrap_or(i32::MAX)
}

/// What a signal weighs.
fn weight(sig: Sig, group: super::Group) -> i32 {
    weights().get(sig as usize).and_then(|row| row.get(group as usize)).map_or(0, |&weight| i32::from(weight))
}

/// The most that a place can add to a sum, whatever it is: an upper bound.
pub(super) fn most_of_a_place(group: super::Group) -> i32 {
    let best = |sigs: &[Sig]| sigs.iter().map(|&sig| weight(sig, group)).max().unwrap_or(0).max(0);
    let classes = [
        Sig::PathTest,
        Sig::PathExample,
        Sig::PathDocs,
        Sig::PathLocale,
        Sig::PathVendored,
        Sig::PathMinified,
        Sig::PathLockfile,
        Sig::PathConfig,
    ];
    let families = [Sig::Markdown, Sig::Yaml, Sig::Json, Sig::Env, Sig::Xml, Sig::Script];
    let singles = [
        Sig::Code,
        Sig::BareInCode,
        Sig::Random,
        Sig::TestWords,
        Sig::TestShort,
        Sig::TestCode,
        Sig::DocsWords,
        Sig::CommentInCode,
        Sig::ParentSecret,
        Sig::ParentAbout,
        Sig::ParentMadeUp,
        Sig::MisfitName,
        Sig::MisfitPrefix,
    ];
    let any: i32 = singles.iter().map(|&sig| best(&[sig])).sum();
    best(&classes) + best(&families) + any
}

/// Adds signals to a verdict, each with its weight.
pub(super) fn add(verdict: &mut Verdict, found: &[Sig]) {
    for &sig in found {
        let weight = weight(sig, verdict.group);
        verdict.score += weight;
        verdict.signals.push(Signal { name: sig.as_str().into(), weight });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_of_a_signal() {
        for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
            let name = line.split('\t').next().unwrap_or_default();
            assert!(SIGNALS.contains(&name), "{name}");
        }
    }
}
