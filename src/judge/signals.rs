//! The facts about a name with a value, and its line, that speak for or against a secret.

use super::name::{Name, NameKind};
use super::signal::{Collector, Sig};
use super::value::Value;
use super::{View, of_value, trial};
use crate::check::ValueKind;

/// The facts about name and value that are quick to see.
pub(super) fn of_form(view: &View<'_>, name: &Name, value: &Value, out: &mut Collector) {
    out.when(true, Sig::Bias);
    of_name(view, name, out);
    of_syntax(view, out);
    of_prose(view, name, value, out);
    out.all(value.form(of_value::form));
}

/// The facts about what the value means and what stands around it. All that may speak for a secret are in [`OF_SENSE`].
pub(super) fn of_sense(view: &View<'_>, name: &Name, value: &Value, out: &mut Collector) {
    out.all(value.sense(of_value::sense));
    of_both(name, value, out);
    of_line(view, out);
}

/// What [`of_sense`] may find.
pub(super) const OF_SENSE: &[Sig] = &[
    Sig::Common,
    Sig::Placeholder,
    Sig::RepeatsName,
    Sig::NameInValue,
    Sig::SecretWord,
    Sig::NameMadeUp,
    Sig::ValueMadeUp,
    Sig::Typed,
    Sig::Sequence,
    Sig::AlphabetSmall,
    Sig::Encoded,
    Sig::EncodedWords,
    Sig::SaidBeside,
    Sig::UserNear,
    Sig::LineLong,
    Sig::Comment,
    Sig::Prompt,
    Sig::Assertion,
    Sig::Flag,
    Sig::BlankBare,
    Sig::LineStart,
    Sig::AfterCode,
    Sig::TypeNear,
];

fn of_name(view: &View<'_>, name: &Name, out: &mut Collector) {
    match name.judged {
        Ok(kind) => out.when(kind == NameKind::Specific, Sig::NameSpecific),
        Err("name-about") => out.when(true, Sig::NameAbout),
        Err(_) => out.when(true, Sig::NameOther),
    }
    out.when(name.denies, Sig::NameDenies);
    out.when(name.words.len() == 1, Sig::NameExact);
    out.when(name.words.len() > 4, Sig::NameLong);
    let letters = name.classes;
    out.when(letters.lower == 0, Sig::NameUpper);
    out.when(letters.lower > 0 && letters.upper > 0 && !view.name.contains(&b'_'), Sig::NameCamel);
    out.when(view.name.contains(&b'.'), Sig::NameDotted);
}

fn of_syntax(view: &View<'_>, out: &mut Collector) {
    let Some(assigned) = view.assigned else { return };
    let operator = match assigned.operator {
        "operator-assign" => Sig::OpAssign,
        "operator-pair" => Sig::OpPair,
        "operator-compare" => Sig::OpCompare,
        "operator-comma" => Sig::OpComma,
        "operator-call" => Sig::OpCall,
        "operator-element" => Sig::OpElement,
        _ => Sig::OpBlank,
    };
    out.when(true, operator);
    out.when(assigned.name_quoted, Sig::NameQuoted);
    out.when(assigned.quoted, Sig::Quoted);
    out.when(!assigned.quoted && assigned.kind == ValueKind::Bare, Sig::Bare);
    out.when(!assigned.quoted && is_number(view.secret), Sig::Number);
    out.when(assigned.more, Sig::More);
    out.when(view.in_string(), Sig::InString);
}

/// Sentences: `PASS: routing works`, `pass "quiet" to the kernel`.
fn of_prose(view: &View<'_>, name: &Name, value: &Value, out: &mut Collector) {
    let Some(assigned) = view.assigned else { return };
    let is_word = |text: &[u8]| text.iter().all(|b| b.is_ascii_alphabetic() || b"-'/".contains(b));
    let dash = |word: &[u8]| matches!(word, b"-" | b"--" | b"\xe2\x80\x93" | b"\xe2\x80\x94");
    let mut words = view.after.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty() && !dash(word));
    let follows = |word: &[u8]| {
        let plain = word.strip_suffix(b".").or_else(|| word.strip_suffix(b",")).unwrap_or(word);
        plain.len() >= 2 && plain.iter().all(u8::is_ascii_lowercase)
    };
    let sentence = words.next().is_some_and(follows) && words.next().is_none_or(follows);
    let bare = !assigned.quoted && assigned.kind == ValueKind::Bare;
    // A message: `"privatekey: aes256-cbc is not available"`.
    let term = |text: &[u8]| text.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-');
    let opened = !assigned.name_quoted && view.before.last().is_some_and(|byte| b"\"'`".contains(byte));
    let message = (view.in_string() || opened) && view.secret.contains(&b'-') && term(view.secret);
    out.when(sentence && ((bare && is_word(view.secret)) || (!assigned.quoted && message)), Sig::Prose);
    let blank = assigned.operator == "operator-blank" && assigned.quoted;
    // `derive secret "tls13 c hs traffic"`: what a sentence is about has a name of several words.
    let spaced = blank && value.classes().blanks > 0 && !assigned.name_quoted;
    let told = || view.before.strip_suffix(b" ").and_then(<[u8]>::last).is_some_and(u8::is_ascii_lowercase);
    out.when(spaced && told() && view.name.iter().all(u8::is_ascii_lowercase), Sig::Prose);
    let verb = matches!(name.words.as_slice(), [word] if word == "pass");
    let said = (view.in_string() || opened) && (view.name == b"PASS" || is_word(view.secret));
    out.when(verb && (blank || said || (bare && sentence)), Sig::Verb);
}

