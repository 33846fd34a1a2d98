//! Sets of bytes that tokens are made of.

/// A set of bytes, and whether `=` may stand at the end of a run of them (base64's padding).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet {
    bytes: [bool; 256],
    padded: bool,
}

impl Alphabet {
    /// The names that rules may use.
    pub const NAMES: [&'static str; 9] =
        ["digits", "hex", "word", "alnum", "base64url", "base64", "token", "dotted", "visible"];

    /// The alphabet of that name.
    pub fn named(name: &str) -> Option<Self> {
        let alnum = |b: u8| b.is_ascii_alphanumeric();
        Some(match name {
            "digits" => Self::of(|b| b.is_ascii_digit(), false),
            "hex" => Self::of(|b| b.is_ascii_hexdigit(), false),
            "alnum" => Self::of(alnum, false),
            "word" => Self::of(|b| alnum(b) || b == b'_', false),
            "base64url" => Self::of(|b| alnum(b) || b"_-".contains(&b), false),
            "base64" => Self::of(|b| alnum(b) || b"+/".contains(&b), true),
            "token" => Self::of(|b| alnum(b) || b"_-.~+/".contains(&b), true),
            "dotted" => Self::of(|b| alnum(b) || b"_-.".contains(&b), false),
            "visible" => Self::of(|b| b > b' ' && b != 0x7f && !b"\"'`<>(){}[],;".contains(&b), false),
            _ => return None,
        })
    }

    fn of(member: impl Fn(u8) -> bool, padded: bool) -> Self {
        let mut bytes = [false; 256];
        for (byte, slot) in (0u8..=255).zip(&mut bytes) {
            *slot = member(byte);
        }
        Self { bytes, padded }
    }

    /// Whether a byte is one of them.
    pub fn contains(&self, byte: u8) -> bool {
        self.bytes.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// Where the run that begins at `from` ends, padding included.
    pub fn run_end(&self, text: &[u8], from: usize) -> usize {
        let rest = text.get(from..).unwrap_or_default();
        let mut length = rest.iter().take_while(|&&b| self.contains(b)).count();
        if self.padded && length > 0 {
            length += rest.iter().skip(length).take(2).take_while(|&&b| b == b'=').count();
        }
        from + length
    }

    /// Whether neither neighbour of `start..end` is of this alphabet.
    ///
    /// An escape such as `\n` before the match is no neighbour: of `\nghp_…` in a string literal the `n` is not text.
    pub fn stands_alone(&self, text: &[u8], start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).and_then(|at| text.get(at)).copied();
        let escaped = start.checked_sub(2).and_then(|at| text.get(at)) == Some(&b'\\')
            && before.is_some_and(|b| b"nrt".contains(&b));
        let percent = start.checked_sub(3).and_then(|at| text.get(at)) == Some(&b'%')
            && before.is_some_and(|b| b.is_ascii_hexdigit());
        let free_left = escaped || percent || !before.is_some_and(|b| self.contains(b));
        free_left && !text.get(end).is_some_and(|&b| self.contains(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_an_alphabet() {
        assert!(Alphabet::NAMES.iter().all(|name| Alphabet::named(name).is_some()));
        assert_eq!(Alphabet::named("nope"), None);
    }

    #[test]
    fn runs_take_padding_at_their_end() {
        let base64 = Alphabet::named("base64").unwrap();
        assert_eq!(base64.run_end(b"ab+/== x", 0), 6);
        assert_eq!(base64.run_end(b"=ab", 0), 0);
    }

    #[test]
    fn neighbours_and_escapes() {
        let word = Alphabet::named("word").unwrap();
        assert!(word.stands_alone(b"'abc'", 1, 4));
        assert!(!word.stands_alone(b"xabc'", 1, 4));
        assert!(word.stands_alone(br"\nabc", 2, 5));
        assert!(word.stands_alone(b"%3Dabc", 3, 6));
    }
}
