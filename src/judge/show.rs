//! Values that were chosen or made to be seen: passwords in a test, a document, an example or a comment, where something shows
//! that nobody protects anything with one; what a document makes before the reader's eyes; the public half of a pair. Such a
//! one is of low confidence, whatever its signals sum up to.
//!
//! Each case is a structure: a phrase of words, a word for "password" with something in front, a user's name said again. What
//! could be somebody's password all the same (a single word, anything random) is none of them.

use super::name::Group;
use super::place::Place;
use super::signal::Sig;
use super::{Verdict, View};
use crate::check::{PathClass, has_made_up_word, is_common_password, name_words, unleet, word_share};

/// Words that say what they stand for.
const SAID: &[&str] = &["pass", "passphrase", "passwd", "password", "pw", "pwd", "secret"];

/// The reasons that are as good in every other place of the same file: of this module and of [`super::trial`].
pub(super) const REASONS: &[&str] = &[
    "agreed-in-test",
    "asserted-in-test",
    "compared-in-test",
    "expected-in-test",
    "made-for-the-page",
    "own-key-for-show",
    "repeats-user",
    "set-for-the-test",
    "shown-with-its-outcome",
];

/// Passwords that stand for "a password" in stories that everybody who programs has read, and what stands for the word itself.
const KNOWN_TO_ALL: &[&[u8]] = &[
    b"correct horse battery staple",
    b"correcthorsebatterystaple",
    b"hunter2",
    b"open sesame",
    b"opensesame",
    b"pass",
    b"passwd",
    b"pwd",
    b"swordfish",
    b"xyzzy",
];

