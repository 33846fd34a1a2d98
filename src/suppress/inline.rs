//! Our own markers: `allow[…]`, `allow-next-line[…]`, `off[…]` and `on` behind the tool's name and a colon.
//!
//! A marker that nearly is one is a mistake that a person wants to hear of; prose that happens to hold the tool's name
//! and a colon is none.

use jiff::civil::Date;

use super::glob::is_well_formed;
use super::line::Line;
use super::marker::{Reach, Reading, Statement};
use super::terms::{Terms, parse_date, parse_state};
use crate::model::{SuppressionState, printable};

const NAME: &[u8] = b"reticent:";

/// What people write who know another tool; told what to write here.
const MISTAKEN: [&[u8]; 12] = [
    b"ignore",
    b"ignore-line",
    b"ignore-next-line",
    b"disable",
    b"disable-line",
    b"disable-next-line",
    b"enable",
    b"allow-line",
    b"allow-next",
    b"allow-nextline",
    b"allow-file",
    b"suppress",
];

/// Keys that another tool has for one of ours.
const OTHER_KEYS: [(&str, &str); 6] = [
    ("expires", "until"),
    ("expiry", "until"),
    ("expire", "until"),
    ("by", "owner"),
    ("approved_by", "owner"),
    ("status", "state"),
];

/// Longest reason, in characters; more is cut off.
const LONGEST_REASON: usize = 300;

/// What a marker says behind its rules.
struct Tail {
    reason: String,
    until: Option<Date>,
    owner: Option<String>,
    state: Option<SuppressionState>,
}

/// Whether a text begins with our name.
pub(super) fn begins(text: &[u8]) -> bool {
    text.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}

/// Reads a marker of ours at the place of a line.
pub(super) fn read(line: &Line<'_>) -> Option<Reading> {
    let comment = line.comment()?;
    let text = line.after.get(NAME.len()..)?.trim_ascii_start();
    let end = text.iter().position(|&b| !(b.is_ascii_alphabetic() || b == b'-')).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let word = word.to_ascii_lowercase();
    let is_ours = matches!(word.as_slice(), b"allow" | b"allow-next-line" | b"off" | b"on");
    if !is_ours {
        let length = line.after.len() - rest.len();
        return MISTAKEN.contains(&word.as_slice()).then(|| malformed(length, WORDS));
    }
    let (globs, rest) = match brackets(rest) {
        Some(found) => found,
        None => (None, rest),
    };
    let (said, behind) = comment.split(rest);
    let length = line.after.len() - rest.len() + said.trim_ascii_end().len();
    let alone = comment.leads && comment.is_empty_behind(behind);
    let statement = match word.as_slice() {
        b"on" => on(globs, said)?,
        word => statement(word, alone, globs, said),
    };
    Some(Reading { statement, length, alone })
}

const WORDS: &str = "write `allow[RULE] reason`, `allow-next-line[RULE] reason`, or `off[RULE] reason` … `on`";

fn malformed(length: usize, mistake: &str) -> Reading {
    Reading { statement: Statement::Malformed { mistake: mistake.to_owned() }, length, alone: false }
}

/// What stands in square brackets at the beginning of a text, and what follows them.
fn brackets(text: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let inner = text.trim_ascii_start().strip_prefix(b"[")?;
    let end = memchr::memchr(b']', inner)?;
    Some((inner.get(..end), inner.get(end + 1..)?))
}

/// The end of a block. With other words behind it, it is prose.
fn on(globs: Option<&[u8]>, said: &[u8]) -> Option<Statement> {
    let globs = match globs {
        Some(list) => match rules(list) {
            Ok(globs) => globs,
            Err(mistake) => return Some(Statement::Malformed { mistake }),
        },
        None if said.trim_ascii().is_empty() => Vec::new(),
        None => return None,
    };
    Some(Statement::On { globs })
}

fn statement(word: &[u8], alone: bool, globs: Option<&[u8]>, said: &[u8]) -> Statement {
    let parsed = globs
        .ok_or_else(|| "name the rules that it is for, in square brackets: `allow[secret/aws-*] reason`".to_owned())
        .and_then(rules)
        .and_then(|globs| Ok((globs, terms(said)?)));
    match parsed {
        Err(mistake) => Statement::Malformed { mistake },
        Ok((globs, terms)) if word == b"off" => Statement::Off { globs, terms },
        Ok((globs, terms)) => {
            let reach = if alone || word == b"allow-next-line" { Reach::NextLine } else { Reach::Line };
            Statement::Allow { reach, globs, terms }
        }
    }
}

