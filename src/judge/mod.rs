//! Judgement: how sure are we that a candidate is a secret?
//!
//! In two halves, so that the first can be reused wherever the same text stands: `intrinsic` looks at the candidate
//! and the text around it, never at a path; `contextual` adds what the place says. Both record the signals that
//! decided, which `--explain` shows. Formats that prove themselves are judged by their proof; names with values by a
//! sum of independent signals.

mod contextual;
mod head;
mod intrinsic;
mod memo;
mod name;
mod of_value;
mod place;
mod shape;
mod show;
mod signal;
mod signals;
mod trial;
mod value;
mod view;
mod weigh;

pub use contextual::{contextual, unfitting};
pub use head::{Head, Told};
pub use intrinsic::{anywhere, intrinsic, intrinsic_in_full};
pub use place::Place;
pub use view::{Assigned, Misfit, View};

use name::Group;

use crate::check::PathClass;
use crate::model::{Confidence, Signal};

/// What the judge says of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How sure we are; `None`: it is not one.
    pub confidence: Option<Confidence>,
    /// The sum of the signals; counts for names with values only.
    pub score: i32,
    /// What its name promises; chooses the weights.
    pub(crate) group: Group,
    /// A sum of signals decides (and not the format's own proof).
    pub summed: bool,
    /// It is worth masking on a quoted line even though it is not reported.
    pub mask: bool,
    /// What decided, in the order in which it was found out.
    pub signals: Vec<Signal>,
}

impl Verdict {
    fn rejected(name: &'static str) -> Self {
        Self {
            confidence: None,
            score: -100,
            group: Group::Secret,
            summed: false,
            mask: false,
            signals: vec![Signal { name: name.into(), weight: -100 }],
        }
    }

    /// Of a statement that a rule on facts calls weak. Where code is made to be tried out or read, it is less likely to
    /// be in use.
    pub fn of_fact(confidence: Confidence, place: Place) -> Self {
        let made_up = matches!(
            place.class,
            PathClass::Test | PathClass::Example | PathClass::Docs | PathClass::Vendored | PathClass::Minified
        );
        let mut verdict = Self {
            confidence: Some(if made_up { confidence.min(Confidence::Medium) } else { confidence }),
            score: 50,
            group: Group::Secret,
            summed: false,
            mask: false,
            signals: vec![Signal { name: "fact".into(), weight: 50 }],
        };
        if made_up {
            verdict.add(place.class.as_str(), -20);
        }
        verdict
    }

    /// Of a statement about an application. What a test or a document says is for show; what somebody else's code says is
    /// theirs to mend.
    pub fn of_statement(confidence: Confidence, place: Place) -> Self {
        let mut verdict = Self::of_fact(confidence, place);
        match place.class {
            PathClass::Test | PathClass::Docs => verdict.confidence = Some(Confidence::Low),
            PathClass::Lockfile if place.requires => verdict.confidence = Some(confidence),
            PathClass::Vendored | PathClass::Minified | PathClass::Lockfile | PathClass::Locale => {
                verdict.confidence = None;
            }
            _ => verdict.confidence = Some(confidence),
        }
        verdict
    }

    /// What the name promises: `Password`, `Secret` or `Key`.
    pub fn group(&self) -> impl std::fmt::Debug + use<> {
        self.group
    }

    /// Of something that was measured, where nothing is left to judge.
    pub fn measured(confidence: Confidence) -> Self {
        Self {
            confidence: Some(confidence),
            score: 0,
            group: Group::Secret,
            summed: false,
            mask: false,
            signals: Vec::new(),
        }
    }

    /// Something else in the file proves it.
    pub fn confirm(&mut self, name: &'static str) {
        self.add(name, 40);
        self.confidence = Some(Confidence::High);
    }

    /// Whether its place shows that nobody protects anything with it.
    pub fn is_for_show(&self) -> bool {
        self.signals.iter().any(|signal| show::REASONS.contains(&signal.name.as_ref()))
    }

    /// Whether its name promises something that people choose.
    pub fn is_password(&self) -> bool {
        self.group == Group::Password
    }

    /// Something else in the file shows that nobody protects anything with it.
    pub fn lower_for_show(&mut self, name: &'static str) {
        if self.confidence >= Some(Confidence::Medium) {
            self.add(name, MEDIUM - 1 - self.score);
            self.confidence = Some(Confidence::Low);
        }
    }

    fn add(&mut self, name: &'static str, weight: i32) {
        self.score += weight;
        self.signals.push(Signal { name: name.into(), weight });
    }
}

/// The signal of a secret whose other part stands near.
pub const PAIR: &str = "pair";

/// The most confidence that any place could give a verdict of `intrinsic`.
pub fn at_best(verdict: &Verdict) -> Option<Confidence> {
    if verdict.summed {
        confidence_of(verdict.score + weigh::most_of_a_place(verdict.group))
    } else {
        verdict.confidence
    }
}

/// From this sum on we are so sure.
const HIGH: i32 = 25;
/// See [`HIGH`].
const MEDIUM: i32 = 2;
/// See [`HIGH`].
const LOW: i32 = -10;

/// The confidence that a sum of signals gives.
fn confidence_of(score: i32) -> Option<Confidence> {
    match score {
        HIGH.. => Some(Confidence::High),
        MEDIUM..HIGH => Some(Confidence::Medium),
        LOW..MEDIUM => Some(Confidence::Low),
        _ => None,
    }
}
