//! A looser expression in the place of one that counts far.
//!
//! `[^{}]{0,4000}` takes a state for each of its 4,000 places: an expression of two such gaps takes longer to be compiled than
//! a small repository to be read, and a search in it walks from one new state to the next. Without the upper limit it is a loop
//! on one state. It matches wherever the expression does; and a match of it that is no longer than the limit is a match of
//! the expression, which prefers the same one. So the expression itself is compiled only where there is a longer one, which is
//! seldom.

use regex_syntax::hir::{Capture, Hir, HirKind, Repetition};

/// From so many places on a repetition is not worth counting.
const FAR: u32 = 128;

/// An expression without the upper limits of its long repetitions.
#[derive(Debug)]
pub(super) struct Loosened {
    /// It matches wherever the expression does, and elsewhere.
    pub(super) hir: Hir,
    /// A match of so many bytes keeps all limits.
    pub(super) sure: usize,
}

/// None where the expression has no long repetition.
pub(super) fn loosened(hir: &Hir) -> Option<Loosened> {
    let sure = least_limit(hir)?;
    Some(Loosened { hir: without_limits(hir), sure })
}

/// Bytes that each of the long repetitions may take.
fn least_limit(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let own = repetition.max.filter(|_| is_far(repetition)).map(|max| {
                let each = repetition.sub.properties().minimum_len().unwrap_or(0);
                each.saturating_mul(max as usize)
            });
            least(own, least_limit(&repetition.sub))
        }
        HirKind::Capture(capture) => least_limit(&capture.sub),
        HirKind::Concat(children) | HirKind::Alternation(children) => {
            children.iter().map(least_limit).fold(None, least)
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

fn least(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    one.into_iter().chain(other).min()
}

fn is_far(repetition: &Repetition) -> bool {
    repetition.max.is_some_and(|max| max.saturating_sub(repetition.min) >= FAR)
}

fn without_limits(hir: &Hir) -> Hir {
    let all = |children: &[Hir]| children.iter().map(without_limits).collect();
    match hir.kind() {
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            max: repetition.max.filter(|_| !is_far(repetition)),
            sub: Box::new(without_limits(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => {
            Hir::capture(Capture { sub: Box::new(without_limits(&capture.sub)), ..capture.clone() })
        }
        HirKind::Concat(children) => Hir::concat(all(children)),
        HirKind::Alternation(children) => Hir::alternation(all(children)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::parse;

    fn loosened_text(source: &str) -> Option<(String, usize)> {
        loosened(&parse(source).unwrap()).map(|loose| (loose.hir.to_string(), loose.sure))
    }

    #[test]
    fn long_repetitions_lose_their_limit_and_nothing_else_changes() {
        let text = loosened_text(r"a[bc]{0,4000}?(?P<secret>(?:de){2,140}){1,9}e{3,100}\b").unwrap();
        assert_eq!(text, (parse(r"a[bc]*?(?P<secret>(?:de){2,}){1,9}e{3,100}\b").unwrap().to_string(), 280));
        assert_eq!(loosened_text("a{300}(?:bc){0,127}d+"), None);
    }

    #[test]
    fn of_what_may_be_empty_no_match_is_sure() {
        assert_eq!(loosened_text("(?:a?){0,300}b").unwrap().1, 0);
    }
}
