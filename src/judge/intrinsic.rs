//! The half of the judgement that needs no path.

use super::name::Group;
use super::signal::TYPED;
use super::value::Value;
use super::{Verdict, View, at_best, weigh};
use crate::check::{CharClasses, Placeholder, Validity, entropy, is_common_password, placeholder_token};
use crate::model::{Confidence, Signal};
use crate::rule::Matcher;

/// Judges a candidate by itself.
pub fn intrinsic(view: &View<'_>) -> Verdict {
    judge(view, false)
}

/// The same, with the confidence that there is wherever the text may lie: of what is summed up, a place decides.
pub fn anywhere(view: &View<'_>) -> Verdict {
    let verdict = intrinsic(view);
    Verdict { confidence: at_best(&verdict), ..verdict }
}

/// The same with all that there is to say, also where no hope is left: for learning the weights.
pub fn intrinsic_in_full(view: &View<'_>) -> Verdict {
    judge(view, true)
}

fn judge(view: &View<'_>, all: bool) -> Verdict {
    if view.rule.is_statement() {
        return statement(view);
    }
    let weighed = is_weighed(view);
    // Of most names the value is another name or a call: seen at once, before anything is looked up.
    if let Some(reason) = if weighed { weigh::hopeless(view) } else { None } {
        return Verdict::rejected(reason);
    }
    let value = Value::of(view.secret);
    if let Some(reason) = failed_check(view, &value) {
        return Verdict::rejected(reason);
    }
    if weighed { weigh::weigh(view, &value, all) } else { by_format(view) }
}

/// What code or configuration says: it is there, or it is a comment.
fn statement(view: &View<'_>) -> Verdict {
    let before = view.before.trim_ascii_start();
    let text = view.matched.to_ascii_lowercase();
    let comment =
        [&b"//"[..], b"#", b"*", b"/*", b"<!--", b"--", b";", b"%"].iter().any(|sign| before.starts_with(sign));
    // A directive of the preprocessor, a private name, a selector.
    if comment && !before.starts_with(b"#define") {
        return Verdict::rejected("comment");
    }
    let denied = |deny: &crate::model::Text| memchr::memmem::find(&text, deny.as_bytes()).is_some();
    if view.rule.checks.deny.iter().any(denied) {
        return Verdict::rejected("denied-text");
    }
    // A literal that the pattern names must be one that somebody filled in.
    let named = !view.secret.is_empty() && view.secret != view.matched && view.rule.clue.is_none();
    if named && view.rule.checks.placeholder && placeholder_token(view.secret).is_some() {
        return Verdict::rejected("placeholder");
    }
    Verdict {
        confidence: Some(view.rule.info.confidence),
        score: 0,
        group: Group::Secret,
        summed: false,
        mask: false,
        signals: vec![Signal { name: "statement".into(), weight: 0 }],
    }
}

