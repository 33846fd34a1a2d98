//! Text inside text, in base64 (RFC 4648, either alphabet, padded or not, also over several lines) or hexadecimal.
//!
//! Only text is of interest here: keys and archives that are encoded begin with bytes that are none. Where something may
//! be encoded is seen by whoever reads the text anyway ([`crate::blob`] does not search).

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::segment::MAX_REACH;

/// Fewest digits of a line that goes on in the next (MIME has 76, PEM 64).
const LINE: usize = 60;

/// How something is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Three bytes are four digits.
    Base64,
    /// A byte is two digits.
    Hex,
}

impl Alphabet {
    /// Its name, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hexadecimal",
        }
    }
}

/// A text that stands encoded in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Where, in the outer text; with all line ends between its lines.
    pub range: Range<usize>,
    /// How.
    pub alphabet: Alphabet,
    /// What it says: UTF-8.
    pub text: Vec<u8>,
    /// Of each line, its first digit's number and its place in the outer text.
    lines: Vec<(usize, usize)>,
}

impl Encoded {
    /// Reads what is encoded around a place in a text; nothing where it is not text, or too long. `sure`: so many letters
    /// and digits in a row are a part of it.
    pub fn around(text: &[u8], at: usize, sure: usize) -> Look {
        let (own, whole) = run_around(text, at);
        let digits = text.get(own.clone()).unwrap_or_default();
        if !whole {
            return Look { end: own.end, extent: own.start.saturating_sub(BESIDE)..own.end + BESIDE, encoded: None };
        }
        // Seen at once of nearly all that is no text. A line of several says by itself what it is, as lines are of whole
        // groups of four.
        if alphabet_of(digits).is_none() || longest_run(digits) < sure {
            return Look { end: own.end, extent: own.start.saturating_sub(1)..own.end + 1, encoded: None };
        }
        let lines = match lines_around(text, own.clone()) {
            Ok(lines) => lines,
            Err(seen) => {
                let extent = seen.start.saturating_sub(MAX_REACH + BESIDE)..seen.end + MAX_REACH + BESIDE;
                return Look { end: seen.end, extent, encoded: None };
            }
        };
        let widest = lines.first().map_or(own.start, |line| line.start)..lines.last().map_or(own.end, |line| line.end);
        // What stands alone on the next line may be a word of its own.
        let shorter = lines.split_last().map(|(_, rest)| rest).filter(|rest| rest.len() > 1);
        let encoded = Self::read(text, &lines)
            .or_else(|| shorter.and_then(|rest| Self::read(text, rest)))
            .or_else(|| Self::read(text, std::slice::from_ref(&own)));
        let end = encoded.as_ref().map_or(own.end, |encoded| encoded.range.end.max(own.end));
        Look { end, extent: widest.start.saturating_sub(BESIDE)..widest.end + BESIDE, encoded }
    }

    fn read(text: &[u8], lines: &[Range<usize>]) -> Option<Self> {
        let (start, end) = (lines.first()?.start, lines.last()?.end);
        let padding = text.get(end..).unwrap_or_default().iter().take(2).take_while(|byte| **byte == b'=').count();
        let range = start..end + padding;
        let digits: Vec<u8> =
            lines.iter().flat_map(|line| text.get(line.clone()).unwrap_or_default()).copied().collect();
        let (alphabet, text) = decode(&digits)?;
        let mut before = 0;
        let lines = lines.iter().map(|line| {
            let first = (before, line.start);
            before += line.len();
            first
        });
        let lines = lines.collect();
        is_text(&text).then_some(Self { range, alphabet, text, lines })
    }

    /// Where a part of the decoded text stands in the outer one.
    pub fn outer(&self, part: &Range<usize>) -> Range<usize> {
        let (first, last) = match self.alphabet {
            Alphabet::Base64 => (part.start * 4 / 3, (part.end * 4).div_ceil(3)),
            Alphabet::Hex => (part.start * 2, part.end * 2),
        };
        let place = |digit: usize| {
            let line = self.lines.iter().rev().find(|line| line.0 <= digit);
            line.map_or(self.range.start, |&(before, start)| start + digit - before)
        };
        let end = last.checked_sub(1).map_or(self.range.start, place) + 1;
        place(first)..end.min(self.range.end).max(place(first))
    }
}

/// What stands around a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Up to here another look would say nothing new.
    pub end: usize,
    /// The part of the text that decides the answer.
    pub extent: Range<usize>,
    /// What is encoded there.
    pub encoded: Option<Encoded>,
}

