//! The half of the judgement that needs no path.

use super::{Verdict, View, weigh};
use crate::check::{CharClasses, Validity, entropy, placeholder, word_share};
use crate::model::{Confidence, Signal};
use crate::rule::Matcher;

/// Judges a candidate by itself.
pub fn intrinsic(view: &View<'_>) -> Verdict {
    if let Some(reason) = failed_check(view) {
        return Verdict::rejected(reason);
    }
    match &view.rule.matcher {
        Matcher::Assignment(_) => weigh::weigh(view),
        _ => by_format(view),
    }
}

/// The first check of the rule that the secret fails.
fn failed_check(view: &View<'_>) -> Option<&'static str> {
    let checks = &view.rule.checks;
    let secret = view.secret;
    let classes = CharClasses::of(secret);
    let [digits, upper, lower, distinct] = checks.counts;
    if classes.digits < digits || classes.upper < upper || classes.lower < lower || classes.distinct < distinct {
        return Some("too-few-kinds");
    }
    if checks.entropy.is_some_and(|least| entropy(secret) < least) {
        return Some("entropy-low");
    }
    if !checks.deny.is_empty() {
        let text = secret.to_ascii_lowercase();
        if checks.deny.iter().any(|deny| memchr::memmem::find(&text, deny.as_bytes()).is_some()) {
            return Some("denied-text");
        }
    }
    if checks.structure.is_some_and(|structure| !structure.holds(secret)) {
        return Some("structure-broken");
    }
    if checks.placeholder
        && let Some(why) = placeholder(secret)
    {
        return Some(why.as_str());
    }
    (!checks.words && word_share(secret) > 0.5).then_some("words")
}

/// A format that identifies itself: its check digits decide, else the rule's own confidence stands.
fn by_format(view: &View<'_>) -> Verdict {
    let base = view.rule.info.confidence;
    let validity = view.rule.checks.checksum.map(|checksum| checksum.check(view.secret));
    let (confidence, signal) = match validity {
        Some(Validity::Valid) => (Confidence::High, Signal { name: "checksum-valid", weight: 100 }),
        Some(Validity::Invalid) => (Confidence::Low, Signal { name: "checksum-invalid", weight: -60 }),
        Some(Validity::Unknown) | None => (base, Signal { name: "format", weight: 50 }),
    };
    Verdict { confidence: Some(confidence), score: signal.weight, summed: false, mask: true, signals: vec![signal] }
}
