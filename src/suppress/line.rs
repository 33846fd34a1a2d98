//! The line around a marker, and the comment that it stands in.

use memchr::{memchr2, memrchr2};

/// How far a line is looked at on either side of a marker, so that a file of one long line costs no more than another.
const REACH: usize = 4_096;

/// What begins a comment, and what ends it; longer ones first where one begins another.
const OPENERS: [(&[u8], &[u8]); 15] = [
    (b"<!--", b"-->"),
    (b"<%--", b"--%>"),
    (b"<%#", b"%>"),
    (b"{{!--", b"--}}"),
    (b"{#", b"#}"),
    (b"<#", b"#>"),
    (b"(*", b"*)"),
    (b"{-", b"-}"),
    (b"/*", b"*/"),
    (b"//", b""),
    (b"--", b""),
    (b"#", b""),
    (b";", b""),
    (b"%", b""),
    (b"'", b""),
];

/// What begins a comment at the start of a line only.
const LINE_OPENERS: [(&[u8], &[u8]); 7] =
    [(b"*", b"*/"), (b"@rem ", b""), (b"rem ", b""), (b"dnl ", b""), (b"::", b""), (b"!", b""), (b"..", b"")];

/// The line around a place, without its end.
pub(super) struct Line<'a> {
    /// What stands before the place.
    pub(super) before: &'a [u8],
    /// What stands from the place on.
    pub(super) after: &'a [u8],
    /// The line begins earlier than `before`.
    clipped: bool,
}

/// The comment, or the quoted string, that a marker stands in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comment {
    /// The quote that stands right before the marker, for formats without comments.
    quote: Option<u8>,
    /// What may end the comment.
    closers: Vec<&'static [u8]>,
    /// Nothing but the comment's beginning stands before the marker.
    pub(super) leads: bool,
}

impl<'a> Line<'a> {
    /// The line around an offset.
    pub(super) fn around(text: &'a [u8], at: usize) -> Self {
        let (head, tail) = text.split_at_checked(at).unwrap_or((text, &[]));
        let near = head.get(head.len().saturating_sub(REACH)..).unwrap_or_default();
        let start = memrchr2(b'\n', b'\r', near);
        let far = tail.get(..REACH).unwrap_or(tail);
        let end = memchr2(b'\n', b'\r', far).unwrap_or(far.len());
        Self {
            before: near.get(start.map_or(0, |at| at + 1)..).unwrap_or_default(),
            after: far.get(..end).unwrap_or_default(),
            clipped: start.is_none() && near.len() < head.len(),
        }
    }

    /// The comment that a marker of ours stands in; none where it stands in none, or is quoted as text is (`` ` ``).
    pub(super) fn comment(&self) -> Option<Comment> {
        let mut comment = match self.before.last() {
            Some(&byte) if byte == b'`' || (is_word(byte) && !self.before.ends_with(b"--")) => return None,
            Some(&quote @ (b'"' | b'\'')) => {
                let before = self.before.split_last().map_or(&[] as &[u8], |(_, before)| before);
                Comment { quote: Some(quote), closers: Vec::new(), leads: is_key(before) }
            }
            _ => scan_openers(self.before)?,
        };
        comment.leads &= !self.clipped;
        Some(comment)
    }

    /// Whether one of the comment openers stands before the place.
    pub(super) fn has_opener(&self, openers: &[&[u8]]) -> bool {
        openers.iter().any(|opener| memchr::memmem::find(self.before, opener).is_some())
    }
}

impl Comment {
    /// Splits what follows a marker where its comment ends: what it says, and what comes behind.
    pub(super) fn split<'t>(&self, text: &'t [u8]) -> (&'t [u8], &'t [u8]) {
        if let Some(quote) = self.quote {
            return split_quoted(text, quote);
        }
        let first = self
            .closers
            .iter()
            .filter_map(|closer| memchr::memmem::find(text, closer).map(|at| (at, closer.len())))
            .min();
        match first {
            Some((at, len)) => {
                (text.get(..at).unwrap_or_default(), text.get(at + len..).unwrap_or_default().trim_ascii())
            }
            None => (text, &[]),
        }
    }

    /// Whether nothing that a secret could stand in comes behind.
    pub(super) fn is_empty_behind(&self, behind: &[u8]) -> bool {
        behind.is_empty() || (self.quote.is_some() && behind == b",")
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'@')
}

