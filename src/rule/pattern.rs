//! A rule's regular expression: compiled on first use, with the reach that it has around its keyword.
//!
//! The reach comes from the expression itself (no repetition without a limit is accepted), so that a search in a window
//! around a keyword finds what a search of the whole text would.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, Look};

use super::shape::Shape;
use crate::blob::MAX_REACH;
use crate::model::Text;

/// An expression and what is known of it.
#[derive(Debug)]
pub struct Pattern {
    pub(super) source: Text,
    pub(super) reach: Option<usize>,
    shape: OnceLock<Option<Shape>>,
    ready: OnceLock<Option<Ready>>,
}

/// What is compiled on first use.
#[derive(Debug)]
pub struct Ready {
    /// The expression; anchored at its start where the keyword's place is exact.
    pub regex: Regex,
    /// Number of the group `secret`; 0 where there is none.
    pub group: usize,
}

impl Pattern {
    /// Keeps the expression; nothing is compiled yet. `reach` limits the length of a match whose expression does not.
    pub fn new(source: Text, reach: Option<usize>) -> Self {
        Self { source, reach, shape: OnceLock::new(), ready: OnceLock::new() }
    }

    /// What is known of the matches, for a rule with these keywords. `None` where the expression is wrong, which
    /// [`Pattern::problem`] tells beforehand.
    #[inline]
    pub fn shape(&self, keywords: &[Text]) -> Option<&Shape> {
        self.shape.get_or_init(|| shape(&self.source, self.reach, keywords).ok()).as_ref()
    }

    /// The compiled expression; `None` where it is wrong.
    pub fn ready(&self, keywords: &[Text]) -> Option<&Ready> {
        let exact = self.shape(keywords)?.exact;
        self.ready.get_or_init(|| compile(&self.source, exact).ok()).as_ref()
    }

    /// As it is written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What is wrong with the expression, for a rule whose matches contain one of `keywords` (none: a whole-file rule).
    /// With `thorough` it is compiled, too.
    pub fn problem(&self, keywords: &[Text], thorough: bool) -> Option<String> {
        let shape = shape(&self.source, self.reach, keywords);
        shape.and_then(|shape| if thorough { compile(&self.source, shape.exact).map(|_| ()) } else { Ok(()) }).err()
    }
}

fn shape(source: &str, reach: Option<usize>, keywords: &[Text]) -> Result<Shape, String> {
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
    Ok(Shape::of(&hir, keywords, longest))
}

fn compile(source: &str, exact: bool) -> Result<Ready, String> {
    let text = if exact { format!("\\A(?:{source})") } else { source.to_owned() };
    let regex = RegexBuilder::new(&text)
        .unicode(false)
        .size_limit(4 << 20)
        .dfa_size_limit(4 << 20)
        .build()
        .map_err(|e| e.to_string())?;
    let group = regex.capture_names().position(|name| name == Some("secret")).unwrap_or(0);
    Ok(Ready { regex, group })
}

/// Parses as the compiled expression will be: bytes, no Unicode classes.
pub(super) fn parse(source: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(source).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_be_searched_in_a_window() {
        for (source, part) in
            [("ab+", "upper limit"), ("ab{0,20000}", "most is"), ("a?", "empty"), ("^ab", "lines"), ("(", "unclosed")]
        {
            let problem = Pattern::new(source.into(), None).problem(&["a".into()], true).unwrap();
            assert!(problem.contains(part), "{source}: {problem}");
        }
    }
}
