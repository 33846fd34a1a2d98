//! Where keys stand in a text: what a keyword says may begin there, and how far it reaches.
//!
//! A keyword belongs to the piece of text in which it begins; what it begins may reach into the tail of the piece.

use super::bare::{bare, forward};
use super::found::Found;
use super::material::{Key, Visibility};
use super::{armour, jwk, minisign, pem, ppk, ssh, xml};

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
    let armour = armour::armour(text, at)?;
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
    fn code_between_armours_lines_is_no_key() {
        let dashes = "-".repeat(5);
        let code = format!(
            "p = find(pem, \"{dashes}BEGIN PUBLIC KEY{dashes}\");\n  if(p)\n    return begin_position_of_the_key;\n\
             q = find(p, \"{dashes}END PUBLIC KEY{dashes}\");"
        );
        assert!(find(code.as_bytes(), &places(&code)).iter().all(|found| found.keys.is_empty()));
        let spoilt = code.replace(['(', ')', ';'], " ");
        assert!(find(spoilt.as_bytes(), &places(&spoilt)).iter().any(|found| !found.keys.is_empty()), "no code");
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
