//! Other tools' markers, each with the reach that its tool gives it and no more.
//!
//! `docs/suppression.md` has them in a table. Two tools reach further than their users know: those readings are not
//! copied, because a marker at the end of one line must never keep another line's secret quiet.

use super::line::Line;
use super::marker::{Reach, Reading, Statement, Tool};

/// The comments that keyhog knows.
const KEYHOG_OPENERS: [&[u8]; 5] = [b"//", b"#", b"--", b"/*", b"<!--"];

/// The comments that detect-secrets knows: what begins and what ends them.
const PRAGMA_COMMENTS: [(&[u8], &[u8]); 6] =
    [(b"<!--", b"-->"), (b"/*", b"*/"), (b"//", b""), (b"--", b""), (b"#", b""), (b"'", b"")];

/// Reads another tool's marker at the place of a line.
pub(super) fn read(line: &Line<'_>) -> Option<Reading> {
    let text = line.after;
    let plain = [
        (&b"gitleaks:allow"[..], Tool::Gitleaks, Reach::Line),
        (b"betterleaks:allow", Tool::Betterleaks, Reach::Line),
        (b"trufflehog:ignore", Tool::Trufflehog, Reach::Before),
        (b"kingfisher:ignore", Tool::Kingfisher, Reach::Line),
        (b"kingfisher:allow", Tool::Kingfisher, Reach::Line),
    ];
    if let Some(&(word, tool, reach)) = plain.iter().find(|(word, ..)| text.starts_with(word)) {
        return Some(reading(tool, reach, Vec::new(), word.len()));
    }
    match text.first()?.to_ascii_lowercase() {
        b'p' => pragma(line),
        b'k' => keyhog(line),
        b'g' => ggignore(line),
        b's' => secretlint(line),
        _ => None,
    }
}

fn reading(tool: Tool, reach: Reach, rules: Vec<String>, length: usize) -> Reading {
    Reading { statement: Statement::Foreign { tool, reach, rules, in_yaml: true }, length, alone: false }
}

/// `pragma: allowlist secret` at the end of its line, `pragma: allowlist nextline secret` alone on it.
fn pragma(line: &Line<'_>) -> Option<Reading> {
    let rest = line.after.strip_prefix(b"pragma:")?;
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"allowlist").or_else(|| rest.strip_prefix(b"whitelist"))?;
    let rest = after_separator(rest)?;
    let next = rest.strip_prefix(b"nextline").and_then(after_separator);
    let rest = next.unwrap_or(rest).strip_prefix(b"secret")?;
    let length = line.after.len() - rest.len();

    let before = line.before.trim_ascii_end();
    let (opener, closer) = *PRAGMA_COMMENTS.iter().find(|(opener, _)| before.ends_with(opener))?;
    if !rest.trim_ascii_end().ends_with(closer) {
        return None;
    }
    let alone = before.strip_suffix(opener).is_some_and(|before| before.trim_ascii().is_empty());
    if next.is_some() && !alone {
        return None;
    }
    let reach = if next.is_some() { Reach::NextLine } else { Reach::Line };
    let statement = Statement::Foreign { tool: Tool::DetectSecrets, reach, rules: Vec::new(), in_yaml: opener == b"#" };
    Some(Reading { statement, length, alone })
}

fn after_separator(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b" ").or_else(|| text.strip_prefix(b"-"))
}

