//! Keys as OpenSSL 0.9.8 makes them, down to the number that a fingerprint is made of.

use sha1::{Digest as _, Sha1};

use crate::number::{Modulus, below, divided, from_bytes, minus, plus, rest, small, to_bytes};
use crate::prime::{Sieve, is_prime, number_below, prime};
use crate::random::Random;

/// `RSA_generate_key_ex`: the modulus. The exponent counts only where it divides a prime less one, and the sieve has thrown out what
/// any other than 65537 divides.
pub(crate) fn rsa<const N: usize>(random: &mut Random, sieve: &Sieve, length: usize, exponent: u64) -> Vec<u8> {
    let mut half = |length: usize| loop {
        let found: [u64; N] = prime(random, sieve, length);
        if rest(&minus(found, &small(1)), exponent) != 0 {
            return found;
        }
    };
    let left = half(length.div_ceil(2));
    let right = loop {
        let right = half(length / 2);
        if right != left {
            break right;
        }
    };
    to_bytes(&product(&left, &right))
}

fn product(left: &[u64], right: &[u64]) -> Vec<u64> {
    let mut out = vec![0u64; left.len() + right.len()];
    for (at, word) in left.iter().enumerate() {
        let mut carry = 0u128;
        for (to, other) in out[at..].iter_mut().zip(right) {
            let sum = u128::from(*to) + u128::from(*word) * u128::from(*other) + carry;
            *to = sum as u64;
            carry = sum >> 64;
        }
        out[at + right.len()] = carry as u64;
    }
    out
}

/// Words of a DSA modulus of 1,024 bits, and one to draw a number of a bit more.
const WORDS: usize = 17;
/// Rounds for the primes of DSA.
const ROUNDS: usize = 50;

/// `DSA_generate_parameters_ex` for 1,024 bits and `DSA_generate_key`: the public value.
pub(crate) fn dsa(random: &mut Random, sieve: &Sieve) -> Vec<u8> {
    let (modulus, order) = loop {
        let (seed, order) = order(random, sieve);
        if let Some(modulus) = modulus(random, sieve, seed, &order) {
            break (modulus, order);
        }
    };
    let field = Modulus::new(modulus);
    let (often, _) = divided(&minus(modulus, &small(1)), &order);
    let mut base = small(2);
    let generator = loop {
        let generator = field.power(&field.formed(&base), &often);
        if generator != field.one() {
            break generator;
        }
        base = plus(base, &small(1));
    };
    let secret = loop {
        let secret = number_below(random, &order);
        if secret != [0; WORDS] {
            break secret;
        }
    };
    to_bytes(&field.plain(&field.power(&generator, &secret)))
}

fn hash(bytes: &[u8; 20]) -> [u8; 20] {
    Sha1::digest(bytes).into()
}

/// The seed plus one, as a number of 160 bits.
fn next(seed: &mut [u8; 20]) {
    for byte in seed.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return;
        }
    }
}

/// The prime of 160 bits, with the seed plus one.
fn order(random: &mut Random, sieve: &Sieve) -> ([u8; 20], [u64; WORDS]) {
    loop {
        let mut seed = [0; 20];
        random.bytes(&mut seed);
        let first = hash(&seed);
        next(&mut seed);
        let mut digest = hash(&seed);
        digest.iter_mut().zip(first).for_each(|(own, other)| *own ^= other);
        digest[0] |= 0x80;
        digest[19] |= 1;
        let number: [u64; 3] = from_bytes(&digest);
        if !sieve.divides(&number) && is_prime(random, &number, ROUNDS) {
            return (seed, from_bytes(&digest));
        }
    }
}

/// The prime of 1,024 bits of which the order divides one less.
fn modulus(random: &mut Random, sieve: &Sieve, mut seed: [u8; 20], order: &[u64; WORDS]) -> Option<[u64; WORDS]> {
    let highest: [u64; WORDS] = std::array::from_fn(|at| if at == 15 { 1 << 63 } else { 0 });
    let twice = plus(*order, order);
    (0..4096).find_map(|_| {
        let mut bytes = [0u8; 140];
        for part in bytes.rchunks_mut(20) {
            next(&mut seed);
            part.copy_from_slice(&hash(&seed));
        }
        let mut number: [u64; WORDS] = from_bytes(&bytes[140 - 128..]);
        number[15] |= 1 << 63;
        let (_, left) = divided(&number, &twice);
        let candidate = plus(minus(number, &left), &small(1));
        let fits = !below(&candidate, &highest) && !sieve.divides(&candidate);
        (fits && is_prime(random, &candidate, ROUNDS)).then_some(candidate)
    })
}
