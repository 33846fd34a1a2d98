//! A rule's regular expression: compiled on first use, with the reach that it has around its keyword.
//!
//! The reach comes from the expression itself (no repetition without a limit is accepted), so that a search in a window
//! around a keyword finds what a search of the whole text would.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::blob::MAX_REACH;

/// An expression and what is known of it.
#[derive(Debug)]
pub struct Pattern {
    source: String,
    reach: Option<usize>,
    ready: OnceLock<Ready>,
}

/// What is computed on first use.
#[derive(Debug)]
pub struct Ready {
    /// The expression; anchored at its start where `lead` is exact.
    pub regex: Regex,
    /// Most bytes of a match before its keyword.
    pub lead: usize,
    /// The keyword stands exactly `lead` bytes behind the start of the match.
    pub exact: bool,
    /// Longest match in bytes.
    pub longest: usize,
    /// Number of the group `secret`; 0 where there is none.
    pub group: usize,
}

impl Pattern {
    /// Keeps the expression; nothing is compiled yet. `reach` limits the length of a match whose expression does not.
    pub fn new(source: &str, reach: Option<usize>) -> Self {
        Self { source: source.to_owned(), reach, ready: OnceLock::new() }
    }

    /// The compiled expression. `None` where it is wrong, which [`Pattern::problem`] tells beforehand.
    pub fn ready(&self, keywords: &[String]) -> Option<&Ready> {
        if let Some(ready) = self.ready.get() {
            return Some(ready);
        }
        let ready = prepare(&self.source, self.reach, keywords).ok()?;
        Some(self.ready.get_or_init(|| ready))
    }

    /// What is wrong with the expression, for a rule whose matches contain one of `keywords` (none: a whole-file rule).
    pub fn problem(&self, keywords: &[String]) -> Option<String> {
        prepare(&self.source, self.reach, keywords).err()
    }
}

fn prepare(source: &str, reach: Option<usize>, keywords: &[String]) -> Result<Ready, String> {
    let hir = parse(source)?;
    let longest = match hir.properties().maximum_len() {
        Some(longest) if longest <= MAX_REACH => longest,
        Some(longest) => return Err(format!("can match {longest} bytes; the most is {MAX_REACH}")),
        None if keywords.is_empty() => MAX_REACH,
        None => match reach {
            Some(reach) if reach <= MAX_REACH => reach,
            Some(_) => return Err(format!("`reach` is at most {MAX_REACH}")),
            None => {
                return Err(
                    "has a repetition without an upper limit: write {1,200} instead of +, or give `reach`".to_owned()
                );
            }
        },
    };
    if hir.properties().minimum_len() == Some(0) {
        return Err("matches the empty text".to_owned());
    }
    let looks = hir.properties().look_set();
    if !keywords.is_empty() && (looks.contains(Look::Start) || looks.contains(Look::End)) {
        return Err("`^` and `$` mean the whole text: write (?m) in front to mean lines".to_owned());
    }
    let (lead, exact) = keywords
        .iter()
        .map(|keyword| lead(&hir, keyword, longest))
        .fold((0, true), |(most, same), (lead, exact)| (most.max(lead), same && exact));
    let exact = exact && !keywords.is_empty() && keywords.iter().all(|k| self::lead(&hir, k, longest).0 == lead);
    let text = if exact { format!("\\A(?:{source})") } else { source.to_owned() };
    let regex = RegexBuilder::new(&text)
        .unicode(false)
        .size_limit(4 << 20)
        .dfa_size_limit(4 << 20)
        .build()
        .map_err(|e| e.to_string())?;
    let group = regex.capture_names().position(|name| name == Some("secret")).unwrap_or(0);
    Ok(Ready { regex, lead, exact, longest, group })
}

/// Parses as the compiled expression will be: bytes, no Unicode classes.
fn parse(source: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(source).map_err(|e| e.to_string())
}

/// Most bytes before `keyword` in a match, and whether it is always that many.
fn lead(hir: &Hir, keyword: &str, longest: usize) -> (usize, bool) {
    let mut parts = Vec::new();
    flatten(hir, &mut parts);
    let mut run: Vec<u8> = Vec::new();
    let (mut before, mut exact, mut run_start, mut run_exact) = (0usize, true, 0usize, true);
    for part in &parts {
        match part {
            Part::Byte(byte) => {
                if run.is_empty() {
                    (run_start, run_exact) = (before, exact);
                }
                run.push(*byte);
                before += 1;
                if run.ends_with(keyword.as_bytes()) {
                    return ((run_start + run.len() - keyword.len()).min(longest), run_exact);
                }
            }
            Part::Other { least, most } => {
                run.clear();
                exact &= least == most;
                before = before.saturating_add(*most);
            }
        }
    }
    (longest, false)
}

/// A piece of an expression that is one after the other.
enum Part {
    /// A byte, in either case; stored in lower case.
    Byte(u8),
    /// Anything else, with the bytes that it takes.
    Other { least: usize, most: usize },
}

fn flatten(hir: &Hir, parts: &mut Vec<Part>) {
    match hir.kind() {
        HirKind::Concat(children) => children.iter().for_each(|child| flatten(child, parts)),
        HirKind::Capture(capture) => flatten(&capture.sub, parts),
        HirKind::Literal(literal) => parts.extend(literal.0.iter().map(|b| Part::Byte(b.to_ascii_lowercase()))),
        HirKind::Class(Class::Bytes(class)) if letter(class).is_some() => parts.extend(letter(class).map(Part::Byte)),
        HirKind::Look(_) => {}
        _ => {
            let properties = hir.properties();
            let most = properties.maximum_len().unwrap_or(MAX_REACH).min(MAX_REACH);
            parts.push(Part::Other { least: properties.minimum_len().unwrap_or(0), most });
        }
    }
}

/// The letter of which a class holds both cases, as `(?i)` writes it.
fn letter(class: &regex_syntax::hir::ClassBytes) -> Option<u8> {
    match class.ranges() {
        [one] if one.start() == one.end() => Some(one.start().to_ascii_lowercase()),
        [upper, lower]
            if upper.start() == upper.end()
                && lower.start() == lower.end()
                && upper.start().to_ascii_lowercase() == lower.start()
                && upper.start() != lower.start() =>
        {
            Some(lower.start())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead_of(source: &str, keyword: &str) -> (usize, bool) {
        let ready = prepare(source, None, &[keyword.to_owned()]).unwrap();
        (ready.lead, ready.exact)
    }

    #[test]
    fn knows_how_far_a_match_reaches_before_its_keyword() {
        assert_eq!(lead_of("(?P<secret>ghp_[a-z]{3})", "ghp_"), (0, true));
        assert_eq!(lead_of("(?i)x{2,4}(ghp_[a-z]{3})", "ghp_"), (4, false));
        assert_eq!(lead_of("[a-z]{4}8q~[a-z]{3}", "8q~"), (4, true));
        assert_eq!(lead_of("(?:a|b)[a-z]{3}", "zzz"), (4, false));
    }

    #[test]
    fn refuses_what_cannot_be_searched_in_a_window() {
        for (source, part) in
            [("ab+", "upper limit"), ("ab{0,20000}", "most is"), ("a?", "empty"), ("^ab", "lines"), ("(", "unclosed")]
        {
            let problem = prepare(source, None, &["a".to_owned()]).unwrap_err();
            assert!(problem.contains(part), "{source}: {problem}");
        }
    }
}