/// The rule names between brackets.
fn rules(list: &[u8]) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(list);
    let mut globs: Vec<String> = text.split(',').map(|glob| glob.trim().to_owned()).collect();
    if globs.last().is_some_and(String::is_empty) {
        globs.pop();
    }
    if globs.is_empty() {
        return Err("the brackets are empty: name the rules that it is for, `[*]` for all of them".to_owned());
    }
    if !globs.iter().all(|glob| is_well_formed(glob)) {
        return Err("between the brackets stand ids of rules, with `*` and `?`, parted by commas".to_owned());
    }
    Ok(globs)
}

fn terms(said: &[u8]) -> Result<Terms, String> {
    let text = printable(said);
    let mut tail = Tail { reason: String::new(), until: None, owner: None, state: None };
    for word in text.split_whitespace() {
        tail.take(word)?;
    }
    let Tail { reason, until, owner, state } = tail;
    if !reason.chars().any(char::is_alphanumeric) {
        return Err("say why: `allow[RULE] the reason, in words`".to_owned());
    }
    let reason = reason.chars().take(LONGEST_REASON).collect();
    // Not `false-positive`: only a person can say that it is no secret, and this one has not.
    Ok(Terms { state: state.unwrap_or(SuppressionState::Accepted), reason, owner, until })
}

impl Tail {
    /// Takes a word in: one of `until=`, `owner=`, `state=`, or a word of the reason. Messages never repeat a value: it
    /// might be a secret.
    fn take(&mut self, word: &str) -> Result<(), String> {
        let Some((key, value)) = word.split_once('=') else {
            self.add(word);
            return Ok(());
        };
        let twice = match key {
            "until" => {
                let date = parse_date(value).ok_or("`until=` takes a day that exists, as YYYY-MM-DD")?;
                self.until.replace(date).is_some()
            }
            "owner" if value.is_empty() => return Err("`owner=` takes a name: `owner=@team`".to_owned()),
            "owner" => self.owner.replace(value.to_owned()).is_some(),
            "state" => {
                let state = parse_state(value).ok_or("`state=` takes `false-positive`, `accepted` or `to-rotate`")?;
                self.state.replace(state).is_some()
            }
            "reason" => return Err("write the reason as plain words behind the brackets, without `reason=`".to_owned()),
            key => {
                if let Some(meant) = meant(key) {
                    return Err(format!("did you mean `{meant}=`?"));
                }
                self.add(word);
                false
            }
        };
        if twice { Err(format!("`{key}=` is given twice")) } else { Ok(()) }
    }

    fn add(&mut self, word: &str) {
        // A dash or a colon between the brackets and the reason is none of it.
        if self.reason.is_empty() && matches!(word, "-" | "--" | "—" | "–" | ":") {
            return;
        }
        if !self.reason.is_empty() {
            self.reason.push(' ');
        }
        self.reason.push_str(word);
    }
}

/// The key that a person meant who wrote another one.
fn meant(key: &str) -> Option<&'static str> {
    let key = key.to_ascii_lowercase();
    let known = OTHER_KEYS.iter().find(|(other, _)| *other == key).map(|&(_, ours)| ours);
    known.or_else(|| ["until", "owner", "state"].into_iter().find(|ours| strsim::damerau_levenshtein(ours, &key) <= 1))
}

#[cfg(test)]
mod tests {
    use super::super::marker::Marker;
    use super::super::read::read;
    use super::*;

    /// Reads the marker in a text in which `@@` stands for our name: no scan of this file takes it for a marker.
    fn marker(text: &str) -> Option<Marker> {
        let text = text.replace("@@", concat!("reti", "cent:"));
        read(text.as_bytes(), text.to_ascii_lowercase().find(concat!("reti", "cent:")).unwrap())
    }

