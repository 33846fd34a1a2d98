//! Which pieces of text every match of an expression has, so that a text without them need not be searched: a search costs most
//! where an expression is compiled for it, or walks for the first time.

use memchr::memmem::Finder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::searched::Searched;

/// Shorter pieces stand everywhere, but for pairs with a sign and those with a byte that is seldom met.
const SHORTEST: usize = 3;
const SELDOM: &[u8] = b"@^~|\\`%$#&";

/// Most pieces of one sequence that are asked for, and most sets of alternatives.
const MOST: usize = 3;

/// What a text must have for an expression to match in it.
#[derive(Debug)]
pub(super) enum Literals {
    /// Nothing that is known.
    Nothing,
    /// A piece.
    Piece(Box<Finder<'static>>),
    /// A piece in lower case, whose case does not count.
    Folded(Box<Finder<'static>>),
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

    /// Whether a text has them.
    pub(super) fn stand_in(&self, searched: &Searched<'_>) -> bool {
        match self {
            Self::Nothing => true,
            Self::Piece(piece) => piece.find(searched.text).is_some(),
            Self::Folded(piece) => piece.find(searched.lower()).is_some(),
            Self::All(all) => all.iter().all(|one| one.stand_in(searched)),
            Self::Any(any) => any.iter().any(|one| one.stand_in(searched)),
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
    /// The piece that is being read, and whether its case does not count.
    piece: (Vec<u8>, bool),
    pieces: Vec<(Vec<u8>, bool)>,
    others: Vec<Literals>,
}

impl Sequence {
    fn add(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => self.piece.0.extend_from_slice(&literal.0),
            HirKind::Class(class) => match letter(class) {
                Some(byte) => {
                    self.piece.0.push(byte);
                    self.piece.1 = true;
                }
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
        let (mut piece, folds) = std::mem::take(&mut self.piece);
        if folds {
            piece.make_ascii_lowercase();
        }
        if tells(&piece) {
            self.pieces.push((piece, folds));
        }
    }

    /// The longest pieces say most.
    fn end(mut self) -> Literals {
        self.cut();
        self.pieces.sort_by_key(|(piece, folds)| (std::cmp::Reverse(piece.len()), *folds));
        self.pieces.truncate(MOST);
        let pieces = self.pieces.iter().map(|(piece, folds)| {
            let finder = Box::new(Finder::new(piece).into_owned());
            if *folds { Literals::Folded(finder) } else { Literals::Piece(finder) }
        });
        let others = self.others.into_iter().filter(|other| !other.is_nothing()).take(MOST);
        let mut all: Vec<Literals> = pieces.chain(others).collect();
        match all.len() {
            0 => Literals::Nothing,
            1 => all.swap_remove(0),
            _ => Literals::All(all),
        }
    }
}

/// Whether it is worth asking for a piece.
fn tells(piece: &[u8]) -> bool {
    let sign = |byte: &u8| byte.is_ascii_punctuation();
    piece.len() >= SHORTEST
        || piece.iter().any(|byte| SELDOM.contains(byte))
        || piece.len() == 2 && piece.iter().any(sign) && !piece.contains(&b' ')
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
        Literals::of(&super::super::pattern::parse(source).unwrap()).stand_in(&Searched::new(text.as_bytes()))
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
        assert!(stand_in("[aA]bc", "xABCx") && !stand_in("abc", "xABCx"));
        for source in ["[aA]bc", "a(?:b)c", "(?:abc){1,2}", r"a\bbc"] {
            assert!(!stand_in(source, "") && stand_in(source, "xabcx"), "{source}");
        }
    }
}
