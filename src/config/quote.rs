//! A line of a configuration, made fit to be shown.
//!
//! Configurations hold rules with examples, and people paste what they should not. A text of more than 24 characters is
//! replaced by `…` unless it is spelled like a rule id, and so is any other long run of characters behind the key.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::problem::Place;
use crate::model::printable;

/// The longest text that is shown as it is, in characters.
const SHOWN: usize = 24;

/// The longest line that is shown whole, and what is shown before the mark of a longer one, in columns.
const LINE: usize = 120;
const BEFORE: usize = 40;

/// The place of `span` in `text`. `strings` are the contents of the text's string values.
pub(crate) fn place(file: &str, text: &str, span: Range<usize>, strings: &[Range<usize>]) -> Place {
    let start = boundary(text, span.start);
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..).unwrap_or_default().split('\n').next().unwrap_or_default().trim_end();
    let mark = start - line_start..span.end.saturating_sub(line_start);
    let mut hidden: Vec<Range<usize>> = strings
        .iter()
        .filter(|s| s.end > line_start && s.start < line_start + line.len() && !showable(text.get((*s).clone())))
        .map(|s| s.start.saturating_sub(line_start)..s.end - line_start)
        .collect();
    hidden.extend(quoted_texts(line).into_iter().chain(long_runs(line)).filter(|r| !showable(line.get(r.clone()))));
    let (quoted, indent, width) = show(line, &mark, &hidden);
    Place {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        quoted,
        indent,
        width,
    }
}

/// The last place between two characters up to `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Whether a text may be shown: it is short, or a rule id or a glob over them (words of letters, no long digits).
fn showable(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.chars().count() <= SHOWN || is_rule_like(text))
}

/// `family/some-words`, at most 80 characters, no word with more than 16 letters or 4 digits.
pub(crate) fn is_rule_like(text: &str) -> bool {
    let word = |word: &str| {
        word.len() <= 16
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'*')
            && word.bytes().filter(u8::is_ascii_digit).count() <= 4
    };
    text.len() <= 80 && text.split_once('/').is_some_and(|(family, name)| word(family) && name.split('-').all(word))
}

/// The insides of quotes on a line, also of a quote that is not closed.
fn quoted_texts(line: &str) -> Vec<Range<usize>> {
    let mut texts = Vec::new();
    let mut open: Option<(u8, usize)> = None;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        match open {
            None if byte == b'"' || byte == b'\'' => open = Some((byte, at + 1)),
            Some((quote, from)) if byte == quote && !escaped => {
                texts.push(from..at);
                open = None;
            }
            _ => {}
        }
        escaped = byte == b'\\' && !escaped && open.is_some_and(|(quote, _)| quote == b'"');
    }
    texts.extend(open.map(|(_, from)| from..line.len()));
    texts
}

/// Runs of more than 24 characters without blanks or quotes.
fn long_runs(line: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | '[' | ']' | ',');
    for (at, end) in line.match_indices(ends) {
        runs.push(from..at);
        from = at + end.len();
    }
    runs.push(from..line.len());
    runs.retain(|run| line.get(run.clone()).is_some_and(|text| text.chars().count() > SHOWN));
    runs
}

/// The line with hidden parts replaced, clipped around the mark; the mark's indent and width in columns.
fn show(line: &str, mark: &Range<usize>, hidden: &[Range<usize>]) -> (String, usize, usize) {
    let (mut before, mut marked, mut after) = (String::new(), String::new(), String::new());
    let mut covered = false;
    for (at, c) in line.char_indices() {
        let hide = hidden.iter().any(|range| range.contains(&at));
        let out = if at < mark.start {
            &mut before
        } else if at < mark.end {
            &mut marked
        } else {
            &mut after
        };
        match (hide, covered) {
            (false, _) => out.push_str(&printable(c.encode_utf8(&mut [0; 4]).as_bytes())),
            (true, false) => out.push('…'),
            (true, true) => {}
        }
        covered = hide;
    }
    if before.width() + marked.width() + after.width() > LINE {
        before = clip_left(&before);
        marked = clip_right(marked, LINE - BEFORE);
        let room = LINE.saturating_sub(before.width() + marked.width());
        after = clip_right(after, room);
    }
    let (indent, width) = (before.width(), marked.width().max(1));
    (format!("{before}{marked}{after}").trim_end().to_owned(), indent, width)
}

fn clip_left(text: &str) -> String {
    let count = text.chars().count();
    if count <= BEFORE {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(count - BEFORE).collect::<String>())
    }
}

fn clip_right(text: String, most: usize) -> String {
    if text.chars().count() <= most { text } else { format!("{}…", text.chars().take(most).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(line: &str) -> String {
        place("f", line, 0..1, &[]).quoted
    }

    #[test]
    fn long_texts_are_cut_out_and_rule_ids_are_not() {
        let long = "Zq9".repeat(11);
        assert_eq!(quoted(&format!("reason = \"{long}\" # {long}")), "reason = \"…\" # …");
        assert_eq!(quoted(&format!("reason = '{long}")), "reason = '…");
        assert_eq!(quoted(&format!("reason = \"a\\\"{long} b\"")), "reason = \"…\"");
        assert_eq!(
            quoted("disable = [\"secret/github-personal-access-token\"]"),
            "disable = [\"secret/github-personal-access-token\"]"
        );
        assert_eq!(quoted(&format!("x = \"a/{}\"", "0a".repeat(20))), "x = \"…\"");
    }

    #[test]
    fn inner_lines_of_long_texts_are_cut_out_too() {
        let text = "a = '''\nfirst words of mine\nsecond words\n'''\n";
        let inside = text.find("first").unwrap_or_default()..text.rfind("'''").unwrap_or_default();
        let at = text.find("second").unwrap_or_default();
        assert_eq!(place("f", text, at..at + 3, &[inside]).quoted, "…");
    }

    #[test]
    fn the_mark_stands_below_wide_characters_and_long_lines_are_clipped() {
        let at = place("f", "\"日本\" = x", 11..12, &[]);
        assert_eq!((at.column, at.indent, at.width), (8, 9, 1));
        let line = format!("{}bad{}", "k ".repeat(100), " v".repeat(100));
        let at = place("f", &line, 200..203, &[]);
        assert_eq!((at.indent, at.width), (41, 3));
        assert!(at.quoted.chars().count() <= 122, "{}", at.quoted);
    }
}
