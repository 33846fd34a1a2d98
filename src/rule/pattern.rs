//! A rule's regular expression: compiled on first use, with the reach that it has around its keyword.
//!
//! The reach comes from the expression itself (no repetition without a limit is accepted), so that a search in a window
//! around a keyword finds what a search of the whole text would.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, Look};

use super::branch::Branch;
use super::searched::Searched;
use super::shape::Shape;
use crate::blob::MAX_REACH;
use crate::model::Text;

/// An expression and what is known of it.
#[derive(Debug)]
pub struct Pattern {
    pub(super) source: Text,
    pub(super) reach: Option<usize>,
    known: OnceLock<Option<Known>>,
    ready: OnceLock<Option<Ready>>,
}

/// What an expression tells without being compiled.
#[derive(Debug)]
struct Known {
    shape: Shape,
    branches: Vec<Branch>,
}

/// The whole expression, which is compiled on first use; a search at a keyword has its branches.
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
        Self { source, reach, known: OnceLock::new(), ready: OnceLock::new() }
    }

    /// What is known of the matches, for a rule with these keywords. `None` where the expression is wrong, which
    /// [`Pattern::problem`] tells beforehand.
    #[inline]
    pub fn shape(&self, keywords: &[Text]) -> Option<&Shape> {
        self.known(keywords).map(|known| &known.shape)
    }

    fn known(&self, keywords: &[Text]) -> Option<&Known> {
        self.known.get_or_init(|| known(&self.source, self.reach, keywords).ok()).as_ref()
    }

    /// The alternatives of the expression that can match in a window, as far as the texts tell that each match of theirs has.
    pub fn branches(&self, keywords: &[Text], window: &[u8]) -> Vec<&Branch> {
        let Some(known) = self.known(keywords) else { return Vec::new() };
        let searched = Searched::new(window);
        known.branches.iter().filter(|branch| branch.may_match(&searched)).collect()
    }

    /// Whether a text has a match; where the keyword's place is exact, whether it begins with one.
    pub fn is_match(&self, keywords: &[Text], text: &[u8]) -> bool {
        let anchored = self.shape(keywords).is_some_and(|shape| shape.exact);
        self.branches(keywords, text).iter().any(|branch| branch.find(text, 0..text.len(), anchored).is_some())
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
        let known = known(&self.source, self.reach, keywords);
        known
            .and_then(|known| if thorough { compile(&self.source, known.shape.exact).map(|_| ()) } else { Ok(()) })
            .err()
    }
}

fn known(source: &str, reach: Option<usize>, keywords: &[Text]) -> Result<Known, String> {
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
    Ok(Known { shape: Shape::of(&hir, keywords, longest), branches: Branch::all_of(hir) })
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