/// Bytes of the line above or below that tell whether it goes on.
const BESIDE: usize = 512;

/// The digits of all alphabets.
#[expect(clippy::indexing_slicing, reason = "worked out while compiling, which would tell")]
const DIGITS: [bool; 256] = {
    let mut digits = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        digits[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
        byte += 1;
    }
    digits
};

fn is_digit(byte: u8) -> bool {
    DIGITS.get(usize::from(byte)).copied().unwrap_or(false)
}

/// A run of digits with the lines above and below that may belong to it; if those are too many, how far was looked.
fn lines_around(text: &[u8], own: Range<usize>) -> Result<Vec<Range<usize>>, Range<usize>> {
    let mut lines = vec![own.clone()];
    // Only a long line goes on in another.
    if own.len() >= LINE || line_above(text, &own).is_some() {
        let mut first = own.clone();
        while let Some(above) = line_above(text, &first) {
            lines.push(above.clone());
            first = above;
            if own.end - first.start > MAX_REACH {
                // So have the lines below: each has still more above it.
                return Err(first.start..below_end(text, &own));
            }
        }
        lines.reverse();
        let mut last = own.clone();
        while last.len() >= LINE
            && let Some(below) = line_below(text, &last)
        {
            lines.push(below.clone());
            last = below;
            if last.end - first.start > MAX_REACH {
                return Err(first.start..last.end);
            }
        }
    }
    Ok(lines)
}

/// The end of the lines below that go on, as far as is looked at.
fn below_end(text: &[u8], own: &Range<usize>) -> usize {
    let mut last = own.clone();
    while last.len() >= LINE
        && last.end - own.start <= MAX_REACH
        && let Some(below) = line_below(text, &last)
    {
        last = below;
    }
    last.end
}

/// The digits around a place, as far as is looked at, and whether that is all of them.
fn run_around(text: &[u8], at: usize) -> (Range<usize>, bool) {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, b""));
    let front = before.iter().rev().take(MAX_REACH + 1).take_while(|byte| is_digit(**byte)).count();
    let back = behind.iter().take(MAX_REACH + 1).take_while(|byte| is_digit(**byte)).count();
    (at - front..at + back, front + back <= MAX_REACH)
}

/// The line above, if it is all digits, a long one and no shorter.
fn line_above(text: &[u8], line: &Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..line.start)?;
    let indent = before.iter().rev().take(64).take_while(|byte| b" \t".contains(byte)).count();
    let before = before.get(..before.len() - indent)?.strip_suffix(b"\n")?;
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let length = before.iter().rev().take(MAX_REACH).take_while(|byte| is_digit(**byte)).count();
    let blank = before.get(..before.len() - length)?.last().is_none_or(|byte| b" \t\n\r:\"'`>,".contains(byte));
    (length >= LINE && length >= line.len() && blank).then(|| before.len() - length..before.len())
}

/// The line below, if it is all digits and no longer.
fn line_below(text: &[u8], line: &Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(line.end..)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    let indent = rest.iter().take(64).take_while(|byte| b" \t".contains(byte)).count();
    let rest = rest.get(indent..)?;
    let start = text.len() - rest.len();
    let length = rest.iter().take(line.len() + 1).take_while(|byte| is_digit(**byte)).count();
    let end = rest.get(length).is_none_or(|byte| b"=\r\n\"'`<".contains(byte));
    (length > 0 && length <= line.len() && end).then(|| start..start + length)
}

fn longest_run(digits: &[u8]) -> usize {
    let runs = digits.split(|byte| !byte.is_ascii_alphanumeric());
    runs.map(<[u8]>::len).max().unwrap_or(0)
}

/// What digits are, if they begin a text: the first twelve bytes tell text from other things nearly always.
fn alphabet_of(digits: &[u8]) -> Option<Alphabet> {
    let hex = digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
    let mut head = [0; 12];
    if hex {
        head.iter_mut().zip(hex_pairs(digits)).for_each(|(to, byte)| *to = byte);
    } else {
        engine_of(digits).decode_slice(digits.get(..16)?, &mut head).ok()?;
    }
    let alphabet = if hex { Alphabet::Hex } else { Alphabet::Base64 };
    head.iter().all(|byte| is_text_byte(*byte)).then_some(alphabet)
}

