//! How much of a text is made of words.

use std::sync::OnceLock;

/// The words: lower case ASCII, 3 to 12 letters, sorted, one a line; `#` begins a comment.
const WORDS: &str = include_str!("words.txt");

/// The longest word, in letters of five bits each.
const LONGEST: usize = 12;
/// Bits left of a `u64` under twelve letters.
const SPARE: u32 = 4;
/// Longer texts are judged by their beginning.
const LIMIT: usize = 512;

/// The share of a text's letters that words of at least four letters cover, from 0 to 1 (words of three only where they
/// stand alone or follow another).
///
/// No word reaches over a digit, a separator or a change from lower to upper case; the digits and signs that commonly
/// stand for letters (`p@ssw0rd`) may stand in a word of five letters or more. Letters outside ASCII count as covered:
/// no generator of credentials draws them.
pub fn word_share(text: &[u8]) -> f32 {
    let text = text.get(..LIMIT).unwrap_or(text);
    let mut cover = Cover::default();
    let letters = fold(text);
    let mut start = 0;
    while start < letters.len() {
        let rest = letters.get(start..).unwrap_or_default();
        let end = start + piece_len(rest);
        cover.add(letters.get(start..end).unwrap_or_default());
        start = end;
    }
    cover.share()
}

/// The letter (1 to 26) that a digit or a sign commonly stands for.
pub(super) fn leet(byte: u8) -> Option<u8> {
    let letter = match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        _ => return None,
    };
    Some(letter - b'a' + 1)
}

/// What stands at a place in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    /// A digit or a sign in place of a letter.
    Leet,
    /// A letter of another alphabet.
    Foreign,
    Other,
}

#[derive(Clone, Copy)]
struct Letter {
    /// 1 to 26; 0 for what is no letter.
    code: u8,
    kind: Kind,
}

/// One entry a character: letters as numbers, accents left out.
fn fold(text: &[u8]) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    if text.is_ascii() {
        letters.extend(text.iter().map(|&b| fold_ascii(b)));
        return letters;
    }
    for chunk in text.utf8_chunks() {
        letters.extend(chunk.valid().chars().map(fold_char));
        letters.extend(chunk.invalid().iter().take(1).map(|_| Letter { code: 0, kind: Kind::Other }));
    }
    letters
}

fn fold_ascii(byte: u8) -> Letter {
    match byte {
        b'a'..=b'z' => Letter { code: byte - b'a' + 1, kind: Kind::Lower },
        b'A'..=b'Z' => Letter { code: byte - b'A' + 1, kind: Kind::Upper },
        _ => leet(byte).map_or(Letter { code: 0, kind: Kind::Other }, |code| Letter { code, kind: Kind::Leet }),
    }
}

fn fold_char(c: char) -> Letter {
    if let Ok(byte) = u8::try_from(c)
        && byte.is_ascii()
    {
        return fold_ascii(byte);
    }
    let plain = match c {
        'à'..='å' | 'À'..='Å' | 'ą' | 'Ą' => b'a',
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => b'c',
        'è'..='ë' | 'È'..='Ë' | 'ę' | 'Ę' | 'ě' | 'Ě' => b'e',
        'ì'..='ï' | 'Ì'..='Ï' | 'ı' | 'İ' => b'i',
        'ł' | 'Ł' => b'l',
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ň' | 'Ň' => b'n',
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ő' | 'Ő' => b'o',
        'ř' | 'Ř' => b'r',
        'ś' | 'Ś' | 'š' | 'Š' | 'ş' | 'Ş' => b's',
        'ù'..='ü' | 'Ù'..='Ü' | 'ű' | 'Ű' | 'ů' | 'Ů' => b'u',
        'ý' | 'Ý' => b'y',
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => b'z',
        _ if c.is_alphabetic() => return Letter { code: 0, kind: Kind::Foreign },
        _ => return Letter { code: 0, kind: Kind::Other },
    };
    Letter { code: plain - b'a' + 1, kind: if c.is_uppercase() { Kind::Upper } else { Kind::Lower } }
}

