//! Regular expressions over paths as globs of `.gitignore`.
//!
//! The expression is taken apart; what is made of it matches no path that the expression does not. What has no such form
//! (look at words, counted repetitions) gives none.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::super::go;
use crate::order::Order as _;

/// Most globs for one expression.
const MOST: usize = 32;
/// Most members of a class that is spelled out.
const CLASS: usize = 64;

/// A part of a path pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bit {
    /// Text of a glob, special characters escaped: no slash but where one is meant.
    Text(String),
    /// Anything, slashes too.
    Any,
    /// Anything within a name.
    Name,
    /// The beginning of the path.
    Start,
    /// Its end.
    End,
}

/// The globs that mean what a regular expression means that is searched for in a path.
pub(super) fn of_regex(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::ParserBuilder::new().build().parse(&go::translate(pattern)).ok()?;
    let mut globs = Vec::new();
    for bits in alternatives(&hir)? {
        globs.extend(spelled(&bits)?);
    }
    globs.order();
    globs.dedup();
    (globs.len() <= MOST).then_some(globs)
}

/// All ways through an expression.
fn alternatives(hir: &Hir) -> Option<Vec<Vec<Bit>>> {
    let all = match hir.kind() {
        HirKind::Empty => vec![vec![]],
        HirKind::Literal(literal) => vec![vec![Bit::Text(escaped(str::from_utf8(&literal.0).ok()?))]],
        HirKind::Class(class) => vec![vec![Bit::Text(class_of(class)?)]],
        HirKind::Look(Look::Start) => vec![vec![Bit::Start]],
        HirKind::Look(Look::End) => vec![vec![Bit::End]],
        HirKind::Look(_) => return None,
        HirKind::Capture(capture) => alternatives(&capture.sub)?,
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(alternatives(part)?);
            }
            all
        }
        HirKind::Concat(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let next = alternatives(part)?;
                all =
                    all.iter().flat_map(|before| next.iter().map(|bits| [before.as_slice(), bits].concat())).collect();
                if all.len() > MOST {
                    return None;
                }
            }
            all
        }
        HirKind::Repetition(repeated) => {
            let class = match repeated.sub.kind() {
                HirKind::Class(class) => Some(class),
                HirKind::Capture(capture) => match capture.sub.kind() {
                    HirKind::Class(class) => Some(class),
                    _ => None,
                },
                _ => None,
            };
            match (class.and_then(wide), repeated.min, repeated.max) {
                (Some(bit), 0, None) => vec![vec![bit]],
                // At least one: a character in front, which stands for no slash, so a little less is meant.
                (Some(bit), 1, None) => vec![vec![Bit::Text("?".to_owned()), bit]],
                (_, 0, Some(1)) => {
                    let mut all = vec![vec![]];
                    all.extend(alternatives(&repeated.sub)?);
                    all
                }
                (_, low, Some(high)) if low == high && low <= 4 => {
                    let ways = alternatives(&repeated.sub)?;
                    let [one] = ways.as_slice() else { return None };
                    vec![std::iter::repeat_n(one, low as usize).flatten().cloned().collect()]
                }
                _ => return None,
            }
        }
    };
    (all.len() <= MOST).then_some(all)
}

/// A class of nearly all characters: with the slash or without it.
fn wide(class: &Class) -> Option<Bit> {
    let Class::Unicode(class) = class else { return None };
    let has = |c: char| class.iter().any(|range| range.start() <= c && c <= range.end());
    let common = ('!'..='~').filter(|c| *c != '/');
    if !common.into_iter().all(has) {
        return None;
    }
    Some(if has('/') { Bit::Any } else { Bit::Name })
}

