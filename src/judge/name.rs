//! What the name of a value says: a password, a key, or something about one.

use crate::check::name_words;
use std::collections::BTreeMap;
use std::sync::OnceLock;

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

/// The group of a name.
pub(super) fn group(name: &[u8]) -> Group {
    match kind_of(&name_words(name).concat(), &name_words(name)) {
        NameKind::Password => Group::Password,
        NameKind::Specific | NameKind::Plain => Group::Secret,
        NameKind::Key => Group::Key,
    }
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

/// The words of `names.txt`, by section.
struct Words(BTreeMap<&'static str, Vec<&'static str>>);

impl Words {
    fn get() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            let mut section = "";
            for line in include_str!("names.txt").lines().filter(|line| !line.starts_with('#')) {
                match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    Some(name) => section = name,
                    None => words.entry(section).or_default().extend(line.split_ascii_whitespace()),
                }
            }
            for list in words.values_mut() {
                list.sort_unstable();
            }
            Self(words)
        })
    }

    fn list(&self, section: &str) -> &[&'static str] {
        self.0.get(section).map_or(&[], Vec::as_slice)
    }

    /// Whether a word is in a section.
    fn has(&self, section: &str, word: &str) -> bool {
        self.list(section).binary_search(&word).is_ok()
    }

    /// Whether a text holds a word of a section.
    fn part(&self, section: &str, text: &str) -> bool {
        self.list(section).iter().any(|part| text.contains(part))
    }
}

/// Judges a name: what it promises, or the word because of which it promises nothing.
pub(super) fn judge_name(name: &[u8]) -> Result<NameKind, &'static str> {
    let words = name_words(name);
    let known = Words::get();
    if words.iter().any(|word| known.has("other", word)) {
        return Err("name-other");
    }
    // `isValidAccessKey("…")` asks about one.
    if words.len() > 1 && words.first().is_some_and(|first| known.has("question", first)) {
        return Err("name-about");
    }
    let numbered = |word: &&String| !word.bytes().all(|b| b.is_ascii_digit());
    if words.iter().rev().find(numbered).is_some_and(|last| known.has("about", last)) {
        return Err("name-about");
    }
    Ok(kind_of(&words.concat(), &words))
}

/// Whether one of these words promises a secret (`credentials`, `secrets`, `auth`).
pub(super) fn promises(words: &[String]) -> bool {
    words.iter().any(|word| kind_of(word, std::slice::from_ref(word)) != NameKind::Key)
}

/// Whether one of these words says that texts or descriptions follow.
pub(super) fn is_about(words: &[String]) -> bool {
    words.iter().any(|word| Words::get().has("texts", word))
}

/// What kind of secret the words of a name promise.
fn kind_of(joined: &str, words: &[String]) -> NameKind {
    let known = Words::get();
    // `dbpass`, `mysqlpass`; what only sounds so is among the others.
    let glued = |word: &String| word.len() > 5 && word.ends_with("pass") && !known.has("other", word);
    if known.part("password", joined) || words.iter().any(|word| known.has("password-word", word) || glued(word)) {
        return NameKind::Password;
    }
    let several = words.len() > 1 && (joined.contains("secret") || joined.contains("token"));
    match () {
        () if known.part("specific", joined) || several => NameKind::Specific,
        () if known.part("plain", joined) => NameKind::Plain,
        () => NameKind::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged() {
        assert_eq!(judge_name(b"db_password"), Ok(NameKind::Password));
        assert_eq!(judge_name(b"clientSecret"), Ok(NameKind::Specific));
        assert_eq!(judge_name(b"token"), Ok(NameKind::Plain));
        assert_eq!(judge_name(b"key"), Ok(NameKind::Key));
        assert_eq!(judge_name(b"passwordLabel"), Err("name-about"));
        assert_eq!(judge_name(b"public_key"), Err("name-other"));
    }
}