/// How many letters of these belong together: up to a separator or the next word of `camelCase`. At least one.
fn piece_len(letters: &[Letter]) -> usize {
    let mut last = None;
    for (at, letter) in letters.iter().enumerate() {
        let next_is_lower = letters.get(at + 1).is_some_and(|next| next.kind == Kind::Lower);
        let split = match letter.kind {
            Kind::Other | Kind::Foreign => true,
            Kind::Upper => last == Some(Kind::Lower) || (last == Some(Kind::Upper) && next_is_lower),
            Kind::Lower | Kind::Leet => false,
        };
        if split && at > 0 {
            return at;
        }
        if split && letter.kind != Kind::Upper {
            return 1;
        }
        if letter.kind != Kind::Leet {
            last = Some(letter.kind);
        }
    }
    letters.len()
}

/// Letters counted so far.
#[derive(Default)]
struct Cover {
    letters: u32,
    covered: u32,
    /// Used again for each piece.
    best: Vec<Step>,
}

/// The best cover of a piece up to one place.
#[derive(Clone, Copy, Default)]
struct Step {
    /// Letters covered by words.
    covered: u32,
    /// Of these, digits and signs in place of letters.
    leet: u32,
    /// A word ends here.
    word_ends: bool,
}

impl Step {
    /// One word further, if it counts: of three letters only at the beginning or behind a word, with digits and signs
    /// for letters only if it is longer and they are few.
    fn after(self, word: &[Letter], after_word: bool) -> Option<Self> {
        let leet = word.iter().filter(|l| l.kind == Kind::Leet).count();
        let counts = match leet {
            0 => word.len() > 3 || after_word,
            _ => word.len() > 4 && leet * 3 <= word.len(),
        };
        let add = |sum: u32, n: usize| sum + u32::try_from(n).unwrap_or_default();
        counts.then(|| Self { covered: add(self.covered, word.len()), leet: add(self.leet, leet), word_ends: true })
    }
}

impl Cover {
    #[expect(clippy::cast_precision_loss, reason = "at most LIMIT letters")]
    fn share(&self) -> f32 {
        if self.letters == 0 { 0.0 } else { self.covered as f32 / self.letters as f32 }
    }

    fn add(&mut self, piece: &[Letter]) {
        let plain = piece.iter().filter(|l| matches!(l.kind, Kind::Lower | Kind::Upper)).count();
        let plain = u32::try_from(plain).unwrap_or_default();
        if plain < 3 {
            let foreign = piece.iter().filter(|l| l.kind == Kind::Foreign).count();
            let foreign = u32::try_from(foreign).unwrap_or_default();
            self.letters += plain + foreign;
            self.covered += foreign;
            return;
        }
        let total = self.longest_cover(piece);
        self.letters += plain + total.leet;
        self.covered += total.covered;
    }

    /// Which words, none over another, cover most of a piece.
    fn longest_cover(&mut self, piece: &[Letter]) -> Step {
        let best = &mut self.best;
        best.clear();
        best.resize(piece.len() + 1, Step::default());
        for start in 0..piece.len() {
            let here = best.get(start).copied().unwrap_or_default();
            better(best, start + 1, Step { word_ends: false, ..here });
            let after_word = start == 0 || here.word_ends || is_leet(piece, start - 1);
            let rest = piece.get(start..).unwrap_or_default();
            let next = |length: usize| Some((length, here.after(rest.get(..length)?, after_word)?));
            for (length, step) in dictionary().prefixes(pack(rest)).filter_map(next) {
                better(best, start + length, step);
            }
        }
        best.last().copied().unwrap_or_default()
    }
}

fn is_leet(piece: &[Letter], at: usize) -> bool {
    piece.get(at).is_some_and(|l| l.kind == Kind::Leet)
}

fn better(best: &mut [Step], at: usize, step: Step) {
    if let Some(slot) = best.get_mut(at)
        && (step.covered, step.word_ends) > (slot.covered, slot.word_ends)
    {
        *slot = step;
    }
}

