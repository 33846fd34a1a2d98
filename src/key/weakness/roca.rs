//! ROCA (CVE-2017-15361): primes of the form k·M + 65537^a, which Infineon's library made. The modulus then is a power of 65537
//! modulo every small prime (Nemec et al., "The Return of Coppersmith's Attack", 2017).

use std::sync::OnceLock;

/// The primes that M is made of for the smallest keys, and so for all.
const PRIMES: [u64; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Products of consecutive primes that fit into a word, each with its primes and the powers of 65537 modulo them.
struct Group {
    product: u64,
    primes: Vec<(u64, [u64; 3])>,
}

fn groups() -> &'static [Group] {
    static GROUPS: OnceLock<Vec<Group>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let mut groups: Vec<Group> = Vec::new();
        for prime in PRIMES {
            let entry = (prime, powers(prime));
            match groups.last_mut() {
                Some(last) if last.product < u64::MAX / 256 => {
                    last.product *= prime;
                    last.primes.push(entry);
                }
                _ => groups.push(Group { product: prime, primes: vec![entry] }),
            }
        }
        groups
    })
}

/// The powers of 65537 modulo a prime, as a set of bits.
fn powers(prime: u64) -> [u64; 3] {
    let mut set = [0u64; 3];
    let mut power = 1;
    for _ in 0..prime {
        let word = usize::try_from(power / 64).unwrap_or(0);
        set.iter_mut().skip(word).take(1).for_each(|bits| *bits |= 1 << (power % 64));
        power = power * 65_537 % prime;
    }
    set
}

/// Whether a modulus has the fingerprint. One in 2^27 others has it too.
pub(super) fn is_vulnerable(words: &[u64]) -> bool {
    groups().iter().all(|group| {
        let fold = |rest: u64, word: &u64| {
            let wide = (u128::from(rest) << 64) | u128::from(*word);
            u64::try_from(wide % u128::from(group.product)).unwrap_or(0)
        };
        let rest = words.iter().rev().fold(0, fold);
        group.primes.iter().all(|(prime, set)| {
            let residue = rest % prime;
            let bits = set.get(usize::try_from(residue / 64).unwrap_or(3)).copied().unwrap_or(0);
            bits >> (residue % 64) & 1 == 1
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::weakness::sieve::words;
    use dashu_int::UBig;

    #[test]
    fn tells_the_form_from_any_number() {
        let m = PRIMES.iter().fold(UBig::ONE, |m, prime| m * UBig::from(*prime));
        let of_form = |k: u32, a: usize| UBig::from(k) * &m + UBig::from(65_537u32).pow(a) % &m;
        let modulus = of_form(12_345_678, 77) * of_form(87_654_321, 1_234);
        assert!(is_vulnerable(&words(&modulus.to_be_bytes())));
        assert!(!is_vulnerable(&words(&(modulus + 2u8).to_be_bytes())));
    }
}