fn decode(digits: &[u8]) -> Option<(Alphabet, Vec<u8>)> {
    let alphabet = alphabet_of(digits)?;
    // One digit too many belongs to something else.
    let whole = if digits.len() % 4 == 1 { digits.len() - 1 } else { digits.len() };
    let bytes = match alphabet {
        Alphabet::Hex => hex_pairs(digits).collect(),
        Alphabet::Base64 => engine_of(digits).decode(digits.get(..whole)?).ok()?,
    };
    Some((alphabet, bytes))
}

fn hex_pairs(digits: &[u8]) -> impl Iterator<Item = u8> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0);
    digits.as_chunks::<2>().0.iter().map(move |[upper, lower]| value(*upper) << 4 | value(*lower))
}

/// What decodes these digits: two of them are others in addresses.
fn engine_of(digits: &[u8]) -> &'static GeneralPurpose {
    const LAX: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    static PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LAX);
    static URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LAX);
    if memchr::memchr2(b'-', b'_', digits).is_some() { &URL } else { &PLAIN }
}

fn is_text_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t' | 0x80..)
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && bytes.iter().all(|byte| is_text_byte(*byte)) && std::str::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD as ENCODER, URL_SAFE_NO_PAD};

    const SAID: &str = "host = db.internal\nuser = app\nword = correct horse battery\nmore = and so on, for a while\n";

    fn check(outer: &str, at: &str) {
        check_with(outer, at, SAID);
    }

    fn check_with(outer: &str, at: &str, said: &str) {
        let at = outer.find(at).unwrap();
        let found = Encoded::around(outer.as_bytes(), at, 31).encoded.unwrap();
        assert_eq!(found.text, said.as_bytes());
        let part = SAID.find("correct").unwrap();
        let place = found.outer(&(part..part + 21));
        assert!(found.range.start < place.start && place.end < found.range.end, "{place:?} in {:?}", found.range);
    }

    #[test]
    fn reads_either_alphabet_on_one_line_or_several() {
        let plain = ENCODER.encode(SAID);
        check(&format!("data: \"{plain}\""), &plain);
        let url = URL_SAFE_NO_PAD.encode(SAID);
        check(&format!("x={url}&y"), &url);
        let lines: Vec<&str> = plain.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        check(&format!("data: |\n  {}\nmore: x", lines.join("\n  ")), lines[0]);
        check(&format!("data: |\r\n  {}\r\nmore: x", lines.join("\r\n  ")), lines[1]);
        let hex: Vec<String> = SAID.bytes().map(|byte| format!("{byte:02x}")).collect();
        check(&format!("0x, {};", hex.concat()), &hex.concat());
    }

    #[test]
    fn what_is_too_long_is_passed_over_in_long_steps() {
        let plain = ENCODER.encode(SAID.repeat(2000));
        let lines: Vec<&str> = plain.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let text = lines.join("\n");
        let (mut at, mut looks) = (0, 0);
        while at < text.len() {
            let look = Encoded::around(text.as_bytes(), at, 31);
            assert!(look.encoded.is_none());
            (at, looks) = (look.end.max(at) + 1, looks + 1);
        }
        assert!(looks < 40, "{looks} looks at {} lines", lines.len());
    }

    #[test]
    fn a_word_on_the_next_line_is_no_part_of_it() {
        let plain = ENCODER.encode(&SAID[..87]);
        check_with(&format!("data: {plain}\nword\nmore"), &plain, &SAID[..87]);
        check_with(&format!("data: {plain}\nlorem ipsum"), &plain, &SAID[..87]);
    }

    #[test]
    fn a_part_is_where_its_digits_are() {
        let plain = ENCODER.encode("abcdefghijklmnopqrstuvwxyz0123456789");
        let text = format!("<{plain}>");
        let found = Encoded::around(text.as_bytes(), 1, 31).encoded.unwrap();
        assert_eq!(found.outer(&(3..6)), 5..9);
        assert_eq!(&text[found.outer(&(0..36))], plain);
    }

    #[test]
    fn other_things_are_no_text() {
        for text in [
            "0123456789abcdef0123456789abcdef01234567",
            "CONFIGARCHSUPPORTSMEMORYFAILUREONTHISMACHINE",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM",
        ] {
            let found = Encoded::around(text.as_bytes(), 0, 31).encoded;
            assert_eq!(found.is_some(), text.starts_with("QUJD"), "{text}");
        }
        let long = Encoded::around("Q".repeat(40_000).as_bytes(), 20_000, 31);
        assert!(long.encoded.is_none() && long.end > 36_000);
    }
}