/// A number as code writes it: a status, a flag, a count in 32 bits, in hexadecimal a constant of up to 64.
fn is_number(value: &[u8]) -> bool {
    let end = value.iter().rposition(|byte| !b"uUlL".contains(byte)).map_or(0, |at| at + 1);
    let plain = value.get(..end).unwrap_or_default();
    let hex = plain.strip_prefix(b"0x").or_else(|| plain.strip_prefix(b"0X"));
    match hex {
        Some(digits) => digits.len() <= 16 && digits.iter().all(u8::is_ascii_hexdigit),
        None => !plain.is_empty() && plain.len() <= 10 && plain.iter().all(u8::is_ascii_digit),
    }
}

/// What name and value say of one another.
fn of_both(name: &Name, value: &Value, out: &mut Collector) {
    let long = |word: &&String| word.len() > 2;
    let words = value.words();
    let shared = words.iter().filter(long).filter(|word| name.words.contains(word)).count();
    out.when(shared > 0 && shared == words.iter().filter(long).count(), Sig::RepeatsName);
    out.when(shared > 0, Sig::NameInValue);
    out.when(name.made_up, Sig::NameMadeUp);
}

/// Whether a text holds a value as a word of its own, whatever its case.
fn says(text: &[u8], value: &[u8]) -> bool {
    let Some(first) = value.first().filter(|_| value.len() >= 3) else { return false };
    let end = |at: Option<&u8>| !at.is_some_and(u8::is_ascii_alphanumeric);
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text).any(|at| {
        text.get(at..at + value.len()).is_some_and(|window| window.eq_ignore_ascii_case(value))
            && end(at.checked_sub(1).and_then(|at| text.get(at)))
            && end(text.get(at + value.len()))
    })
}

fn of_line(view: &View<'_>, out: &mut Collector) {
    let said = [view.above, view.before, view.after].into_iter().any(|text| says(text, view.secret));
    out.when(said, Sig::SaidBeside);
    let around = [view.above, view.before, view.after].concat().to_ascii_lowercase();
    let has = |part: &[u8]| memchr::memmem::find(&around, part).is_some();
    out.when(
        [&b"user"[..], b"login", b"email", b"host", b"account", b"client_id", b"clientid"].into_iter().any(has),
        Sig::UserNear,
    );
    out.when(view.before.len() + view.after.len() > 250, Sig::LineLong);
    let start = view.before.trim_ascii_start();
    let comment = [&b"//"[..], b"#", b"*", b"/*", b"--", b"<!--", b";"].into_iter().any(|mark| start.starts_with(mark));
    out.when(comment, Sig::Comment);
    let starts = |marks: &[&[u8]]| marks.iter().any(|mark| start.starts_with(mark));
    out.when(starts(&[b"$ ", b"> ", b">>> ", b"% ", b"irb", b"=> ", b"-> "]), Sig::Prompt);
    out.when(trial::is_asserted(view), Sig::Assertion);
    let dashed = view.before.ends_with(b"-");
    out.when(dashed, Sig::Flag);
    let blank = view.assigned.is_some_and(|a| a.operator == "operator-blank" && !a.quoted);
    out.when(blank && !dashed, Sig::BlankBare);
    out.when(view.before.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'')), Sig::LineStart);
    let next = view.after.trim_ascii_start().first().copied();
    out.when(matches!(next, Some(b'+' | b'.' | b'?' | b'[' | b'|' | b'&' | b'%')), Sig::AfterCode);
    out.when([&b"type"[..], b"string", b"field", b"label", b"column"].into_iter().any(has), Sig::TypeNear);
}
