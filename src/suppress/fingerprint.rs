//! What is computed from a secret, and under which key (design, promise 1).
//!
//! Only two things are: the report fingerprint and the baseline tag, both under the repository's key. Where there is no
//! key, a fingerprint is made of what the report shows anyway.

use std::collections::BTreeMap;
use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::model::{Finding, Origin, Secret};

/// What the report fingerprint is computed over; a new form of it gets a new name.
const FINGERPRINT: &[u8] = b"reticent/fingerprint/v1";
const KEYLESS: &[u8] = b"reticent/fingerprint-without-key/v1";
const TAG: &[u8] = b"reticent/baseline-tag/v1";

/// From so many random bits on, a secret cannot be guessed, and its tag may be long.
const UNGUESSABLE: u32 = 64;

/// Hexadecimal characters of a tag that tells too little to confirm a guess: 12 bits.
pub(super) const SHORT_TAG: usize = 3;
/// Hexadecimal characters of the tag of a secret that nobody can guess: 64 bits.
pub(super) const LONG_TAG: usize = 16;

/// Bytes of a report fingerprint.
const FINGERPRINT_BYTES: usize = 16;

/// The repository's key: 16 random bytes, made once, kept in the first line of the baseline and in no report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepositoryKey([u8; 16]);

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 lower-case hexadecimal characters")]
pub struct BadKey;

impl RepositoryKey {
    /// Makes a new one from the system's random bytes.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads one as the baseline has it.
    pub fn from_hex(text: &str) -> Result<Self, BadKey> {
        if text.len() != 32 || !is_hex(text) {
            return Err(BadKey);
        }
        u128::from_str_radix(text, 16).map(|key| Self(key.to_be_bytes())).or(Err(BadKey))
    }

    /// As the baseline has it. For the baseline only.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    fn hmac(&self, fields: &[&[u8]]) -> [u8; 32] {
        // HMAC pads a short key with zeros up to the hash's block; a key of that size cannot be refused.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into());
        for field in fields {
            mac.update(&length(field));
            mac.update(field);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for RepositoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RepositoryKey(…)")
    }
}

/// Sets the report fingerprint of each finding of a complete, sorted report.
///
/// Findings that nothing tells apart but their order (the same masked line twice, lints of one file that hold no
/// secret) are numbered.
pub fn fingerprints(findings: &mut [Finding], key: Option<&RepositoryKey>) {
    let mut seen: BTreeMap<[u8; 32], u64> = BTreeMap::new();
    for finding in findings {
        let (rule, path) = (finding.rule.id.as_bytes(), path_field(&finding.origin));
        let digest = match key {
            Some(key) => key.hmac(&[FINGERPRINT, rule, &path, finding.secret.expose()]),
            None => sha256(&[KEYLESS, rule, &path, finding.first().excerpt.text.as_bytes()]),
        };
        let ordinal = seen.entry(digest).or_default();
        let digest = match (key, *ordinal) {
            (Some(_), 0) => digest,
            (Some(key), nth) => key.hmac(&[&digest, &nth.to_be_bytes()]),
            (None, nth) => sha256(&[&digest, &nth.to_be_bytes()]),
        };
        *ordinal += 1;
        finding.fingerprint = hex(digest.get(..FINGERPRINT_BYTES).unwrap_or_default());
    }
}

/// The baseline tag of a secret under a rule's id: long where the rule proves that nobody can guess the secret, else
/// just long enough to notice that a password changed.
pub fn tag(key: &RepositoryKey, rule: &str, random_bits: u32, origin: &Origin, secret: &Secret) -> String {
    let mut tag = long_tag(key, rule, origin, secret);
    if random_bits < UNGUESSABLE {
        tag.truncate(SHORT_TAG);
    }
    tag
}

/// The tag in its long form, of which the short one is the beginning. Compared, never written.
pub(super) fn long_tag(key: &RepositoryKey, rule: &str, origin: &Origin, secret: &Secret) -> String {
    let digest = key.hmac(&[TAG, rule.as_bytes(), &path_field(origin), secret.expose()]);
    let mut tag = hex(&digest);
    tag.truncate(LONG_TAG);
    tag
}

/// A path, and the names inside containers, as one field that no other path gives.
fn path_field(origin: &Origin) -> Vec<u8> {
    let mut field = Vec::with_capacity(origin.path.len() + 8);
    for name in std::iter::once(&origin.path).chain(&origin.inside) {
        field.extend_from_slice(&length(name));
        field.extend_from_slice(name);
    }
    field
}

fn length(field: &[u8]) -> [u8; 8] {
    (field.len() as u64).to_be_bytes()
}

fn sha256(fields: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update(length(field));
        hash.update(field);
    }
    hash.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Whether a text is lower-case hexadecimal.
pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: char) -> RepositoryKey {
        RepositoryKey::from_hex(&digit.to_string().repeat(32)).unwrap()
    }

    #[test]
    fn keys_are_read_as_they_are_written_and_never_printed() {
        let key = RepositoryKey::generate().unwrap();
        assert_eq!(RepositoryKey::from_hex(&key.to_hex()), Ok(key.clone()));
        assert!(!format!("{key:?}").contains(&key.to_hex()));
        for text in ["", "ab", &"g".repeat(32), &"A".repeat(32), &"é".repeat(16)] {
            assert_eq!(RepositoryKey::from_hex(text), Err(BadKey));
        }
    }

    #[test]
    fn the_code_is_hmac_sha_256() {
        // RFC 2104 over the fields with their lengths in front, computed apart with Python's hmac module.
        let digest = key('1').hmac(&[b"a", b"bc"]);
        assert_eq!(hex(&digest), "741cd33753f2022d3787857f92b7f0f5e0668af50191717213c29e720f02fe03");
    }

    #[test]
    fn a_guessable_secret_gets_a_short_tag() {
        let (origin, secret) = (Origin::file("a/b"), Secret::new(b"hunter2"));
        let short = tag(&key('1'), "secret/x", 0, &origin, &secret);
        let long = tag(&key('1'), "secret/x", 64, &origin, &secret);
        assert_eq!((short.len(), long.len()), (3, 16));
        assert!(long.starts_with(&short));
    }

    #[test]
    fn every_part_changes_the_tag() {
        let (origin, secret) = (Origin::file("a/b"), Secret::new(b"hunter2"));
        let inside = Origin { path: "a".into(), inside: vec!["b".into()] };
        let all = [
            tag(&key('1'), "secret/x", 64, &origin, &secret),
            tag(&key('2'), "secret/x", 64, &origin, &secret),
            tag(&key('1'), "secret/xa", 64, &origin, &secret),
            tag(&key('1'), "secret/x", 64, &Origin::file("/b"), &secret),
            tag(&key('1'), "secret/x", 64, &inside, &secret),
            tag(&key('1'), "secret/x", 64, &origin, &Secret::new(b"hunter3")),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
