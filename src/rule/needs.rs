//! The words without which a clause on facts cannot hold, read off the clause itself.
//!
//! A keyword tells that a file may be worth reading as code; reading it costs a hundred times what searching it did. Most
//! files that a keyword woke lack another word that the clause names: the callee, the value that it looks for. These are
//! looked for first. What a name stands for is followed within the file only, so its value's words stand there too.

use std::collections::BTreeMap;

use memchr::memmem;

use super::fact::{RawFact, Weak, plain_name};
use super::word::{FileWords, PUT_IN, Role, SHORTEST, Word, may_get_a_value, words};
use super::written::may_name_a_literal;

/// Languages in which a text may stand without quotes.
const CONFIGURATION: [&str; 11] =
    ["shell", "powershell", "dockerfile", "terraform", "bicep", "yaml", "json", "ini", "directives", "nginx", "xml"];

/// How configuration says no.
const NO: [&str; 3] = ["false", "no", "off"];

/// What must stand in a file.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Of each group one alternative, of an alternative every word.
    groups: Vec<Vec<Vec<Word>>>,
    /// One of these names, in plain notation, where it may get a value.
    names: Vec<String>,
    /// The value is a literal of the file, or one of these, in plain notation as well.
    said: Option<Vec<String>>,
}

impl Needs {
    /// What a clause needs.
    pub(super) fn of(raw: &RawFact) -> Self {
        let mut groups = Vec::new();
        for texts in [&raw.call, &raw.imports] {
            groups.extend(group(texts));
        }
        let in_code = raw.languages.iter().all(|name| !CONFIGURATION.contains(&name.as_str()));
        groups.extend(if in_code && !raw.named.is_empty() { group_by(&raw.is, &said) } else { group(&raw.is) });
        let role = if in_code && raw.weak.is_some_and(Weak::is_of_literals) { Role::Written } else { Role::Valued };
        groups.extend(group_by(&raw.assign, &|text| assigned(text, role)));
        let must = |when: &BTreeMap<String, Vec<String>>| -> Vec<_> {
            when.iter().filter(|(selector, _)| !selector.ends_with('?')).filter_map(|(_, texts)| group(texts)).collect()
        };
        groups.extend(must(&raw.when));
        let names = raw.named.iter().map(|name| plain_name(name)).collect();
        Self { groups, names, said: said_values(raw).filter(|_| in_code) }
    }

    /// Whether it stands in a file.
    pub fn stand_in(&self, file: &FileWords) -> bool {
        let stands = |word: &Word| word.stands_in(file);
        let any = |group: &Vec<Vec<Word>>| group.iter().any(|words| words.iter().all(stands));
        self.groups.iter().all(any)
            && (self.names.is_empty() || self.names.iter().any(|name| self.names_a_value(name, file.plain())))
    }

    /// Whether a name stands by itself, and not only where it is used.
    fn names_a_value(&self, name: &str, plain: &[u8]) -> bool {
        memmem::find_iter(plain, name.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|at| plain.get(at));
            let rest = plain.get(at + name.len()..).unwrap_or_default();
            let fits = |said: &Vec<String>| may_name_a_literal(name.as_bytes(), rest, plain, said);
            !before.is_some_and(u8::is_ascii_alphanumeric)
                && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
                && is_given(rest)
                && self.said.as_ref().is_none_or(fits)
        })
    }
}

/// What a clause's value may be by name where only a literal is it otherwise; none where it may be anything.
fn said_values(raw: &RawFact) -> Option<Vec<String>> {
    if raw.below.is_some() || raw.is.iter().any(|value| value == "*") {
        return None;
    }
    match raw.weak {
        Some(weak) => weak.is_of_literals().then(Vec::new),
        None if raw.is.is_empty() => None,
        None => {
            let last = |value: &String| plain_name(value.rsplit(['.', '*']).next().unwrap_or_default());
            Some(raw.is.iter().map(last).collect())
        }
    }
}

/// Whether the name of a member, an argument or a variable, or a text, gets a value by what stands behind it.
fn is_given(rest: &[u8]) -> bool {
    let is_text = rest.first().is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    // Swift: `name as String: value`.
    if let Some(of) = rest.strip_prefix(b" as ") {
        let after = of.iter().find(|b| !b.is_ascii_alphanumeric());
        return matches!(after, Some(b':' | b']'));
    }
    let next = rest.iter().find(|b| !b.is_ascii_whitespace());
    // `"name" to value`, but not a sentence about it.
    let sentence = !is_text && next.is_some_and(u8::is_ascii_alphanumeric);
    !sentence && next != Some(&b')') && may_get_a_value(rest)
}

/// A group; none where an alternative needs no word.
fn group(texts: &[String]) -> Option<Vec<Vec<Word>>> {
    group_by(texts, &alternatives)
}

fn group_by(texts: &[String], alternatives: &dyn Fn(&str) -> Vec<Vec<Word>>) -> Option<Vec<Vec<Word>>> {
    let alternatives: Vec<Vec<Word>> = texts.iter().flat_map(|text| alternatives(text)).collect();
    (!alternatives.is_empty() && alternatives.iter().all(|words| !words.is_empty())).then_some(alternatives)
}

