//! The words without which a clause on facts cannot hold, read off the clause itself.
//!
//! A keyword tells that a file may be worth reading as code; reading it costs a hundred times what searching it did. Most
//! files that a keyword woke lack another word that the clause names: the callee, the value that it looks for. These are
//! looked for first. What a name stands for is followed within the file only, so its value's words stand there too.

use std::collections::BTreeMap;

use memchr::memmem;

use super::fact::{RawFact, Weak, plain_name};
use super::word::{FileWords, PUT_IN, Role, SHORTEST, Word, may_get_a_value, words, written_words};
use super::written::{is_in_a_comment, may_name_a_literal};

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
    /// Of an argument that is a member, or that has a name: for each way to select it the names, in plain notation.
    members: Vec<Vec<String>>,
    /// The value is a literal of the file, or one of these, in plain notation as well.
    said: Option<Vec<String>>,
    /// All languages of the clause are of programs.
    in_code: bool,
}

impl Needs {
    /// What a clause needs.
    pub(super) fn of(raw: &RawFact) -> Self {
        let in_code = raw.languages.iter().all(|name| !CONFIGURATION.contains(&name.as_str()));
        let mut groups = Vec::new();
        groups.extend(if in_code { group_by(&raw.call, &|text| vec![written_words(text)]) } else { group(&raw.call) });
        groups.extend(group(&raw.imports));
        groups.extend(if in_code && !raw.named.is_empty() { group_by(&raw.is, &said) } else { group(&raw.is) });
        let role = if in_code && raw.weak.is_some_and(Weak::is_of_literals) { Role::Written } else { Role::Valued };
        groups.extend(group_by(&raw.assign, &|text| assigned(text, role)));
        let must = |when: &BTreeMap<String, Vec<String>>| -> Vec<_> {
            when.iter().filter(|(selector, _)| !selector.ends_with('?')).filter_map(|(_, texts)| group(texts)).collect()
        };
        groups.extend(must(&raw.when));
        let names = raw.named.iter().map(|name| plain_name(name)).collect();
        let members = if in_code { members(raw) } else { Vec::new() };
        Self { groups, names, members, said: said_values(raw).filter(|_| in_code), in_code }
    }

    /// Whether it stands in a file.
    pub fn stand_in(&self, file: &FileWords<'_>) -> bool {
        let stands = |word: &Word| word.stands_in(file);
        let any = |group: &Vec<Vec<Word>>| group.iter().any(|words| words.iter().all(stands));
        self.groups.iter().all(any)
            && (self.names.is_empty()
                || self.names.iter().any(|name| self.names_a_value(name, file, self.said.as_deref())))
            && (self.members.is_empty()
                || self.members.iter().any(|path| path.iter().all(|name| self.names_a_value(name, file, None))))
    }

    /// Whether a name stands by itself, and not only where it is used. With what is `said` it may get a literal, or one of
    /// these.
    fn names_a_value(&self, name: &str, file: &FileWords<'_>, said: Option<&[String]>) -> bool {
        let plain = file.plain();
        memmem::find_iter(plain, name.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|at| plain.get(at));
            let rest = plain.get(at + name.len()..).unwrap_or_default();
            !before.is_some_and(u8::is_ascii_alphanumeric)
                && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
                && is_given(rest)
                && said.is_none_or(|said| may_name_a_literal(name.as_bytes(), rest, plain, said))
                && !(self.in_code && is_in_a_comment(plain, at))
        })
    }
}

/// The names without which nothing is selected; none where there is a way without them, or nothing is asked of what is.
fn members(raw: &RawFact) -> Vec<Vec<String>> {
    let tested = raw.below.is_some() || !raw.is.is_empty() || raw.weak.is_some();
    let is_name = |part: &&str| {
        part.len() >= SHORTEST
            && !SELECTORS.contains(part)
            && part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
    };
    let names = |selector: &String| -> Vec<String> { selector.split('.').filter(is_name).map(plain_name).collect() };
    let found: Vec<Vec<String>> = raw.argument.iter().map(names).collect();
    if tested && !raw.missing && found.iter().all(|path| !path.is_empty()) { found } else { Vec::new() }
}

/// Parts of selectors that are no names.
const SELECTORS: [&str; 4] = ["value", "last", "any", "receiver"];

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
    use super::super::fact::RawMinimum;
    use super::super::word::Notation;
    use super::*;

    fn stand(raw: &RawFact, text: &str) -> bool {
        Needs::of(raw).stand_in(&FileWords::of(text.as_bytes(), Notation::default()))
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
    fn the_case_of_a_callee_counts_where_it_does_in_the_language() {
        let raw = RawFact { call: texts(&["localStorage.setItem"]), ..RawFact::default() };
        let stand = |text: &str, folds_case| {
            let notation = Notation { folds_case, ..Notation::default() };
            Needs::of(&raw).stand_in(&FileWords::of(text.as_bytes(), notation))
        };
        assert!(stand("localStorage.setItem(a, b)", false) && stand("LOCALSTORAGE.SETITEM(a, b)", true));
        assert!(!stand("new LocalStorage().setItem(a, b)", false));
    }

    #[test]
    fn an_argument_with_a_name_needs_the_name() {
        let raw = RawFact { call: texts(&["sign"]), argument: texts(&["0.keySize", "key_size"]), ..RawFact::default() };
        let raw = RawFact { below: Some(RawMinimum::Fixed(2048)), ..raw };
        for text in
            ["sign({ keySize: 1024 })", "o.keySize = 1024; sign(o)", "sign(key_size=1024)", "sign({ keySize, a })"]
        {
            assert!(stand(&raw, text), "{text}");
        }
        for text in ["sign(1024)", "sign({ myKeySize: 1024 })", "// keySize: what it is\nsign(o)", "sign(keySize)"] {
            assert!(!stand(&raw, text), "{text}");
        }
        let placed = RawFact { argument: texts(&["0.keySize", "1"]), ..raw.clone() };
        assert!(stand(&placed, "sign(a, 1024)"), "there is another way");
        let missing = RawFact { missing: true, ..raw };
        assert!(stand(&missing, "sign()"), "it is the name that must not be there");
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
        let stands = |text: &str| {
            Needs::of(&raw).stand_in(&FileWords::of(text.as_bytes(), Notation { is_json: true, ..Notation::default() }))
        };
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
