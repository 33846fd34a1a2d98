//! PuTTY's private keys, versions 1 to 3 (<https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html>).

use super::base64::{decode, digits_of, unescape};
use super::found::Found;
use super::material::{Key, Protection, Text, Visibility};
use super::ssh;

/// The longest file that is read.
const LONGEST: usize = 32 * 1024;

/// Passes over 8 MiB that PuTTY's own default (Argon2id, 13 passes, 8 MiB) makes at least.
const LEAST_MEMORY: u64 = 8192;

/// Reads the file that begins at `at`.
pub(super) fn read(text: &[u8], at: usize) -> Option<Found> {
    let rest = text.get(at..text.len().min(at + LONGEST))?;
    let first_line = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r' | b'\\')).unwrap_or(rest.len());
    let mac = memchr::memmem::find(rest, b"Private-MAC:").or_else(|| memchr::memmem::find(rest, b"Private-Hash:"));
    let end = mac.map_or(rest.len(), |mac| {
        let line = rest.iter().skip(mac).position(|byte| matches!(byte, b'\n' | b'\r' | b'"'));
        line.map_or(rest.len(), |length| mac + length)
    });
    let body = rest.get(..end)?;
    let plain = if memchr::memmem::find(body.get(..400.min(body.len()))?, b"\\n").is_some() {
        std::borrow::Cow::Owned(unescape(body))
    } else {
        std::borrow::Cow::Borrowed(body)
    };
    let key = key(&plain)?;
    let hidden = at + first_line..at + end;
    Some(Found { range: at..at + end, shown: at..at + first_line, hidden, keys: vec![key] })
}

/// The value of a header line.
fn value<'t>(text: &'t [u8], name: &str) -> Option<&'t str> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).find_map(|line| {
        line.trim_ascii_start().strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b":"))
    })?;
    std::str::from_utf8(line.trim_ascii()).ok()
}

fn key(text: &[u8]) -> Option<Key> {
    let version = *text.get(20).filter(|byte| byte.is_ascii_digit())?;
    let public = memchr::memmem::find(text, b"Public-Lines:")?;
    let lines: usize = value(text, "Public-Lines")?.parse().ok()?;
    let body = text.get(public..)?.split(|byte| *byte == b'\n').skip(1).take(lines.min(200));
    let bytes = decode(body.flat_map(digits_of));
    let mut key = ssh::blob(&bytes).unwrap_or_else(|| {
        let mut key = Key::new("unknown", None, Visibility::Private);
        key.weakness("key/unreadable", "its public half cannot be read");
        key
    });
    key.visibility = Visibility::Private;
    if key.algorithm == "Ed25519" {
        // PuTTY counts the bits of the field.
        key.bits = Some(255);
    }
    key.protection = protection(text, version);
    let container = match version {
        b'1' => "PuTTY 1",
        b'2' => "PuTTY 2",
        _ => "PuTTY 3",
    };
    Some(key.within(container))
}

fn protection(text: &[u8], version: u8) -> Option<Protection> {
    let cipher = value(text, "Encryption").filter(|cipher| *cipher != "none")?;
    let cipher = if cipher == "aes256-cbc" { Text::from("aes256-cbc") } else { Text::from("unknown") };
    if version < b'3' {
        let weak = Some(Text::from("one round of SHA-1 makes the key from the password"));
        return Some(Protection { cipher, kdf: "SHA-1".into(), rounds: Some(1), memory: None, weak });
    }
    let number = |name| value(text, name).and_then(|value| value.parse::<u64>().ok());
    let memory = number("Argon2-Memory");
    let weak = memory.filter(|memory| *memory < LEAST_MEMORY);
    let weak = weak.map(|memory| Text::from(format!("{memory} KiB of memory where {LEAST_MEMORY} are usual")));
    let kdf = match value(text, "Key-Derivation") {
        Some("Argon2d") => "Argon2d",
        Some("Argon2i") => "Argon2i",
        _ => "Argon2id",
    };
    Some(Protection { cipher, kdf: kdf.into(), rounds: number("Argon2-Passes"), memory, weak })
}
