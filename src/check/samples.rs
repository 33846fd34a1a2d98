//! Secrets that everybody knows: what a vendor's documentation or a standard prints, and keys that every copy of an emulator shares.
//! People copy them into notes, tests and scripts for local use, and no other's door opens with them.
//!
//! Not here: keys with which an application signs or encrypts, such as that of a framework's tutorial. Who copies one of those has a
//! key that everybody knows, and should hear of it.

use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// Hashes, so that the list is no list of secrets to other scanners.
const LIST: &str = include_str!("samples.tsv");

/// Whether a secret is one that its documentation prints.
pub fn is_published_sample(secret: &[u8]) -> bool {
    static SAMPLES: OnceLock<Vec<u64>> = OnceLock::new();
    let samples = SAMPLES.get_or_init(|| {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| u64::from_str_radix(line.get(..16)?, 16).ok()).collect()
    });
    let digest = Sha256::digest(secret);
    digest.first_chunk().is_some_and(|first| samples.binary_search(&u64::from_be_bytes(*first)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_tells_where_each_is_printed() {
        let lines: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(u64::from_str_radix(fields[0], 16).is_ok() && fields[0].len() == 16, "{line}");
            assert!(!fields[1].is_empty() && fields[2].starts_with("https://") && fields.len() == 3, "{line}");
        }
    }

    #[test]
    fn samples_are_known() {
        // RFC 6749, 4.3.3, and the Cargo Book.
        assert!(is_published_sample(b"2YotnFZFEjr1zCsicMWpAA"));
        assert!(is_published_sample(["854DvwSlUwEHtIo3", "kWy6x7UCPKHfzCmy"].concat().as_bytes()));
        assert!(!is_published_sample(b"2YotnFZFEjr1zCsicMWpAB"));
        assert!(!is_published_sample(b""));
    }
}
