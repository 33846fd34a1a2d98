//! The half of the judgement that the place decides.

use super::name;
use super::place::Place;
use super::signal::{Collector, Sig, TYPED};
use super::{MEDIUM, Misfit, Verdict, View, confidence_of, shape, show, trial, weigh};
use crate::check::{
    CharClasses, PathClass, Structure, ValueKind, encoded_text, from_base64, has_made_up_word, is_published_sample,
    name_words, word_share,
};
use crate::model::Confidence;
use crate::rule::Matcher;

/// Adds to a verdict what the place says.
pub fn contextual(mut verdict: Verdict, view: &View<'_>, place: Place) -> Verdict {
    if verdict.confidence.is_none() && !verdict.summed {
        return verdict;
    }
    if view.rule.is_statement() {
        return stated(verdict, view, place);
    }
    if verdict.summed {
        sum(&mut verdict, view, place);
    } else {
        step(&mut verdict, view, place);
    }
    if verdict.confidence >= Some(Confidence::Medium) {
        if is_published_sample(view.secret) {
            verdict.lower_for_show("published-sample");
        } else if show::is_marked_example(view.secret) {
            verdict.lower_for_show("marked-as-example");
        } else if show::is_variables_name(view.secret) {
            verdict.lower_for_show("names-a-variable");
        } else if place.code && view.secret.ends_with(b"()") {
            verdict.lower_for_show("call-in-code");
        }
    }
    verdict
}

/// What is said in a test or a document is for show; what somebody else's code says is theirs to mend.
fn stated(mut verdict: Verdict, view: &View<'_>, place: Place) -> Verdict {
    let class = place.page.unwrap_or(place.class);
    let away = match class {
        PathClass::Lockfile => !place.requires,
        PathClass::Vendored | PathClass::Minified | PathClass::Locale => true,
        PathClass::Test | PathClass::Docs => view.rule.clue.is_some(),
        _ => false,
    };
    if away {
        verdict.confidence = None;
    } else if matches!(class, PathClass::Test | PathClass::Docs) {
        verdict.confidence = Some(Confidence::Low);
    }
    verdict
}

/// A sum of signals gets the place's.
fn sum(verdict: &mut Verdict, view: &View<'_>, place: Place) {
    let mut collector = Collector::default();
    of_place(view, place, &mut collector);
    of_both(view, place, verdict, &mut collector);
    of_parents(view, place, &mut collector);
    weigh::add(verdict, collector.signals());
    if (place.code && is_variable(view, verdict)) || is_own_name(view) || is_of_code(view, place) {
        verdict.add("variable-in-code", -100);
    }
    verdict.confidence = confidence_of(verdict.score);
    if verdict.confidence >= Some(Confidence::Medium)
        && let Some(why) = trial::on_trial(view, verdict, place)
            .or_else(|| show::for_show(view, verdict, place))
            .or_else(|| show::is_made_for_the_page(view, place).then_some("made-for-the-page"))
            .or_else(|| show::is_access_key_id(view).then_some("names-a-key"))
            .or_else(|| show::is_interface_text(view, place).then_some("text-of-interface"))
    {
        verdict.add(why, MEDIUM - 1 - verdict.score);
        verdict.confidence = confidence_of(verdict.score);
    }
}

/// Whether a bare word is all that a statement assigns: where strings have quotes, that is a variable.
fn is_variable(view: &View<'_>, verdict: &Verdict) -> bool {
    let bare =
        view.assigned.is_some_and(|a| a.kind == ValueKind::Bare && !a.quoted && a.operator == Sig::OpAssign.as_str());
    let first = view.secret.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let name = || first && view.secret.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let ends = || view.after.trim_ascii() == b";";
    let told = || verdict.signals.iter().any(|signal| signal.name == Sig::Comment.as_str());
    bare && name() && ends() && !view.in_string() && !told()
}

/// Whether a name of several words gets itself, without quotes: `keychain_password: keychain_password`.
fn is_own_name(view: &View<'_>) -> bool {
    let bare = view.assigned.is_some_and(|a| a.kind == ValueKind::Bare && !a.quoted);
    bare && view.secret.contains(&b'_') && view.secret == view.name
}

/// Whether a bare word stands in a piece of code, whatever its file holds: a template's action (`{{ $password := include "x" }}`),
/// or an entry that is set (`env["PASSWORD"] = password`).
fn is_of_code(view: &View<'_>, place: Place) -> bool {
    let Some(assigned) = view.assigned else { return false };
    let last = |mark: &[u8]| memchr::memmem::rfind(view.before, mark);
    let opened = last(b"{{").max(last(b"{%"));
    let in_template = opened.is_some() && opened > last(b"}}").max(last(b"%}"));
    let bare = assigned.kind == ValueKind::Bare && !assigned.quoted;
    // In a shell's script a bare word is a text.
    let script = place.family == Some(Sig::Script);
    let set = assigned.name_quoted && assigned.operator == Sig::OpAssign.as_str() && !script;
    // `get $password "key"` hands on both.
    let handed = assigned.operator == Sig::OpBlank.as_str() && !assigned.name_quoted;
    (bare && (set || in_template)) || (in_template && handed)
}

/// Adds to a sum that the value claims to be a provider's and does not look like theirs.
pub fn unfitting(mut verdict: Verdict, misfit: Misfit) -> Verdict {
    let signal = match misfit {
        Misfit::Name => Sig::MisfitName,
        Misfit::Prefix => Sig::MisfitPrefix,
    };
    weigh::add(&mut verdict, &[signal]);
    verdict.confidence = confidence_of(verdict.score);
    verdict
}