    fn allow(text: &str) -> (Reach, Vec<String>, Terms) {
        match marker(text).map(|marker| marker.statement) {
            Some(Statement::Allow { reach, globs, terms }) => (reach, globs, terms),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn mistake(text: &str) -> String {
        match marker(text).map(|marker| marker.statement) {
            Some(Statement::Malformed { mistake }) => mistake,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn everything_that_can_be_said_is_read() {
        let (reach, globs, terms) = allow(
            "k = 1 # @@ allow[secret/aws-*, generic] a test key until=2026-01-31 of ours owner=@sec state=to-rotate",
        );
        assert_eq!(reach, Reach::Line);
        assert_eq!(globs, ["secret/aws-*", "generic"]);
        assert_eq!(terms.reason, "a test key of ours");
        assert_eq!(terms.until, Some(jiff::civil::date(2026, 1, 31)));
        assert_eq!(terms.owner.as_deref(), Some("@sec"));
        assert_eq!(terms.state, SuppressionState::ToRotate);
    }

    #[test]
    fn the_comment_ends_the_reason() {
        for (text, reach) in [
            ("/* @@ allow[secret/*] because */", Reach::NextLine),
            ("/* @@ allow[secret/*] because */ k = 1;", Reach::Line),
            ("<k>1</k> <!-- @@ allow[secret/*] because -->", Reach::Line),
            ("{# @@ allow[secret/*] because #}", Reach::NextLine),
            ("{{!-- @@ allow[secret/*] because --}}", Reach::NextLine),
            ("<%-- @@ allow[secret/*] because --%>", Reach::NextLine),
            ("  \"_\": \"@@ allow[secret/*] because\",", Reach::NextLine),
            ("{\"_\": \"@@ allow[secret/*] because\", \"k\": 1}", Reach::Line),
            (" * @@ allow[secret/*] because", Reach::NextLine),
            ("#@@allow [secret/*] -- because", Reach::NextLine),
            ("--@@ ALLOW[secret/*]: because", Reach::NextLine),
            ("// @@ allow[secret/*,] because\rk = 1", Reach::NextLine),
            ("x # @@ allow-next-line[secret/*] because", Reach::NextLine),
        ] {
            let (found, globs, terms) = allow(text);
            assert_eq!((found, terms.reason.as_str()), (reach, "because"), "{text}");
            assert_eq!(globs, ["secret/*"], "{text}");
        }
    }

    #[test]
    fn blocks_begin_and_end() {
        assert!(matches!(marker("# @@ off[secret/*] samples").unwrap().statement, Statement::Off { .. }));
        assert_eq!(marker("/* @@ on */").unwrap().statement, Statement::On { globs: vec![] });
        assert_eq!(marker("# @@ on[secret/*]").unwrap().statement, Statement::On { globs: vec!["secret/*".into()] });
    }

    #[test]
    fn mistakes_say_what_to_write() {
        for (text, expected) in [
            ("# @@ allow why not", "square brackets"),
            ("# @@ allow(secret/x) why", "square brackets"),
            ("# @@ allow[secret/x why", "square brackets"),
            ("# @@ allow[] why", "brackets are empty"),
            ("# @@ allow[secret/x]", "say why"),
            ("# @@ allow[secret/x] --", "say why"),
            ("# @@ allow[secret/x,,y] why", "parted by commas"),
            ("# @@ allow[x] why until=2026-02-30", "YYYY-MM-DD"),
            ("# @@ allow[x] why until=2026-02-01 until=2026-02-01", "twice"),
            ("# @@ allow[x] why expires=2026-02-01", "`until=`"),
            ("# @@ allow[x] why untill=2026-02-01", "`until=`"),
            ("# @@ allow[x] why state=fine", "`to-rotate`"),
            ("# @@ allow[x] why owner=", "`owner=@team`"),
            ("# @@ allow[x] reason=why", "plain words"),
            ("# @@ ignore", "allow-next-line"),
            ("# @@ off", "square brackets"),
        ] {
            let mistake = mistake(text);
            assert!(mistake.contains(expected), "{text}: {mistake}");
        }
    }

    #[test]
    fn prose_is_no_marker() {
        for text in [
            "@@ allow[secret/*] no comment",
            "He was @@ he said nothing",
            "# He was @@ he said nothing",
            "# see `@@ allow[secret/*] reason`",
            "# un@@ allow[secret/*] reason",
            "# @@ on the other hand",
            "# @@ allowed",
        ] {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn mistakes_repeat_nothing_that_might_be_a_secret() {
        for text in [
            "# @@ allow[hunter2!] x",
            "# @@ allow[x] r until=hunter2",
            "# @@ allow[x] r state=hunter2",
            "# @@ allow hunter2",
        ] {
            assert!(!mistake(text).contains("hunter2"), "{text}");
        }
    }
}
