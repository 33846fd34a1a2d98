//! Primes that lie close together (CVE-2022-26320): Fermat's way finds them in a few steps, and no more than [`ROUNDS`] are made.

use dashu_int::UBig;
use dashu_int::ops::SquareRoot as _;

/// Steps; keys of the affected printers need fewer than 20.
const ROUNDS: u32 = 100;

/// The squares modulo 64.
const SQUARES: u64 = 0x0202_0212_0203_0213;

/// Whether the modulus is the product of two primes that close.
pub(super) fn are_close(modulus: &[u8]) -> bool {
    let n = UBig::from_be_bytes(modulus);
    let mut a = n.sqrt();
    if &a * &a < n {
        a += 1u8;
    }
    let mut rest = &a * &a - &n;
    for _ in 0..ROUNDS {
        if is_square(&rest) {
            return true;
        }
        // (a + 1)² - n
        rest += (&a << 1) + 1u8;
        a += 1u8;
    }
    false
}

fn is_square(number: &UBig) -> bool {
    let low = u64::try_from(number & UBig::from(63u8)).unwrap_or(0);
    if SQUARES >> low & 1 == 0 {
        return false;
    }
    let residue = number % 45_045u32;
    let possible = [9u32, 5, 7, 11, 13].iter().all(|modulus| {
        let rest = residue % modulus;
        (0..*modulus).any(|root| root * root % modulus == rest)
    });
    possible && {
        let root = number.sqrt();
        &root * &root == *number
    }
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
        let set = (0u64..64).fold(0u64, |set, root| set | 1 << (root * root % 64));
        assert_eq!(set, SQUARES);
    }
}
