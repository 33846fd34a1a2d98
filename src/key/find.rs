//! Where keys stand in a text: what a keyword says may begin there, and how far it reaches.
//!
//! A keyword belongs to the piece of text in which it begins; what it begins may reach into the tail of the piece.

use std::ops::Range;

use super::base64::{decode, is_digit};
use super::material::{Key, Visibility};
use super::{der, jwk, minisign, pem, pkcs, ppk, ssh, xml};

/// Lower-case literals, one of which stands in every text that holds a key, with what may be there.
const STARTS: &[(&str, Start)] = &[
    ("-----begin ", Start::Pem),
    ("---- begin ssh2 ", Start::Pem),
    ("putty-user-key-file-", Start::Ppk),
    ("\"kty\"", Start::Jwk),
    ("\\\"kty\\\"", Start::Jwk),
    ("aaaab3nzac1", Start::Ssh),
    ("aaaac3nzac1lz", Start::Ssh),
    ("aaaac3nzac1jzdq", Start::Ssh),
    ("aaaae2vjzhnhlxnoyti", Start::Ssh),
    ("aaaagnnrlxnzac1lzdi1nte5", Start::Ssh),
    ("aaaainnrlwvjzhnhlxnoyti", Start::Ssh),
    ("aaaahhnzac1", Start::Ssh),
    ("aaaaihnzac1lzdi1nte5", Start::Ssh),
    ("aaaakgvjzhnhlxnoyti", Start::Ssh),
    ("aaaai3nrlxnzac1lzdi1nte5", Start::Ssh),
    ("aaaak3nrlwvjzhnhlxnoyti", Start::Ssh),
    ("age-secret-key-", Start::Age),
    ("<rsakeyvalue>", Start::Xml),
    ("untrusted comment:", Start::Minisign),
    ("private-key-format:", Start::Bind),
    ("[interface]", Start::WireGuard),
    ("[peer]", Start::WireGuard),
    // Base64 of `-----BEGIN`, as in the secrets of Kubernetes.
    ("ls0tls1crudjti", Start::Base64),
    // Base64 of the object identifiers of RSA, elliptic curves and Ed25519, in the three places that they can have.
    ("kqhkig9w0baq", Start::Base64),
    ("kozihvcnaq", Start::Base64),
    ("qgsib3dqe", Start::Base64),
    ("byqgsm49", Start::Base64),
    ("hkozizj0", Start::Base64),
    ("cqhkjopq", Start::Base64),
    ("bqydk2v", Start::Base64),
    // Base64 of how an RSA key begins: a version of 0 and a modulus of 1024, 2048 or 4096 bits, or the modulus alone.
    ("ibaakbgq", Start::Base64),
    ("ibaakcaqe", Start::Base64),
    ("ibaakcage", Start::Base64),
    ("migjaogba", Start::Base64),
    ("miibcgkcaqe", Start::Base64),
    ("miiccgkcage", Start::Base64),
];

/// What may begin at a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Pem,
    Ppk,
    Jwk,
    Ssh,
    Age,
    Xml,
    Minisign,
    Bind,
    WireGuard,
    Base64,
}

/// The literals that the prefilter looks for.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    STARTS.iter().map(|(literal, _)| *literal)
}

/// Key material that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// All of it.
    pub range: Range<usize>,
    /// The part to point at: a header line, or the beginning.
    pub shown: Range<usize>,
    /// The part that must not be quoted.
    pub hidden: Range<usize>,
    /// What it holds.
    pub keys: Vec<Key>,
}

/// The longest run of base64 that is decoded, in digits.
const LONGEST: usize = 1 << 17;

/// Most objects of one piece of text; what is beyond is counted.
pub const MOST: usize = 10_000;

