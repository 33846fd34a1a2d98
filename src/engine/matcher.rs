//! From a keyword to candidates: runs a rule's matcher in the window around a hit.

use std::ops::Range;

use super::assignment::Assignment;
use super::prefilter::Hit;
use super::public::{is_revision, is_type};
use crate::blob::MAX_REACH;
use crate::rule::{Branch, Matcher, Near, Pattern, Rule, RuleIndex, Terms};

/// A place where a rule matched, not yet judged. Ranges are offsets in `text`.
#[derive(Clone, Debug)]
pub struct Candidate<'t> {
    /// The rule's place in its set.
    pub index: RuleIndex,
    /// The rule.
    pub rule: &'t Rule,
    /// The text around, at least a line on either side unless the file ends.
    pub text: &'t [u8],
    /// All that matched.
    pub matched: Range<usize>,
    /// The secret alone.
    pub secret: Range<usize>,
    /// The assignment, where the matcher read one.
    pub assignment: Option<Assignment>,
}

impl Candidate<'_> {
    /// The secret's bytes.
    pub fn secret_bytes(&self) -> &[u8] {
        self.text.get(self.secret.clone()).unwrap_or_default()
    }

    /// Whether a statement's pattern names a part of its match: a literal that must not be shown. Dates and versions may.
    pub fn points_at_secret(&self) -> bool {
        let shown = self.rule.clue.is_some() || self.rule.client.as_ref().is_none_or(Terms::is_dated);
        !shown && self.secret != self.matched
    }

    /// The name that the secret is assigned to; empty where there is none.
    pub fn name(&self) -> &[u8] {
        self.assignment.as_ref().and_then(|a| self.text.get(a.name.clone())).unwrap_or_default()
    }
}

/// Runs one rule that wants no assignment at one hit.
pub(super) fn at_hit<'t>(
    rule: &'t Rule,
    index: RuleIndex,
    text: &'t [u8],
    hit: Hit,
    found: &mut dyn FnMut(Candidate<'t>),
) {
    match &rule.matcher {
        Matcher::Pattern(pattern) => {
            if let Some((matched, secret)) = search(pattern, rule, text, hit) {
                found(Candidate { index, rule, text, matched, secret, assignment: None });
            }
        }
        Matcher::Near(near) => {
            if let Some(run) = run_near(near, text, hit) {
                found(Candidate { index, rule, text, matched: hit.start..run.end, secret: run, assignment: None });
            }
        }
        Matcher::Assignment(_) | Matcher::Path | Matcher::Measured | Matcher::Facts => {}
    }
}

/// Runs one rule on the assignment at a hit.
pub(super) fn on_assignment<'t>(
    rule: &'t Rule,
    index: RuleIndex,
    text: &'t [u8],
    assignment: &Assignment,
    found: &mut dyn FnMut(Candidate<'t>),
) {
    let Matcher::Assignment(wanted) = &rule.matcher else { return };
    let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let fits = wanted.name.as_ref().is_none_or(|name| name.is_match(part(&assignment.name)))
        && wanted.value.as_ref().is_none_or(|value| value.is_match(part(&assignment.value)));
    if fits {
        let (matched, secret) = (assignment.name.start..assignment.value.end, assignment.value.clone());
        found(Candidate { index, rule, text, matched, secret, assignment: Some(assignment.clone()) });
    }
}

/// Runs a rule over a whole text, for a file that its path chose.
pub(super) fn over_file<'t>(rule: &'t Rule, index: RuleIndex, text: &'t [u8], found: &mut dyn FnMut(Candidate<'t>)) {
    let Matcher::Pattern(pattern) = &rule.matcher else { return };
    let Some(ready) = pattern.ready(&rule.keywords) else { return };
    for captures in ready.regex.captures_iter(text) {
        let Some((matched, secret)) = spans(&captures, ready.group) else { continue };
        if rule.boundary.as_ref().is_none_or(|alphabet| alphabet.stands_alone(text, matched.start, matched.end)) {
            found(Candidate { index, rule, text, matched, secret, assignment: None });
        }
    }
}

