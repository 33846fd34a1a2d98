//! The facts about a name with a value, and its line, that speak for or against a secret.

use super::View;
use super::name::{Name, NameKind};
use super::shape;
use super::signal::{Collector, Sig};
use super::trial;
use super::value::Value;
use crate::check::{
    CharClasses, Placeholder, ValueKind, denies, encoded_text, entropy, has_made_up_word, is_common_password,
    longest_sequence, name_words, word_share,
};

/// The facts about name and value that are quick to see.
pub(super) fn of_form(view: &View<'_>, name: &Name, value: &Value<'_>, out: &mut Collector) {
    out.when(true, Sig::Bias);
    of_name(view, name, out);
    of_syntax(view, out);
    of_prose(view, name, value, out);
    of_size(value, out);
    of_letters(value, out);
    shape::of_shape(value, out);
}

/// The facts about what the value means and what stands around it. All that may speak for a secret are in [`OF_SENSE`].
pub(super) fn of_sense(view: &View<'_>, name: &Name, value: &Value<'_>, out: &mut Collector) {
    let words = Words { name: &name.words, value: name_words(view.secret) };
    of_meaning(value, &words, out);
    of_making(view, value, &words, out);
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

/// The words that name and value are made of.
struct Words<'n> {
    name: &'n [String],
    value: Vec<String>,
}

fn of_name(view: &View<'_>, name: &Name, out: &mut Collector) {
    match name.judge() {
        Ok(kind) => out.when(kind == NameKind::Specific, Sig::NameSpecific),
        Err("name-about") => out.when(true, Sig::NameAbout),
        Err(_) => out.when(true, Sig::NameOther),
    }
    out.when(denies(&name.words), Sig::NameDenies);
    out.when(name.words.len() == 1, Sig::NameExact);
    out.when(name.words.len() > 4, Sig::NameLong);
    let letters = CharClasses::of(view.name);
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
fn of_prose(view: &View<'_>, name: &Name, value: &Value<'_>, out: &mut Collector) {
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
    let message = (view.in_string() || opened) && value.secret.contains(&b'-') && term(value.secret);
    out.when(sentence && ((bare && is_word(value.secret)) || (!assigned.quoted && message)), Sig::Prose);
    let blank = assigned.operator == "operator-blank" && assigned.quoted;
    // `derive secret "tls13 c hs traffic"`: what a sentence is about has a name of several words.
    let spaced = blank && value.classes().blanks > 0 && !assigned.name_quoted;
    let told = || view.before.strip_suffix(b" ").and_then(<[u8]>::last).is_some_and(u8::is_ascii_lowercase);
    out.when(spaced && told() && view.name.iter().all(u8::is_ascii_lowercase), Sig::Prose);
    let verb = matches!(name.words.as_slice(), [word] if word == "pass");
    let said = (view.in_string() || opened) && (view.name == b"PASS" || is_word(value.secret));
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

fn of_size(value: &Value<'_>, out: &mut Collector) {
    let (secret, classes) = (value.secret, value.classes());
    out.when(
        true,
        match secret.len() {
            0..6 => Sig::Len4,
            6..8 => Sig::Len6,
            8..12 => Sig::Len8,
            12..16 => Sig::Len12,
            16..24 => Sig::Len16,
            24..40 => Sig::Len24,
            40..80 => Sig::Len40,
            _ => Sig::Len80,
        },
    );
    // What follows from one another is not random, however many characters it has.
    let typed = value.placeholder() == Some(Placeholder::Sequence);
    let bits = if typed { 0.0 } else { entropy(secret) };
    let steps = [
        (4.5, Sig::Bits45),
        (4.0, Sig::Bits4),
        (3.5, Sig::Bits35),
        (3.0, Sig::Bits3),
        (2.5, Sig::Bits25),
        (2.0, Sig::Bits2),
    ];
    out.when(true, steps.iter().find(|(least, _)| bits >= *least).map_or(Sig::Bits0, |(_, sig)| *sig));
    out.when(classes.changes * 3 >= secret.len() && secret.len() >= 8, Sig::Changes);
    out.when(classes.blanks == 1, Sig::Blank1);
    out.when(classes.blanks > 1, Sig::Blanks);
    out.when(classes.punctuation > 0, Sig::Punctuation);
    out.when(classes.punctuation * 3 > secret.len(), Sig::PunctuationMuch);
    out.when(classes.other > 0, Sig::NonAscii);
}

fn of_letters(value: &Value<'_>, out: &mut Collector) {
    let (secret, classes) = (value.secret, value.classes());
    out.when(
        true,
        match classes.digits {
            0 => Sig::DigitsNone,
            d if d == secret.len() => Sig::DigitsOnly,
            d if d * 3 >= secret.len() => Sig::DigitsMany,
            _ => Sig::DigitsSome,
        },
    );
    let case = match (classes.upper, classes.lower) {
        (0, 0) => None,
        (0, _) => Some(Sig::CaseLower),
        (_, 0) => Some(Sig::CaseUpper),
        (1, _) if secret.first().is_some_and(u8::is_ascii_uppercase) => Some(Sig::CaseCapital),
        _ => Some(Sig::CaseMixed),
    };
    if let Some(case) = case {
        out.when(true, case);
    }
    let three = classes.upper > 0 && classes.lower > 0 && classes.digits > 0;
    out.when(three && classes.punctuation == 0, Sig::ThreeKinds);
    out.when(three && classes.punctuation > 0 && classes.blanks == 0, Sig::FourKinds);
    let words = value.word_share();
    out.when(
        classes.letters() > 0,
        match words {
            w if w >= 0.8 => Sig::Words3,
            w if w >= 0.5 => Sig::Words2,
            w if w > 0.0 => Sig::Words1,
            _ => Sig::Words0,
        },
    );
}

fn of_meaning(value: &Value<'_>, words: &Words<'_>, out: &mut Collector) {
    out.when(is_common_password(value.secret), Sig::Common);
    out.when(value.placeholder().is_some(), Sig::Placeholder);
    let long = |word: &&String| word.len() > 2;
    let shared = words.value.iter().filter(long).filter(|word| words.name.contains(word)).count();
    out.when(shared > 0 && shared == words.value.iter().filter(long).count(), Sig::RepeatsName);
    let has = |part: &[u8]| memchr::memmem::find(value.lower(), part).is_some();
    out.when(shared > 0, Sig::NameInValue);
    out.when([&b"pass"[..], b"secret", b"token", b"key", b"auth"].into_iter().any(has), Sig::SecretWord);
}

/// What shows that somebody made the value up.
fn of_making(view: &View<'_>, value: &Value<'_>, words: &Words<'_>, out: &mut Collector) {
    let (secret, classes) = (value.secret, value.classes());
    out.when(has_made_up_word(words.name), Sig::NameMadeUp);
    out.when(has_made_up_word(&words.value), Sig::ValueMadeUp);
    let sequence = longest_sequence(secret);
    out.when(sequence >= 12 || value.placeholder() == Some(Placeholder::Sequence), Sig::Typed);
    out.when(sequence >= 5 || (sequence >= 4 && secret.len() < 12), Sig::Sequence);
    out.when(secret.len() >= 12 && classes.distinct * 3 <= secret.len().min(30), Sig::AlphabetSmall);
    if let Some(text) = encoded_text(secret) {
        out.when(true, Sig::Encoded);
        out.when(word_share(&text) >= 0.6 || longest_sequence(&text) >= 6, Sig::EncodedWords);
    }
    let said = [view.above, view.before, view.after].into_iter().any(|text| says(text, secret));
    out.when(said, Sig::SaidBeside);
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
