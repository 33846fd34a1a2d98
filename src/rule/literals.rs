//! Which pieces of text every match of an expression has, so that a text without them need not be searched: a search costs most
//! where an expression is compiled for it, or walks for the first time.

use memchr::memmem::Finder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Shorter pieces stand everywhere, but for those with a byte that is seldom met.
const SHORTEST: usize = 3;
const SELDOM: &[u8] = b"@^~|\\`%$#&";

/// Most pieces of one sequence that are asked for.
const MOST: usize = 2;

/// What a text must have for an expression to match in it. Case does not count.
#[derive(Debug)]
pub(super) enum Literals {
    /// Nothing that is known.
    Nothing,
    /// A piece, in lower case.
    Piece(Box<Finder<'static>>),
    /// All of these.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
}

impl Literals {
    /// Of an expression.
    pub(super) fn of(hir: &Hir) -> Self {
        let mut sequence = Sequence::default();
        sequence.add(hir);
        sequence.end()
    }

    /// Whether a text in lower case has them.
    pub(super) fn stand_in(&self, lower: &[u8]) -> bool {
        match self {
            Self::Nothing => true,
            Self::Piece(piece) => piece.find(lower).is_some(),
            Self::All(all) => all.iter().all(|one| one.stand_in(lower)),
            Self::Any(any) => any.iter().any(|one| one.stand_in(lower)),
        }
    }

    /// Whether anything is asked for.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    fn any(choices: Vec<Self>) -> Self {
        if choices.iter().any(Self::is_nothing) { Self::Nothing } else { Self::Any(choices) }
    }
}

/// What stands one after the other.
#[derive(Default)]
struct Sequence {
    /// The piece that is being read.
    piece: Vec<u8>,
    pieces: Vec<Vec<u8>>,
    others: Vec<Literals>,
}

impl Sequence {
    fn add(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => self.piece.extend(literal.0.iter().map(u8::to_ascii_lowercase)),
            HirKind::Class(class) => match letter(class) {
                Some(byte) => self.piece.push(byte),
                None => self.cut(),
            },
            HirKind::Concat(children) => children.iter().for_each(|child| self.add(child)),
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Look(_) | HirKind::Empty => {}
            HirKind::Alternation(choices) => {
                self.cut();
                self.others.push(Literals::any(choices.iter().map(Literals::of).collect()));
            }
            HirKind::Repetition(repetition) => {
                self.cut();
                if repetition.min > 0 {
                    self.add(&repetition.sub);
                    self.cut();
                }
            }
        }
    }

    fn cut(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if piece.len() >= SHORTEST || piece.iter().any(|byte| SELDOM.contains(byte)) {
            self.pieces.push(piece);
        }
    }

    /// The longest pieces say most.
    fn end(mut self) -> Literals {
        self.cut();
        self.pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        self.pieces.truncate(MOST);
        let pieces = self.pieces.iter().map(|piece| Literals::Piece(Box::new(Finder::new(piece).into_owned())));
        let others = self.others.into_iter().filter(|other| !other.is_nothing()).take(MOST);
        let mut all: Vec<Literals> = pieces.chain(others).collect();
        match all.len() {
            0 => Literals::Nothing,
            1 => all.swap_remove(0),
            _ => Literals::All(all),
        }
    }
}

/// The byte in lower case that is all that a class has, its upper case aside.
fn letter(class: &Class) -> Option<u8> {
    let Class::Bytes(class) = class else { return None };
    let mut bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
    let first = bytes.next()?.to_ascii_lowercase();
    bytes.all(|byte| byte.to_ascii_lowercase() == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand_in(source: &str, text: &str) -> bool {
        Literals::of(&super::super::pattern::parse(source).unwrap()).stand_in(text.as_bytes())
    }

    #[test]
    fn what_every_match_has_is_asked_for() {
        let source = r"(?i)(?:render|echo)\s{1,3}(?:access_?token|secret)\b[a-z]{2}=";
        assert!(stand_in(source, "render secretab="));
        assert!(stand_in(source, "echo accesstokenab="));
        assert!(!stand_in(source, "rend secretab="));
        assert!(!stand_in(source, "render acces"));
    }

    #[test]
    fn a_byte_that_is_seldom_met_is_asked_for() {
        let source = "//(?:[^/:@]){0,80}:(?P<secret>[^/:@]{3,200})@[a-z]";
        assert!(stand_in(source, "//someone:something@host"));
        assert!(!stand_in(source, "//example.org/page"));
    }

    #[test]
    fn where_nothing_is_known_nothing_is_asked_for() {
        for source in ["[a-z]{3}", "(?:abc|[a-z])", "(?:abc){0,2}", "a.b.c", "[ab]bc"] {
            assert!(stand_in(source, ""), "{source}");
        }
        for source in ["[aA]bc", "a(?:b)c", "(?:abc){1,2}", r"a\bbc"] {
            assert!(!stand_in(source, "") && stand_in(source, "xabcx"), "{source}");
        }
    }
}
