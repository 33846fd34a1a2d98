//! What Dart's words look like: strings with what is put into them, and operators one by one.

use crate::facts::lexer::{Kind, Token, is_word};

/// Operators of more than one character, the longer first. `>` always stands alone, as it ends lists of types.
const OPERATORS: &[&[u8]] = &[
    b"...?", b"...", b"??=", b"?..", b"~/=", b"<<=", b"?.", b"??", b"..", b"=>", b"==", b"!=", b"<=", b">=", b"&&",
    b"||", b"<<", b"++", b"--", b"+=", b"-=", b"*=", b"/=", b"%=", b"&=", b"|=", b"^=", b"~/",
];

/// Strings and operators, which Dart writes in its own way.
pub(super) fn own(rest: &[u8], _before: Option<&Token>, _at: usize) -> Option<(Kind, usize)> {
    if quote(rest).is_some() {
        return Some((Kind::Text, string(rest)));
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(operator)) {
        return Some((Kind::Operator, operator.len()));
    }
    let first = *rest.first()?;
    let alone = first.is_ascii_punctuation() && !is_word(first) && !b"()[]{},;.`".contains(&first);
    alone.then_some((Kind::Operator, 1))
}

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// `'` or `"`.
    pub(super) mark: u8,
    /// Three of them, so that line ends may stand in it.
    pub(super) long: bool,
    /// With an `r` before it: nothing is put into it, and nothing is escaped.
    pub(super) raw: bool,
}

impl Quote {
    /// How many bytes stand before the text.
    pub(super) fn start(self) -> usize {
        usize::from(self.raw) + self.marks()
    }

    /// How many bytes end it.
    pub(super) fn marks(self) -> usize {
        if self.long { 3 } else { 1 }
    }

    fn ends(self, rest: &[u8]) -> bool {
        rest.len() >= self.marks() && rest.iter().take(self.marks()).all(|byte| *byte == self.mark)
    }
}

/// The quote at the beginning of a text.
pub(super) fn quote(text: &[u8]) -> Option<Quote> {
    let raw = text.first() == Some(&b'r');
    let rest = text.get(usize::from(raw)..)?;
    let mark = *rest.first().filter(|byte| matches!(byte, b'\'' | b'"'))?;
    Some(Quote { mark, long: rest.starts_with(&[mark; 3]), raw })
}

/// What is open at a place.
enum Open {
    Text(Quote),
    Braces,
}

/// The length of a string with its quotes.
fn string(text: &[u8]) -> usize {
    let Some(quote) = quote(text) else { return 1 };
    closed(text, quote.start(), vec![Open::Text(quote)])
}

/// The length of `${…}` with its braces.
pub(super) fn filled(text: &[u8]) -> usize {
    closed(text, 2, vec![Open::Braces])
}

/// Where everything that is open is closed; strings and what is put into them may stand in one another.
fn closed(text: &[u8], start: usize, mut open: Vec<Open>) -> usize {
    let mut at = start;
    while let (Some(innermost), Some(&byte)) = (open.last(), text.get(at)) {
        let rest = text.get(at..).unwrap_or_default();
        let mut step = 1;
        match *innermost {
            Open::Text(quote) if quote.ends(rest) => {
                step = quote.marks();
                open.pop();
            }
            Open::Text(Quote { raw: false, .. }) if byte == b'\\' => step = 2,
            // Somebody is still writing.
            Open::Text(Quote { long: false, .. }) if byte == b'\n' => return at,
            Open::Text(Quote { raw: false, .. }) if rest.starts_with(b"${") => {
                step = 2;
                open.push(Open::Braces);
            }
            Open::Text(_) => {}
            Open::Braces if byte == b'}' => _ = open.pop(),
            Open::Braces if byte == b'{' => open.push(Open::Braces),
            Open::Braces => {
                let inner = at.checked_sub(1).and_then(|before| text.get(before)).is_some_and(|byte| is_word(*byte));
                if let Some(quote) = quote(rest).filter(|quote| !(quote.raw && inner)) {
                    step = quote.start();
                    open.push(Open::Text(quote));
                }
            }
        }
        at += step;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use crate::facts::lexer::tokens;

    #[test]
    fn strings_and_operators_are_whole() {
        let cut = |text: &'static str| -> Vec<&str> {
            tokens(text.as_bytes(), 0..text.len(), super::own).into_iter().map(|token| &text[token.span]).collect()
        };
        assert_eq!(cut(r"a('b\'c', r'd\', f)"), ["a", "(", r"'b\'c'", ",", r"r'd\'", ",", "f", ")"]);
        assert_eq!(cut("'''a'b''' \"\"\"c\"\"\""), ["'''a'b'''", "\"\"\"c\"\"\""]);
        assert_eq!(cut("'${a('${b['c']}}')}d' e"), ["'${a('${b['c']}}')}d'", "e"]);
        assert_eq!(cut("Map<A,List<B>>?x"), ["Map", "<", "A", ",", "List", "<", "B", ">", ">", "?", "x"]);
        assert_eq!(cut("a?.b!..c=-1"), ["a", "?.", "b", "!", "..", "c", "=", "-", "1"]);
        assert_eq!(cut("'open\nb"), ["'open", "b"]);
    }
}
