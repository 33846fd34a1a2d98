//! Numbers that look random and are the same for the same seed.

/// A generator for examples (`SplitMix64`). Nothing that it draws is a secret.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The generator that this text stands for.
    pub fn new(seed: &str) -> Self {
        let hash = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number below a limit, or 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next_u64() % limit).unwrap_or_default()
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }

    /// So many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next_u64().to_be_bytes()[0]).collect()
    }

    /// So many characters of an ASCII alphabet. From eight on there is at least one of each kind that the alphabet has
    /// (digit, upper, lower; two in hexadecimal), no character stands three times in a row, and enough are different.
    pub fn text(&mut self, alphabet: &[u8], count: usize) -> String {
        let mut text = String::new();
        for _ in 0..64 {
            text = (0..count).filter_map(|_| self.pick(alphabet)).map(char::from).collect();
            if count < 8 || is_typical(text.as_bytes(), alphabet) {
                break;
            }
        }
        text
    }
}

fn is_typical(text: &[u8], alphabet: &[u8]) -> bool {
    let count = |kind: fn(&u8) -> bool| text.iter().filter(|b| kind(b)).count();
    let has = |kind: fn(&u8) -> bool| alphabet.iter().any(kind);
    let least = if alphabet.len() == 16 { 2 } else { 1 };
    let kinds: [fn(&u8) -> bool; 4] =
        [u8::is_ascii_digit, u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_punctuation];
    // In base64, signs may be missing; where they are many (passwords), they are not.
    let signs_matter = alphabet.iter().filter(|b| b.is_ascii_punctuation()).count() > 4;
    let complete =
        kinds.iter().enumerate().all(|(at, &kind)| !has(kind) || (at == 3 && !signs_matter) || count(kind) >= least);
    let mut distinct: Vec<u8> = text.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let enough = distinct.len() * 2 >= text.len().min(alphabet.len());
    let repeats = text.windows(3).any(|w| w.first() == w.get(1) && w.get(1) == w.get(2));
    complete && enough && !repeats
}

/// A random UUID, version 4.
pub(super) fn uuid(rng: &mut Rng) -> String {
    let [high, low] = [rng.next_u64(), rng.next_u64()];
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
