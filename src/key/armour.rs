//! Armour: a label, headers and base64 between two lines of dashes, wherever it stands (RFC 7468, RFC 1421, RFC 4716,
//! RFC 9580). What it holds is the business of other rooms.

use std::ops::Range;

use super::base64::{append, decode_all, unescape};

/// The longest body that is read, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// The longest label.
const LABEL: usize = 64;

/// Armour that was found, taken apart.
#[derive(Debug)]
pub(super) struct Armour {
    /// What stands between `BEGIN` and the dashes.
    pub(super) label: String,
    /// The header line, from the first dash to the last.
    pub(super) header: Range<usize>,
    /// All of it.
    pub(super) range: Range<usize>,
    /// Its end line is there.
    pub(super) closed: bool,
    /// It is longer than is read.
    pub(super) endless: bool,
    /// Between its lines stand statements of a program: code that writes armour, or looks for it.
    pub(super) is_code: bool,
    /// Header lines: name and value.
    pub(super) headers: Vec<(String, String)>,
    /// What the base64 says.
    pub(super) bytes: Vec<u8>,
}

/// Takes apart the armour that begins at `at`. `dashes` is `-----`, or `----` and a blank for RFC 4716.
pub(super) fn armour(text: &[u8], at: usize) -> Option<Armour> {
    let rest = text.get(at..)?;
    let after = rest.strip_prefix(b"-----BEGIN ").or_else(|| rest.strip_prefix(b"---- BEGIN "))?;
    let start = at + 11;
    let length = after.iter().take(LABEL).position(|byte| *byte == b'-')?;
    let label = std::str::from_utf8(after.get(..length)?).ok()?.trim();
    let good = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" #._/".contains(&byte);
    if label.is_empty() || !label.bytes().all(|byte| good(byte) || byte.is_ascii_lowercase()) {
        return None;
    }
    let dashes = after.get(length..)?.iter().take_while(|byte| **byte == b'-').count();
    let begin = start + length + dashes;
    let limit = text.len().min(begin + LONGEST);
    let body = text.get(begin..limit)?;
    // No body has four dashes; the end line, or the next begin, has.
    let end = memchr::memmem::find(body, b"----").unwrap_or(body.len());
    let endless = end == body.len() && limit < text.len();
    let (body, behind) = body.split_at_checked(end)?;
    let tail = behind.trim_ascii_start();
    let closing = tail.iter().take(LABEL + 24).skip_while(|byte| matches!(byte, b'-' | b' ')).copied();
    let closing: Vec<u8> = closing.collect();
    let closed = closing.starts_with(b"END ");
    let stop = if closed { end_of_line(text, begin + end) } else { begin + end };
    let added = is_added(text, at);
    let is_code = memchr::memchr(b'(', body).is_some() && memchr::memchr(b';', body).is_some();
    let (headers, bytes) = content(body, added);
    Some(Armour {
        label: label.to_owned(),
        header: at..begin,
        range: at..stop,
        closed,
        endless,
        is_code,
        headers,
        bytes,
    })
}

/// Where the end line's dashes end.
fn end_of_line(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let name = rest.iter().take_while(|byte| matches!(byte, b'-' | b' ')).count();
    let label = rest.iter().skip(name).take(LABEL + 4).take_while(|byte| **byte != b'-' && **byte != b'\n').count();
    let dashes = rest.iter().skip(name + label).take_while(|byte| **byte == b'-').count();
    at + name + label + dashes
}

/// Whether the header stands in a patch, behind the sign of an added line.
fn is_added(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.last() == Some(&b'+') && before.get(..before.len() - 1).is_none_or(|b| b.is_empty() || b.ends_with(b"\n"))
}

fn content(body: &[u8], added: bool) -> (Vec<(String, String)>, Vec<u8>) {
    let escaped = !continues(body) && memchr::memchr3(b'\\', b'&', b'%', body).is_some();
    let text = if escaped { std::borrow::Cow::Owned(unescape(body)) } else { std::borrow::Cow::Borrowed(body) };
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut digits = Vec::new();
    let mut continued = false;
    for line in text.split(|byte| *byte == b'\n' || *byte == b'\r') {
        let line = if added { line.strip_prefix(b"+").unwrap_or(line) } else { line };
        if line.is_empty() {
            continue;
        }
        if std::mem::replace(&mut continued, line.ends_with(b"\\") && !escaped) {
            continue;
        }
        if digits.is_empty()
            && let Some(header) = header(line)
        {
            headers.push(header);
            continue;
        }
        if line.trim_ascii_start().starts_with(b"=") {
            break;
        }
        append(line, &mut digits);
    }
    (headers, decode_all(&digits))
}

/// Whether a header goes on in the next line, as RFC 4716 lets it: then no backslash is an escape.
fn continues(body: &[u8]) -> bool {
    let ends = memchr::memmem::find_iter(body, b"\\\n").chain(memchr::memmem::find_iter(body, b"\\\r"));
    let mut ends = ends.take(2);
    let head = body.get(..body.len().min(400)).unwrap_or_default();
    ends.any(|at| at < head.len())
        && memchr::memchr(b':', head).is_some()
        && memchr::memmem::find(body, b"\\n").is_none()
}

/// `Name: value`.
fn header(line: &[u8]) -> Option<(String, String)> {
    let line = line.trim_ascii();
    let colon = line.iter().take(64).position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = name.rsplit(|byte| matches!(byte, b'"' | b'\'' | b' ' | b'\t')).next()?;
    let good = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let value = value.get(1..)?.trim_ascii();
    let value = value.get(..value.len().min(200))?;
    good.then(|| (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned()))
}

impl Armour {
    /// The value of a header.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether its label says that it holds a key or a certificate.
    pub(super) fn is_material(&self) -> bool {
        ["KEY", "CERTIFICATE", "PARAMETERS", "PKCS", "CMS", "PGP", "CRL", "SSH SIGNATURE", "AGE ENCRYPTED", "X509"]
            .iter()
            .any(|word| self.label.contains(word))
    }
}
