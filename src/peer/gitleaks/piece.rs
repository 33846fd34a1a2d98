//! Where gitleaks cuts a text: keywords, required rules and matches count within a piece.

/// Bytes that gitleaks reads at once, and how many more it reads to find an empty line. Keywords, required rules and
/// matches count within such a piece. What it reads more comes by way of a buffer (Go's `bufio.Reader`), and what is left in
/// that is all that the next piece begins with.
const PIECE: usize = 100_000;
const MORE: usize = 25_000;
const BUFFER: usize = 4096;

/// Where the piece that begins at `start` ends: behind an empty line, if there is one soon enough. `buffered`: so many bytes
/// from there on are in the buffer.
pub(super) fn piece_end(text: &[u8], start: usize, buffered: &mut usize) -> usize {
    let least = start + if *buffered == 0 { PIECE } else { std::mem::take(buffered) };
    if least >= text.len() {
        return text.len();
    }
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let before = text.get(start..least).unwrap_or_default();
    let tail = before.iter().rev().take_while(|byte| blank(byte)).filter(|byte| **byte == b'\n').count();
    if tail >= 2 {
        return least;
    }
    let mut ends = usize::from(before.last() == Some(&b'\n'));
    let most = text.len().min(least + MORE);
    for at in least..most {
        if *buffered == 0 {
            *buffered = BUFFER.min(text.len() - at);
        }
        *buffered -= 1;
        let byte = text.get(at).copied().unwrap_or_default();
        if byte == b'\n' {
            ends += 1;
            if ends >= 2 {
                return at + 1;
            }
        } else if !blank(&byte) {
            ends = 0;
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_behind_an_empty_line() {
        let mut text = vec![b'x'; PIECE + 50];
        text.extend_from_slice(b"\n\nrest");
        let mut buffered = 0;
        assert_eq!((piece_end(&text, 0, &mut buffered), buffered), (PIECE + 52, 4));
        assert_eq!((piece_end(&text, PIECE + 52, &mut buffered), buffered), (text.len(), 0));
        // gitleaks 8.30.1 was seen to cut a text of one line at these places.
        let long = vec![b'x'; PIECE * 2];
        let left = BUFFER - MORE % BUFFER;
        assert_eq!((piece_end(&long, 0, &mut buffered), buffered), (PIECE + MORE, left));
        assert_eq!((piece_end(&long, PIECE + MORE, &mut buffered), buffered), (PIECE + 2 * MORE + left, left));
    }
}
