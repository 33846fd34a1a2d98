//! Values that stand for a secret without being one.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::keyboard::is_sequence;

/// Why a value is a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// Nothing, or only punctuation.
    Empty,
    /// `AB12xxxxxx`: the rest is not shown.
    Masked,
    /// `aaaa`, `0000-0000`.
    Repeated,
    /// `1234567890`, `abcdefgh`, `qwertyuiop`.
    Sequence,
    /// `${VAR}`, `{{ x }}`, `<token>`, `%(x)s`.
    Template,
    /// `your-api-key`, `changeme`, `REDACTED`.
    Words,
    /// `null`, `true`, `undefined`.
    Null,
}

impl Placeholder {
    /// The name that `--explain` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "placeholder-empty",
            Self::Masked => "placeholder-masked",
            Self::Repeated => "placeholder-repeated",
            Self::Sequence => "placeholder-sequence",
            Self::Template => "placeholder-template",
            Self::Words => "placeholder-words",
            Self::Null => "placeholder-null",
        }
    }
}

/// Parts that a made-up value names itself by. Matched in lower case with `-`, `_`, blanks and dots left out.
const WORDS: &[&str] = &[
    "yourpassword",
    "yourapi",
    "yoursecret",
    "yourtoken",
    "youraccess",
    "yourkey",
    "yourown",
    "youraccount",
    "yourclient",
    "yourapp",
    "yourorg",
    "yourpersonal",
    "yourdb",
    "changeme",
    "changethis",
    "changeit",
    "replaceme",
    "replacewith",
    "replacethis",
    "insertyour",
    "inserthere",
    "putyour",
    "enteryour",
    "addyour",
    "fillme",
    "fillin",
    "placeholder",
    "redacted",
    "removed",
    "masked",
    "example",
    "xxxx",
    "dummy",
    "notasecret",
    "notreal",
    "notarealtoken",
    "nosecret",
    "secrethere",
    "tokenhere",
    "keyhere",
    "passwordhere",
    "goeshere",
    "herecomes",
    "somesecret",
    "somepassword",
    "sometoken",
    "somekey",
    "mysecret",
    "mypassword",
    "mytoken",
    "myapikey",
    "testsecret",
    "testtoken",
    "testkey",
    "testpassword",
    "fakesecret",
    "faketoken",
    "fakekey",
    "fakepassword",
    "sampletoken",
    "samplekey",
    "samplesecret",
    "samplepassword",
    "foobar",
    "loremipsum",
    "deadbeef",
    "cafebabe",
    "todo",
    "tobedefined",
    "tbd",
    "undisclosed",
    "hiddenvalue",
    "generatedsecret",
    "secretvalue",
    "tokenvalue",
    "keyvalue",
    "passwordvalue",
    "setme",
    "insecure",
    "invalid",
    "asdfasdf",
    "blahblah",
];

const NULLS: &[&str] = &[
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "nan",
    "n/a",
    "na",
    "yes",
    "no",
    "on",
    "off",
    "empty",
    "default",
    "unknown",
    "unset",
    "void",
    "disabled",
    "enabled",
    "optional",
    "required",
    "string",
    "str",
    "bytes",
    "digest",
    "int",
    "bool",
    "any",
    "object",
    "nullptr",
    "no_value",
    "blank",
    "auto",
];

/// So many `x` or `*` in a row stand for what is not shown.
const MASK: usize = 5;

/// Says why a value is a placeholder, if it is.
pub fn placeholder(value: &[u8]) -> Option<Placeholder> {
    let lower = value.to_ascii_lowercase();
    if !lower.iter().any(u8::is_ascii_alphanumeric) && lower.is_ascii() && (lower.len() < 8 || distinct(&lower) <= 3) {
        return Some(Placeholder::Empty);
    }
    let text = lower.trim_ascii();
    if NULLS.iter().any(|null| null.as_bytes() == text) {
        return Some(Placeholder::Null);
    }
    if is_template(value) {
        return Some(Placeholder::Template);
    }
    let plain: Vec<u8> = lower.iter().copied().filter(|b| !b"-_. ".contains(b)).collect();
    if [b'x', b'*']
        .into_iter()
        .any(|mark| plain.chunk_by(|a, b| a == b).any(|run| run.len() >= MASK && run.contains(&mark)))
    {
        return Some(Placeholder::Masked);
    }
    if holds_word(&plain, 0) {
        return Some(Placeholder::Words);
    }
    if is_repeated(&plain) {
        return Some(Placeholder::Repeated);
    }
    if is_sequence(&plain) {
        return Some(Placeholder::Sequence);
    }
    None
}

/// Says why a token of a known format is a placeholder, if it is. Stricter than [`placeholder`]: random text holds
/// short words and short runs by chance, and formats hold fixed ones.
pub fn placeholder_token(value: &[u8]) -> Option<Placeholder> {
    let why = placeholder(value)?;
    let lower = value.to_ascii_lowercase();
    let plain: Vec<u8> = lower.iter().copied().filter(|b| !b"-_. ".contains(b)).collect();
    match why {
        Placeholder::Words => {
            let least = if plain.len() < 24 { 0 } else { 6 };
            (holds_word(&plain, least) || longest_run(&plain) >= 8).then_some(why)
        }
        Placeholder::Repeated => {
            let few = distinct(&plain) <= 4 && plain.len() >= 8;
            (few || longest_run(&plain) * 2 > plain.len() || longest_run(&plain) >= 16).then_some(why)
        }
        other => Some(other),
    }
}