/// In which ways a pattern can be met: nearly always one.
fn alternatives(text: &str) -> Vec<Vec<Word>> {
    if text == "false" {
        return NO.iter().map(|no| vec![Word::whole(no)]).collect();
    }
    vec![words(text)]
}

/// The same for what a name gets in code: plain words are no names of constants, and stand there as they are.
fn said(text: &str) -> Vec<Vec<Word>> {
    let plain = text.len() >= SHORTEST && text.bytes().all(|b| b.is_ascii_lowercase() || b == b' ');
    if !plain || text == "false" || PUT_IN.contains(&text) {
        return alternatives(text);
    }
    vec![vec![Word { role: Role::Said, ..Word::whole(text) }]]
}

/// The same for a path that gets a value: its last word does.
fn assigned(text: &str, role: Role) -> Vec<Vec<Word>> {
    let mut found = words(text);
    let last = found.last_mut().filter(|word| text.to_ascii_lowercase().ends_with(&*word.text));
    if let Some(last) = last {
        last.role = role;
    }
    vec![found]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(raw: &RawFact, text: &str) -> bool {
        Needs::of(raw).stand_in(&FileWords::of(text.as_bytes(), false))
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_file_without_callee_or_value_is_not_read() {
        let raw =
            RawFact { call: texts(&["Cipher.new", "*Suite.getInstance"]), is: texts(&["des*"]), ..RawFact::default() };
        assert!(stand(&raw, "Cipher(\"DESede\")"));
        assert!(stand(&raw, "MySuite.getInstance(DES)"));
        assert!(!stand(&raw, "CipherText(\"DES\")"), "another word");
        assert!(!stand(&raw, "Cipher(\"AES\")"), "another value");
        assert!(!stand(&raw, "Suite.get(des)"), "a part of the path is missing");
    }

    #[test]
    fn a_name_that_is_only_used_gets_no_value() {
        let raw = RawFact { named: texts(&["use_pkce", "pkce"]), ..RawFact::default() };
        for text in [
            "usePkce: false",
            "usePkce as String: 0",
            "a[use_pkce as String] = 0",
            "\"use-pkce\" => 0",
            "bool UsePKCE = no",
            "set('use_pkce', false)",
            "{ usePkce }",
        ] {
            assert!(stand(&raw, text), "{text}");
        }
        for text in [
            "canUsePkce: false",
            "usePkceCodes: 1",
            "options.usePkce.then()",
            "usePkce (x)",
            "x = usePkce;",
            "no pkce here",
            "usePkce as a default",
            "a(use_pkce)",
        ] {
            assert!(!stand(&raw, text), "{text}");
        }
    }

    #[test]
    fn a_plain_word_is_a_text_in_code() {
        let languages = texts(&["javascript"]);
        let raw = RawFact { languages, is: texts(&["token", "code token"]), ..RawFact::default() };
        let raw = RawFact { named: texts(&["kind_of_answer"]), ..raw };
        for text in [
            "kind_of_answer: 'token'",
            "kindOfAnswer = Type.Token",
            "kind_of_answer=Kind::TOKEN",
            "kind_of_answer: `code token`",
        ] {
            assert!(stand(&raw, text), "{text}");
        }
        assert!(!stand(&raw, "kindOfAnswer: code // a token of"));
    }

    #[test]
    fn a_path_that_is_only_used_is_not_assigned() {
        let raw = RawFact { assign: texts(&["client.secret", "client_*", "Aes.IV"]), ..RawFact::default() };
        assert!(stand(&raw, "client.secret = 1") && stand(&raw, "client_key()") && stand(&raw, "a = Aes.Create()"));
        assert!(!stand(&raw, "a(client.secret.trim());"));
    }

    #[test]
    fn in_json_a_name_with_a_value_is_a_key() {
        let raw = RawFact { assign: texts(&["client_secret", "clientSecret"]), ..RawFact::default() };
        let stands = |text: &str| Needs::of(&raw).stand_in(&FileWords::of(text.as_bytes(), true));
        for text in [
            r#"{"a.client_secret" : 1}"#,
            r#"{"clientSecret": 1}"#,
            "{clientSecret: 1}",
            "{'client_secret'\n: 1}",
            r#"["CLIENT_SECRET=1 openssl enc"]"#,
            r#"{"of the clientSecret, and": 1, "client_secret": 1}"#,
        ] {
            assert!(stands(text), "{text}");
        }
        for text in [r#"{"says": "the clientSecret is new"}"#, r#"["client_secret"]"#, r#"{"a": "clientSecret"}"#] {
            assert!(!stands(text), "{text}");
        }
    }

    #[test]
    fn what_readers_put_in_is_not_asked_for() {
        let no = RawFact { is: texts(&["false"]), ..RawFact::default() };
        assert!(stand(&no, "pkce: off") && stand(&no, "pkce = False") && !stand(&no, "pkce = true"));
        let any = RawFact { is: texts(&["*", "des"]), ..RawFact::default() };
        assert!(stand(&any, ""));
        let mut raw = RawFact::default();
        raw.when.insert("0?".to_owned(), texts(&["rsa"]));
        assert!(stand(&raw, ""), "need not be there");
        raw.when.insert("0".to_owned(), texts(&["rsa"]));
        assert!(!stand(&raw, "") && stand(&raw, "'RSA'"));
    }
}
