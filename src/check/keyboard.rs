//! What was typed along the keyboard, an alphabet or the digits.

use std::sync::OnceLock;

/// Keyboard rows and alphabets; in either direction.
const ROWS: &[&[u8]] = &[
    b"01234567890123456789",
    b"abcdefghijklmnopqrstuvwxyzabcdef",
    b"qwertyuiop",
    b"asdfghjkl",
    b"zxcvbnm",
    b"1qaz2wsx3edc4rfv",
    b"0123456789abcdef0123456789abcdef",
];

/// Most of it is taken from a keyboard row or an alphabet, in order; or its letters are and its digits are, however they
/// are mixed: `a1b2c3d4`, `abc123def456`.
pub(super) fn is_sequence(plain: &[u8]) -> bool {
    (plain.len() >= 6 && is_row(plain)) || (plain.len() >= 12 && is_mixed(plain))
}

/// The letters are in order by themselves, and the digits are.
fn is_mixed(plain: &[u8]) -> bool {
    let of = |kind: fn(&u8) -> bool| plain.iter().copied().filter(kind);
    if of(u8::is_ascii_alphabetic).count() < 4 || of(u8::is_ascii_digit).count() < 4 {
        return false;
    }
    let (mut letters, digits) =
        (of(u8::is_ascii_alphabetic).collect::<Vec<u8>>(), of(u8::is_ascii_digit).collect::<Vec<u8>>());
    letters.dedup();
    letters.len() >= 4 && is_row(&letters) && is_row(&digits)
}

fn is_row(plain: &[u8]) -> bool {
    // A run of four or more has three pairs of neighbours for each four bytes, at least: most values have not enough of them.
    let pairs =
        plain.iter().zip(plain.iter().skip(1)).filter(|&(&first, &second)| are_neighbours(first, second)).count();
    if plain.len() < 4 || pairs * 40 < plain.len() * 21 {
        return false;
    }
    let mut covered = 0;
    let mut at = 0;
    while at < plain.len() {
        let rest = plain.get(at..).unwrap_or_default();
        let run = run_at(rest);
        if run >= 4 {
            covered += run;
            at += run;
        } else {
            at += 1;
        }
    }
    covered * 10 >= plain.len() * 7
}

/// How many lower-case bytes from the first on stand side by side in a keyboard row, an alphabet or the digits.
pub(super) fn run_at(text: &[u8]) -> usize {
    let (first, second) = (text.first().copied().unwrap_or(0), text.get(1).copied().unwrap_or(0));
    // Hardly any two letters of a text are neighbours: seen without a look at the rows.
    if !are_neighbours(first, second) {
        return usize::from(beside(first) != 0);
    }
    ROWS.iter().map(|row| common(row, text)).max().unwrap_or(0)
}

/// A bit for each ASCII byte that stands beside that one in a row.
fn beside(byte: u8) -> u128 {
    neighbours().get(usize::from(byte)).copied().unwrap_or(0)
}

fn are_neighbours(first: u8, second: u8) -> bool {
    second < 128 && beside(first) >> second & 1 == 1
}

/// For each ASCII byte, a bit for each that stands beside it in a row.
fn neighbours() -> &'static [u128; 128] {
    static NEIGHBOURS: OnceLock<[u128; 128]> = OnceLock::new();
    NEIGHBOURS.get_or_init(|| {
        let mut all = [0u128; 128];
        for pair in ROWS.iter().flat_map(|row| row.windows(2)) {
            for (one, other) in pair.iter().zip(pair.iter().rev()) {
                all.get_mut(usize::from(*one)).into_iter().for_each(|set| *set |= 1 << (other & 127));
            }
        }
        all
    })
}

/// Longest prefix of `text` that stands in `row`, forwards or backwards.
fn common(row: &[u8], text: &[u8]) -> usize {
    let Some(&first) = text.first() else { return 0 };
    let mut best = 0;
    for at in memchr::memchr_iter(first, row) {
        let forwards = row.iter().skip(at).zip(text).take_while(|(a, b)| a == b).count();
        let backwards = row.iter().take(at + 1).rev().zip(text).take_while(|(a, b)| a == b).count();
        best = best.max(forwards).max(backwards);
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`is_row`] is meant, without its short cut.
    fn is_covered(plain: &[u8]) -> bool {
        let (mut covered, mut at) = (0, 0);
        while at < plain.len() {
            let run = run_at(&plain[at..]);
            covered += if run >= 4 { run } else { 0 };
            at += if run >= 4 { run } else { 1 };
        }
        plain.len() >= 4 && covered * 10 >= plain.len() * 7
    }

    proptest! {
        #[test]
        fn the_short_cut_leaves_nothing_out(parts in proptest::collection::vec((0..ROWS.len() + 1, any::<(bool, usize, usize)>()), 0..6)) {
            let mut text = Vec::new();
            for (row, (backwards, from, length)) in parts {
                let mut piece = ROWS.get(row).unwrap_or(&&b"x9-k\xe9!"[..]).to_vec();
                if backwards {
                    piece.reverse();
                }
                let from = from % piece.len();
                text.extend(&piece[from..piece.len().min(from + length % 9)]);
            }
            prop_assert_eq!(is_row(&text), is_covered(&text));
        }
    }

    #[test]
    fn runs_go_both_ways_and_end_where_the_row_does() {
        for (text, run) in [("qwertz", 5), ("poiu", 4), ("98x", 2), ("ab", 2), ("ax", 1), ("", 0), ("\u{e9}", 0)] {
            assert_eq!(run_at(text.as_bytes()), run, "{text}");
        }
        assert!(is_sequence(b"a1b2c3d4e5f6") && is_sequence(b"1234567890") && !is_sequence(b"k2j9x0q4v7m1"));
    }
}
