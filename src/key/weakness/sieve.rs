//! Small factors, without a long division: the remainder of each product of primes is taken from the low end (Hensel), a
//! multiplication a word.

use std::sync::OnceLock;

/// Primes below this are tried.
const BELOW: u32 = 4096;

/// Odd primes whose product fits into a word.
struct Group {
    product: u64,
    /// Of the product, modulo 2^64.
    inverse: u64,
    primes: Vec<u32>,
}

/// The words of a number, the least first.
pub(super) fn words(bytes: &[u8]) -> Vec<u64> {
    bytes.rchunks(8).map(|chunk| chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte))).collect()
}

fn groups() -> &'static [Group] {
    static GROUPS: OnceLock<Vec<Group>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let is_prime = |n: u32| (3..).step_by(2).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
        let mut groups: Vec<Group> = Vec::new();
        for prime in (3..BELOW).step_by(2).filter(|n| is_prime(*n)) {
            match groups.last_mut() {
                Some(last) if last.product < u64::MAX / u64::from(BELOW) => {
                    last.product *= u64::from(prime);
                    last.primes.push(prime);
                }
                _ => groups.push(Group { product: u64::from(prime), inverse: 0, primes: vec![prime] }),
            }
        }
        for group in &mut groups {
            group.inverse = inverse(group.product);
        }
        groups
    })
}

/// Newton's iteration: each step doubles the bits that are right.
fn inverse(odd: u64) -> u64 {
    (0..6).fold(odd, |x, _| x.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(x))))
}

/// A number that is nought modulo just those primes of the group that divide the words.
fn residue(words: &[u64], group: &Group) -> u64 {
    let mut carry = 0u64;
    for &word in words {
        let (low, borrow) = word.overflowing_sub(carry);
        let quotient = low.wrapping_mul(group.inverse);
        let high = (u128::from(quotient) * u128::from(group.product)) >> 64;
        carry = u64::try_from(high).unwrap_or(0) + u64::from(borrow);
    }
    carry
}

/// The least small prime that divides a number, if one does and the number is no such prime itself.
pub(super) fn small_factor(words: &[u64]) -> Option<u32> {
    if words.first().is_none_or(|word| word & 1 == 0) {
        return Some(2);
    }
    groups().iter().find_map(|group| {
        let residue = residue(words, group);
        group.primes.iter().copied().find(|prime| residue.is_multiple_of(u64::from(*prime)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashu_int::UBig;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_division_finds(bytes in proptest::collection::vec(any::<u8>(), 1..64)) {
            let number = UBig::from_be_bytes(&bytes);
            let by_division = (2u32..BELOW).find(|d| (&number % *d) == 0 && (2..*d).all(|e| d % e != 0));
            prop_assert_eq!(small_factor(&words(&bytes)), by_division);
        }
    }
}
