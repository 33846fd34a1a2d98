//! Factors that several moduli share: the greatest common divisors of all of them at once, by trees of products and remainders
//! (Bernstein, "How to find smooth parts of integers", 2004; Heninger et al., "Mining your Ps and Qs", 2012).
//!
//! Beside each product stands its derivative, the sum of the products that leave one modulus out: its remainder modulo a modulus
//! is the product of all others, so that the tree of remainders works on numbers half as long as squares would be.

use dashu_int::UBig;
use dashu_int::ops::Gcd as _;
use rayon::prelude::*;

/// Most moduli of one run; more are left out, and said.
pub const MOST: usize = 10_000;

/// A product and its derivative.
#[derive(Clone, Debug)]
struct Node {
    product: UBig,
    derivative: UBig,
}

/// For each of distinct moduli (most significant byte first), whether it shares a factor with another. The caller sees to it that
/// there are no more than [`MOST`].
pub fn shared(moduli: &[Vec<u8>]) -> Vec<bool> {
    if moduli.len() < 2 {
        return vec![false; moduli.len()];
    }
    let leaves: Vec<Node> = moduli
        .iter()
        .map(|bytes| Node { product: UBig::from_be_bytes(bytes).max(UBig::ONE), derivative: UBig::ONE })
        .collect();
    let mut levels = vec![leaves];
    while let Some(last) = levels.last().filter(|last| last.len() > 1) {
        let above: Vec<Node> = last.par_chunks(2).map(join).collect();
        levels.push(above);
    }
    let mut levels = levels.into_iter().rev();
    let mut rests: Vec<UBig> = levels.next().into_iter().flatten().map(|root| root.derivative).collect();
    for level in levels {
        let above = rests;
        rests = level
            .into_par_iter()
            .enumerate()
            .map(|(at, node)| above.get(at / 2).map_or(UBig::ZERO, |rest| rest % node.product))
            .collect();
    }
    moduli
        .par_iter()
        .zip(&rests)
        .map(|(bytes, rest)| {
            let modulus = UBig::from_be_bytes(bytes);
            modulus > UBig::ONE && !modulus.gcd(rest).is_one()
        })
        .collect()
}

fn join(pair: &[Node]) -> Node {
    match pair {
        [left, right] => {
            let product = || &left.product * &right.product;
            let derivative = || &left.derivative * &right.product + &right.derivative * &left.product;
            let (product, derivative) = rayon::join(product, derivative);
            Node { product, derivative }
        }
        [alone] => alone.clone(),
        _ => Node { product: UBig::ONE, derivative: UBig::ZERO },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_a_factor_is_found_and_nothing_else() {
        let primes: Vec<u32> = (1_000_000u32..1_002_000).filter(|n| (2..1001).all(|d| n % d != 0)).collect();
        let mut moduli: Vec<u64> = primes.chunks_exact(2).map(|pair| u64::from(pair[0]) * u64::from(pair[1])).collect();
        moduli.push(u64::from(primes[0]) * u64::from(primes[3]));
        let bytes: Vec<Vec<u8>> = moduli.iter().map(|n| n.to_be_bytes().to_vec()).collect();
        let found: Vec<usize> = shared(&bytes).iter().enumerate().filter(|(_, hit)| **hit).map(|(at, _)| at).collect();
        assert_eq!(found, [0, 1, moduli.len() - 1]);
        assert_eq!(shared(&[vec![15]]), [false]);
        assert_eq!(shared(&[vec![0], vec![1], vec![]]), [false; 3]);
    }
}
