//! Numbers and prose for people.

use unicode_width::UnicodeWidthStr as _;

/// `1,204`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 error`, `2 errors`.
pub(super) fn count(number: u64, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {noun}{s}", thousands(number))
}

/// `18 MB`, `1.3 GB`, `532 bytes`: decimal units, two digits or more.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return count(bytes, "byte");
    }
    let mut unit = 1000;
    let mut name = "kB";
    for bigger in ["MB", "GB", "TB", "PB"] {
        // From 999.5 on, a number would round to 1,000 of its unit.
        if bytes / unit < 1000 && bytes + unit / 2 < unit * 1000 {
            break;
        }
        unit *= 1000;
        name = bigger;
    }
    let tenths = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
    match tenths {
        0..100 => format!("{}.{} {name}", tenths / 10, tenths % 10),
        _ => format!("{} {name}", (u128::from(bytes) + u128::from(unit) / 2) / u128::from(unit)),
    }
}

/// Text in XML and HTML, in content and in quoted attributes. Characters that XML does not admit are left out.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Breaks prose into lines of at most `width` columns; a word that is longer stands alone and whole.
pub(super) fn wrap(prose: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in prose.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Makes a sentence of a text: a capital in front, a full stop behind.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence.push_str(letters.as_str());
    if !sentence.is_empty() && !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let of = |n| (thousands(n), size(n));
        assert_eq!(of(0), ("0".to_owned(), "0 bytes".to_owned()));
        assert_eq!(of(1204), ("1,204".to_owned(), "1.2 kB".to_owned()));
        assert_eq!(of(18_400_000), ("18,400,000".to_owned(), "18 MB".to_owned()));
        assert_eq!(size(999_700), "1.0 MB");
        assert_eq!(size(9_960), "10 kB");
        assert_eq!(size(u64::MAX), "18447 PB");
        assert_eq!((count(1, "file"), count(0, "file")), ("1 file".to_owned(), "0 files".to_owned()));
    }

    #[test]
    fn sentences_begin_and_end() {
        assert_eq!([sentence("rotate it"), sentence("Done!"), sentence(" ")], ["Rotate it.", "Done!", ""]);
    }

    #[test]
    fn prose_wraps_at_blanks_only() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("https://example.org/long x", 5), ["https://example.org/long", "x"]);
        assert_eq!(wrap("", 5), Vec::<String>::new());
    }
}
