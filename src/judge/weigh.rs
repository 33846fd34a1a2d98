//! Names with values: a sum of independent signals.
//!
//! The weights are what labelled real files say (`docs/judge.md` tells how they were found); each is small, so that no
//! single one decides.

use super::name::{NameKind, judge_name, split};
use super::{Verdict, View, confidence_of};
use crate::check::{CharClasses, ValueKind, entropy, is_common_password, word_share};

/// Longest value that the generic rules look at; longer ones are texts.
const LONGEST: usize = 512;

/// Weighs a name with its value.
pub(super) fn weigh(view: &View<'_>) -> Verdict {
    let Some(assigned) = view.assigned else { return Verdict::rejected("no-assignment") };
    match assigned.kind {
        ValueKind::Literal | ValueKind::Bare => {}
        other => return Verdict::rejected(other.as_str()),
    }
    if view.secret.len() < 4 || view.secret.len() > LONGEST {
        return Verdict::rejected("length");
    }
    let kind = match judge_name(view.name) {
        Ok(kind) => kind,
        Err(why) => return Verdict::rejected(why),
    };
    if let Some(why) = shape(view.secret) {
        return Verdict::rejected(why);
    }
    let mut verdict = Verdict { confidence: None, score: 0, summed: true, mask: true, signals: Vec::new() };
    weigh_name(&mut verdict, kind);
    weigh_syntax(&mut verdict, view);
    weigh_value(&mut verdict, view, kind);
    verdict.confidence = confidence_of(verdict.score);
    verdict
}

fn weigh_name(verdict: &mut Verdict, kind: NameKind) {
    match kind {
        NameKind::Password => verdict.add("name-password", 10),
        NameKind::Specific => verdict.add("name-specific", 10),
        NameKind::Plain => verdict.add("name-plain", -5),
        NameKind::Key => verdict.add("name-key", -25),
    }
}

fn weigh_syntax(verdict: &mut Verdict, view: &View<'_>) {
    let Some(assigned) = view.assigned else { return };
    let weight = match assigned.operator {
        "operator-assign" | "operator-pair" => 5,
        "operator-element" => 0,
        "operator-comma" => -10,
        "operator-call" | "operator-compare" => -10,
        _ => -20,
    };
    verdict.add(assigned.operator, weight);
    if assigned.quoted {
        verdict.add("quoted", 5);
    } else if assigned.more {
        verdict.add("more-words", -35);
    }
}

fn weigh_value(verdict: &mut Verdict, view: &View<'_>, kind: NameKind) {
    let secret = view.secret;
    let classes = CharClasses::of(secret);
    let chosen = kind == NameKind::Password;
    let words = word_share(secret);
    if words >= 0.8 && classes.digits == 0 {
        verdict.add("words-only", if chosen { -30 } else { -60 });
    } else if words >= 0.5 {
        verdict.add("words-mostly", if chosen { -15 } else { -40 });
    }
    if is_common_password(secret) {
        verdict.add("common-password", -25);
    }
    if classes.blanks > 0 {
        verdict.add("blanks", if classes.blanks > 1 { -60 } else { -35 });
    }
    if classes.digits == 0 {
        verdict.add("no-digit", if chosen { -5 } else { -20 });
    } else if classes.letters() > 0 {
        verdict.add("letters-and-digits", 15);
    }
    if classes.upper > 0 && classes.lower > 0 && classes.digits > 0 {
        verdict.add("three-kinds", 10);
    }
    if chosen && classes.punctuation > 0 && classes.letters() > 0 {
        verdict.add("punctuation", 5);
    }
    let bits = entropy(secret);
    match secret.len() {
        16.. if bits >= 3.2 => verdict.add("random-long", 20),
        10.. if bits >= 2.9 => verdict.add("random-medium", 10),
        0..8 if !chosen => verdict.add("short", -35),
        _ => {}
    }
    if repeats_name(view.name, secret) {
        verdict.add("repeats-name", -35);
    }
}

/// Whether the value is made of the words of its own name.
fn repeats_name(name: &[u8], secret: &[u8]) -> bool {
    let words: Vec<String> = split(name).into_iter().filter(|word| word.len() > 2).collect();
    let value = split(secret);
    !value.is_empty() && value.iter().filter(|word| word.len() > 2).all(|word| words.contains(word))
}

/// Shapes of public things: what a value is when it is no secret.
fn shape(secret: &[u8]) -> Option<&'static str> {
    let classes = CharClasses::of(secret);
    let lower = secret.to_ascii_lowercase();
    let has = |mark: &[u8]| memchr::memmem::find(&lower, mark).is_some();
    let starts = |marks: &[&[u8]]| marks.iter().any(|mark| lower.starts_with(mark));
    if classes.letters() == 0 && classes.digits == 0 {
        return Some("shape-no-text");
    }
    if has(b"://") || starts(&[b"/", b"./", b"../", b"~/", b"c:\\", b"file:", b"urn:", b"www.", b"#/", b"mailto:"]) {
        return Some("shape-url-or-path");
    }
    if starts(&[
        b"sha1-",
        b"sha256-",
        b"sha384-",
        b"sha512-",
        b"sha256:",
        b"ssh-rsa",
        b"ssh-ed25519",
        b"ecdsa-sha2",
        b"-----begin",
        b"data:",
        b"arn:",
        b"projects/",
        b"refs/",
    ]) {
        return Some("shape-public-thing");
    }
    if is_uuid(secret) {
        return Some("shape-uuid");
    }
    if classes.letters() == 0
        && secret.iter().all(|b| b.is_ascii_digit() || b".,:-/ +".contains(b))
        && (classes.digits < 6 || classes.punctuation > 0)
    {
        return Some("shape-number");
    }
    if starts(&[b"0x"]) && secret.len() <= 10 {
        return Some("shape-number");
    }
    if is_file_name(&lower) {
        return Some("shape-file-name");
    }
    if classes.other > 0 && classes.other * 2 > secret.len() {
        return Some("shape-prose");
    }
    (secret.contains(&b'<') && secret.contains(&b'>')).then_some("shape-markup")
}

fn is_uuid(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"{").and_then(|t| t.strip_suffix(b"}")).unwrap_or(text);
    text.len() == 36
        && text
            .iter()
            .enumerate()
            .all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

fn is_file_name(lower: &[u8]) -> bool {
    const ENDS: [&[u8]; 32] = [
        b".json",
        b".yml",
        b".yaml",
        b".xml",
        b".txt",
        b".pem",
        b".key",
        b".crt",
        b".cer",
        b".p12",
        b".pfx",
        b".jks",
        b".py",
        b".js",
        b".ts",
        b".rb",
        b".go",
        b".php",
        b".html",
        b".md",
        b".png",
        b".svg",
        b".conf",
        b".cfg",
        b".env",
        b".properties",
        b".com",
        b".org",
        b".net",
        b".io",
        b".local",
        b".sh",
    ];
    ENDS.iter().any(|end| lower.ends_with(end))
        && lower.iter().all(|b| b.is_ascii_alphanumeric() || b"._-/\\@".contains(b))
}
