//! Marks of values that somebody made up while typing: runs along the keyboard, text in an encoding, words that say so.

use super::checksum::codec::{from_base64, from_base64_loose};
use super::keyboard::run_at;

/// Words by which people call what is no secret, where a value or a name is split into its words.
const WORDS: &[&str] = &[
    "aaa",
    "abc",
    "any",
    "anything",
    "asdf",
    "bad",
    "bar",
    "baz",
    "blah",
    "bogus",
    "broken",
    "demo",
    "dummy",
    "empty",
    "example",
    "expected",
    "expired",
    "fake",
    "foo",
    "foobar",
    "garbage",
    "hello",
    "incorrect",
    "insecure",
    "invalid",
    "junk",
    "lorem",
    "mock",
    "mocked",
    "my",
    "non",
    "nope",
    "not",
    "placeholder",
    "qux",
    "qwerty",
    "random",
    "real",
    "sample",
    "simple",
    "some",
    "someone",
    "something",
    "spam",
    "stub",
    "temp",
    "test",
    "tester",
    "testing",
    "tests",
    "tmp",
    "whatever",
    "world",
    "wrong",
    "xxx",
    "your",
    "zzz",
];

/// Whether one of these lower-case words says that something is made up.
pub fn has_made_up_word(words: &[String]) -> bool {
    words.iter().any(|word| {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.binary_search(&stem).is_ok()
    })
}

/// Words by which a name says that its value is not the thing that it is named after.
const DENIALS: &[&str] = &[
    "bad",
    "bogus",
    "broken",
    "fake",
    "incorrect",
    "invalid",
    "mismatched",
    "nonexistent",
    "nonmatching",
    "unmatched",
    "wrong",
];

/// See [`DENIALS`]: two words one after the other.
const DENIAL_PAIRS: &[[&str; 2]] = &[
    ["does", "not"],
    ["no", "match"],
    ["non", "existent"],
    ["non", "matching"],
    ["not", "a"],
    ["not", "matching"],
    ["not", "real"],
    ["not", "valid"],
];

/// Whether the lower-case words of a name deny what it names: `nonMatchingToken`, `invalid_api_key`.
pub fn denies(words: &[String]) -> bool {
    words.iter().any(|word| DENIALS.binary_search(&word.as_str()).is_ok())
        || words.windows(2).any(|two| DENIAL_PAIRS.iter().any(|pair| pair.as_slice() == two))
}

/// The longest run along a keyboard row, an alphabet or the digits; `a1b2c3d4` counts as two runs beside each other.
pub fn longest_sequence(value: &[u8]) -> usize {
    let lower = value.to_ascii_lowercase();
    let straight = (0..lower.len()).map(|at| run_at(lower.get(at..).unwrap_or_default())).max().unwrap_or(0);
    let every = |offset: usize| lower.iter().copied().skip(offset).step_by(2).collect::<Vec<u8>>();
    let (even, odd) = (every(0), every(1));
    let both = |at: usize| {
        let run = |half: &[u8]| run_at(half.get(at..).unwrap_or_default());
        // One letter is no run.
        Some(run(&even).min(run(&odd))).filter(|&run| run > 1).map_or(0, |run| 2 * run)
    };
    let woven = (0..odd.len()).map(both).max().unwrap_or(0);
    straight.max(woven)
}

/// The printable ASCII text that base64 or hex stands for, if it is one; random bytes hardly ever are.
pub fn encoded_text(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() < 8 || value.len() > 1024 {
        return None;
    }
    let printable = |text: &Vec<u8>| text.len() >= 4 && text.iter().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t'));
    // A line of a longer text ends anywhere: whole groups only.
    let groups = value.get(..value.len() / 4 * 4).filter(|groups| groups.len() >= 24 && groups.len() < value.len());
    let line = || groups.and_then(from_base64).filter(printable);
    let loose = || value.ends_with(b"=").then(|| from_base64_loose(value)).flatten().filter(printable);
    from_hex(value).filter(printable).or_else(|| from_base64(value).filter(printable)).or_else(loose).or_else(line)
}

fn from_hex(value: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    value.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
        assert!(has_made_up_word(&["test2".to_owned()]) && !has_made_up_word(&["latest".to_owned()]));
    }

    #[test]
    fn names_deny() {
        assert!(DENIALS.is_sorted());
        let words = |name: &str| super::super::name_words(name.as_bytes());
        for name in ["nonMatchingToken", "INVALID_API_KEY", "not_a_secret", "fakeToken"] {
            assert!(denies(&words(name)), "{name}");
        }
        for name in ["apiToken", "notary_key", "a_secret", "badge_token"] {
            assert!(!denies(&words(name)), "{name}");
        }
    }

    #[test]
    fn sequences_are_measured() {
        for (value, length) in [("x12345y", 5), ("a1b2c3d4", 8), ("qwertz", 5), ("Zq8!kd", 1), ("", 0)] {
            assert_eq!(longest_sequence(value.as_bytes()), length, "{value}");
        }
    }

    #[test]
    fn text_is_decoded() {
        assert_eq!(encoded_text(b"c29tZXB3").as_deref(), Some(&b"somepw"[..]));
        assert_eq!(encoded_text(b"303132333435").as_deref(), Some(&b"012345"[..]));
        assert_eq!(encoded_text(b"9f86d081884c7d65"), None);
        assert_eq!(encoded_text(b"YWRtaW5=").as_deref(), Some(&b"admin"[..]));
        assert_eq!(encoded_text(b"short"), None);
    }
}