/// Whether one of [`WORDS`] stands in a text, of at least so many bytes. All are looked for at once: every name with a
/// value is asked, and a search for each word by itself was a twentieth of a whole scan.
fn holds_word(text: &[u8], least: usize) -> bool {
    static SEARCH: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let search = SEARCH.get_or_init(|| AhoCorasick::new(WORDS).ok());
    search.as_ref().is_some_and(|search| search.find_overlapping_iter(text).any(|found| found.len() >= least))
}

fn distinct(text: &[u8]) -> usize {
    super::CharClasses::of(text).distinct
}

/// Something that a program fills in: at the whole value, or with a marker that no secret has.
fn is_template(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let wrapped = |open: &[u8], close: &[u8]| {
        value.len() > open.len() + close.len() && value.starts_with(open) && value.ends_with(close)
    };
    let has = |mark: &[u8]| memchr::memmem::find(value, mark).is_some();
    wrapped(b"<", b">")
        || wrapped(b"[", b"]")
        || wrapped(b"{", b"}")
        || wrapped(b"%", b"%")
        || wrapped(b"__", b"__")
        || wrapped(b"@", b"@")
        || wrapped(b"(", b")")
        || (has(b"${") && has(b"}"))
        || (has(b"{{") && has(b"}}"))
        || (has(b"<<") && has(b">>"))
        || (has(b"#{") && has(b"}"))
        || (has(b"$(") && has(b")"))
        || (has(b"%(") && has(b")s"))
        // `[0-9a-f]{32}` and `\h{32}` are how a secret looks, not one.
        || ([&b"]{"[..], b"\\h{", b"\\w{", b"\\d{"].into_iter().any(has) && has(b"}"))
        || is_cut(value)
        || wrapped(b"+", b"+")
        || has(b"<%")
        || has(b"{%")
        || is_variable(value)
        || is_verb(value)
        || value.first() == Some(&b'<') && value.contains(&b'>')
}

/// A verb of a format, also with the number of its argument: `%s`, `%[2]s`, `%1$s`.
fn is_verb(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"%") else { return false };
    let digits = |text: &[u8]| !text.is_empty() && text.len() <= 3 && text.iter().all(u8::is_ascii_digit);
    let Some((verb, argument)) = rest.split_last() else { return false };
    let bracketed = argument.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).is_some_and(digits);
    let dollar = argument.strip_suffix(b"$").is_some_and(digits);
    b"sdvq@x".contains(verb) && (argument.is_empty() || bracketed || dollar)
}

/// The rest is left out: `3b7cd72...`.
fn is_cut(value: &[u8]) -> bool {
    let dots = value.iter().rev().take_while(|b| **b == b'.').count();
    dots == 3 || value.ends_with("…".as_bytes())
}

/// `$NAME`, `$env:NAME`, `$name->x`.
fn is_variable(value: &[u8]) -> bool {
    let Some((b'$', rest)) = value.split_first() else { return false };
    // `$2a$10$…` and `$6$…` are hashes, not variables.
    rest.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b == b'{')
        && rest.iter().all(|b| b.is_ascii_alphanumeric() || b"_:->.[]'\"{}".contains(b))
        && !rest.contains(&b'$')
}

/// One byte many times, or a short piece over and over.
fn is_repeated(plain: &[u8]) -> bool {
    if plain.len() < 4 {
        return false;
    }
    let longest = longest_run(plain);
    if longest >= 6 || longest * 2 > plain.len() || (distinct(plain) <= 2 && plain.len() >= 4) {
        return true;
    }
    (2..=8usize.min(plain.len() / 3)).any(|size| plain.chunks(size).all(|chunk| plain.starts_with(chunk)))
}

fn longest_run(text: &[u8]) -> usize {
    text.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known() {
        let cases: [(&str, Placeholder); 23] = [
            ("%[2]s", Placeholder::Template),
            ("%1$s", Placeholder::Template),
            ("", Placeholder::Empty),
            ("********", Placeholder::Empty),
            ("null", Placeholder::Null),
            ("${DB_PASSWORD}", Placeholder::Template),
            ("{{ .Values.password }}", Placeholder::Template),
            ("<your token>", Placeholder::Template),
            ("tok_<<your token>>", Placeholder::Template),
            ("%(password)s", Placeholder::Template),
            ("$DB_PASSWORD", Placeholder::Template),
            ("%PASSWORD%", Placeholder::Template),
            ("YOUR_API_KEY", Placeholder::Words),
            ("change-me", Placeholder::Words),
            ("AKIAIOSFODNN7EXAMPLE", Placeholder::Words),
            ("xxxxxxxxxxxxxxxx", Placeholder::Masked),
            ("0000000000000000", Placeholder::Repeated),
            ("abababababab", Placeholder::Repeated),
            ("1234567890", Placeholder::Sequence),
            ("abcdef1234567890abcdef1234567890", Placeholder::Sequence),
            ("a1b2c3d4-e5f6-7890-abcd-ef1234567890", Placeholder::Sequence),
            ("abc123def456ghi789", Placeholder::Sequence),
            ("Aa1Bb2Cc3Dd4Ee5Ff6", Placeholder::Sequence),
        ];
        for (value, why) in cases {
            assert_eq!(placeholder(value.as_bytes()), Some(why), "{value}");
        }
    }

    #[test]
    fn secrets_are_not() {
        for value in
            ["hunter2", "Tr0ub4dor&3", "$2a$10$N9qo8uLOickgx2ZMRZoMye", "correct horse battery", "9f86d081884c7d659a2f"]
        {
            assert_eq!(placeholder(value.as_bytes()), None, "{value}");
        }
    }
}