fn scan_openers(before: &[u8]) -> Option<Comment> {
    let mut comment = Comment { quote: None, closers: Vec::new(), leads: true };
    let mut rest = before.trim_ascii_start();
    let mut found = false;
    if let Some(&(opener, closer)) = LINE_OPENERS.iter().find(|(opener, _)| starts_with(rest, opener)) {
        found = true;
        comment.add(closer);
        rest = rest.get(opener.len()..).unwrap_or_default();
    }
    while let Some((&byte, next)) = rest.split_first() {
        if let Some(&(opener, closer)) = OPENERS.iter().find(|(opener, _)| rest.starts_with(opener)) {
            found = true;
            comment.add(closer);
            rest = rest.get(opener.len()..).unwrap_or_default();
        } else {
            // Ornaments of a comment: `///`, `/**`, `//!`, `#-`.
            comment.leads &= byte.is_ascii_whitespace() || (found && b"*!/-=+:".contains(&byte));
            rest = next;
        }
    }
    found.then_some(comment)
}

impl Comment {
    fn add(&mut self, closer: &'static [u8]) {
        if !closer.is_empty() && !self.closers.contains(&closer) {
            self.closers.push(closer);
        }
    }
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Whether a line begins with nothing but a key (`"_": `), or a list's dash, before the quoted marker.
fn is_key(before: &[u8]) -> bool {
    let before = before.trim_ascii();
    if before.is_empty() || before == b"-" {
        return true;
    }
    let Some(key) = before.strip_suffix(b":").map(<[u8]>::trim_ascii_end) else { return false };
    let quotes = key.iter().filter(|&&byte| byte == b'"' || byte == b'\'').count();
    match key {
        [first @ (b'"' | b'\''), .., last] => first == last && quotes == 2,
        key => quotes == 0 && key.iter().all(|&byte| is_word(byte)),
    }
}

/// Splits at the closing quote: one that no backslash escapes and that no letter follows (an apostrophe).
fn split_quoted(text: &[u8], quote: u8) -> (&[u8], &[u8]) {
    let mut escaped = false;
    for (at, &byte) in text.iter().enumerate() {
        let behind = text.get(at + 1..).unwrap_or_default();
        if byte == quote && !escaped && !behind.first().is_some_and(u8::is_ascii_alphanumeric) {
            return (text.get(..at).unwrap_or_default(), behind.trim_ascii());
        }
        escaped = byte == b'\\' && !escaped;
    }
    (text, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(before: &str) -> Option<bool> {
        Line::around(before.as_bytes(), before.len()).comment().map(|comment| comment.leads)
    }

    #[test]
    fn comments_of_every_language_are_seen() {
        for before in [
            "# ", "// ", "/// ", "/* ", "/** ", " * ", "<!-- ", "-- ", ";; ", "% ", "' ", "REM ", "{# ", "(* ", "<%-- ",
        ] {
            assert_eq!(leads(before), Some(true), "{before}");
            assert_eq!(
                leads(&format!("key = value {before}")),
                if before == " * " || before == "REM " { None } else { Some(false) }
            );
        }
    }

    #[test]
    fn text_that_is_no_comment_is_none() {
        for before in ["", "He was ", "# see `", "# un", "key: "] {
            assert_eq!(leads(before), None, "{before}");
        }
    }

    #[test]
    fn a_string_stands_in_for_a_comment() {
        assert_eq!(leads("  \"_\": \""), Some(true));
        assert_eq!(leads("  \""), Some(true));
        assert_eq!(leads("{\"a\": \"b\", \"_\": \""), Some(false));
        let line = Line::around(b"\"x y\", \"k\": 1", 1);
        assert_eq!(line.comment().unwrap().split(line.after), (&b"x y"[..], &b", \"k\": 1"[..]));
    }

    #[test]
    fn every_line_end_ends_the_line() {
        for text in ["a\nbXc\nd", "a\r\nbXc\r\nd", "a\rbXc\rd", "bXc"] {
            let line = Line::around(text.as_bytes(), text.find('X').unwrap());
            assert_eq!((line.before, line.after), (&b"b"[..], &b"Xc"[..]));
        }
    }
}