/// Finds what the keywords at the given places begin; `places` is sorted. What begins within something found is a part of it.
pub(super) fn find(text: &[u8], places: &[usize]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    // Where the last run of base64 ended: one that is no key is read once, however many keywords stand in it.
    let (mut taken, mut spent) = (0, 0);
    for &at in places {
        if at < taken || found.len() >= MOST {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let is_it =
            |literal: &str| rest.get(..literal.len()).is_some_and(|head| head.eq_ignore_ascii_case(literal.as_bytes()));
        let mut starts = STARTS.iter().filter(|(literal, _)| is_it(literal)).map(|(_, start)| *start);
        let bare = STARTS.iter().any(|(literal, start)| *start == Start::Base64 && is_it(literal));
        if bare && at < spent {
            continue;
        }
        if bare {
            spent = forward(text, at);
        }
        if let Some(one) = starts.find_map(|start| begin(start, text, at, taken)) {
            taken = one.range.end.max(at + 1);
            if !one.keys.is_empty() {
                found.push(one);
            }
        }
    }
    found
}

fn begin(start: Start, text: &[u8], at: usize, from: usize) -> Option<Found> {
    match start {
        Start::Pem => in_armour(text, at),
        Start::Ppk => ppk::read(text, at),
        Start::Jwk => jwk::around(text, at, from),
        Start::Ssh => {
            let (end, key) = ssh::line(text, at)?;
            Some(Found { range: at..end, shown: at..end, hidden: at..at, keys: vec![key] })
        }
        Start::Age => age(text, at),
        Start::Xml => xml::read(text, at),
        Start::Minisign => minisign::read(text, at),
        Start::Bind => minisign::bind(text, at),
        Start::WireGuard => Some(minisign::wireguard(text, at)),
        Start::Base64 => bare(text, at, from),
    }
}

fn in_armour(text: &[u8], at: usize) -> Option<Found> {
    let armour = pem::armour(text, at)?;
    let keys = pem::keys(&armour);
    let hidden = armour.header.end..armour.range.end;
    Some(Found { shown: armour.header, range: armour.range, hidden, keys })
}

/// `AGE-SECRET-KEY-1…` (<https://age-encryption.org/v1>), Bech32 of 32 bytes.
fn age(text: &[u8], at: usize) -> Option<Found> {
    let rest = text.get(at..)?;
    let length = rest.iter().take(4200).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let word = rest.get(..length)?;
    let post_quantum = word.get(..18)?.eq_ignore_ascii_case(b"AGE-SECRET-KEY-PQ-");
    if !(post_quantum && length > 60 || !post_quantum && length == 74) {
        return None;
    }
    let key = if post_quantum {
        Key::new("MLKEM768-X25519", Some(super::policy::Kind::MlKem), Visibility::Private)
    } else {
        Key::montgomery("X25519", &[], Visibility::Private)
    };
    let (range, shown) = (at..at + length, at..at + 15);
    Some(Found { hidden: at + 15..at + length, range, shown, keys: vec![key.within("age")] })
}

/// Base64 without armour around `at`: a structure, or armour within.
fn bare(text: &[u8], at: usize, from: usize) -> Option<Found> {
    let range = run(text, at, from);
    let bytes = decode(text.get(range.clone())?.iter().copied().take(LONGEST));
    let keys = if bytes.first() == Some(&0x30) {
        let tlv = der::first(&bytes)?;
        pkcs::by_shape(&tlv, 0)
    } else if bytes.starts_with(b"-----BEGIN ") {
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"-----BEGIN ").take(100).collect();
        find_armour(&bytes, &places)
    } else {
        ssh_in(&bytes)
    };
    let keys: Vec<Key> = keys
        .into_iter()
        .map(|key| {
            let container = format!("base64 {}", if key.container.is_empty() { "DER" } else { &key.container });
            key.within(container)
        })
        .collect();
    let shown = range.start..range.end.min(range.start + 16);
    (!keys.is_empty()).then(|| Found { hidden: range.clone(), range, shown, keys })
}

fn find_armour(bytes: &[u8], places: &[usize]) -> Vec<Key> {
    places.iter().filter_map(|&at| pem::armour(bytes, at)).flat_map(|armour| pem::keys(&armour)).collect()
}

fn ssh_in(bytes: &[u8]) -> Vec<Key> {
    ssh::blob(bytes).into_iter().collect()
}

/// The run of base64 around a place: its line, and lines before and behind that are base64 throughout and long.
fn run(text: &[u8], at: usize, from: usize) -> Range<usize> {
    let low = from.max(at.saturating_sub(LONGEST));
    let mut start = back(text, at, low);
    // The n of an escaped line end is no digit.
    if start > low && text.get(start - 1) == Some(&b'\\') && matches!(text.get(start), Some(b'n' | b'r')) {
        start += 1;
    }
    let end = forward(text, at);
    start..end
}

