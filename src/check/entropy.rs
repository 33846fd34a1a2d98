//! How random a text looks.

/// Shannon entropy of the bytes, in bits a byte. 0 for an empty text.
pub fn entropy(text: &[u8]) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    let mut counts = [0u32; 256];
    for &byte in text {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "secrets are short")]
    let total = text.len() as f32;
    #[expect(clippy::cast_precision_loss, reason = "secrets are short")]
    let sum = counts.iter().filter(|&&count| count > 0).map(|&count| count as f32 / total).map(|p| -p * p.log2()).sum();
    sum
}

/// What kinds of bytes a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CharClasses {
    /// 0-9.
    pub digits: usize,
    /// A-Z.
    pub upper: usize,
    /// a-z.
    pub lower: usize,
    /// Other visible ASCII.
    pub punctuation: usize,
    /// Blanks and tabs.
    pub blanks: usize,
    /// Control and non-ASCII bytes.
    pub other: usize,
    /// Different bytes.
    pub distinct: usize,
    /// How often neighbours are of different classes (letters of a case, digits, the rest).
    pub changes: usize,
}

impl CharClasses {
    /// Counts.
    pub fn of(text: &[u8]) -> Self {
        let mut classes = Self::default();
        let mut seen = [false; 256];
        let mut last = None;
        for &byte in text {
            let class = match byte {
                b'0'..=b'9' => (&mut classes.digits, 0),
                b'A'..=b'Z' => (&mut classes.upper, 1),
                b'a'..=b'z' => (&mut classes.lower, 2),
                b' ' | b'\t' => (&mut classes.blanks, 3),
                b'!'..=b'~' => (&mut classes.punctuation, 4),
                _ => (&mut classes.other, 5),
            };
            *class.0 += 1;
            classes.changes += usize::from(last.is_some_and(|l| l != class.1));
            last = Some(class.1);
            if let Some(slot) = seen.get_mut(usize::from(byte)) {
                classes.distinct += usize::from(!*slot);
                *slot = true;
            }
        }
        classes
    }

    /// Letters of either case.
    pub fn letters(&self) -> usize {
        self.upper + self.lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_known_texts() {
        assert!(entropy(b"aaaa").abs() < 0.001);
        assert!((entropy(b"abcd") - 2.0).abs() < 0.001);
    }

    #[test]
    fn classes_are_counted() {
        let c = CharClasses::of(b"aB3-aB");
        assert_eq!((c.digits, c.upper, c.lower, c.punctuation, c.distinct, c.changes), (1, 2, 2, 1, 4, 5));
    }
}
