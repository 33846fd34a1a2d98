//! The keys that Debian's OpenSSL made from September 2006 to May 2008, when only the number of the process varied (CVE-2008-0166,
//! DSA-1571): `examples/debian_keys/` makes them once more, and `known.md` tells which of them are in the set.

use std::sync::OnceLock;

use super::compact::Compact;
use crate::key::material::{Key, Public};

/// Three sets: what `openssl` made of RSA with 2,048 bits, what `ssh-keygen` made of it, and of DSA with 1,024 bits.
const FILE: &[u8] = include_bytes!("debian.bin");

/// The exponent of `ssh-keygen` before OpenSSH 5.4; it tells its keys from all others.
const SSH_EXPONENT: &[u8] = &[35];

fn sets() -> &'static [Compact<'static>] {
    static SETS: OnceLock<Vec<Compact<'static>>> = OnceLock::new();
    SETS.get_or_init(|| {
        let mut rest = FILE;
        std::iter::from_fn(|| {
            let (set, after) = Compact::read(rest)?;
            rest = after;
            Some(set)
        })
        .collect()
    })
}

/// Whether Debian's OpenSSL made the key, of which this is the fingerprint's first part.
pub(super) fn made(key: &Key, hash: u64) -> bool {
    let place = match (&key.public, key.bits) {
        (Public::Rsa { exponent, .. }, Some(2048)) => usize::from(exponent == SSH_EXPONENT),
        (Public::Group { .. }, Some(1024)) if key.algorithm == "DSA" => 2,
        _ => return false,
    };
    sets().get(place).is_some_and(|set| set.contains(hash))
}
