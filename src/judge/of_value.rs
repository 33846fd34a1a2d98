//! The facts that a value's bytes say by themselves, whatever it is called and wherever it stands.

use super::shape;
use super::signal::{Collector, Sig};
use super::value::Value;
use crate::check::{
    Placeholder, encoded_text, entropy, has_made_up_word, is_common_password, longest_sequence, word_share,
};

/// How it is made up of bytes.
pub(super) fn form(value: &Value, out: &mut Collector) {
    of_size(value, out);
    of_letters(value, out);
    shape::of_shape(value, out);
}

/// What it means, and what shows that somebody made it up.
pub(super) fn sense(value: &Value, out: &mut Collector) {
    let (secret, classes) = (&*value.secret, value.classes());
    let has = |part: &[u8]| memchr::memmem::find(value.lower(), part).is_some();
    out.when(is_common_password(secret), Sig::Common);
    out.when(value.placeholder().is_some(), Sig::Placeholder);
    out.when([&b"pass"[..], b"secret", b"token", b"key", b"auth"].into_iter().any(has), Sig::SecretWord);
    out.when(has_made_up_word(value.words()), Sig::ValueMadeUp);
    let sequence = longest_sequence(secret);
    out.when(sequence >= 12 || value.placeholder() == Some(Placeholder::Sequence), Sig::Typed);
    out.when(sequence >= 5 || (sequence >= 4 && secret.len() < 12), Sig::Sequence);
    out.when(secret.len() >= 12 && classes.distinct * 3 <= secret.len().min(30), Sig::AlphabetSmall);
    if let Some(text) = encoded_text(secret) {
        out.when(true, Sig::Encoded);
        out.when(word_share(&text) >= 0.6 || longest_sequence(&text) >= 6, Sig::EncodedWords);
    }
}

fn of_size(value: &Value, out: &mut Collector) {
    let (secret, classes) = (&*value.secret, value.classes());
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

fn of_letters(value: &Value, out: &mut Collector) {
    let (secret, classes) = (&*value.secret, value.classes());
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