/// The first check of the rule that the secret fails.
fn failed_check(view: &View<'_>, value: &Value) -> Option<&'static str> {
    let checks = &view.rule.checks;
    let secret = view.secret;
    if checks.checksum.is_some_and(|checksum| checksum.proves() && checksum.check(secret) == Validity::Valid) {
        return None;
    }
    let classes = value.classes();
    let [digits, upper, lower, distinct] = checks.counts;
    if classes.digits < digits || classes.upper < upper || classes.lower < lower || classes.distinct < distinct {
        return Some("too-few-kinds");
    }
    if checks.entropy.is_some_and(|least| entropy(secret) < least) {
        return Some("entropy-low");
    }
    if checks.deny.iter().any(|deny| memchr::memmem::find(value.lower(), deny.as_bytes()).is_some()) {
        return Some("denied-text");
    }
    if checks.structure.is_some_and(|structure| !structure.holds(secret)) {
        return Some("structure-broken");
    }
    if checks.placeholder
        && let Some(why) = if is_weighed(view) { value.placeholder() } else { placeholder_token(secret) }
    {
        // Of a name with a value the weaker kinds are signals among others; of a provider's format what is typed along
        // the keyboard counts where people do not make values up ([`super::contextual`]).
        let weak = if is_weighed(view) {
            matches!(why, Placeholder::Words | Placeholder::Repeated | Placeholder::Sequence)
        } else {
            is_typed(view, why)
        };
        if !weak {
            return Some(why.as_str());
        }
    }
    if !checks.common && is_common_password(secret) {
        return Some("common-password");
    }
    (!checks.words && value.word_share() > 0.5).then_some("words")
}

/// Whether a value of a provider's format was typed along the keyboard: no random value, and perhaps no placeholder.
fn is_typed(view: &View<'_>, why: Placeholder) -> bool {
    let varied = CharClasses::of(view.secret).distinct >= 6;
    matches!(why, Placeholder::Sequence | Placeholder::Repeated) && varied && view.secret.len() >= 12
}

/// Whether a sum of signals decides: a name with a value of no known form.
fn is_weighed(view: &View<'_>) -> bool {
    matches!(&view.rule.matcher, Matcher::Assignment(assignment) if assignment.value.is_none())
}

/// A format that identifies itself: its check digits decide, else the rule's own confidence stands.
fn by_format(view: &View<'_>) -> Verdict {
    let base = view.rule.info.confidence;
    let validity = view.rule.checks.checksum.map(|checksum| match checksum.check(view.secret) {
        Validity::Valid if !checksum.proves() => Validity::Unknown,
        validity => validity,
    });
    let (confidence, signal) = match validity {
        Some(Validity::Valid) => (Confidence::High, Signal { name: "checksum-valid".into(), weight: 100 }),
        Some(Validity::Invalid) => (Confidence::Low, Signal { name: "checksum-invalid".into(), weight: -60 }),
        Some(Validity::Unknown) | None => (base, Signal { name: "format".into(), weight: 50 }),
    };
    let mut verdict = Verdict {
        confidence: Some(confidence),
        score: signal.weight,
        group: Group::Secret,
        summed: false,
        mask: true,
        signals: vec![signal],
    };
    let typed = view.rule.checks.placeholder
        && validity != Some(Validity::Valid)
        && placeholder_token(view.secret).is_some_and(|why| is_typed(view, why));
    if typed {
        verdict.add(TYPED, -20);
    }
    if view.rule.checks.host && is_nobodys_host(view) {
        verdict.add("host-local-or-example", -60);
        verdict.confidence = Some(Confidence::Low);
    }
    verdict
}

/// A host that is everybody's own (`localhost`) or nobody's (RFC 2606, RFC 5737).
fn is_nobodys_host(view: &View<'_>) -> bool {
    const HOSTS: [&[u8]; 14] = [
        b"localhost",
        b"127.0.0.1",
        b"0.0.0.0",
        b"[::1]",
        b"example.",
        b"host",
        b"192.0.2.",
        b"198.51.100.",
        b"203.0.113.",
        b"server",
        b"domain",
        b"your",
        b"my",
        b"test",
    ];
    let at = memchr::memrchr(b'@', view.matched).map_or(view.matched.len(), |at| at + 1);
    let mut host = view.matched.get(at..).unwrap_or_default().to_ascii_lowercase();
    host.extend(view.after.iter().take(100).map(u8::to_ascii_lowercase));
    let end = host.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-._[]:".contains(b))).unwrap_or(host.len());
    host.truncate(end);
    // An empty one is filled in later: `@%s:%d`, `@${HOST}`.
    host.is_empty()
        || HOSTS.iter().any(|known| host.starts_with(known))
        || [&b".example"[..], b"example.com", b"example.org", b"example.net", b".test", b".invalid", b".localhost"]
            .iter()
            .any(|part| memchr::memmem::find(&host, part).is_some())
}
