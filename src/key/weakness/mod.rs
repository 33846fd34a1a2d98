//! What is wrong with a key: one file a weakness. Each looks at public numbers only, in bounded time.

pub(super) mod blocklist;
mod compact;
mod debian;
mod fermat;
pub(super) mod gcd;
pub(super) mod known;
mod roca;
pub(super) mod rsa;
mod sieve;

use super::curve;
use super::material::{Key, Public};

/// Notes what is wrong with a key, whatever the policy.
pub(super) fn examine(key: &mut Key) {
    match std::mem::take(&mut key.public) {
        public @ Public::Rsa { .. } => {
            rsa::examine(key, &public);
            key.public = public;
        }
        public @ Public::Point(_) => {
            point(key, &public);
            key.public = public;
        }
        public @ Public::Raw(_) => {
            raw(key, &public);
            key.public = public;
        }
        public => key.public = public,
    }
    if let Some(hash) = known::hash(key) {
        if known::is_published(hash) {
            key.weakness("key/published", "its private half stands in a public repository");
        }
        if debian::made(key, hash) {
            key.weakness("key/debian-weak", "Debian's OpenSSL made it with 15 random bits (CVE-2008-0166)");
        }
    }
}

/// A point must lie on its curve.
fn point(key: &mut Key, public: &Public) {
    let Public::Point(point) = public else { return };
    let name = key.curve.clone().unwrap_or_default();
    if curve::holds(&name, point) == Some(false) {
        key.weakness("key/point-off-curve", format!("its point does not lie on {name}"));
    }
}

/// The points of Curve25519 whose order is small, in the form that RFC 7748 computes with (after <https://cr.yp.to/ecdh.html>).
fn raw(key: &mut Key, public: &Public) {
    let Public::Raw(bytes) = public else { return };
    let trivial = bytes.len() == 32 && {
        let (first, rest) = bytes.split_first().map_or((0, &[][..]), |(first, rest)| (*first, rest));
        let middle = rest.get(..30).unwrap_or_default();
        let last = rest.last().copied().unwrap_or_default();
        (first <= 1 && middle.iter().all(|byte| *byte == 0) && last.trailing_zeros() >= 7)
            || ((0xec..=0xee).contains(&first) && middle.iter().all(|byte| *byte == 0xff) && last & 0x7f == 0x7f)
    };
    if trivial && key.algorithm != "Ed25519" {
        key.weakness("key/point-off-curve", "its point has a small order");
    }
}