/// The match of a pattern that holds the hit: the leftmost one.
fn search(pattern: &Pattern, rule: &Rule, text: &[u8], hit: Hit) -> Option<(Range<usize>, Range<usize>)> {
    let shape = pattern.shape(&rule.keywords)?;
    let mut from = if shape.exact {
        let from = hit.start.checked_sub(shape.lead)?;
        let fits = shape.fits(text.get(from..)?)
            && rule.boundary.as_ref().is_none_or(|alphabet| alphabet.stands_alone(text, from, text.len()));
        fits.then_some(from)?
    } else {
        hit.start.saturating_sub(shape.lead)
    };
    // One byte more than the longest match, for a look at what follows.
    let end = text.len().min(hit.end + shape.longest.min(MAX_REACH) + 1);
    let branches = pattern.branches(&rule.keywords, text.get(from..end)?);
    loop {
        let (matched, branch) = Branch::leftmost(&branches, text, from..end, shape.exact)?;
        let (start, stop) = (matched.start, matched.end);
        if start > hit.start {
            return None;
        }
        let alone = rule.boundary.as_ref().is_none_or(|alphabet| alphabet.stands_alone(text, start, stop));
        if stop >= hit.end && alone {
            return branch.secret(text, start..end).filter(|(_, secret)| !secret.is_empty());
        }
        if shape.exact {
            return None;
        }
        from = start + 1;
    }
}

fn spans(captures: &regex::bytes::Captures<'_>, group: usize) -> Option<(Range<usize>, Range<usize>)> {
    let matched = captures.get(0)?;
    let secret = captures.get(group).unwrap_or(matched);
    (!secret.is_empty()).then(|| (matched.range(), secret.range()))
}

/// Words that tell a reader that a value follows.
const LABELS: [&[u8]; 13] = [
    b"key", b"token", b"secret", b"passw", b"pwd", b"api", b"auth", b"cred", b"bearer", b"sid", b"pat", b"access",
    b"private",
];

/// The first run behind a hit that the rule's value matches.
fn run_near(near: &Near, text: &[u8], hit: Hit) -> Option<Range<usize>> {
    let last = text.len().min(hit.end + near.within);
    let mut at = hit.end;
    // What is glued to the keyword belongs to its name, unless it is all that there is.
    let mut lines = 0;
    while at <= last {
        let byte = *text.get(at)?;
        if byte == b'\n' {
            lines += 1;
            if lines > 2 {
                return None;
            }
        }
        if !near.alphabet.contains(byte)
            || (at > 0 && text.get(at - 1).is_some_and(|&b| near.alphabet.contains(b)) && at != hit.end)
        {
            at += 1;
            continue;
        }
        let end = near.alphabet.run_end(text, at).min(at + 1024);
        let run = text.get(at..end)?;
        if is_revision(text.get(..at)?, run) || is_type(text, at..end) {
            at = end;
            continue;
        }
        if near.value.can_be(run.len())
            && near.value.is_match(run)
            && (!near.label || is_labelled(text.get(hit.start..at)?) || follows(text, hit.end, at..end))
        {
            return Some(at..end);
        }
        if let Some(from) = behind_label(near, run) {
            return Some(at + from..end);
        }
        if let Some(b'-' | b'_') = run.first()
            && near.value.can_be(run.len() - 1)
            && near.value.is_match(run.get(1..)?)
            && follows(text, hit.end, at + 1..end)
        {
            return Some(at + 1..end);
        }
        at = end.max(at + 1);
    }
    None
}

/// Whether a value stands right behind the keyword, with nothing but a blank or a joint between, and is a word of its
/// own: `acme 0123…`, `acme-0123…`, `new Acme("0123…")`. What goes on is the name of a file or a version: `acme-0123….js`.
fn follows(text: &[u8], keyword: usize, value: Range<usize>) -> bool {
    let between = text.get(keyword..value.start).unwrap_or_default();
    let next = text.get(value.end);
    let alone =
        next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b',' | b';' | b')' | b'<'));
    (1..=3).contains(&between.len())
        && between.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'_' | b'(' | b'"' | b'\''))
        && value.len() >= 20
        && text.get(value).unwrap_or_default().iter().filter(|b| b.is_ascii_digit()).count() >= 2
        && alone
}

