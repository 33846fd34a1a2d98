//! Numbers of a fixed count of words, the lowest first, and powers modulo an odd one (Montgomery's form).

/// From bytes, the highest first.
pub(crate) fn from_bytes<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut words = [0; N];
    for (place, byte) in bytes.iter().rev().enumerate() {
        words[place / 8] |= u64::from(*byte) << (place % 8 * 8);
    }
    words
}

/// To bytes, the highest first, without leading zeros.
pub(crate) fn to_bytes(words: &[u64]) -> Vec<u8> {
    words.iter().rev().flat_map(|word| word.to_be_bytes()).skip_while(|byte| *byte == 0).collect()
}

pub(crate) fn bits(words: &[u64]) -> usize {
    let used = words.iter().rposition(|word| *word != 0);
    used.map_or(0, |at| at * 64 + 64 - words[at].leading_zeros() as usize)
}

pub(crate) fn bit(words: &[u64], at: usize) -> bool {
    words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

pub(crate) fn below<const N: usize>(left: &[u64; N], right: &[u64; N]) -> bool {
    left.iter().rev().lt(right.iter().rev())
}

/// `left - right`, modulo the words' size.
pub(crate) fn minus<const N: usize>(left: [u64; N], right: &[u64; N]) -> [u64; N] {
    carried(left, right, u64::overflowing_sub)
}

/// `left + right`, modulo the words' size.
pub(crate) fn plus<const N: usize>(left: [u64; N], right: &[u64; N]) -> [u64; N] {
    carried(left, right, u64::overflowing_add)
}

fn carried<const N: usize>(mut left: [u64; N], right: &[u64; N], step: impl Fn(u64, u64) -> (u64, bool)) -> [u64; N] {
    let mut carry = false;
    for (own, other) in left.iter_mut().zip(right) {
        let (first, one) = step(*own, *other);
        let (second, two) = step(first, u64::from(carry));
        *own = second;
        carry = one || two;
    }
    left
}

pub(crate) fn small<const N: usize>(word: u64) -> [u64; N] {
    let mut words = [0; N];
    words[0] = word;
    words
}

pub(crate) fn rest(words: &[u64], divisor: u64) -> u64 {
    let fold = |rest: u64, word: &u64| (((u128::from(rest) << 64) | u128::from(*word)) % u128::from(divisor)) as u64;
    words.iter().rev().fold(0, fold)
}

/// Shifted right by so many bits.
pub(crate) fn shifted<const N: usize>(words: &[u64; N], by: usize) -> [u64; N] {
    let mut out = [0; N];
    for at in (0..bits(words).saturating_sub(by)).filter(|at| bit(words, at + by)) {
        out[at / 64] |= 1 << (at % 64);
    }
    out
}

/// `number` modulo `divisor`, and how often it goes into it: bit by bit, for what is done once a key.
pub(crate) fn divided<const N: usize>(number: &[u64; N], divisor: &[u64; N]) -> ([u64; N], [u64; N]) {
    let (mut often, mut rest) = ([0; N], [0; N]);
    for at in (0..bits(number)).rev() {
        rest = plus(rest, &rest.clone());
        rest[0] |= u64::from(bit(number, at));
        if !below(&rest, divisor) {
            rest = minus(rest, divisor);
            often[at / 64] |= 1 << (at % 64);
        }
    }
    (often, rest)
}

/// Arithmetic modulo an odd number, of which the highest bit of the highest word may be set.
pub(crate) struct Modulus<const N: usize> {
    number: [u64; N],
    inverse: u64,
    one: [u64; N],
}

impl<const N: usize> Modulus<N> {
    pub(crate) fn new(number: [u64; N]) -> Self {
        let mut inverse = 1u64;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(number[0].wrapping_mul(inverse)));
        }
        let mut own = Self { number, inverse: inverse.wrapping_neg(), one: small(1) };
        for _ in 0..N * 64 {
            own.one = own.double(own.one);
        }
        own
    }

    pub(crate) fn one(&self) -> [u64; N] {
        self.one
    }

    /// Minus one, in Montgomery's form.
    pub(crate) fn minus_one(&self) -> [u64; N] {
        minus(self.number, &self.one)
    }

    pub(crate) fn double(&self, value: [u64; N]) -> [u64; N] {
        let over = value[N - 1] >> 63 == 1;
        let sum = plus(value, &value.clone());
        if over || !below(&sum, &self.number) { minus(sum, &self.number) } else { sum }
    }

    /// The product of two numbers in Montgomery's form.
    pub(crate) fn times(&self, left: &[u64; N], right: &[u64; N]) -> [u64; N] {
        let mut sum = [0u64; N];
        let mut top = 0u64;
        for word in left {
            let (mut carry, mut second) = (0u128, 0u128);
            let first = u128::from(sum[0]) + u128::from(*word) * u128::from(right[0]);
            let factor = u128::from((first as u64).wrapping_mul(self.inverse));
            second += (u128::from(first as u64) + factor * u128::from(self.number[0])) >> 64;
            carry += first >> 64;
            for at in 1..N {
                let product = u128::from(sum[at]) + u128::from(*word) * u128::from(right[at]) + carry;
                carry = product >> 64;
                let reduced = u128::from(product as u64) + factor * u128::from(self.number[at]) + second;
                second = reduced >> 64;
                sum[at - 1] = reduced as u64;
            }
            let last = u128::from(top) + carry + second;
            sum[N - 1] = last as u64;
            top = (last >> 64) as u64;
        }
        if top == 1 || !below(&sum, &self.number) { minus(sum, &self.number) } else { sum }
    }

    fn plus_one(&self, value: [u64; N]) -> [u64; N] {
        let sum = plus(value, &self.one);
        if below(&sum, &value) || !below(&sum, &self.number) { minus(sum, &self.number) } else { sum }
    }

    /// Into Montgomery's form.
    pub(crate) fn formed(&self, value: &[u64; N]) -> [u64; N] {
        let mut out = [0; N];
        for at in (0..N * 64).rev() {
            out = self.double(out);
            if bit(value, at) {
                out = self.plus_one(out);
            }
        }
        out
    }

    /// Out of Montgomery's form.
    pub(crate) fn plain(&self, value: &[u64; N]) -> [u64; N] {
        self.times(value, &small(1))
    }

    /// A number in Montgomery's form to a power.
    pub(crate) fn power(&self, base: &[u64; N], exponent: &[u64; N]) -> [u64; N] {
        let mut out = self.one;
        for at in (0..bits(exponent)).rev() {
            out = self.times(&out, &out);
            if bit(exponent, at) {
                out = self.times(&out, base);
            }
        }
        out
    }

    /// Two to a power, in Montgomery's form.
    pub(crate) fn power_of_two(&self, exponent: &[u64; N]) -> [u64; N] {
        let mut out = self.one;
        for at in (0..bits(exponent)).rev() {
            out = self.times(&out, &out);
            if bit(exponent, at) {
                out = self.double(out);
            }
        }
        out
    }
}
