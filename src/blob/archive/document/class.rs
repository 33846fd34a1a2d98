//! Compiled Java (the Java Virtual Machine Specification, chapter 4): the texts among its constants, and the names of
//! the fields that hold one.

use super::{Lines, big, size};
use crate::blob::archive::Sink;

/// Texts of a class.
pub(super) fn class(content: &[u8], sink: &mut Sink<'_, '_>) {
    let mut lines = Lines::new(sink);
    let mut pool = Vec::new();
    let end = constants(content, &mut pool);
    let named = end.and_then(|end| fields(content, end, &pool, &mut lines));
    // What a field holds was said with its name; the rest are texts of the code, and names, types and signatures.
    let is_text = |constant: &&Constant<'_>| matches!(constant, Constant::Text(_));
    for constant in pool.iter().filter(is_text) {
        if let Some(text) = text_of(&pool, constant) {
            lines.line(text);
        }
    }
    if named.is_none() {
        sink.damaged("a class that is cut off");
    }
    lines.give("constants", sink);
}

enum Constant<'c> {
    /// Modified UTF-8.
    Bytes(&'c [u8]),
    /// The number of its bytes.
    Text(usize),
    Other,
}

/// Reads the constants, numbered from one, and gives their end.
fn constants<'c>(content: &'c [u8], pool: &mut Vec<Constant<'c>>) -> Option<usize> {
    let count = size(big(content, 8, 2))?;
    let mut at = 10;
    pool.push(Constant::Other);
    while pool.len() < count {
        let tag = *content.get(at)?;
        let (length, constant) = match tag {
            1 => {
                let length = size(big(content, at + 1, 2))?;
                (3 + length, Constant::Bytes(content.get(at + 3..at + 3 + length)?))
            }
            8 => (3, Constant::Text(size(big(content, at + 1, 2))?)),
            7 | 16 | 19 | 20 => (3, Constant::Other),
            15 => (4, Constant::Other),
            3 | 4 | 9..=12 | 17 | 18 => (5, Constant::Other),
            5 | 6 => (9, Constant::Other),
            _ => return None,
        };
        at += length;
        pool.push(constant);
        if matches!(tag, 5 | 6) {
            // It takes two numbers.
            pool.push(Constant::Other);
        }
    }
    Some(at)
}

/// Says which fields hold which texts.
fn fields(content: &[u8], end: usize, pool: &[Constant<'_>], lines: &mut Lines) -> Option<()> {
    let number = |at: usize, width: usize| size(big(content, at, width));
    let bytes = |index: usize| match pool.get(index) {
        Some(Constant::Bytes(bytes)) => Some(*bytes),
        _ => None,
    };
    let mut at = end + 8 + 2 * number(end + 6, 2)?;
    let count = number(at, 2)?;
    at += 2;
    for _ in 0..count {
        if lines.over {
            break;
        }
        let (name, attributes) = (number(at + 2, 2)?, number(at + 6, 2)?);
        at += 8;
        for _ in 0..attributes {
            let (kind, length) = (number(at, 2)?, number(at + 2, 4)?);
            if bytes(kind) == Some(b"ConstantValue")
                && let Some(text) = pool.get(number(at + 6, 2)?).and_then(|constant| text_of(pool, constant))
            {
                lines.pair(bytes(name).unwrap_or_default(), text);
            }
            at = at.checked_add(6)?.checked_add(length)?;
        }
    }
    Some(())
}

/// The bytes of a text. That NUL is two bytes there, and a character beyond the first plane two of three, matters to no
/// credential.
fn text_of<'c>(pool: &[Constant<'c>], constant: &Constant<'_>) -> Option<&'c [u8]> {
    let Constant::Text(index) = constant else { return None };
    let Some(Constant::Bytes(bytes)) = pool.get(*index) else { return None };
    Some(bytes)
}
