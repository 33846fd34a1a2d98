//! JSON as every machine-readable format writes it.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::printable;

/// Writes a value as one line. What would act on a terminal or hide from a reader (and JSON lets stand raw) is
/// escaped, so that the value stays exact and the file is safe to look at.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string(value).map_err(io::Error::other)?;
    let mut done = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| is_hidden(c)) {
        out.write_all(text.get(done..at).unwrap_or_default().as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        done = at + c.len_utf8();
    }
    out.write_all(text.get(done..).unwrap_or_default().as_bytes())?;
    out.write_all(b"\n")
}

/// Characters that stand for something else in print. Outside of strings JSON has none of them.
fn is_hidden(c: char) -> bool {
    c >= '\u{7f}' && !printable(c.encode_utf8(&mut [0; 4]).as_bytes()).starts_with(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_stay_exact() {
        let value = "a\u{202e}b\u{9b}c\u{e0041}d\x1be · é";
        let mut out = Vec::new();
        write_line(&value, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "\"a\\u202eb\\u009bc\\udb40\\udc41d\\u001be · é\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }
}