/// Where in a run such as `secret-key-0123…` the value begins: behind words of which one labels it, and a joint that is no
/// part of the value.
fn behind_label(near: &Near, run: &[u8]) -> Option<usize> {
    let is_joint = |b: &u8| matches!(b, b'-' | b'_') || (*b == b'=' && near.alphabet.contains(b'='));
    let words = run.iter().take_while(|b| b.is_ascii_alphabetic() || is_joint(b)).count();
    let joints = run.iter().take(words).enumerate().filter(|(_, b)| is_joint(b)).map(|(at, _)| at + 1);
    joints.filter(|&from| near.value.can_be(run.len() - from)).find(|&from| {
        let (words, value) = run.split_at_checked(from).unwrap_or_default();
        near.value.is_match(value) && is_labelled(words)
    })
}

/// Whether a label or an operator stands in the text between keyword and value.
fn is_labelled(between: &[u8]) -> bool {
    let lower = between.to_ascii_lowercase();
    lower.iter().any(|b| b"=:,".contains(b)) || LABELS.iter().any(|label| memchr::memmem::find(&lower, label).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Mode};
    use crate::rule::{RuleSet, Source};

    const RULES: &str = r#"
[[rule]]
id = "secret/acme-key"
title = "Acme key"
description = "A key."
keywords = ["acme"]
fix = "Delete it."
[rule.near]
value = '[0-9a-f]{8}'
"#;

    fn found(text: &str) -> Vec<String> {
        found_by(RULES, text)
    }

    fn found_by(rules: &str, text: &str) -> Vec<String> {
        let source = Source { name: "x.toml".to_owned(), text: rules.to_owned(), trusted: false };
        let engine = Engine::new(RuleSet::compile(Vec::new(), &[source], &|_| true, &[]).unwrap());
        let mut all = Vec::new();
        let segment = crate::blob::Segment { text: text.as_bytes(), core: 0..text.len(), base: 0 };
        let mut keep = |c: Candidate<'_>| all.push(String::from_utf8(c.secret_bytes().to_vec()).unwrap());
        engine.scan(&segment, (b"a.txt", None), Mode::Text, &mut keep, &mut |_, _| {});
        all
    }

    #[test]
    fn takes_a_value_behind_the_words_that_label_it() {
        for text in ["acme-secret-0a1b2c3d", "acmeTOKEN-0a1b2c3d", "acme private_key_0a1b2c3d", "acme key 0a1b2c3d"] {
            assert_eq!(found(text), ["0a1b2c3d"], "{text}");
        }
        for text in ["acme-release-0a1b2c3d", "acme 0a1b2c3d", "acme-secret-0a1b-0a1b2c3d"] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_something_is_pinned_to_is_no_secret() {
        let rules = RULES.replace("{8}", "{40}");
        let value = "0a1b2c3d".repeat(5);
        assert!(found_by(&rules, &format!("acme_token: x\n- uses: a/b@{value}\n")).is_empty());
        for name in ["\"sha\":\"", "commit: ", "digest = '"] {
            assert!(found_by(&rules, &format!("{{\"acme\": 1, {name}{value}")).is_empty(), "{name}");
        }
        assert_eq!(found_by(&rules, &format!("acme {{\"hash_key\": \"{value}\"}}")), [value.as_str()]);
        assert_eq!(found_by(&rules, &format!("acme_token: '@{value}'")), [value]);
    }

    #[test]
    fn what_is_a_type_is_no_secret() {
        let rules = RULES.replace("[0-9a-f]{8}", "[0-9a-z]{14}");
        assert!(found_by(&rules, "acme: &storev1alpha12.Generator{").is_empty());
        assert_eq!(found_by(&rules, "acme: storev1alpha12. Generator"), ["storev1alpha12"]);
    }

    #[test]
    fn takes_a_long_value_right_behind_the_keyword() {
        let rules = RULES.replace("{8}", "{24}");
        let value = "0a1b2c3d".repeat(3);
        for joint in [" ", "-", "_", "('"] {
            assert_eq!(found_by(&rules, &format!("acme{joint}{value}\n")), [value.as_str()], "{joint}");
        }
        for text in [format!("acme-{value}.js"), format!("acme{value}"), format!("acme of {value}")] {
            assert!(found_by(&rules, &text).is_empty(), "{text}");
        }
    }
}