/// Back over digits, and over line ends between lines of digits.
fn back(text: &[u8], at: usize, low: usize) -> usize {
    let mut start = at;
    loop {
        while start > low && text.get(start - 1).is_some_and(|byte| is_digit(*byte)) {
            start -= 1;
        }
        let gap = text.get(low..start).unwrap_or_default();
        let blank = gap.iter().rev().take(120).take_while(|byte| byte.is_ascii_whitespace()).count();
        let has_line = gap.get(gap.len() - blank..).is_some_and(|blank| blank.contains(&b'\n'));
        let before = gap.get(..gap.len() - blank).unwrap_or_default();
        let digits = before.iter().rev().take(400).take_while(|byte| is_digit(**byte)).count();
        let edge = before.len().checked_sub(digits + 1).and_then(|at| before.get(at));
        let alone = edge.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'>' | b'|'));
        if !has_line || digits < 40 || !alone {
            return start;
        }
        start -= blank;
    }
}

/// Forward, likewise.
fn forward(text: &[u8], at: usize) -> usize {
    let mut end = at;
    let limit = text.len().min(at + LONGEST);
    loop {
        while end < limit && text.get(end).is_some_and(|byte| is_digit(*byte)) {
            end += 1;
        }
        let rest = text.get(end..limit).unwrap_or_default();
        let blank = rest.iter().take(120).take_while(|byte| byte.is_ascii_whitespace()).count();
        let has_line = rest.get(..blank).is_some_and(|blank| blank.contains(&b'\n'));
        let after = rest.get(blank..).unwrap_or_default();
        let digits = after.iter().take(400).take_while(|byte| is_digit(**byte)).count();
        let edge = after.get(digits);
        let alone = edge.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'<'));
        if !has_line || digits < 4 || !alone {
            let padding = rest.iter().take(2).take_while(|byte| **byte == b'=').count();
            return end + padding;
        }
        end += blank;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of 1024 bits that nobody has: its modulus is a pattern.
    pub(crate) fn spki() -> Vec<u8> {
        let modulus = [&[0u8, 0x80][..], &[0x35; 127]].concat();
        let rsa = [&[0x30, 0x81, 0x89, 0x02, 0x81, 0x81][..], &modulus, &[2, 3, 1, 0, 1]].concat();
        let head = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0, 3, 0x81, 0x8d, 0];
        [&[0x30, 0x81, 0x9f][..], &head, &rsa].concat()
    }

    fn encoded() -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(spki())
    }

    fn places(text: &str) -> Vec<usize> {
        let lower = text.to_ascii_lowercase();
        let mut places: Vec<usize> =
            keywords().flat_map(|word| lower.match_indices(word).map(|(at, _)| at).collect::<Vec<_>>()).collect();
        places.sort_unstable();
        places
    }

    fn sizes(text: &str) -> Vec<Option<u32>> {
        find(text.as_bytes(), &places(text)).into_iter().flat_map(|found| found.keys).map(|key| key.bits).collect()
    }

    #[test]
    fn armour_is_found_wherever_it_stands() {
        let lines: Vec<String> =
            encoded().as_bytes().chunks(64).map(|l| String::from_utf8(l.to_vec()).unwrap()).collect();
        let (begin, end) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
        let plain = format!("{begin}\n{}\n{end}\n", lines.join("\n"));
        let literal = format!("key = \"{begin}\\n\" +\n  \"{}\\n\" +\n  \"{end}\"", lines.join("\\n\" +\n  \""));
        let one_line = format!("{{\"k\": \"{begin}\\n{}\\n{end}\\n\"}}", lines.join("\\n"));
        let yaml = format!("key: |\n    {begin}\n    {}\n    {end}\n", lines.join("\n    "));
        let patch = format!("+{begin}\n+{}\n+{end}\n", lines.join("\n+"));
        for text in [&plain, &literal, &one_line, &yaml, &patch] {
            assert_eq!(sizes(text), [Some(1024)], "{text}");
        }
        assert_eq!(sizes(&plain.replace('\n', "\r\n")), [Some(1024)]);
    }

    #[test]
    fn base64_without_armour_is_found() {
        assert_eq!(sizes(&format!("public_key: {}", encoded())), [Some(1024)]);
        let lines: Vec<&str> =
            encoded().leak().as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
        assert_eq!(sizes(&format!("key:\n  {}\nnext", lines.join("\n  "))), [Some(1024)]);
    }

    #[test]
    fn a_million_headers_end() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\n".repeat(100_000);
        assert_eq!(sizes(&text).len(), 0);
    }
}
