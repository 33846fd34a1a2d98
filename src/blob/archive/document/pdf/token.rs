//! What PDF is written in: strings, names, numbers, words, brackets.

/// Brackets within each other in a string, and bytes of one.
const LONGEST: usize = 1 << 20;

/// One thing that stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// `(…)` and `<…>`, without escapes.
    Text(Vec<u8>),
    /// `/Name`.
    Name(&'t [u8]),
    /// A number or a word.
    Word(&'t [u8]),
    /// `[`, `]`, `<<`, `>>`, `{`, `}`.
    Mark(u8),
}

/// Reads one after the other.
pub(super) struct Tokens<'t> {
    text: &'t [u8],
    at: usize,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    is_blank(byte) || b"()<>[]{}/%".contains(&byte)
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Skips what stands up to a text, such as the bytes of a picture.
    pub(super) fn skip_behind(&mut self, end: &[u8]) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at = memchr::memmem::find(rest, end).map_or(self.text.len(), |found| self.at + found + end.len());
    }

    fn regular(&mut self) -> &'t [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| !is_delimiter(**byte)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// `(…)`, behind its bracket.
    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 1usize);
        while let Some(&byte) = self.text.get(self.at).filter(|_| text.len() < LONGEST) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    text.extend(self.escape());
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            text.push(byte);
        }
        text
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        self.at += 1;
        match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' | b'f' | b'\n' => None,
            b'\r' => {
                self.at += usize::from(self.text.get(self.at) == Some(&b'\n'));
                None
            }
            b'0'..=b'7' => {
                let mut number = u32::from(byte - b'0');
                while let Some(digit @ b'0'..=b'7') = self.text.get(self.at).filter(|_| number < 32) {
                    number = number * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                u8::try_from(number & 0xff).ok()
            }
            plain => Some(plain),
        }
    }

    /// `<…>`, behind its bracket.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = memchr::memchr(b'>', rest.get(..rest.len().min(2 * LONGEST)).unwrap_or_default());
        let length = length.unwrap_or(rest.len());
        self.at += (length + 1).min(rest.len());
        hex(rest.get(..length).unwrap_or_default())
    }
}

/// Digits, two a byte; others are passed over, and one that is missing is zero.
pub(super) fn hex(digits: &[u8]) -> Vec<u8> {
    let mut digits = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16));
    let mut bytes = Vec::new();
    while let Some(high) = digits.next() {
        bytes.extend(u8::try_from(high * 16 + digits.next().unwrap_or(0)).ok());
    }
    bytes
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            let byte = *self.text.get(self.at)?;
            let next = self.text.get(self.at + 1).copied();
            self.at += 1;
            match byte {
                byte if is_blank(byte) => {}
                b'%' => self.skip_behind(b"\n"),
                b'(' => return Some(Token::Text(self.literal())),
                b'<' | b'>' if next == Some(byte) => {
                    self.at += 1;
                    return Some(Token::Mark(byte));
                }
                b'<' => return Some(Token::Text(self.hexadecimal())),
                b'[' | b']' | b'{' | b'}' => return Some(Token::Mark(byte)),
                b'/' => return Some(Token::Name(self.regular())),
                b')' | b'>' => {}
                _ => {
                    self.at -= 1;
                    return Some(Token::Word(self.regular()));
                }
            }
        }
    }
}

/// A number of a word.
pub(super) fn number<N: std::str::FromStr>(word: &[u8]) -> Option<N> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// Hands on the strings of an object.
pub(super) fn strings(text: &[u8], each: &mut dyn FnMut(&[u8])) {
    if memchr::memchr2(b'(', b'<', text).is_none() {
        return;
    }
    for token in Tokens::new(text) {
        if let Token::Text(text) = token {
            each(&text);
        }
    }
}

/// What the names of an object refer to: `/Name 12 0 R`.
pub(super) fn references(text: &[u8]) -> Vec<(Vec<u8>, u32)> {
    let mut last: [Option<Token<'_>>; 3] = [None, None, None];
    let mut found = Vec::new();
    for token in Tokens::new(text) {
        if let ([Some(Token::Name(name)), Some(Token::Word(number_of)), Some(Token::Word(_))], Token::Word(b"R")) =
            (&last, &token)
        {
            found.extend(number(number_of).map(|number| (name.to_vec(), number)));
        }
        last.rotate_left(1);
        let [_, _, slot] = &mut last;
        *slot = Some(token);
    }
    found
}
