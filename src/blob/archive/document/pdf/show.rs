//! The text that a page shows (ISO 32000-1, 9.4): what is drawn on one line is one line.

use super::token::{Token, Tokens, number};
use super::{CMap, Fonts, Lines};

/// A step back, in thousandths of a letter's height, from which on it is a blank.
const BLANK: f64 = 180.0;

/// Most operands of one operator that are kept.
const OPERANDS: usize = 4096;

/// Bytes from which on a line is ended.
const LONGEST: usize = 1 << 20;

/// Whether a stream draws text.
pub(super) fn is_shown(stream: &[u8]) -> bool {
    let has = |what: &[u8]| memchr::memmem::find(stream, what).is_some();
    has(b"BT") && (has(b"Tj") || has(b"TJ") || has(b"'") || has(b"\""))
}

/// Adds the lines of a page, once for each meaning that its fonts may have.
pub(super) fn show(stream: &[u8], fonts: &Fonts, lines: &mut Lines) {
    let named = Tokens::new(stream).filter_map(|token| match token {
        Token::Name(name) => fonts.get(name).map(Vec::len),
        _ => None,
    });
    let most = named.max().unwrap_or(1);
    for meaning in 0..most {
        Page { fonts, meaning, font: None, height: None, line: Vec::new(), lines }.read(stream);
    }
}

struct Page<'p> {
    fonts: &'p Fonts,
    /// Which of the meanings of fonts.
    meaning: usize,
    font: Option<&'p CMap>,
    /// Where on the page the line is.
    height: Option<f64>,
    line: Vec<u8>,
    lines: &'p mut Lines,
}

impl Page<'_> {
    fn read(mut self, stream: &[u8]) {
        let mut tokens = Tokens::new(stream);
        let mut operands: Vec<Token<'_>> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                // The bytes of a picture follow.
                Token::Word(b"ID") => tokens.skip_behind(b"EI"),
                Token::Word(word) if number::<f64>(word).is_none() => {
                    self.operator(word, &operands);
                    operands.clear();
                }
                token if operands.len() < OPERANDS => operands.push(token),
                _ => {}
            }
        }
        self.end();
    }

    fn operator(&mut self, word: &[u8], operands: &[Token<'_>]) {
        match word {
            b"Tf" => {
                if let Some(Token::Name(name)) = operands.first() {
                    let meanings = self.fonts.get(*name);
                    let meaning = meanings.and_then(|known| known.get(self.meaning).or_else(|| known.first()));
                    self.font = meaning.map(|font| &**font);
                }
            }
            b"Tj" | b"TJ" => self.text(operands),
            b"'" | b"\"" => {
                self.end();
                self.text(operands);
            }
            b"T*" => self.end(),
            b"Td" | b"TD" => {
                // A step along the line begins a new word.
                if operand(operands, 1) == Some(0.0) { self.blank() } else { self.end() }
            }
            b"Tm" => {
                let height = operand(operands, 5);
                if height == self.height {
                    self.blank();
                } else {
                    self.end();
                }
                self.height = height;
            }
            b"ET" if self.height.is_none() => self.end(),
            _ => {}
        }
    }

    fn text(&mut self, operands: &[Token<'_>]) {
        if self.line.len() > LONGEST {
            self.end();
        }
        for token in operands {
            match token {
                Token::Text(text) => match self.font {
                    Some(font) => self.line.extend(font.decode(text).bytes()),
                    None => self.line.extend(text),
                },
                Token::Word(word) if number::<f64>(word).is_some_and(|step| step < -BLANK) => self.blank(),
                _ => {}
            }
        }
    }

    fn blank(&mut self) {
        if self.line.last().is_some_and(|byte| *byte != b' ') {
            self.line.push(b' ');
        }
    }

    fn end(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines.line(line.trim_ascii_end());
    }
}

fn operand(operands: &[Token<'_>], at: usize) -> Option<f64> {
    match operands.get(at)? {
        Token::Word(word) => number(word),
        _ => None,
    }
}