fn class_of(class: &Class) -> Option<String> {
    if wide(class).is_some() {
        // One character; a glob's stands for no slash.
        return Some("?".to_owned());
    }
    let Class::Unicode(class) = class else { return None };
    let members: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(CLASS + 1).collect();
    if members.len() > CLASS {
        return None;
    }
    // A slash is no member of a glob's class: without it less is meant.
    let ascii = members.iter().any(char::is_ascii);
    let members = members.into_iter().filter(|c| *c != '/' && *c != '\\' && (c.is_ascii() || !ascii));
    let members: Vec<char> = members.collect();
    match members.as_slice() {
        [] => Some("/".to_owned()),
        [one] => Some(escaped(&one.to_string())),
        all if all.iter().any(|c| "]-!^".contains(*c)) => None,
        all => Some(format!("[{}]", all.iter().collect::<String>())),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "*?[]{}\\!#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The globs of one way through, anchored at the root.
fn spelled(bits: &[Bit]) -> Option<Vec<String>> {
    let anchored = bits.first() == Some(&Bit::Start);
    let closed = bits.last() == Some(&Bit::End);
    let inner =
        bits.get(usize::from(anchored)..bits.len() - usize::from(closed && bits.len() > usize::from(anchored)))?;
    if inner.iter().any(|bit| matches!(bit, Bit::Start | Bit::End)) {
        return None;
    }
    let mut whole = Vec::new();
    whole.extend((!anchored).then_some(Bit::Any));
    whole.extend(inner.iter().cloned());
    whole.extend((!closed).then_some(Bit::Any));
    whole.dedup_by(|a, b| *a == Bit::Any && *b == Bit::Any);
    // No path begins with a slash, and what means everything is no glob to import.
    let slash = matches!(whole.first(), Some(Bit::Text(text)) if text.starts_with('/'));
    if slash || whole.iter().all(|bit| *bit == Bit::Any) {
        return None;
    }
    let mut globs = vec![String::new()];
    for (at, bit) in whole.iter().enumerate() {
        let next = whole.get(at + 1).and_then(|bit| if let Bit::Text(text) = bit { Some(text.as_str()) } else { None });
        let add: Vec<String> = match bit {
            Bit::Text(text) => vec![text.clone()],
            Bit::Name => vec!["*".to_owned()],
            Bit::Any => any(globs.first().map_or("", String::as_str), next, at + 1 == whole.len()),
            Bit::Start | Bit::End => return None,
        };
        globs = globs.iter().flat_map(|before| add.iter().map(move |more| format!("{before}{more}"))).collect();
        if globs.len() > MOST {
            return None;
        }
    }
    globs.iter().map(|glob| tidy(glob)).collect()
}

/// Anything, between what stands before and what comes next.
fn any(before: &str, next: Option<&str>, last: bool) -> Vec<String> {
    let all: &[&str] = match (before, next) {
        ("", Some(next)) if next.starts_with('/') => &["**/*"],
        ("", _) => &["**/*"],
        (before, _) if before.ends_with('/') && last => &["**"],
        (before, Some(_)) if before.ends_with('/') => &["**/*", "*"],
        (_, None) if last => &["*", "*/**"],
        _ => &["*", "*/**/*"],
    };
    all.iter().map(|text| (*text).to_owned()).collect()
}

/// A glob as `.gitignore` takes it; none for one that would mean everything.
fn tidy(glob: &str) -> Option<String> {
    let glob = glob.replace("***", "**");
    let plain = glob.trim_start_matches("**/").trim_start_matches('*');
    if plain.is_empty() || plain == "/" {
        return None;
    }
    Some(if glob.starts_with("**/") || glob.starts_with('/') { glob } else { format!("/{glob}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ignore::gitignore::GitignoreBuilder;
    use proptest::prelude::*;

    fn matches(globs: &[String], path: &str) -> bool {
        let mut builder = GitignoreBuilder::new("/");
        for glob in globs {
            builder.add_line(None, glob).unwrap();
        }
        builder.build().unwrap().matched(format!("/{path}"), false).is_ignore()
    }

    const PATHS: [&str; 16] = [
        "vendor/a.go",
        "x/vendor/a/b.go",
        "vendor",
        "myvendor/a",
        "go.sum",
        "a/go.sum",
        "go.sumx",
        "a.png",
        "a/b.PNG",
        "test/x.py",
        "a/test/deep/x.py",
        "tests/x.py",
        "package-lock.json",
        "a/package-lock.json.bak",
        "node_modules/x/y.js",
        "src/main.rs",
    ];

    #[test]
    fn what_people_write_becomes_globs() {
        for (pattern, expected) in [
            (r"^vendor/", &["vendor/a.go"][..]),
            (r"(?:^|/)go\.sum$", &["go.sum", "a/go.sum"]),
            (r"(.*?)(png|jpg)$", &["a.png"]),
            (r"(?i)\.png$", &["a.png", "a/b.PNG"]),
            (r"(^|/)test/.*\.py$", &["test/x.py", "a/test/deep/x.py"]),
            (r"package-lock\.json", &["package-lock.json", "a/package-lock.json.bak"]),
            (r"node_modules/", &["node_modules/x/y.js"]),
            (r"^src/[^/]+\.rs$", &["src/main.rs"]),
        ] {
            let globs = of_regex(pattern).unwrap_or_else(|| panic!("{pattern}"));
            let found: Vec<&str> = PATHS.into_iter().filter(|path| matches(&globs, path)).collect();
            assert_eq!(found, expected, "{pattern}: {globs:?}");
        }
        for pattern in [r"\bvendor\b", r".*", r"(a|b){3,}", r"^", r"[^/]*"] {
            assert_eq!(of_regex(pattern), None, "{pattern}");
        }
    }

    proptest! {
        /// No glob matches a path that its expression does not.
        #[test]
        fn nothing_more_is_ignored(
            pattern in "(\\^|\\(\\^\\|/\\))?(a|b|/|\\.\\*|\\[\\^/\\]\\+|\\(a\\|b\\)|b\\?|\\.){1,5}\\$?",
            path in "[abc]{1,2}(/[abc]{1,2}){0,3}",
        ) {
            if let (Ok(regex), Some(globs)) = (regex::Regex::new(&pattern), of_regex(&pattern)) {
                // A folder that matches takes along what lies in it.
                let parts: Vec<&str> = path.split('/').collect();
                let known = (1..=parts.len()).any(|n| regex.is_match(&parts[..n].join("/")) || regex.is_match(&format!("{}/", parts[..n].join("/"))));
                prop_assert!(known || !matches(&globs, &path), "{pattern} {path} {globs:?}");
            }
        }
    }
}
