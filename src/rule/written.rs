//! Whether a name in code may get a literal of the same file, told from the bytes behind it.
//!
//! Rules on literals look at what a name is given. Most names are given a parameter, a member of something imported or a type,
//! and to read a file as code only to find that out costs a hundred times what these looks do. Where it is not plain, the
//! answer is yes.

use memchr::memmem;

/// Whether the name before `rest` may get a literal that stands in the file. All is in lower case.
pub(super) fn may_get_a_literal(name: &[u8], rest: &[u8], lower: &[u8]) -> bool {
    let (quoted, rest) = behind_the_name(rest);
    match rest {
        // A comparison, an end.
        [] | [b'=', b'=', ..] | [b'}' | b';', ..] => false,
        [b'=', b'>', rest @ ..] | [b':', b'=', rest @ ..] | [b'=' | b':', rest @ ..] => {
            may_be_a_literal(name, rest, lower)
        }
        // `define('NAME', 'text')`.
        [b',', rest @ ..] => quoted && is_quote(first(rest)),
        // A type before the value, a sentence about it.
        _ => line(rest).iter().any(|byte| matches!(byte, b'=' | b':') || is_quote(Some(byte))),
    }
}

/// The same for a name that may be a text as well: `"name" to value`, `set("name", value)`. `said` are values that are names
/// themselves (`true`, a constant's).
pub(super) fn may_name_a_literal(name: &[u8], rest: &[u8], plain: &[u8], said: &[String]) -> bool {
    let says = || {
        let value = rest.trim_ascii_start().get(..NAMED).unwrap_or(rest);
        said.iter().any(|word| memmem::find(value, word.as_bytes()).is_some())
    };
    let (quoted, behind) = behind_the_name(rest);
    let text = match behind {
        [b',', value @ ..] => may_be_a_literal(name, value, plain),
        [next, ..] => next.is_ascii_alphanumeric(),
        [] => false,
    };
    quoted && text || may_get_a_literal(name, rest, plain) || says()
}

/// Bytes behind a name within which a value begins that is one.
const NAMED: usize = 200;

/// Whether a place stands in a comment, told by how its line begins: nothing gets a value there. `* ` begins the lines of a
/// block of comments, and of no statement.
pub(super) fn is_in_a_comment(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(LINE);
    let before = text.get(from..at).unwrap_or_default();
    let start = match memchr::memrchr2(b'\n', b'\r', before) {
        Some(end) => end + 1,
        None if from == 0 => 0,
        None => return false,
    };
    let line = before.get(start..).unwrap_or_default().trim_ascii_start();
    match line {
        [b'/', b'/', ..] => true,
        [b'/', b'*', ..] | [b'*', b' ' | b'\t', ..] => memmem::find(line, b"*/").is_none(),
        _ => false,
    }
}

/// Most bytes of a line that are looked back over.
const LINE: usize = 200;

/// Types, and what is no value: where one ends a declaration nothing is given.
const NO_LITERALS: [&[u8]; 14] = [
    b"any",
    b"bool",
    b"boolean",
    b"bytes",
    b"nil",
    b"none",
    b"null",
    b"number",
    b"object",
    b"str",
    b"string",
    b"undefined",
    b"unknown",
    b"void",
];

/// What stands behind a name and what closes it, and whether that is a quote.
fn behind_the_name(rest: &[u8]) -> (bool, &[u8]) {
    let closes =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b']' | b')' | b'?' | b'!');
    let end = rest.iter().position(|byte| !closes(byte)).unwrap_or(rest.len());
    let (between, rest) = rest.split_at_checked(end).unwrap_or_default();
    (between.iter().any(|byte| is_quote(Some(byte))), rest)
}

/// Whether a value is a literal, or the name of something that gets one in this file.
fn may_be_a_literal(name: &[u8], value: &[u8], lower: &[u8]) -> bool {
    let value = value.trim_ascii_start();
    if !first(value).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return true;
    }
    let end = value.iter().position(|byte| !is_word(*byte) && *byte != b'.').unwrap_or(value.len());
    let (path, rest) = value.split_at_checked(end).unwrap_or_default();
    let blank = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(rest.len());
    match rest.get(blank..).unwrap_or_default() {
        [b'=', b'=', ..] => true,
        // It was a type.
        [b'=', rest @ ..] => may_be_a_literal(name, rest, lower),
        [] | [b',' | b';' | b'}' | b')' | b']' | b'\n' | b'\r', ..] => {
            let last = path.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
            // Where the name itself stands otherwise, it is looked at by itself.
            last != name && !NO_LITERALS.contains(&last) && may_be_given(last, lower)
        }
        _ => true,
    }
}