/// A format that identifies itself keeps its confidence; one that needs its surroundings loses a step where secrets
/// are made up.
fn step(verdict: &mut Verdict, view: &View<'_>, place: Place) {
    let proven = verdict.signals.iter().any(|signal| signal.name == "checksum-valid");
    if proven || matches!(view.rule.matcher, Matcher::Path) {
        return;
    }
    let near = matches!(view.rule.matcher, Matcher::Near(_));
    let typed = verdict.signals.iter().any(|signal| signal.name == TYPED);
    let made_up = !matches!(place.class, PathClass::Config | PathClass::Other);
    if typed && made_up {
        verdict.confidence = Some(Confidence::Low);
    }
    // Of what people choose themselves, words and plain ones in a test or a document are for show.
    if made_up && !view.rule.checks.common && is_for_show(view.secret) {
        verdict.add("words-for-show", -20);
        verdict.confidence = Some(Confidence::Low);
    }
    let by_name = matches!(view.rule.matcher, Matcher::Near(_) | Matcher::Assignment(_));
    if show::repeats_account(view) || (by_name && show::is_made_for_the_page(view, place)) {
        verdict.add("for-show", -20);
        verdict.confidence = Some(Confidence::Low);
    }
    let test = place.class == PathClass::Test;
    let own = place.is_made_to_be_seen() && (view.rule.checks.own || trial::is_own_key(view.name));
    if own || (by_name && test && trial::sets_environment(view)) {
        verdict.add(if own { "own-key-for-show" } else { "set-for-the-test" }, -20);
        verdict.confidence = Some(Confidence::Low);
    }
    // A test asks code whether it takes a value for a key: `assertTrue(isValidKey("…"))`.
    if test && trial::is_asserted(view) && trial::is_asked(view) {
        verdict.add("asserted-in-test", -20);
        verdict.confidence = Some(Confidence::Low);
    }
    // The hash of a password protects what the test makes.
    if test && shape::is_password_hash(view.secret) {
        verdict.add("hash-in-test", -20);
        verdict.confidence = Some(Confidence::Low);
    }
    let pair = view.rule.checks.structure == Some(Structure::Base64Colon);
    let shown = |pair: Vec<u8>| {
        show::is_pair_for_show(&pair) || (test && (show::is_pair_of_test(&pair) || trial::is_asserted(view)))
    };
    if made_up && pair && from_base64(view.secret).is_some_and(shown) {
        verdict.add("words-for-show", -20);
        verdict.confidence = Some(Confidence::Low);
    }
    let lower = near && matches!(place.class, PathClass::Lockfile | PathClass::Minified);
    if lower {
        verdict.add(place.class.as_str(), -20);
        verdict.confidence = verdict.confidence.map(Confidence::lower);
    }
}

/// Whether a password is made of words, says itself that it is made up, or is as short and plain as no service admits.
fn is_for_show(secret: &[u8]) -> bool {
    let plain = || secret.len() < 6 || (secret.len() < 16 && CharClasses::of(secret).upper == 0);
    has_made_up_word(&name_words(secret)) || word_share(secret) >= 0.8 || plain()
}

/// The facts that the place adds.
fn of_place(view: &View<'_>, place: Place, out: &mut Collector) {
    let class = match place.class {
        PathClass::Test => Some(Sig::PathTest),
        PathClass::Example => Some(Sig::PathExample),
        PathClass::Docs => Some(Sig::PathDocs),
        PathClass::Locale => Some(Sig::PathLocale),
        PathClass::Vendored => Some(Sig::PathVendored),
        PathClass::Minified => Some(Sig::PathMinified),
        PathClass::Lockfile => Some(Sig::PathLockfile),
        PathClass::Config => Some(Sig::PathConfig),
        PathClass::Other => None,
    };
    if let Some(class) = class {
        out.when(true, class);
    }
    let bare = view.assigned.is_some_and(|a| a.kind == ValueKind::Bare && !a.quoted);
    out.when(place.code, Sig::Code);
    out.when(place.code && bare && !view.in_string(), Sig::BareInCode);
    if let Some(family) = place.family {
        out.when(true, family);
    }
}

/// Facts of the text that weigh otherwise in some places: values made up for a test, a document, a comment.
fn of_both(view: &View<'_>, place: Place, verdict: &Verdict, out: &mut Collector) {
    let has = |sig: Sig| verdict.signals.iter().any(|signal| signal.name == sig.as_str());
    let test = place.class == PathClass::Test;
    let told = matches!(place.class, PathClass::Docs | PathClass::Example | PathClass::Locale);
    let words = has(Sig::Words3) || has(Sig::Words2) || has(Sig::Common);
    // Passwords that long are random where they are in use; a test needs no reason.
    out.when(!test && is_random(view.secret), Sig::Random);
    out.when(test && words, Sig::TestWords);
    out.when(test && view.secret.len() < 10, Sig::TestShort);
    out.when(test && place.code, Sig::TestCode);
    out.when(told && words, Sig::DocsWords);
    out.when(place.code && has(Sig::Comment), Sig::CommentInCode);
}

/// Long, of all kinds of characters, without words, and no text in an encoding.
fn is_random(secret: &[u8]) -> bool {
    let classes = CharClasses::of(secret);
    let three = classes.upper > 0 && classes.lower > 0 && classes.digits > 0;
    let long = three && classes.blanks == 0 && secret.len() >= 20;
    long && word_share(secret) < 0.2 && encoded_text(secret).is_none()
}

/// What stands above the name, where indentation or sections say so.
fn of_parents(view: &View<'_>, place: Place, out: &mut Collector) {
    if !place.nests() {
        return;
    }
    let words: Vec<String> = view.head.parents().into_iter().flat_map(name_words).collect();
    out.when(name::promises(&words), Sig::ParentSecret);
    out.when(name::is_about(&words), Sig::ParentAbout);
    out.when(has_made_up_word(&words), Sig::ParentMadeUp);
}
