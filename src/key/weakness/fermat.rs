//! Primes that lie close together (CVE-2022-26320): Fermat's way finds them in a few steps, and no more than [`ROUNDS`] are made.

use dashu_int::UBig;
use dashu_int::ops::SquareRoot as _;

/// Steps; keys of the affected printers need fewer than 20.
const ROUNDS: u64 = 100;

/// Moduli below which residues are looked at, with the powers of primes that they are made of. Of 4,000 numbers that are no
/// squares one passes.
const SIEVES: [(u64, &[Part]); 2] = [
    (64 * 9 * 5 * 7 * 11 * 13, &[part(64), part(9), part(5), part(7), part(11), part(13)]),
    (17 * 19 * 23 * 29 * 31, &[part(17), part(19), part(23), part(29), part(31)]),
];

/// A number, and the squares modulo it.
type Part = (u64, u64);

const fn part(modulus: u64) -> Part {
    (modulus, squares(modulus))
}

/// The squares modulo a number of 64 or less, as a set of bits.
const fn squares(modulus: u64) -> u64 {
    let (mut set, mut root) = (0, 0);
    while root < modulus {
        set |= 1 << (root * root % modulus);
        root += 1;
    }
    set
}

/// Whether the modulus is the product of two primes that close: whether (a + step)² - n is a square for a small step, where
/// a is the root of n. Nearly all steps are ruled out by small numbers.
pub(super) fn are_close(modulus: &[u8]) -> bool {
    let n = UBig::from_be_bytes(modulus);
    let mut a = n.sqrt();
    if &a * &a < n {
        a += 1u8;
    }
    let rest = |number: &UBig, sieve: u64| u64::try_from(number % UBig::from(sieve)).unwrap_or_default();
    let sieves = SIEVES.map(|(sieve, parts)| (sieve, parts, rest(&a, sieve), rest(&n, sieve)));
    let may_be = |step: u64| {
        sieves.iter().all(|&(sieve, parts, a, n)| {
            let (root, missing) = ((a + step) % sieve, sieve - n);
            let residue = (root * root + missing) % sieve;
            parts.iter().all(|&(part, set)| set >> (residue % part) & 1 == 1)
        })
    };
    (0..ROUNDS).filter(|step| may_be(*step)).any(|step| {
        let root = &a + UBig::from(step);
        is_square(&(&root * &root - &n))
    })
}

fn is_square(number: &UBig) -> bool {
    let root = number.sqrt();
    &root * &root == *number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_primes_are_found_and_others_are_not() {
        // 2^127 - 1 is prime; what counts here is the distance alone.
        let p = (UBig::ONE << 127) - 1u8;
        let close = &p * (&p + 1_000u32);
        assert!(are_close(&close.to_be_bytes()));
        let far = &p * ((UBig::ONE << 125) - 9u8);
        assert!(!are_close(&far.to_be_bytes()));
    }

    #[test]
    fn the_set_of_squares_is_right() {
        assert_eq!(squares(64), 0x0202_0212_0203_0213);
        assert_eq!(squares(5), 0b1_0011);
        for (sieve, parts) in SIEVES {
            assert_eq!(sieve, parts.iter().map(|part| part.0).product::<u64>());
        }
    }
}
