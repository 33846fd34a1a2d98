//! Literals that are put together: by an operator between them, by standing side by side, or by a line that goes on.

/// Bytes that are looked at for what comes behind a literal.
pub(super) const LOOK: usize = 200;

/// Bytes of a word before its end is looked for no longer.
const WORD: usize = 128;

/// The length of what stands between two literals that are one text, from the quote that closes the first to the one
/// that opens the second; or of the end of a line that goes on.
pub(super) fn seam(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + LOOK))?;
    match *rest.first()? {
        b'\\' => line_end(rest.get(1..)?).map(|length| 1 + length),
        quote @ (b'"' | b'\'') => {
            // A quote that is escaped closes nothing, and two of them are an empty text or a quote within one.
            if at.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'\\') || rest.get(1) == Some(&quote) {
                return None;
            }
            between(rest.get(1..)?).filter(|length| rest.get(1 + length) == Some(&quote)).map(|length| length + 2)
        }
        _ => None,
    }
}

/// The length of blanks, line ends and one operator, if they put together what stands on either side.
fn between(rest: &[u8]) -> Option<usize> {
    let (before, mut lines) = blanks(rest);
    let behind = rest.get(before..)?;
    let operator: usize = match behind {
        [b'.', b'.', b'.', ..] => return None,
        [b'.', b'.', ..] | [b'+', b'+', ..] => 2,
        [b'+' | b'.' | b'&', ..] => 1,
        _ => 0,
    };
    let (after, more) = blanks(behind.get(operator..)?);
    lines += more;
    // Side by side on one line, something else may stand between: `"a" "b"` are two words of a shell.
    let joined = operator > 0 || lines == 1;
    joined.then_some(before + operator + after)
}

/// The length of blanks and line ends, with the marks of lines that go on (`\`, and `_` of Visual Basic).
fn blanks(rest: &[u8]) -> (usize, usize) {
    let (mut at, mut lines) = (0, 0);
    loop {
        match rest.get(at..).unwrap_or_default() {
            [b' ' | b'\t', ..] => at += 1,
            [b'\\' | b'_', behind @ ..] if line_end(behind).is_some() => at += 1,
            behind => match line_end(behind) {
                Some(length) => {
                    at += length;
                    lines += 1;
                }
                None => return (at, lines),
            },
        }
    }
}

fn line_end(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\r', b'\n', ..] => Some(2),
        [b'\n', ..] => Some(1),
        _ => None,
    }
}

/// Whether there is a seam where the word ends that goes on at a place; and how far was looked for it.
pub fn joins_behind(text: &[u8], at: usize) -> (usize, bool) {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.iter().take(WORD).take_while(|byte| is_word(**byte)).count();
    let end = at + length;
    if !text.get(end).is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'\\')) {
        return (end + 1, false);
    }
    let behind = text.get(end + 1..).unwrap_or_default().iter().take(LOOK);
    let seen = end + 2 + behind.take_while(|byte| b" \t\r\n\\_+.&".contains(byte)).count();
    (seen, seam(text, end).is_some())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-/+=.".contains(&byte)
}
