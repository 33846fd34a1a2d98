//! The names that stand above a name, in formats that nest by indentation or by section.

use std::ops::Range;

/// Most parents that are told.
const MOST: usize = 3;
/// Most bytes that are looked at before a name.
const REACH: usize = 4096;

/// The names above the one at the end of `before`, the nearest first: of YAML and indented JSON by indentation, of TOML
/// and INI by the section. Ranges in `before`; empty ones where there are fewer.
pub fn parents(before: &[u8]) -> [Range<usize>; MOST] {
    let mut found = [const { 0..0 }; MOST];
    let from = before.len().saturating_sub(REACH);
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let mut indent = indent_of(before.get(line_start..).unwrap_or_default());
    let mut end = line_start;
    let mut slots = found.iter_mut();
    let mut slot = slots.next();
    while end > from
        && let Some(place) = slot.as_mut()
    {
        let start = memchr::memrchr(b'\n', before.get(..end - 1).unwrap_or_default()).map_or(0, |at| at + 1);
        let line = before.get(start..end).unwrap_or_default();
        let here = indent_of(line);
        end = start;
        // Most lines stand beside the name or below it: they say nothing of what it is in.
        if indent > 0 && here >= indent {
            continue;
        }
        let text = line.trim_ascii();
        let opens = if indent == 0 { section(text) } else { (here < indent).then(|| opener(text)).flatten() };
        if let Some(name) = opens {
            let offset = start + (line.len() - line.trim_ascii_start().len());
            **place = offset + name.start..offset + name.end;
            slot = slots.next();
        }
        let significant = !text.is_empty() && !text.starts_with(b"#") && !text.starts_with(b"//");
        let top = if indent == 0 { opens_section(text) } else { significant && here == 0 };
        if top {
            break;
        }
        if significant && here < indent {
            indent = here;
        }
    }
    found
}

/// Blanks before the text; the dash of a YAML list counts as one.
fn indent_of(line: &[u8]) -> usize {
    line.iter().take_while(|&&b| matches!(b, b' ' | b'\t' | b'-')).count()
}

/// `name:`, `"name": {`, `name {`, `name = {`: the range of the name in the line.
fn opener(text: &[u8]) -> Option<Range<usize>> {
    let trimmed = text.trim_ascii_end();
    let body = trimmed.strip_suffix(b"{").or_else(|| trimmed.strip_suffix(b"[")).unwrap_or(trimmed).trim_ascii_end();
    let body = match body.strip_suffix(b":").or_else(|| body.strip_suffix(b"=")) {
        Some(body) => body,
        None if body.len() < trimmed.len() => body,
        None => return None,
    };
    let body = body.trim_ascii_end();
    let quoted = |b: &u8| matches!(b, b'"' | b'\'');
    let end = body.len() - usize::from(body.last().is_some_and(quoted));
    let named = |b: &u8| b.is_ascii_alphanumeric() || b"_-.".contains(b);
    let length = body.get(..end)?.iter().rev().take_while(|b| named(b)).count();
    (length > 0).then_some(end - length..end)
}

fn opens_section(text: &[u8]) -> bool {
    text.starts_with(b"[") && text.ends_with(b"]")
}

/// `[section]`.
fn section(text: &[u8]) -> Option<Range<usize>> {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"_-.\" ".contains(b);
    let inner = text.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let double = usize::from(inner.starts_with(b"[") && inner.ends_with(b"]"));
    let inner = inner.get(double..inner.len().checked_sub(double)?)?;
    (!inner.is_empty() && inner.iter().all(plain)).then_some(1 + double..1 + double + inner.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(before: &str) -> Vec<&str> {
        parents(before.as_bytes()).into_iter().filter(|r| !r.is_empty()).map(|r| &before[r]).collect()
    }

    #[test]
    fn of_yaml_and_json_by_indentation() {
        assert_eq!(names("a:\n  b:\n    - c: 1\n      "), ["b", "a"]);
        assert_eq!(names("other: 1\ndb:\n  # note\n  main:\n    user: x\n    "), ["main", "db"]);
        assert_eq!(names("{\n  \"db\": {\n    \"main\": {\n      \"x\": 1,\n      \""), ["main", "db"]);
        assert_eq!(names("a:\n  b: 1\nc: 2\n"), Vec::<&str>::new());
    }

    #[test]
    fn of_toml_and_ini_by_section() {
        assert_eq!(names("[db]\nhost = 1\n"), ["db"]);
        assert_eq!(names("x = 1\n[servers.main]\n"), ["servers.main"]);
        assert_eq!(names("list = [1, 2]\n"), Vec::<&str>::new());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[ab:{}\\[\\]\"\n -]{0,80}") {
            for range in parents(text.as_bytes()) {
                proptest::prop_assert!(range.end <= text.len());
            }
        }
    }
}
