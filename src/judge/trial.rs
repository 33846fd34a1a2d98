//! Values on trial: what a test hands in, expects or compares to see what the code under test does with it. That line says by
//! itself that nobody else takes the value for a credential. Of low confidence, whatever the signals sum up to.
//!
//! Each case is a structure of the line or of the name. A random value that a test merely assigns is none of them: it may be
//! what the test signs in with elsewhere.

use super::name::Group;
use super::place::Place;
use super::signal::Sig;
use super::{Verdict, View};
use crate::check::{CharClasses, PathClass, Placeholder, name_words, placeholder};

/// Why a value is on trial in its place, if it is.
pub(super) fn on_trial(view: &View<'_>, verdict: &Verdict, place: Place) -> Option<&'static str> {
    if place.is_made_to_be_seen() && is_own_key(view.name) {
        return Some("own-key-for-show");
    }
    if place.class == PathClass::Docs && name_words(view.name).last().is_some_and(|last| last == "salt") {
        return Some("salt-in-docs");
    }
    if place.class != PathClass::Test {
        return None;
    }
    if is_of_handshake(view.name) {
        return Some("agreed-in-test");
    }
    let has = |sig: Sig| verdict.signals.iter().any(|signal| signal.name == sig.as_str());
    if has(Sig::Assertion) {
        return Some("asserted-in-test");
    }
    if has(Sig::OpCompare) {
        return Some("compared-in-test");
    }
    if is_expected(view.name) {
        return Some("expected-in-test");
    }
    if sets_environment(view) {
        return Some("set-for-the-test");
    }
    (verdict.group == Group::Password).then(|| chosen_for_test(view, verdict, place)).flatten()
}

/// Why a password was chosen for a test and for nothing else.
fn chosen_for_test(view: &View<'_>, verdict: &Verdict, place: Place) -> Option<&'static str> {
    let has = |sig: Sig| verdict.signals.iter().any(|signal| signal.name == sig.as_str());
    let words = has(Sig::Words3) || has(Sig::Words2);
    let value = view.secret;
    // A request or a document that a test sends as one string.
    if words && has(Sig::InString) {
        return Some("words-in-a-string");
    }
    if words && names_user_beside(view) {
        return Some("words-beside-their-user");
    }
    if words && place.code && has(Sig::NameUpper) {
        return Some("constant-for-show");
    }
    let capital = value.first().is_some_and(u8::is_ascii_uppercase);
    if capital && value.iter().skip(1).all(u8::is_ascii_lowercase) {
        return Some("name-for-show");
    }
    if placeholder(value) == Some(Placeholder::Sequence) || is_woven(value) {
        return Some("typed-for-test");
    }
    is_mashed(value).then_some("mashed-for-test")
}

/// Whether an assertion stands before the value on its line.
pub(super) fn is_asserted(view: &View<'_>) -> bool {
    const WORDS: [&[u8]; 6] = [b"assert", b"expect", b"should", b"equal(", b"verify", b"eq("];
    let flat = view.before.to_ascii_lowercase();
    WORDS.into_iter().any(|word| memchr::memmem::find(&flat, word).is_some())
}

/// Whether the value is what a question is asked about: `isValidKey("…")`, `has_key('…')`.
pub(super) fn is_asked(view: &View<'_>) -> bool {
    const QUESTIONS: &[&str] = &["is", "has", "check", "valid", "validate", "validates"];
    let end = view.before.iter().rposition(|byte| !b"\"'`".contains(byte)).map_or(0, |at| at + 1);
    let Some(call) = view.before.get(..end).and_then(|before| before.strip_suffix(b"(")) else { return false };
    let start = call.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').map_or(0, |at| at + 1);
    let words = name_words(call.get(start..).unwrap_or_default());
    words.first().is_some_and(|first| QUESTIONS.contains(&first.as_str()))
}

/// How a name says what its value is expected to be.
const EXPECTED: &[&str] = &["expect", "expected", "want", "wanted"];

fn is_expected(name: &[u8]) -> bool {
    name_words(name).first().is_some_and(|first| EXPECTED.contains(&first.as_str()))
}

/// Whether a test sets a variable of its environment: `ENV["X"] = …`, `os.environ["X"] = …`, `t.Setenv("X", …)`.
pub(super) fn sets_environment(view: &View<'_>) -> bool {
    let before = view.before.to_ascii_lowercase();
    let quotes = |byte: &u8| b"\"'`".contains(byte);
    let end = before.iter().rposition(|byte| !quotes(byte)).map_or(0, |at| at + 1);
    let left = before.get(..end).unwrap_or_default();
    let name = view.name.to_ascii_lowercase();
    let assigns = view.assigned.is_none_or(|assigned| assigned.operator != Sig::OpCompare.as_str());
    let opened = [&b"env["[..], b"environ[", b"setenv("].iter().any(|open| left.ends_with(open));
    assigns && (opened || left.ends_with(b"process.env.") || name.starts_with(b"process.env."))
}

/// Whether a name is that of the key by which an application signs its own sessions and cookies, as frameworks call it:
/// `secret_key_base` (Rails), `app.secret_key` (Flask), `play.http.secret.key`, `CookieSecret`. Of an application that is made
/// to be tested or read about, it protects nothing.
pub(super) fn is_own_key(name: &[u8]) -> bool {
    // `-Dplay.http.secret.key=…` on the command line of Java.
    const OWNERS: &[&str] = &["app", "application", "django", "dplay", "flask", "play", "rails", "settings"];
    const SIGNED: &[&str] = &["cookie", "cookies", "session", "sessions"];
    let words = name_words(name);
    let word = |back: usize| words.len().checked_sub(back).and_then(|at| words.get(at)).map_or("", String::as_str);
    let owned = words.iter().any(|word| OWNERS.contains(&word.as_str()));
    match (word(3), word(2), word(1)) {
        ("secret", "key", "base") => true,
        (_, "secret", "key") => owned,
        (_, signed, "secret" | "secrets") => SIGNED.contains(&signed),
        _ => false,
    }
}

/// Whether a name is that of a secret which two sides agree on anew for each connection, as a test of a protocol spells it out:
/// `X25519_SHARED_SECRET`, `client_traffic_secret`.
fn is_of_handshake(name: &[u8]) -> bool {
    const AGREED: &[&str] = &["x25519", "x448", "secp", "mlkem", "kyber", "ffdhe", "ecdh", "traffic", "premaster"];
    let words = name_words(name);
    let secret = words.last().is_some_and(|word| word == "secret");
    secret && words.iter().any(|word| AGREED.iter().any(|agreed| word.starts_with(agreed)))
}

/// Whether the same line names a user by a literal: `login("ann", password: "x")` does not, `user: "ann", password: "x"` does.
fn names_user_beside(view: &View<'_>) -> bool {
    const USERS: &[&[u8]] = &[b"user", b"username", b"user_name", b"login", b"email", b"name"];
    let lower = [view.before, view.after].concat().to_ascii_lowercase();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let assigns = |rest: &[u8]| {
        let sign = |byte: &u8| b"\"' \t".contains(byte) || b"=:>,".contains(byte);
        let signs = rest.iter().take_while(|byte| sign(byte)).count();
        let between = rest.get(..signs).unwrap_or_default();
        between.iter().any(|byte| b"=:,".contains(byte)) && between.ends_with(b"\"") | between.ends_with(b"'")
    };
    USERS.iter().any(|user| {
        memchr::memmem::find_iter(&lower, user).any(|at| {
            let free = !at.checked_sub(1).and_then(|at| lower.get(at)).is_some_and(|byte| is_name(*byte));
            free && lower.get(at + user.len()..).is_some_and(assigns)
        })
    })
}

/// `q1w2e3`, `123abc`: rows of the keyboard by turns, or one behind the other, and nothing else.
fn is_woven(value: &[u8]) -> bool {
    let run = crate::check::longest_sequence(value);
    let halves = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let behind = (3..value.len()).any(|at| {
        let (one, two) = value.split_at_checked(at).unwrap_or_default();
        two.len() >= 3
            && crate::check::longest_sequence(one) == one.len()
            && crate::check::longest_sequence(two) == two.len()
    });
    value.len() >= 6 && value.len() < 16 && halves * 2 == value.len() && (run == value.len() || behind)
}

/// Hands on the middle row of the keyboard: long, without capitals, most letters from that row.
fn is_mashed(value: &[u8]) -> bool {
    let classes = CharClasses::of(value);
    let middle = value.iter().filter(|byte| b"asdfghjkl".contains(byte)).count();
    value.len() >= 20 && classes.upper == 0 && classes.punctuation == 0 && middle * 3 >= value.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_ones_own_are_known_by_their_names() {
        for name in ["secret_key_base", "config.secret_key_base", "app.secret_key", "FLASK_SECRET_KEY", "SessionSecret"]
        {
            assert!(is_own_key(name.as_bytes()), "{name}");
        }
        for name in ["secretKey", "aws_secret_key", "client_secret", "session_token", "secret", "key", ""] {
            assert!(!is_own_key(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn hands_on_the_keyboard_are_seen() {
        assert!(is_mashed(b"kjfhueyt9485osdfasdkljfh4lkjhakldjfhalkdsjf"));
        assert!(!is_mashed(b"8f14e45fceea167a5a36dedd4bea2543") && !is_mashed(b"asdfghjkl"));
        assert!(is_woven(b"q1w2e3") && is_woven(b"123abc") && is_woven(b"abc123"));
        assert!(!is_woven(b"k7p2x9") && !is_woven(b"hunter2") && !is_woven(b""));
    }

    #[test]
    fn names_say_what_is_expected() {
        assert!(is_of_handshake(b"X25519_SHARED_SECRET") && is_of_handshake(b"client_traffic_secret"));
        assert!(!is_of_handshake(b"shared_secret") && !is_of_handshake(b"traffic_api_key"));
        assert!(is_expected(b"expectedPassword") && is_expected(b"wantToken"));
        assert!(!is_expected(b"password") && !is_expected(b""));
    }
}