/// Whether a word stands anywhere as the name of something that gets a value.
fn may_be_given(word: &[u8], lower: &[u8]) -> bool {
    word.len() < 2
        || memmem::find_iter(lower, word).any(|at| {
            let behind = lower.get(at + word.len()..).unwrap_or_default();
            let inside = at.checked_sub(1).and_then(|at| lower.get(at)).is_some_and(|byte| is_word(*byte))
                || first(behind).is_some_and(|byte| is_word(*byte));
            !inside && is_given(behind)
        })
}

fn is_given(rest: &[u8]) -> bool {
    // `#define NAME "text"`, `name(...) { return "text"; }`.
    let next = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    if next == Some(&b'(') || (rest.starts_with(b" ") && (is_quote(next) || next.is_some_and(u8::is_ascii_digit))) {
        return true;
    }
    match behind_the_name(rest) {
        (_, [b'=', b'=', ..]) => false,
        (_, [b'=' | b':', ..]) | (true, [b',', ..]) => true,
        _ => false,
    }
}

fn first(bytes: &[u8]) -> Option<&u8> {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace())
}

fn is_quote(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'"' | b'\'' | b'`'))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn line(rest: &[u8]) -> &[u8] {
    rest.split(|byte| *byte == b'\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(text: &str) -> bool {
        let lower = text.to_ascii_lowercase().into_bytes();
        let name = b"client_secret";
        memmem::find_iter(&lower, name).any(|at| may_get_a_literal(name, &lower[at + name.len()..], &lower))
    }

    #[test]
    fn a_literal_of_the_file_is_seen() {
        for text in [
            "client_secret = \"x\"",
            "\"client_secret\": 'x',",
            "a['client_secret'] = `x`",
            "client_secret := \"x\"",
            "'client_secret' => 'x'",
            "define('CLIENT_SECRET', 'x');",
            "var client_secret string = \"x\"",
            "client_secret: String = \"x\"",
            "client_secret?: string = 'x'",
            "client_secret:\n  'x'",
            "client_secret = SECRET;\nconst SECRET = 'x'",
            "client_secret: config.secret }\nconst config = { secret: 'x' }",
            "client_secret = SECRET\n#define SECRET \"x\"",
            "client_secret = get()",
            "client_secret = a ? 'x' : 'y'",
            "client_secret = secret,\ndef secret(): return 'x'",
            "{ client_secret }; client_secret = 'x'",
            "client_secret ||= 'x'",
        ] {
            assert!(may(text), "{text}");
        }
    }

    #[test]
    fn a_text_that_names_a_literal_is_seen() {
        let may = |text: &str| {
            let name = b"pkce";
            memmem::find_iter(text.as_bytes(), name).any(|at| {
                may_name_a_literal(name, &text.as_bytes()[at + name.len()..], text.as_bytes(), &["false".to_owned()])
            })
        };
        for text in
            ["pkce: false", "pkce = no || \n false", "\"pkce\" to value", "set('pkce', off); off = 'x'", "pkce = 'x'"]
        {
            assert!(may(text), "{text}");
        }
        for text in ["pkce: request.value, other", "set('pkce', off)", "pkce = this_one;", "f(pkce, x)"] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_is_seen() {
        for text in [
            "client_secret: TEST_CONFIG.SECRET,",
            "client_secret?: string;",
            "client_secret: request.client_secret,\n",
            "if (a.client_secret == b) {}",
            "{ client_secret }",
            "/** client_secret of the application */",
            "client_secret = secret;\nf(secret)",
            "client_secret: string;\nvalue: string = 'x'",
        ] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn a_comment_is_told_by_how_its_line_begins() {
        let inside = |text: &str| is_in_a_comment(text.as_bytes(), text.find("name").unwrap());
        for text in ["// name = 1", "a = 1\n\t// name = 1", "/** name: 1 */", "/**\n * name: what it is\n */"] {
            assert!(inside(text), "{text}");
        }
        for text in [
            "name = 1",
            "a\n/* b */ name = 1",
            "a\n * b */ name = 1",
            "*name = 1",
            "a // b\nname = 1",
            "// a\rname = 1",
            "http://name=1",
        ] {
            assert!(!inside(text), "{text}");
        }
    }
}
