//! What the name of a value says: a password, a key, or something about one.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use foldhash::fast::FixedState;

use super::memo::Memo;
use crate::check::{CharClasses, denies, has_made_up_word, name_words};

/// What a name promises, as far as it chooses the weights of the signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Group {
    /// Something that people choose.
    Password,
    /// A token or secret.
    Secret,
    /// Just a key.
    Key,
}

/// What kind of secret a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// Something that people choose.
    Password,
    /// `client_secret`, `api_key`, `access_token`: says whose or what for.
    Specific,
    /// Just `token`, `secret`, `auth`.
    Plain,
    /// Just `key`.
    Key,
}

/// A name, with what is asked about it by itself.
#[derive(Debug)]
pub(super) struct Name {
    /// Its words, in lower case.
    pub(super) words: Vec<String>,
    kind: NameKind,
    /// What it promises, if it does.
    pub(super) judged: Result<NameKind, &'static str>,
    /// It says that its value is not what it is called.
    pub(super) denies: bool,
    /// One of its words says that something is made up.
    pub(super) made_up: bool,
    /// What kinds of bytes it holds.
    pub(super) classes: CharClasses,
}

thread_local! {
    static KNOWN: Memo<Name> = const { Memo::new() };
}

impl Name {
    /// What there is to say of a name.
    pub(super) fn of(name: &[u8]) -> Rc<Self> {
        Memo::known(&KNOWN, name, Self::new)
    }

    fn new(name: &[u8]) -> Self {
        let words = name_words(name);
        let kind = kind_of(&words.concat(), &words);
        Self {
            kind,
            judged: promised(&words, kind),
            denies: denies(&words),
            made_up: has_made_up_word(&words),
            classes: CharClasses::of(name),
            words,
        }
    }

    /// The group of a name.
    pub(super) fn group(&self) -> Group {
        match self.kind {
            NameKind::Password => Group::Password,
            NameKind::Specific | NameKind::Plain => Group::Secret,
            NameKind::Key => Group::Key,
        }
    }
}

/// Words of `names.txt` that are asked for whole.
struct Words(HashSet<&'static str, FixedState>);

impl Words {
    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// The sections of `names.txt`; those that are looked for inside a name are automata.
struct Known {
    about: Words,
    question: Words,
    other: Words,
    page: Words,
    password_word: Words,
    plain_word: Words,
    texts: Words,
    password: Option<AhoCorasick>,
    specific: Option<AhoCorasick>,
    plain: Option<AhoCorasick>,
}

impl Known {
    fn get() -> &'static Self {
        static KNOWN: OnceLock<Known> = OnceLock::new();
        KNOWN.get_or_init(|| {
            let whole = |section: &str| Words(section_of(section).collect());
            // Without an automaton a section is asked for nothing; the tests see to it that there is one.
            let parts = |section: &str| AhoCorasick::new(section_of(section)).ok();
            Self {
                about: whole("about"),
                question: whole("question"),
                other: whole("other"),
                page: whole("page"),
                password_word: whole("password-word"),
                plain_word: whole("plain-word"),
                texts: whole("texts"),
                password: parts("password"),
                specific: parts("specific"),
                plain: parts("plain"),
            }
        })
    }
}

/// The words of a section of `names.txt`.
fn section_of(wanted: &str) -> impl Iterator<Item = &'static str> {
    let mut section = "";
    let lines = include_str!("names.txt").lines().filter(|line| !line.starts_with('#'));
    let within = lines.filter(move |line| match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(name) => {
            section = name;
            false
        }
        None => section == wanted,
    });
    within.flat_map(str::split_ascii_whitespace)
}

/// Whether one of these words promises a secret (`credentials`, `secrets`, `auth`).
pub(super) fn promises(words: &[String]) -> bool {
    words.iter().any(|word| kind_of(word, std::slice::from_ref(word)) != NameKind::Key)
}

/// Whether one of these words says that texts or descriptions follow.
pub(super) fn is_about(words: &[String]) -> bool {
    words.iter().any(|word| Known::get().texts.has(word))
}

/// What kind of secret the words of a name promise.
fn kind_of(joined: &str, words: &[String]) -> NameKind {
    let known = Known::get();
    let part = |parts: &Option<AhoCorasick>| parts.as_ref().is_some_and(|parts| parts.is_match(joined));
    // `dbpass`, `mysqlpass`; what only sounds so is among the others.
    let glued = |word: &String| word.len() > 5 && word.ends_with("pass") && !known.other.has(word);
    if part(&known.password) || words.iter().any(|word| known.password_word.has(word) || glued(word)) {
        return NameKind::Password;
    }
    let several = words.len() > 1 && (joined.contains("secret") || joined.contains("token"));
    match () {
        () if part(&known.specific) || several => NameKind::Specific,
        () if part(&known.plain) || words.iter().any(|word| known.plain_word.has(word)) => NameKind::Plain,
        () => NameKind::Key,
    }
}

/// What a name promises, or the word because of which it promises nothing.
fn promised(words: &[String], kind: NameKind) -> Result<NameKind, &'static str> {
    let known = Known::get();
    if words.iter().any(|word| known.other.has(word)) {
        return Err("name-other");
    }
    // Which of the credentials in a store is meant: Jenkins's `credentialsId`, WebAuthn's `credentialId`.
    if matches!(words, [.., of, id] if of.starts_with("credential") && matches!(&**id, "id" | "ids")) {
        return Err("name-other");
    }
    // Where a long answer goes on: `nextPageToken`, `NextContinuationToken`.
    if matches!(words, [.., of, token] if token.starts_with("token") && known.page.has(of)) {
        return Err("name-other");
    }
    // Which of the secrets in a cluster is meant: `existingSecretPasswordKey`.
    if matches!(words, [first, second, ..] if first == "existing" && second == "secret") {
        return Err("name-about");
    }
    // `isValidAccessKey("…")` asks about one.
    if words.len() > 1 && words.first().is_some_and(|first| known.question.has(first)) {
        return Err("name-about");
    }
    let numbered = |word: &&String| !word.bytes().all(|b| b.is_ascii_digit());
    if words.iter().rev().find(numbered).is_some_and(|last| known.about.has(last)) {
        return Err("name-about");
    }
    Ok(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge_name(name: &[u8]) -> Result<NameKind, &'static str> {
        Name::of(name).judged
    }

    #[test]
    fn names_are_judged() {
        assert_eq!(judge_name(b"db_password"), Ok(NameKind::Password));
        assert_eq!(judge_name(b"clientSecret"), Ok(NameKind::Specific));
        assert_eq!(judge_name(b"token"), Ok(NameKind::Plain));
        assert_eq!(judge_name(b"key"), Ok(NameKind::Key));
        assert_eq!(judge_name(b"passwordLabel"), Err("name-about"));
        assert_eq!(judge_name(b"public_key"), Err("name-other"));
        assert_eq!(judge_name(b"credentialsId"), Err("name-other"));
        for name in ["NextToken", "nextContinuationToken", "page_token"] {
            assert_eq!(judge_name(name.as_bytes()), Err("name-other"), "{name}");
        }
        assert_eq!(judge_name(b"existingSecretPasswordKey"), Err("name-about"));
        assert_eq!(judge_name(b"existing_password"), Ok(NameKind::Password));
        assert_eq!(judge_name(b"refreshToken"), Ok(NameKind::Specific));
    }
}