/// Why a password is for show in its place, if it is.
pub(super) fn for_show(view: &View<'_>, verdict: &Verdict, place: Place) -> Option<&'static str> {
    if verdict.group != Group::Password {
        return None;
    }
    let has = |sig: Sig| verdict.signals.iter().any(|signal| signal.name == sig.as_str());
    let test = place.class == PathClass::Test;
    let told = matches!(place.class, PathClass::Docs | PathClass::Example);
    let value = view.secret;
    if (test || told) && (value.contains(&b' ') || is_joined(value)) && word_share(value) >= 0.8 {
        return Some("phrase-for-show");
    }
    if (test || told || (place.code && has(Sig::Comment))) && (says_itself(value) || spells_itself(value)) {
        return Some("says-itself");
    }
    // A document of code shows what comes of a call: `# user.update(password: "pwn3d") # => false`.
    if place.code && has(Sig::Comment) && memchr::memmem::find(view.after, b"=>").is_some() {
        return Some("shown-with-its-outcome");
    }
    if place.class == PathClass::Docs && has(Sig::Prompt) && value.iter().all(u8::is_ascii_lowercase) {
        return Some("shown-at-a-prompt");
    }
    // A line of a protocol, played back: `PASS xyzzy`.
    let blank = view.assigned.is_some_and(|assigned| assigned.operator == Sig::OpBlank.as_str());
    if test && has(Sig::LineStart) && (has(Sig::BlankBare) || (blank && has(Sig::Words3))) {
        return Some("protocol-for-show");
    }
    if (test || told) && KNOWN_TO_ALL.iter().any(|known| value.eq_ignore_ascii_case(known)) {
        return Some("known-to-all");
    }
    if told && value != b"password" && value.iter().all(u8::is_ascii_lowercase) && is_common_password(value) {
        return Some("common-for-show");
    }
    if !test && repeats_user(view, value) {
        return Some("repeats-user");
    }
    let stem = || value.iter().rposition(|byte| b"-_".contains(byte)).and_then(|at| value.split_at_checked(at));
    let of_user = |(user, rest): (&[u8], &[u8])| is_said(rest.get(1..).unwrap_or_default()) && repeats_user(view, user);
    ((test || told) && stem().is_some_and(of_user)).then_some("says-its-user")
}

/// Whether a document tells how to make a secret, and then shows one.
pub(super) fn is_made_for_the_page(view: &View<'_>, place: Place) -> bool {
    place.class == PathClass::Docs && view.head.makes()
}

/// Whether a value is a text of a user interface, in any language: `Password=Heslo`.
pub(super) fn is_interface_text(view: &View<'_>, place: Place) -> bool {
    place.translated && !view.secret.iter().any(u8::is_ascii_digit)
}

/// Whether a random value says in the midst of it that it is an example, as AWS's do.
pub(super) fn is_marked_example(secret: &[u8]) -> bool {
    let random = secret.len() >= 16 && secret.iter().any(u8::is_ascii_lowercase);
    random && memchr::memmem::find(secret, b"EXAMPLE").is_some()
}

/// Whether a value is the name of a variable that holds such a thing, as one to be filled in is written: `BROKER_PASSWORD`.
pub(super) fn is_variables_name(secret: &[u8]) -> bool {
    let upper = secret.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    let word = secret.rsplit(|byte| *byte == b'_').next().unwrap_or_default();
    let digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let word = word.get(..word.len() - digits).unwrap_or_default();
    upper && secret.contains(&b'_') && (is_said(word) || matches!(word, b"KEY" | b"TOKEN"))
}

/// Whether a value is the public half of a pair: an access key's ID, as AWS and its likes have them, under its usual name.
pub(super) fn is_access_key_id(view: &View<'_>) -> bool {
    let words = name_words(view.name);
    let named = words.windows(2).any(|two| matches!(two, [a, b] if a == "access" && b == "key"));
    let id = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    // AWS's own have a rule of theirs.
    let aws = view.secret.starts_with(b"AKIA") || view.secret.starts_with(b"ASIA");
    named && !aws && !words.iter().any(|word| word == "secret") && view.secret.len() == 20 && view.secret.iter().all(id)
}

/// Whether a statement names an account like its password: `'shop'@'%' IDENTIFIED BY 'shop'`.
pub(super) fn repeats_account(view: &View<'_>) -> bool {
    let account = [b"'".as_slice(), view.secret, b"'@"].concat();
    [view.before, view.matched].into_iter().any(|text| memchr::memmem::find(text, &account).is_some())
}

fn is_said(word: &[u8]) -> bool {
    SAID.iter().any(|said| word.eq_ignore_ascii_case(said.as_bytes()))
}

/// `42password`, `somepw`, `p4ssw0rd`: a word for "password", with a number or "some" in front, or with digits as letters.
fn says_itself(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let digits = lower.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let numbered = digits > 0 && lower.get(digits..).is_some_and(is_said);
    let some = lower.strip_prefix(b"some").map(|rest| rest.strip_prefix(b"_").unwrap_or(rest));
    numbered
        || some.is_some_and(is_said)
        || (lower.iter().any(|b| !b.is_ascii_alphabetic()) && is_said(&unleet(&lower)))
}

/// `am@z1ng_p@ssw0rd#!`, `s00pers3cret`, `terces`: a word for "password" in digits and signs for letters, or from its end.
fn spells_itself(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let plain = unleet(&lower);
    let names = |text: &[u8], word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let spelt = SAID.iter().any(|word| word.len() > 5 && names(&plain, word) && !names(&lower, word));
    let back: Vec<u8> = lower.iter().rev().copied().collect();
    (spelt && word_share(value) >= 0.6) || is_said(&back)
}

/// `mothersMaidenName`: three words or more, put together, and nothing else.
fn is_joined(value: &[u8]) -> bool {
    let capitals = value.iter().skip(1).filter(|byte| byte.is_ascii_uppercase()).count();
    capitals >= 2 && value.iter().all(u8::is_ascii_alphabetic) && capitals * 3 <= value.len()
}

/// Whether the line above, or what stands before on its own, gives a user the same name: `DB_USER=shop DB_PASSWORD=shop`.
fn repeats_user(view: &View<'_>, value: &[u8]) -> bool {
    // Somebody's own password is more than a name, even where it was put into both places.
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(byte);
    value.len() >= 3
        && value.iter().all(plain)
        && [view.above, view.before].into_iter().any(|text| names_user(text, value))
}

fn names_user(text: &[u8], value: &[u8]) -> bool {
    memchr::memmem::find_iter(text, value).any(|at| {
        let (before, rest) = text.split_at_checked(at).unwrap_or_default();
        let ends = !rest.get(value.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        ends && is_user(before)
    })
}

/// Whether a text ends with the name of a user and what assigns: `login: "`, `"user" => "`, `USER=${DB_USER:`.
fn is_user(before: &[u8]) -> bool {
    let quote = |byte: &u8| b"\"'`".contains(byte);
    let blank = |byte: &u8| b" \t".contains(byte);
    let without = |text: &[u8], leave: &dyn Fn(&u8) -> bool| {
        let end = text.iter().rposition(|byte| !leave(byte)).map_or(0, |at| at + 1);
        text.get(..end).unwrap_or_default().to_vec()
    };
    let mut left = without(before, &quote);
    // A default: what stands before it is the variable.
    if left.ends_with(b":")
        && let Some(open) =
            memchr::memmem::rfind(&left, b"${").filter(|open| !left.get(*open..).unwrap_or_default().contains(&b'}'))
    {
        left.truncate(open);
    }
    let left = without(&left, &blank);
    let name = without(&left, &|byte| b"=:>,".contains(byte));
    let name = without(&name, &|byte| blank(byte) || quote(byte));
    let lower = name.to_ascii_lowercase();
    name.len() < left.len()
        && [&b"user"[..], b"username", b"user_name", b"login"].iter().any(|end| lower.ends_with(end))
}

/// Whether a pair of user and password, decoded, is made of words that people use for show: `foo:bar`, `user:password`.
pub(super) fn is_pair_for_show(pair: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b':', pair) else { return false };
    let (user, rest) = pair.split_at_checked(at).unwrap_or_default();
    let password = rest.get(1..).unwrap_or_default();
    let made_up =
        |text: &[u8]| matches!(name_words(text).as_slice(), [word] if has_made_up_word(std::slice::from_ref(word)));
    let user_is = |word: &[u8]| user.to_ascii_lowercase().starts_with(word);
    (made_up(user) && made_up(password)) || ((password == b"password" || password == b"pass") && user_is(b"user"))
}

/// Whether a test tries such a pair out: of words, or of letters beyond ASCII, whose encoding is what is tested.
pub(super) fn is_pair_of_test(pair: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b':', pair) else { return false };
    let (user, rest) = pair.split_at_checked(at).unwrap_or_default();
    let password = rest.get(1..).unwrap_or_default();
    let words = word_share(password) >= 0.8 || is_said(password);
    !pair.is_ascii() || (words && (word_share(user) >= 0.8 || password.contains(&b' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_password_say_it_themselves() {
        for value in ["42password", "somepw", "some_secret", "p4ssw0rd", "s3cr3t", "SomePassword"] {
            assert!(says_itself(value.as_bytes()), "{value}");
        }
        for value in ["am@z1ng_p@ssw0rd#!", "s00pers3cret", "terces", "drowssap"] {
            assert!(spells_itself(value.as_bytes()), "{value}");
        }
        assert!(!spells_itself(b"password") && !spells_itself(b"k8Zq2mX0") && !spells_itself(b"mypassword"));
        assert!(is_joined(b"mothersMaidenName") && !is_joined(b"kXqzRtBv") && !is_joined(b"Goliath"));
        for value in ["password", "hunter2", "Tr0ub4dor", "someone", "mypassword", "password42", "", "42", "k3y8z0q1"] {
            assert!(!says_itself(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn examples_say_so_in_capitals() {
        assert!(is_marked_example(b"q0Xb7/K7MDEXAMPLEKEYz") && is_marked_example(b"k3EXAMPLEtc764bNrC9SA"));
        assert!(!is_marked_example(b"EXAMPLE_TOKEN_OF_OURS") && !is_marked_example(b"example7Qz0kXexampleB"));
    }

    #[test]
    fn variables_are_named_in_capitals() {
        for value in ["BROKER_PASSWORD", "CLIENT_PASSWORD1", "MY_API_KEY"] {
            assert!(is_variables_name(value.as_bytes()), "{value}");
        }
        for value in ["PASSWORD", "Broker_PASSWORD", "X9_K2_QQ", "", "_"] {
            assert!(!is_variables_name(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_users_name_is_known_by_its_own() {
        for text in
            ["DB_USER=shop", "user: 'shop'", "\"login\" => \"shop\",", "-e MYSQL_USER=shop -e X=", "username=${U:shop}"]
        {
            assert!(names_user(text.as_bytes(), b"shop"), "{text}");
        }
        for text in
            ["DB_NAME=shop", "user shop", "USER=shopper", "user_id: shop", "shop", "users: [shop", "${USER}shop"]
        {
            assert!(!names_user(text.as_bytes(), b"shop"), "{text}");
        }
    }

    #[test]
    fn pairs_for_show_are_words() {
        for pair in ["foo:bar", "test:test", "user:password", "username:password"] {
            assert!(is_pair_for_show(pair.as_bytes()), "{pair}");
        }
        assert!(is_pair_of_test("иван:пароль".as_bytes()) && is_pair_of_test(b"Aladdin:open sesame"));
        assert!(!is_pair_of_test(b"svc-build:k8Zq2mX0") && !is_pair_of_test(b"foo"));
        for pair in ["deploy:password", "admin:admin", "test:k8Zq2", "foo", "svc:foo"] {
            assert!(!is_pair_for_show(pair.as_bytes()), "{pair}");
        }
    }
}
