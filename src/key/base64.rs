//! Base64 as it stands in sources: broken into lines, quoted, escaped, concatenated.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Takes what others have written, with bits to spare and with or without padding.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The value of a digit, of the usual alphabet or the one for addresses.
fn value(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Whether a byte is a digit of the usual alphabet.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// Decodes digits, passing over everything else, until the first `=`.
pub(super) fn decode(digits: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let digits: Vec<u8> = digits.into_iter().take_while(|byte| *byte != b'=').collect();
    decode_all(&digits)
}

/// The same of digits that lie side by side.
pub(super) fn decode_all(digits: &[u8]) -> Vec<u8> {
    let end = memchr::memchr(b'=', digits).unwrap_or(digits.len());
    let digits = digits.get(..end).unwrap_or_default();
    // What has nothing else in it is decoded a word at a time.
    LAX.decode(digits).unwrap_or_else(|_| slowly(digits))
}

fn slowly(digits: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0u32, 0);
    for byte in digits {
        let Some(value) = value(*byte) else { continue };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// Undoes what a string literal does to line ends: `\n`, `\\n`, `\r`, `&#10;`, `%0A` become a line end, other escapes the
/// character that they stand for, as far as base64 and headers have such characters.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' => {
                let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
                rest = rest.get(slashes..).unwrap_or_default();
                rest = escape(rest, &mut out);
            }
            b'&' if rest.starts_with(b"#") => {
                let end = rest.iter().take(8).position(|byte| *byte == b';').map_or(0, |at| at + 1);
                rest = rest.get(end..).unwrap_or_default();
                out.push(b'\n');
            }
            b'%' if rest.starts_with(b"0") || rest.starts_with(b"2") || rest.starts_with(b"3") => {
                let code = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                out.push(code.and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(b' '));
                rest = rest.get(2..).unwrap_or_default();
            }
            byte => out.push(byte),
        }
    }
    out
}

/// What stands behind a backslash; gives the text behind it.
fn escape<'t>(rest: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    let Some((&byte, after)) = rest.split_first() else { return rest };
    match byte {
        b'n' | b'r' | b'\n' | b'\r' => out.push(b'\n'),
        b't' => out.push(b' '),
        b'u' => {
            let code = after.get(..4).and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(code) = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else { return rest };
            out.push(u8::try_from(code).unwrap_or(b' '));
            return after.get(4..).unwrap_or_default();
        }
        b'x' => {
            let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(code) = code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { return rest };
            out.push(code);
            return after.get(2..).unwrap_or_default();
        }
        byte => out.push(byte),
    }
    after
}

/// Adds the digits of a line of a body.
pub(super) fn append(line: &[u8], digits: &mut Vec<u8>) {
    let plain = line.trim_ascii();
    if plain.iter().all(|byte| is_digit(*byte) || *byte == b'=') {
        digits.extend_from_slice(plain);
    } else {
        digits.extend(digits_of(line));
    }
}

/// The digits of a line of a body: its runs of base64, without the operators and quotes of a source around them.
pub(super) fn digits_of(line: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let plain = line.trim_ascii();
    let whole = plain.iter().all(|byte| is_digit(*byte) || *byte == b'=');
    let runs = plain.split(|byte| !is_digit(*byte) && *byte != b'=');
    let is_operator = |run: &[u8]| run.len() <= 3 && run.iter().all(|byte| matches!(byte, b'+' | b'/' | b'='));
    runs.filter(move |run| whole || !is_operator(run)).flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_others_encode() {
        assert_eq!(decode(*b"aGVsbG8="), b"hello");
        assert_eq!(decode(*b"aGVs bG8"), b"hello");
        assert_eq!(decode(*b"-_-_"), decode(*b"+/+/"));
        assert_eq!(decode(*b"===="), b"");
    }

    #[test]
    fn sees_through_literals() {
        assert_eq!(unescape(br"AB\nCD\\nEF&#10;GH%0AIJ\/K"), b"AB\nCD\nEF\nGH\nIJ/K");
        let digits: Vec<u8> = digits_of(br#"    "AAAA+/BB" +"#).collect();
        assert_eq!(digits, b"AAAA+/BB");
        assert_eq!(digits_of(b"+AAA/").collect::<Vec<u8>>(), b"+AAA/");
    }
}
