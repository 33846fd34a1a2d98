//! Mail (RFC 5322) and web pages that are stored as such: the parts that MIME (RFC 2045) encodes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::blob::archive::{Sink, Trouble};

/// Most bytes of the headers of a part.
const HEADERS: usize = 64 << 10;

/// Most boundaries, and most parts.
const BOUNDARIES: usize = 64;
const PARTS: usize = 1000;

const FIELD: &[u8] = b"content-transfer-encoding:";

/// Parts that are encoded, under the names of their files.
pub(super) fn mail(content: &[u8], sink: &mut Sink<'_, '_>) {
    let lower = content.to_ascii_lowercase();
    let boundaries: Vec<&[u8]> = memchr::memmem::find_iter(&lower, b"boundary=")
        .filter_map(|at| boundary(content, at))
        .take(BOUNDARIES)
        .collect();
    for (number, at) in (1..).zip(memchr::memmem::find_iter(&lower, FIELD)) {
        if number > PARTS {
            return sink.trouble(Trouble::Limit("more parts than are read of one file".to_owned()));
        }
        let value = lower.get(at + FIELD.len()..).unwrap_or_default().trim_ascii_start();
        let Some(headers_end) = end_of_headers(content, at) else { continue };
        let rest = content.get(headers_end..).unwrap_or_default();
        let body = rest.get(..end_of_part(rest, &boundaries)).unwrap_or_default();
        let headers = content.get(at.saturating_sub(HEADERS)..headers_end).unwrap_or_default();
        let headers = headers.get(start_of_headers(headers, headers_end - at)..).unwrap_or_default();
        let name = file_name(headers).unwrap_or_else(|| format!("part {number}").into_bytes());
        let decoded = if value.starts_with(b"quoted-printable") {
            quoted_printable(body)
        } else if value.starts_with(b"base64") {
            let digits: Vec<u8> = body.iter().filter(|byte| !byte.is_ascii_whitespace()).copied().collect();
            match BASE64_STANDARD.decode(digits) {
                Ok(bytes) => bytes,
                Err(error) => {
                    sink.damaged(format!("a part that is no base64: {error}"));
                    continue;
                }
            }
        } else {
            continue;
        };
        if !sink.member(&name, &decoded) {
            return;
        }
    }
}

/// `boundary="x"` as it stands before a part.
fn boundary(content: &[u8], at: usize) -> Option<&[u8]> {
    let value = content.get(at + 9..)?;
    let value = match value {
        [b'"', quoted @ ..] => quoted.split(|byte| matches!(byte, b'"' | b'\n')).next()?,
        plain => plain.split(|byte| byte.is_ascii_whitespace() || *byte == b';').next()?,
    };
    (!value.is_empty() && value.len() <= 70).then_some(value)
}

/// Behind the empty line that ends the headers.
fn end_of_headers(content: &[u8], at: usize) -> Option<usize> {
    let rest = content.get(at..content.len().min(at + HEADERS))?;
    let plain = memchr::memmem::find(rest, b"\n\n").map(|end| end + 2);
    let strict = memchr::memmem::find(rest, b"\n\r\n").map(|end| end + 3);
    Some(at + plain.into_iter().chain(strict).min()?)
}

/// Where the headers begin that a field belongs to, `behind` bytes before their end: behind an empty line or a boundary.
fn start_of_headers(headers: &[u8], behind: usize) -> usize {
    let before = headers.get(..headers.len().saturating_sub(behind)).unwrap_or_default();
    ["\n\n", "\n\r\n", "\n--"].iter().filter_map(|end| memchr::memmem::rfind(before, end.as_bytes())).max().unwrap_or(0)
}

fn end_of_part(body: &[u8], boundaries: &[&[u8]]) -> usize {
    let ends = memchr::memmem::find_iter(body, b"\n--");
    let is_boundary = |at: &usize| {
        let line = body.get(at + 3..).unwrap_or_default();
        boundaries.iter().any(|boundary| line.starts_with(boundary))
    };
    if body.starts_with(b"--")
        && boundaries.iter().any(|boundary| body.get(2..).is_some_and(|b| b.starts_with(boundary)))
    {
        return 0;
    }
    ends.into_iter().find(is_boundary).unwrap_or(body.len())
}

/// `filename="x"` or `name="x"`.
fn file_name(headers: &[u8]) -> Option<Vec<u8>> {
    let lower = headers.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"name=\"")? + 6;
    let name = headers.get(at..)?.split(|byte| matches!(byte, b'"' | b'\n' | b'\r')).next()?;
    (!name.is_empty()).then(|| name.to_vec())
}

/// RFC 2045, 6.7.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (plain, behind) = rest.split_at_checked(at).unwrap_or_default();
        text.extend(plain);
        let (length, byte) = match behind {
            [_, b'\r', b'\n', ..] => (3, None),
            [_, b'\n', ..] => (2, None),
            [_, high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
                (3, u8::try_from(digit(*high) * 16 + digit(*low)).ok())
            }
            _ => (1, Some(b'=')),
        };
        text.extend(byte);
        rest = behind.get(length..).unwrap_or_default();
    }
    text.extend(rest);
    text
}