/// The first twelve letters, the first in the highest bits.
fn pack(letters: &[Letter]) -> u64 {
    let packed = (0..LONGEST).fold(0u64, |sum, at| (sum << 5) | letters.get(at).map_or(0, |l| u64::from(l.code)));
    packed << SPARE
}

/// The words as numbers, and where those begin that share their first three letters.
struct Dictionary {
    words: Vec<u64>,
    starts: Vec<u16>,
}

/// Parsed at the first use: about a fifth of a millisecond.
fn dictionary() -> &'static Dictionary {
    static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
    DICTIONARY.get_or_init(|| Dictionary::parse(WORDS))
}

impl Dictionary {
    fn parse(text: &str) -> Self {
        let mut words: Vec<u64> = Vec::with_capacity(text.len() / 7);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let letters = line.bytes().take(LONGEST).fold(0u64, |sum, b| (sum << 5) | u64::from(b & 31));
            let missing = LONGEST.saturating_sub(line.len()) * 5;
            words.push((letters << missing) << SPARE);
        }
        words.sort_unstable();
        let mut starts = Vec::with_capacity((1 << 15) + 1);
        let mut at = 0;
        for prefix in 0..=1usize << 15 {
            while words.get(at).is_some_and(|&word| first_three(word) < prefix) {
                at += 1;
            }
            starts.push(u16::try_from(at).unwrap_or(u16::MAX));
        }
        Self { words, starts }
    }

    /// The lengths of the words that the text begins with.
    fn prefixes(&self, text: u64) -> impl Iterator<Item = usize> + '_ {
        let prefix = first_three(text);
        let start = |at: usize| self.starts.get(at).copied().map_or(0, usize::from);
        let range = self.words.get(start(prefix)..start(prefix + 1)).unwrap_or_default();
        let fits = move |&&word: &&u64| text & mask(length(word)) == word;
        range.iter().take_while(move |&&word| word <= text).filter(fits).map(|&word| length(word))
    }
}

fn first_three(word: u64) -> usize {
    usize::try_from(word >> 49).unwrap_or_default()
}

/// The number of letters, of which none is 0.
fn length(word: u64) -> usize {
    LONGEST - usize::try_from((word >> SPARE).trailing_zeros() / 5).unwrap_or_default().min(LONGEST)
}

fn mask(letters: usize) -> u64 {
    let bits = u32::try_from(LONGEST.saturating_sub(letters) * 5).unwrap_or_default() + SPARE;
    u64::MAX.checked_shl(bits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(text: &str) -> f32 {
        word_share(text.as_bytes())
    }

    #[test]
    fn words_cover_names_and_passphrases() {
        for text in [
            "correct horse battery staple",
            "databasePassword",
            "MY_SECRET_KEY",
            "kubernetes-service-account",
            "HTTPServerConfig",
            "passwordpassword",
            "p@ssw0rd",
            "s3cretpassword",
            "contraseña",
            "пароль",
            "Sunshine2019!",
        ] {
            assert!(share(text) > 0.8, "{text}: {}", share(text));
        }
    }

    #[test]
    fn random_text_has_few_words() {
        for text in
            ["kX9vQz2LmPq4RtYw", "9f86d081884c7d659a2feaa0c55ad015", "zqxjkvbwpfg", "QmFzZQ8xLw", "", "1234", "----"]
        {
            assert!(share(text) < 0.3, "{text}: {}", share(text));
        }
    }

    #[test]
    fn words_do_not_reach_over_a_change_of_case_or_a_digit() {
        assert!(share("pasSwoRd") < 0.1);
        assert!(share("pass9word") > 0.99);
        assert!(share("xpaxsswoxrd") < 0.5);
        assert!(share("getKeyId") > 0.7);
    }

    #[test]
    fn the_list_holds_what_packing_needs() {
        let mut last = "";
        for word in WORDS.lines().filter(|line| !line.starts_with('#')) {
            assert!((3..=LONGEST).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            assert!(last < word, "{last} {word}");
            last = word;
        }
        assert!(dictionary().words.len() < usize::from(u16::MAX));
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_share(text in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!((0.0..=1.0).contains(&word_share(&text)));
        }
    }
}
