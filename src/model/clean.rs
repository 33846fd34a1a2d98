//! Text from a scanned repository, made fit for a terminal or a report.

/// Decodes bytes (invalid UTF-8 becomes U+FFFD) and replaces what could steer a terminal or hide text: control
/// characters by their pictures (U+2400…), bidirectional and invisible format characters by U+FFFD, tabs by a blank.
/// Every character stays one character, so that a caret below it stands right.
pub fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().map(visible).collect()
}

fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_bidi_cannot_act() {
        assert_eq!(printable(b"a\x1b[31m\tb\r\x7f\xff"), "a\u{241b}[31m b\u{240d}\u{2421}\u{fffd}");
        assert_eq!(printable("x\u{202e}y".as_bytes()), "x\u{fffd}y");
    }
}
