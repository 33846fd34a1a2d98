//! Sets of bytes that tokens are made of.

use std::fmt;

/// A set of bytes, and whether `=` may stand at the end of a run of them (base64's padding).
#[derive(Clone, Copy)]
pub struct Alphabet(&'static Table);

/// What is known of an alphabet; made by the compiler.
struct Table {
    name: &'static str,
    bytes: [bool; 256],
    padded: bool,
}

/// What an alphabet has besides a few characters.
#[derive(Clone, Copy)]
enum Base {
    Digits,
    Hex,
    Alnum,
    Visible,
}

static TABLES: [Table; Alphabet::NAMES.len()] = [
    Table::new("digits", Base::Digits, b"", false),
    Table::new("hex", Base::Hex, b"", false),
    Table::new("word", Base::Alnum, b"_", false),
    Table::new("alnum", Base::Alnum, b"", false),
    Table::new("base64url", Base::Alnum, b"_-", false),
    Table::new("padded", Base::Alnum, b"_-=", false),
    Table::new("base64", Base::Alnum, b"+/", true),
    Table::new("token", Base::Alnum, b"_-.~+/", true),
    Table::new("dotted", Base::Alnum, b"_-.", false),
    Table::new("visible", Base::Visible, b"", false),
];

impl Table {
    #[expect(clippy::indexing_slicing, reason = "the compiler runs it, and would say so")]
    const fn new(name: &'static str, base: Base, more: &[u8], padded: bool) -> Self {
        let mut bytes = [false; 256];
        let mut byte = 0u8;
        while byte < 0x80 {
            bytes[byte as usize] = match base {
                Base::Digits => byte.is_ascii_digit(),
                Base::Hex => byte.is_ascii_hexdigit(),
                Base::Alnum => byte.is_ascii_alphanumeric(),
                Base::Visible => {
                    byte.is_ascii_graphic()
                        && !matches!(
                            byte,
                            b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'{' | b'}' | b'[' | b']' | b',' | b';'
                        )
                }
            };
            byte += 1;
        }
        let mut above = 0x80;
        while above < 256 {
            bytes[above] = matches!(base, Base::Visible);
            above += 1;
        }
        let mut at = 0;
        while at < more.len() {
            bytes[more[at] as usize] = true;
            at += 1;
        }
        Self { name, bytes, padded }
    }
}

impl fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Alphabet {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Alphabet {}

impl Alphabet {
    /// The names that rules may use.
    pub const NAMES: [&'static str; 10] =
        ["digits", "hex", "word", "alnum", "base64url", "padded", "base64", "token", "dotted", "visible"];

    /// The alphabet of that name.
    pub fn named(name: &str) -> Option<Self> {
        TABLES.iter().find(|table| table.name == name).map(Self)
    }

    /// Its name in rules.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether a byte is one of them.
    pub fn contains(self, byte: u8) -> bool {
        self.0.bytes.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// Where the run that begins at `from` ends, padding included.
    pub fn run_end(self, text: &[u8], from: usize) -> usize {
        let rest = text.get(from..).unwrap_or_default();
        let mut length = rest.iter().take_while(|&&b| self.contains(b)).count();
        if self.0.padded && length > 0 {
            length += rest.iter().skip(length).take(2).take_while(|&&b| b == b'=').count();
        }
        from + length
    }

    /// Whether neither neighbour of `start..end` is of this alphabet.
    ///
    /// An escape such as `\n` before the match is no neighbour: of `\nghp_…` in a string literal the `n` is not text. Nor is
    /// the colour of a terminal, of which logs are full: `ESC[31m`.
    pub fn stands_alone(self, text: &[u8], start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).and_then(|at| text.get(at)).copied();
        let free_left = !before.is_some_and(|b| self.contains(b)) || ends_escape(text.get(..start).unwrap_or_default());
        free_left && !text.get(end).is_some_and(|&b| self.contains(b))
    }

    /// Whether it has all letters and digits.
    pub fn has_alnum(self) -> bool {
        (0..=u8::MAX).filter(u8::is_ascii_alphanumeric).all(|byte| self.contains(byte))
    }
}

/// Whether a text ends with an escape, whose last letter or digit belongs to no word: `\n`, `%3D`, a terminal's colour.
pub fn ends_escape(text: &[u8]) -> bool {
    match *text {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', _, last] if last.is_ascii_hexdigit() => true,
        [.., b'm'] => is_colour(text),
        _ => false,
    }
}

/// Whether a text ends with a terminal's colour: `ESC[`, numbers, `m`.
fn is_colour(text: &[u8]) -> bool {
    let Some(rest) = text.strip_suffix(b"m") else { return false };
    let numbers = rest.iter().rev().take(16).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    rest.get(..rest.len() - numbers).is_some_and(|rest| rest.ends_with(b"\x1b["))
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
        assert!(word.stands_alone(b"\x1b[1;31mabc\x1b[0m", 7, 10));
        assert!(!word.stands_alone(b"[31mabc", 4, 7));
    }
}
