//! Reading markers, ours and other tools': pure functions of a piece of text.

use super::line::Line;
use super::marker::{Marker, Reading};
use super::{foreign, inline};
use crate::model::{Extent, Location, Span};

/// The literals that the prefilter looks for, in lower case: rare words, each of which begins a marker.
pub const MARKER_WORDS: &[&str] = &[
    "reticent:",
    "gitleaks:allow",
    "betterleaks:allow",
    "trufflehog:ignore",
    "pragma:",
    "kingfisher:",
    "keyhog:",
    "ggignore",
    "secretlint-",
];

/// Reads the marker whose [`MARKER_WORDS`] literal stands at an offset of a text that holds its whole line.
pub fn read(text: &[u8], hit: usize) -> Option<Marker> {
    let reading = reading(text, hit)?;
    let before = Extent::of(text.get(..hit)?);
    Some(place(text, hit, before, reading))
}

/// Reads the markers at ascending offsets; counts lines and columns from `from`, once only.
pub fn read_all(text: &[u8], from: usize, hits: &[usize]) -> Vec<Marker> {
    let (mut markers, mut counted, mut extent) = (Vec::new(), from, Extent::default());
    for &hit in hits {
        let Some(reading) = reading(text, hit) else { continue };
        let Some(between) = text.get(counted..hit) else { continue };
        extent = extent.then(Extent::of(between));
        counted = hit;
        markers.push(place(text, hit, extent, reading));
    }
    markers
}

fn reading(text: &[u8], hit: usize) -> Option<Reading> {
    let line = Line::around(text, hit);
    if inline::begins(line.after) { inline::read(&line) } else { foreign::read(&line) }
}

fn place(text: &[u8], hit: usize, before: Extent, reading: Reading) -> Marker {
    let Reading { statement, length, alone } = reading;
    let end = hit + length;
    let within = Extent::of(text.get(hit..end).unwrap_or_default());
    let location = Location {
        span: Span { start: hit as u64, end: end as u64 },
        start: before.position(),
        end: before.then(within).position(),
    };
    Marker { location, alone, statement }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::marker::Tool;
    use super::*;
    use crate::model::Position;

    /// Where the words of [`MARKER_WORDS`] stand, as the prefilter says it.
    fn hits(text: &[u8]) -> Vec<usize> {
        let text = text.to_ascii_lowercase();
        (0..text.len()).filter(|&at| MARKER_WORDS.iter().any(|word| text[at..].starts_with(word.as_bytes()))).collect()
    }

    #[test]
    fn places_add_up_over_pieces() {
        let text = concat!("é # git", "leaks:allow\r\n\r\nb # git", "leaks:allow\n").as_bytes();
        let whole = read_all(text, 0, &hits(text));
        let cut = 24;
        let mut pieces = read_all(&text[..cut], 0, &hits(&text[..cut]));
        for mut marker in read_all(&text[cut..], 0, &hits(&text[cut..])) {
            marker.shift(cut as u64, Extent::of(&text[..cut]));
            pieces.push(marker);
        }
        assert_eq!(whole, pieces);
        assert_eq!(whole[0].location.start, Position { line: 1, column: 5 });
        assert_eq!(whole[1].location.start, Position { line: 3, column: 5 });
    }

    #[test]
    fn tools_have_their_words() {
        for tool in Tool::ALL {
            assert_eq!(tool.to_string().parse(), Ok(tool));
        }
        assert!("nobody".parse::<Tool>().is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..12),
                    proptest::sample::select(MARKER_WORDS).prop_map(|word| word.as_bytes().to_vec()),
                    proptest::sample::select(&[
                        "# ", "/*", "*/", "allow[", "off[", "on", "]", "secret/*", "reason", " until=2026-01-01", "\"",
                        "\n", "\r", "allowlist nextline secret", "ignore", "disable-line x, y", "state=", "owner=@a",
                    ][..]).prop_map(|word| word.as_bytes().to_vec()),
                ],
                0..16,
            )
        ) {
            let text = parts.concat();
            for at in 0..=text.len() + 1 {
                if let Some(marker) = read(&text, at) {
                    prop_assert!(marker.location.span.end <= text.len() as u64);
                    prop_assert_eq!(marker.location.start.line, marker.location.end.line);
                }
            }
            let hits = hits(&text);
            let single: Vec<Marker> = hits.iter().filter_map(|&at| read(&text, at)).collect();
            prop_assert_eq!(read_all(&text, 0, &hits), single);
        }
    }
}
