//! One character that is written as several.

use super::Said;

/// `\n`, `\"`, `\/`, `\x67`, `\u0067`, `\u{67}`, and two of them for one character of UTF-16; with its length.
pub(super) fn backslash(text: &[u8], at: usize) -> Option<(usize, Said)> {
    let rest = text.get(at..)?.strip_prefix(b"\\")?;
    let byte = |byte: u8| Some((2, Said::byte(byte)));
    match *rest.first()? {
        b'n' => byte(b'\n'),
        b'r' => byte(b'\r'),
        b't' => byte(b'\t'),
        plain @ (b'"' | b'\'' | b'/' | b'\\' | b'`') => byte(plain),
        b'x' => Some((4, Said::byte(u8::try_from(hex(rest.get(1..3)?)?).ok()?))),
        b'u' if rest.get(1) == Some(&b'{') => {
            let digits = rest.get(2..)?.iter().take(7).position(|byte| *byte == b'}')?;
            let number = hex(rest.get(2..2 + digits)?)?;
            Some((digits + 4, Said::character(char::from_u32(number)?)))
        }
        b'u' => unicode(rest),
        _ => None,
    }
}

/// `u0067` behind its backslash.
fn unicode(rest: &[u8]) -> Option<(usize, Said)> {
    let first = hex(rest.get(1..5)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((6, Said::character(character)));
    }
    let second = rest.get(5..)?.strip_prefix(b"\\u").and_then(|rest| hex(rest.get(..4)?))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((12, Said::character(character)))
}

/// `&#103;`, `&#x67;`, and the five that XML names.
pub(super) fn entity(text: &[u8], at: usize) -> Option<(usize, Said)> {
    const NAMED: [(&[u8], u8); 5] =
        [(b"&amp;", b'&'), (b"&quot;", b'"'), (b"&apos;", b'\''), (b"&lt;", b'<'), (b"&gt;", b'>')];
    let rest = text.get(at..)?;
    if let Some((name, byte)) = NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((name.len(), Said::byte(*byte)));
    }
    let number = rest.strip_prefix(b"&#")?;
    let end = number.iter().take(9).position(|byte| *byte == b';')?;
    let digits = number.get(..end)?;
    let value = match digits {
        [b'x' | b'X', digits @ ..] => hex(digits)?,
        _ => std::str::from_utf8(digits).ok()?.parse().ok()?,
    };
    Some((end + 3, Said::character(char::from_u32(value)?)))
}

/// `%67`.
pub(super) fn percent(text: &[u8], at: usize) -> Option<(usize, Said)> {
    let value = hex(text.get(at + 1..at + 3)?)?;
    Some((3, Said::byte(u8::try_from(value).ok()?)))
}

/// A number of one to six digits, and nothing else.
fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
}
