//! Regular expressions of Go (RE2) in the words of the `regex` crate.
//!
//! Both run in linear time and know the same constructs, but for a few: the classes `\d`, `\s`, `\w` and the boundary `\b` are
//! ASCII in Go, and `\s` leaves the vertical tab out; `\Q…\E` quotes; `\<` and `\>` are plain characters; and within a class Go
//! takes `[`, `&&`, `--` and `~~` as they are (<https://pkg.go.dev/regexp/syntax>).

/// What a class of Perl means in Go, without brackets.
fn perl(letter: char) -> Option<(&'static str, bool)> {
    Some(match letter {
        'd' => ("0-9", true),
        'D' => ("0-9", false),
        's' => (r"\t\n\f\r ", true),
        'S' => (r"\t\n\f\r ", false),
        'w' => ("0-9A-Za-z_", true),
        'W' => ("0-9A-Za-z_", false),
        _ => return None,
    })
}

/// Translates a pattern. What neither knows is left as it is, for the compiler to refuse.
pub(super) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '\\' => escape(after, &mut out),
            '[' => class(after, &mut out),
            '{' if !counts(after) => {
                out.push_str(r"\{");
                after
            }
            _ => {
                out.push(first);
                after
            }
        };
    }
    out
}

/// Whether what stands behind a brace makes it a repetition: `{2}`, `{2,}`, `{2,5}`. Any other brace is a plain one.
fn counts(rest: &str) -> bool {
    let Some((inner, _)) = rest.split_once('}') else { return false };
    let (low, high) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

/// What stands behind a backslash outside of a class.
fn escape<'p>(rest: &'p str, out: &mut String) -> &'p str {
    let Some(letter) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    let after = rest.get(letter.len_utf8()..).unwrap_or_default();
    match letter {
        'Q' => {
            let (quoted, after) = after.split_once(r"\E").unwrap_or((after, ""));
            out.push_str(&regex_syntax::escape(quoted));
            return after;
        }
        'b' | 'B' => {
            out.push_str("(?-u:\\");
            out.push(letter);
            out.push(')');
        }
        '<' | '>' => out.push(letter),
        _ => match perl(letter) {
            Some((members, true)) => out.extend(["[", members, "]"]),
            Some((members, false)) => out.extend(["[^", members, "]"]),
            None => out.extend(['\\', letter]),
        },
    }
    after
}

/// A class from behind its bracket, to behind the one that closes it.
fn class<'p>(rest: &'p str, out: &mut String) -> &'p str {
    out.push('[');
    let mut rest = rest;
    if let Some(after) = rest.strip_prefix('^') {
        out.push('^');
        rest = after;
    }
    // A closing bracket in the first place is a member.
    if let Some(after) = rest.strip_prefix(']') {
        out.push_str(r"\]");
        rest = after;
    }
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            ']' => {
                out.push(']');
                return after;
            }
            '[' => {
                let named = rest.strip_prefix("[:").and_then(|_| rest.find(":]")).map(|end| end + 2);
                out.push_str(named.and_then(|end| rest.get(..end)).unwrap_or(r"\["));
                rest.get(named.unwrap_or(1)..).unwrap_or_default()
            }
            '\\' => member(after, out),
            '&' | '~' => {
                out.extend(['\\', first]);
                after
            }
            '-' if after.starts_with('-') => {
                out.push_str(r"\-");
                after
            }
            _ => {
                out.push(first);
                after
            }
        };
    }
    rest
}

/// What stands behind a backslash within a class.
fn member<'p>(rest: &'p str, out: &mut String) -> &'p str {
    let Some(letter) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    match (letter, perl(letter)) {
        (_, Some((members, true))) => out.extend(["[", members, "]"]),
        (_, Some((members, false))) => out.extend(["[^", members, "]"]),
        ('<' | '>', None) => out.push(letter),
        (_, None) => out.extend(['\\', letter]),
    }
    rest.get(letter.len_utf8()..).unwrap_or_default()
}

/// The place of each opening bracket of a group that captures, in order: `(`, `(?P<name>`, `(?<name>`.
pub(super) fn groups(pattern: &str) -> Vec<usize> {
    let bytes = pattern.as_bytes();
    let (mut found, mut at, mut within) = (Vec::new(), 0, false);
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        match byte {
            b'\\' => at += 1,
            b'[' if !within => {
                within = true;
                // A bracket in the first place is a member.
                let skip = usize::from(rest.first() == Some(&b'^'));
                at += skip + usize::from(rest.get(skip) == Some(&b']'));
            }
            b'[' if rest.first() == Some(&b':') => {
                at += memchr::memmem::find(rest, b":]").map_or(0, |end| end + 2);
            }
            b']' => within = false,
            b'(' if !within => {
                let look = rest.starts_with(b"?<=") || rest.starts_with(b"?<!");
                let named = rest.starts_with(b"?P<") || (rest.starts_with(b"?<") && !look);
                if rest.first() != Some(&b'?') || named {
                    found.push(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_translated() {
        for (go, ours) in [
            (r"\d+\.\w", r"[0-9]+\.[0-9A-Za-z_]"),
            (r"\bkey\B", r"(?-u:\b)key(?-u:\B)"),
            (r"[\w-.=]{3}", r"[[0-9A-Za-z_]-.=]{3}"),
            (r"[^\s'\x22]", r"[^[\t\n\f\r ]'\x22]"),
            (r"${a}\{{2,}{3}{,4}", r"$\{a}\{{2,}{3}\{,4}"),
            (r"[[:alnum:]_]", r"[[:alnum:]_]"),
            (r"[[a]", r"[\[a]"),
            (r"[]a]", r"[\]a]"),
            (r"[^]\W]", r"[^\][^0-9A-Za-z_]]"),
            (r"\Qa.b\E.", r"a\.b."),
            (r"\<a\>", "<a>"),
            (r"[a&&b]", r"[a\&\&b]"),
            (r"(?i)é\/", r"(?i)é\/"),
        ] {
            let ours_made = translate(go);
            assert_eq!(ours_made, ours, "{go}");
            regex::bytes::Regex::new(&ours_made).unwrap();
        }
    }

    #[test]
    fn groups_are_counted_as_go_counts_them() {
        assert_eq!(groups(r"(?i)\((a)(?:b)[(](?P<x>c)([[:alpha:](])"), [6, 17, 25]);
        assert_eq!(groups(r"[]()](a)[^]()](b)"), [5, 14]);
    }
}