/// `keyhog:ignore [detector=ID]` in a comment on the line, or on the line above.
fn keyhog(line: &Line<'_>) -> Option<Reading> {
    let text = line.after;
    let word = [&b"keyhog:ignore"[..], b"keyhog:allow"]
        .into_iter()
        .find(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    if !line.has_opener(&KEYHOG_OPENERS) {
        return None;
    }
    let rest = text.get(word.len()..).unwrap_or_default();
    let rules: Vec<String> = rest
        .split(u8::is_ascii_whitespace)
        .find_map(|word| word.strip_prefix(b"detector="))
        .map(|id| String::from_utf8_lossy(id).into_owned())
        .into_iter()
        .collect();
    // The tool itself lets a marker at the end of a line reach the next line too.
    let leads = line.before.iter().all(|b| b.is_ascii_whitespace() || b"/#-*<!".contains(b));
    let reach = if leads { Reach::NextLine } else { Reach::Line };
    Some(reading(Tool::Keyhog, reach, rules, word.len()))
}

/// `ggignore` as a word of its own: it is part of other words (`AggIgnoreNulls`).
fn ggignore(line: &Line<'_>) -> Option<Reading> {
    const WORD: &[u8] = b"ggignore";
    let rest = line.after.strip_prefix(WORD)?;
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    if joins(line.before.last()) || joins(rest.first()) {
        return None;
    }
    Some(reading(Tool::Ggshield, Reach::Line, Vec::new(), WORD.len()))
}

/// `secretlint-disable [rule, …]` up to `secretlint-enable`, `secretlint-disable-line`, `secretlint-disable-next-line`.
fn secretlint(line: &Line<'_>) -> Option<Reading> {
    // The tool itself takes any text for a marker. One in backticks is text about it, and a block has no end by itself.
    let rest = line.after.strip_prefix(b"secretlint-").filter(|_| !line.before.ends_with(b"`"))?;
    let (word, reach) = [
        (&b"disable-next-line"[..], Reach::NextLine),
        (b"disable-line", Reach::Line),
        (b"disable", Reach::Start),
        (b"enable", Reach::End),
    ]
    .into_iter()
    .find(|(word, _)| rest.starts_with(word))?;
    let options = String::from_utf8_lossy(rest.get(word.len()..).unwrap_or_default());
    let options = options.split(" -- ").next().unwrap_or_default();
    let rules: Vec<String> = options
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|rule| rule.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect();
    Some(reading(Tool::Secretlint, reach, rules, b"secretlint-".len() + word.len()))
}

#[cfg(test)]
mod tests {
    use super::super::read::{MARKER_WORDS, read};
    use super::*;

    /// The marker in a text in which `@` stands for `:`, so that no tool takes this file's tests for markers.
    fn found(text: &str) -> Option<(Tool, Reach, Vec<String>, bool)> {
        let text = text.replace('@', ":").replace("SL", "secretlint").replace("GG", concat!("ggig", "nore"));
        let lower = text.to_ascii_lowercase();
        let hit = MARKER_WORDS.iter().find_map(|word| lower.find(word))?;
        match read(text.as_bytes(), hit)?.statement {
            Statement::Foreign { tool, reach, rules, in_yaml } => Some((tool, reach, rules, in_yaml)),
            other => panic!("{other:?}"),
        }
    }

    fn reach(text: &str) -> Option<(Tool, Reach)> {
        found(text).map(|(tool, reach, ..)| (tool, reach))
    }

    #[test]
    fn plain_words_need_no_comment_but_their_case() {
        assert_eq!(reach("k gitleaks@allow"), Some((Tool::Gitleaks, Reach::Line)));
        assert_eq!(reach("k # betterleaks@allow x"), Some((Tool::Betterleaks, Reach::Line)));
        assert_eq!(reach("k # kingfisher@ignore"), Some((Tool::Kingfisher, Reach::Line)));
        assert_eq!(reach("k # trufflehog@ignore"), Some((Tool::Trufflehog, Reach::Before)));
        assert_eq!(reach("k # GitLeaks@allow"), None);
        assert_eq!(reach("k # kingfisher@ bird"), None);
    }

    #[test]
    fn the_pragma_ends_its_line() {
        let line = Some((Tool::DetectSecrets, Reach::Line));
        for text in [
            "k # pragma@ allowlist secret",
            "k # pragma@ whitelist secret",
            "k //pragma@allowlist-secret and why",
            "k /* pragma@ allowlist secret */ ",
            "k <!-- pragma@ allowlist secret -->",
            "# pragma@ allowlist secret",
        ] {
            assert_eq!(reach(text), line, "{text}");
        }
        for text in [
            "k pragma@ allowlist secret",
            "k /* pragma@ allowlist secret */ + 1",
            "k # pragma@ allowlist",
            "k # pragma@ no cover",
            "k # pragma@ allowlist nextline secret",
        ] {
            assert_eq!(reach(text), None, "{text}");
        }
        assert_eq!(reach("  # pragma@ allowlist nextline secret"), Some((Tool::DetectSecrets, Reach::NextLine)));
    }

    #[test]
    fn the_pragma_counts_in_yaml_behind_a_hash_only() {
        assert_eq!(found("# pragma@ allowlist secret").map(|found| found.3), Some(true));
        assert_eq!(found("// pragma@ allowlist secret").map(|found| found.3), Some(false));
    }

    #[test]
    fn keyhog_reaches_down_only_from_a_line_of_its_own() {
        assert_eq!(reach("k # KeyHog@Ignore"), Some((Tool::Keyhog, Reach::Line)));
        assert_eq!(reach("  // keyhog@allow"), Some((Tool::Keyhog, Reach::NextLine)));
        assert_eq!(reach("\"keyhog@ignore\""), None);
        assert_eq!(found("# keyhog@ignore detector=aws (a test)").map(|found| found.2), Some(vec!["aws".to_owned()]));
    }

    #[test]
    fn ggignore_is_a_word() {
        assert_eq!(reach("k # GG"), Some((Tool::Ggshield, Reach::Line)));
        assert_eq!(reach("kYGG"), None);
        assert_eq!(reach("GGNulls"), None);
    }

    #[test]
    fn secretlint_has_lines_and_blocks() {
        assert_eq!(reach("# SL-disable"), Some((Tool::Secretlint, Reach::Start)));
        assert_eq!(reach("# SL-enable"), Some((Tool::Secretlint, Reach::End)));
        assert_eq!(reach("# SL-disable-line"), Some((Tool::Secretlint, Reach::Line)));
        assert_eq!(reach("# SL-other"), None);
        assert_eq!(reach("read about `SL-disable`"), None);
        let rules = found("/* SL-disable-next-line @secretlint/a, @secretlint/b -- why */").map(|found| found.2);
        assert_eq!(rules, Some(vec![":secretlint/a".to_owned(), ":secretlint/b".to_owned()]));
    }
}
