//! RSA: exponent and modulus as numbers.

use dashu_int::UBig;

use super::{fermat, roca, sieve};
use crate::key::der::{Number, bit_length};
use crate::key::material::{Key, LONGEST, Public};

/// Bits of a modulus above which it is measured only: nobody makes one, and sums over it cost time.
const MOST_BITS: u32 = 16_384;

/// Looks at modulus and exponent.
pub(super) fn examine(key: &mut Key, public: &Public) {
    let Public::Rsa { modulus, exponent, negative } = public else { return };
    let bits = key.bits.unwrap_or(0);
    if *negative {
        key.weakness("key/unusual-number", "a number is negative as it is written");
    }
    if bits > MOST_BITS {
        key.weakness("key/unusual-number", format!("a modulus of {bits} bits; it is not computed with"));
        return;
    }
    if bits < 16 {
        key.weakness("key/rsa-small-factor", "the modulus is nearly nothing");
        return;
    }
    judge_exponent(key, exponent);
    let words = sieve::words(modulus);
    if let Some(factor) = sieve::small_factor(&words) {
        key.weakness("key/rsa-small-factor", format!("{factor} divides the modulus"));
        return;
    }
    if roca::is_vulnerable(&words) {
        key.weakness("key/rsa-roca", "the modulus has the fingerprint of CVE-2017-15361");
    }
    if fermat::are_close(modulus) {
        key.weakness("key/rsa-close-primes", "its primes lie so close together that they can be guessed");
    }
}

fn judge_exponent(key: &mut Key, exponent: &[u8]) {
    let number = Number::unsigned(exponent);
    match number.small() {
        Some(1) => key.weakness("key/rsa-broken-exponent", "the exponent is 1: nothing is encrypted"),
        Some(0) | None if exponent.is_empty() => key.weakness("key/rsa-broken-exponent", "the exponent is 0"),
        Some(small) if small % 2 == 0 => key.weakness("key/rsa-broken-exponent", "the exponent is even"),
        Some(small @ 3..65_537) => {
            key.weakness(
                "key/rsa-small-exponent",
                format!("the exponent is {small}; FIPS 186-5 asks for more than 65536"),
            );
        }
        None if exponent.last().is_some_and(|byte| byte & 1 == 0) => {
            key.weakness("key/rsa-broken-exponent", "the exponent is even");
        }
        None if number.bit_length() > 256 => {
            key.weakness("key/unusual-number", "the exponent has more than 256 bits; FIPS 186-5 allows no more");
        }
        _ => {}
    }
}

/// The two primes of a private key must be those of its modulus.
pub(in crate::key) fn private_parts(key: &mut Key, p: &[u8], q: &[u8]) {
    let Public::Rsa { modulus, .. } = &key.public else { return };
    if modulus.is_empty() || p.len() + q.len() > LONGEST || bit_length(p) < 8 || bit_length(q) < 8 {
        return;
    }
    let product = UBig::from_be_bytes(p) * UBig::from_be_bytes(q);
    if p == q {
        key.weakness("key/rsa-close-primes", "its two primes are one");
    } else if product != UBig::from_be_bytes(modulus) {
        key.weakness("key/mismatched-pair", "its primes are not those of its modulus");
    }
}
