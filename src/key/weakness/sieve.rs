//! Small factors, without a long division: the remainder of each product of primes is taken from the low end (Hensel), a
//! multiplication a word.

use std::sync::OnceLock;

/// Primes below this are tried.
const BELOW: u32 = 4096;

/// How many groups one pass over a number serves: their steps do not wait for each other.
const LANES: usize = 8;

/// Odd primes whose product fits into a word.
#[derive(Clone, Default)]
struct Group {
    product: u64,
    /// Of the product, modulo 2^64.
    inverse: u64,
    primes: Vec<Prime>,
}

/// A prime, and what tells its multiples without a division (Granlund and Montgomery, "Division by invariant integers", 1994).
#[derive(Clone)]
struct Prime {
    number: u32,
    inverse: u64,
    most: u64,
}

/// The words of a number, the least first.
pub(super) fn words(bytes: &[u8]) -> Vec<u64> {
    bytes.rchunks(8).map(|chunk| chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte))).collect()
}

fn groups() -> &'static [[Group; LANES]] {
    static GROUPS: OnceLock<Vec<[Group; LANES]>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let is_prime = |n: u32| (3..).step_by(2).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
        let mut groups: Vec<Group> = Vec::new();
        for prime in (3..BELOW).step_by(2).filter(|n| is_prime(*n)) {
            let wide = u64::from(prime);
            let entry = Prime { number: prime, inverse: inverse(wide), most: u64::MAX / wide };
            match groups.last_mut() {
                Some(last) if last.product < u64::MAX / u64::from(BELOW) => {
                    last.product *= wide;
                    last.primes.push(entry);
                }
                _ => groups.push(Group { product: wide, inverse: 0, primes: vec![entry] }),
            }
        }
        for group in &mut groups {
            group.inverse = inverse(group.product);
        }
        let fill = |chunk: &[Group]| {
            let mut lanes: [Group; LANES] =
                std::array::from_fn(|_| Group { product: 1, inverse: 1, primes: Vec::new() });
            lanes.iter_mut().zip(chunk).for_each(|(lane, group)| *lane = group.clone());
            lanes
        };
        groups.chunks(LANES).map(fill).collect()
    })
}

/// Newton's iteration: each step doubles the bits that are right.
fn inverse(odd: u64) -> u64 {
    (0..6).fold(odd, |x, _| x.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(x))))
}

/// For each group a number that is nought modulo just those primes of the group that divide the words.
fn residues(words: &[u64], groups: &[Group; LANES]) -> [u64; LANES] {
    let lanes = groups.each_ref().map(|group| (group.product, group.inverse));
    let mut carries = [0u64; LANES];
    for &word in words {
        for (carry, (product, inverse)) in carries.iter_mut().zip(lanes) {
            let (low, borrow) = word.overflowing_sub(*carry);
            let quotient = low.wrapping_mul(inverse);
            let high = (u128::from(quotient) * u128::from(product)) >> 64;
            *carry = u64::try_from(high).unwrap_or(0) + u64::from(borrow);
        }
    }
    carries
}

/// The least small prime that divides a number, if one does and the number is no such prime itself.
pub(super) fn small_factor(words: &[u64]) -> Option<u32> {
    if words.first().is_none_or(|word| word & 1 == 0) {
        return Some(2);
    }
    groups().iter().find_map(|lanes| {
        let residues = residues(words, lanes);
        lanes.iter().zip(residues).find_map(|(group, residue)| {
            let divides = |prime: &&Prime| residue.wrapping_mul(prime.inverse) <= prime.most;
            group.primes.iter().find(divides).map(|prime| prime.number)
        })
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
