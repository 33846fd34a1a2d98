//! Primes as OpenSSL 0.9.8 finds them. What counts is how much of the random numbers each step takes.

use crate::number::{Modulus, below, bit, bits, from_bytes, minus, plus, rest, shifted, small};
use crate::random::Random;

/// The 2,047 odd primes that candidates are divided by, four in a word at most.
pub(crate) struct Sieve {
    groups: Vec<(u64, Vec<u64>)>,
}

impl Sieve {
    pub(crate) fn new() -> Self {
        let mut groups: Vec<(u64, Vec<u64>)> = Vec::new();
        let primes = (3u64..).step_by(2).filter(|n| (3..).step_by(2).take_while(|d| d * d <= *n).all(|d| n % d != 0));
        for prime in primes.take(2047) {
            match groups.last_mut() {
                Some((product, members)) if u64::MAX / *product > prime => {
                    *product *= prime;
                    members.push(prime);
                }
                _ => groups.push((prime, vec![prime])),
            }
        }
        Self { groups }
    }

    /// Whether one of the primes divides it.
    pub(crate) fn divides(&self, number: &[u64]) -> bool {
        self.groups.iter().any(|(product, members)| {
            let left = rest(number, *product);
            members.iter().any(|prime| left.is_multiple_of(*prime))
        })
    }

    /// `probable_prime`: what to add to a number so that neither it nor the number before it is divided by any of the primes.
    fn step(&self, number: &[u64]) -> u64 {
        let rests: Vec<(u64, u64)> = self
            .groups
            .iter()
            .flat_map(|(product, members)| {
                let left = rest(number, *product);
                members.iter().map(move |prime| (*prime, left % prime))
            })
            .collect();
        let fits = |step: &u64| rests.iter().all(|(prime, left)| (left + step) % prime > 1);
        (0..).step_by(2).find(fits).unwrap_or(0)
    }
}

/// `BN_rand_range`: a number below another.
pub(crate) fn number_below<const N: usize>(random: &mut Random, range: &[u64; N]) -> [u64; N] {
    let length = bits(range);
    loop {
        if !bit(range, length - 2) && !bit(range, length - 3) {
            let number: [u64; N] = from_bytes(&random.number(length + 1, false));
            let once = less(number, range);
            let number = less(once, range);
            if below(&number, range) {
                return number;
            }
        } else {
            let number = from_bytes(&random.number(length, false));
            if below(&number, range) {
                return number;
            }
        }
    }
}

/// Without the range, once, if it is not below it.
fn less<const N: usize>(number: [u64; N], range: &[u64; N]) -> [u64; N] {
    if below(&number, range) { number } else { minus(number, range) }
}

/// Rounds of Miller and Rabin for a prime of so many bits.
fn rounds(bits: usize) -> usize {
    match bits {
        1300.. => 2,
        850.. => 3,
        650.. => 4,
        550.. => 5,
        450.. => 6,
        400.. => 7,
        350.. => 8,
        300.. => 9,
        250.. => 12,
        200.. => 15,
        150.. => 18,
        _ => 27,
    }
}

/// `BN_is_prime_fasttest_ex` without dividing first: a composite takes one random base in practice, a prime one a round. From 256
/// bits on the base two answers in place of the random one; that they differ for a number that was not made for it does not happen.
pub(crate) fn is_prime<const N: usize>(random: &mut Random, number: &[u64; N], rounds: usize) -> bool {
    let before = minus(*number, &small(1));
    let modulus = Modulus::new(*number);
    let draw = |random: &mut Random| plus(number_below(random, &before), &small(1));
    if bits(number) >= 256 {
        draw(random);
        let prime = passes(&modulus, &before, None);
        if prime {
            for _ in 1..rounds {
                draw(random);
            }
        }
        return prime;
    }
    (0..rounds).all(|_| passes(&modulus, &before, Some(draw(random))))
}

/// One round of Miller and Rabin.
fn passes<const N: usize>(modulus: &Modulus<N>, before: &[u64; N], base: Option<[u64; N]>) -> bool {
    let twos = (0..N * 64).find(|at| bit(before, *at)).unwrap_or(0);
    let odd = shifted(before, twos);
    let mut value = match base {
        Some(base) => modulus.power(&modulus.formed(&base), &odd),
        None => modulus.power_of_two(&odd),
    };
    if value == modulus.one() || value == modulus.minus_one() {
        return true;
    }
    (1..twos).any(|_| {
        value = modulus.times(&value, &value);
        value == modulus.minus_one()
    })
}

/// `BN_generate_prime_ex`.
pub(crate) fn prime<const N: usize>(random: &mut Random, sieve: &Sieve, length: usize) -> [u64; N] {
    loop {
        let number: [u64; N] = from_bytes(&random.number(length, true));
        let number = plus(number, &small(sieve.step(&number)));
        if is_prime(random, &number, rounds(length)) {
            return number;
        }
    }
}
