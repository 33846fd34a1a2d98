//! A looser expression in front of one that counts far.
//!
//! `[^{}]{0,4000}` takes a state for each of its 4,000 places: an expression of two such gaps takes longer to be compiled than
//! a repository to be read, and a search in it walks from one new state to the next. Without the upper limit it is a loop on
//! one state. What does not match so does not match with the limit either, so the one that counts is compiled where the looser one matches,
//! which is seldom.

use regex_syntax::hir::{Hir, HirKind, Repetition};

/// From so many places on a repetition is not worth counting.
const FAR: u32 = 128;

/// The expression without the upper limits of its long repetitions: it matches wherever the expression does, and elsewhere.
/// `None` where it has none.
pub(super) fn loosened(hir: &Hir) -> Option<Hir> {
    counts_far(hir).then(|| without_limits(hir))
}

fn counts_far(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => is_far(repetition) || counts_far(&repetition.sub),
        HirKind::Capture(capture) => counts_far(&capture.sub),
        HirKind::Concat(children) | HirKind::Alternation(children) => children.iter().any(counts_far),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

fn is_far(repetition: &Repetition) -> bool {
    repetition.max.is_some_and(|max| max - repetition.min >= FAR)
}

fn without_limits(hir: &Hir) -> Hir {
    let all = |children: &[Hir]| children.iter().map(without_limits).collect();
    match hir.kind() {
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            max: repetition.max.filter(|_| !is_far(repetition)),
            sub: Box::new(without_limits(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => without_limits(&capture.sub),
        HirKind::Concat(children) => Hir::concat(all(children)),
        HirKind::Alternation(children) => Hir::alternation(all(children)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::parse;

    fn loosened_text(source: &str) -> Option<String> {
        loosened(&parse(source).unwrap()).map(|hir| hir.to_string())
    }

    #[test]
    fn long_repetitions_lose_their_limit_and_nothing_else_changes() {
        let text = loosened_text(r"a[bc]{0,4000}?(?P<secret>d{2,130}){1,9}e{3,100}\b").unwrap();
        assert_eq!(text, parse(r"a[bc]*?(?:d{2,}){1,9}e{3,100}\b").unwrap().to_string());
        assert_eq!(loosened_text("a{300}(?:bc){0,127}d+"), None);
    }
}
