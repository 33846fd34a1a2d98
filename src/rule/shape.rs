//! What an expression tells of its matches without being compiled: where the keyword stands in them, and which bytes can
//! stand at their first places. A keyword's hit is answered by that alone nearly always.

use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind};

use crate::blob::MAX_REACH;
use crate::model::Text;

/// Most places of a match that are known.
const PLACES: u32 = 48;

/// What is known of the matches of an expression.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Most bytes of a match before its keyword.
    pub lead: usize,
    /// The keyword stands exactly `lead` bytes behind the start of the match.
    pub exact: bool,
    /// Longest match in bytes.
    pub longest: usize,
    /// Bytes that can stand at the first places of a match, and at how many places.
    runs: Vec<(ByteSet, usize)>,
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ByteSet([u64; 4]);

/// A piece of an expression that is one after the other.
#[derive(Debug)]
enum Part {
    /// One byte of a set.
    One(ByteSet),
    /// Anything else, with the bytes that it takes.
    Other { least: usize, most: usize },
    /// One of several.
    Choice { branches: Vec<Vec<Self>>, least: usize, most: usize },
}

impl Shape {
    /// Of an expression whose matches contain one of `keywords`.
    pub(super) fn of(hir: &Hir, keywords: &[Text], longest: usize) -> Self {
        let mut parts = Vec::new();
        flatten(hir, &mut parts);
        let leads = leads(&parts, keywords);
        let most = leads.iter().map(|lead| lead.0.min(longest)).max().unwrap_or(0);
        let exact = !leads.is_empty() && leads.iter().all(|&lead| lead == (most, true));
        Self { lead: most, exact, longest, runs: runs(&parts) }
    }

    /// At how many bytes [`Shape::fits`] looks.
    pub fn places(&self) -> usize {
        self.runs.iter().map(|(_, count)| count).sum()
    }

    /// Whether a match can begin where a text begins, as far as its first places tell.
    #[inline]
    pub fn fits(&self, text: &[u8]) -> bool {
        let mut rest = text;
        self.runs.iter().all(|&(set, count)| match rest.split_at_checked(count) {
            Some((run, behind)) => {
                rest = behind;
                run.iter().all(|&byte| set.contains(byte))
            }
            None => false,
        })
    }
}

impl ByteSet {
    fn of(class: &ClassBytes) -> Self {
        let mut set = Self([0; 4]);
        class.ranges().iter().flat_map(|range| range.start()..=range.end()).for_each(|byte| set.add(byte));
        set
    }

    fn one(byte: u8) -> Self {
        let mut set = Self([0; 4]);
        set.add(byte);
        set
    }

    fn add(&mut self, byte: u8) {
        self.0.get_mut(usize::from(byte >> 6)).into_iter().for_each(|word| *word |= 1 << (byte & 63));
    }

    #[inline]
    fn contains(self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }

    /// Whether they have a byte in common.
    fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }

    /// Whether a byte is in it in either case.
    fn contains_folded(self, byte: u8) -> bool {
        self.contains(byte.to_ascii_lowercase()) || self.contains(byte.to_ascii_uppercase())
    }

    /// How many bytes are in it, both cases counted as one.
    fn count_folded(self) -> usize {
        (0..=255u8).filter(|&byte| !byte.is_ascii_uppercase() && self.contains_folded(byte)).count()
    }
}

/// The first places of a match, equal neighbours together.
fn runs(parts: &[Part]) -> Vec<(ByteSet, usize)> {
    let mut runs: Vec<(ByteSet, usize)> = Vec::new();
    let ones = parts.iter().map_while(|part| if let Part::One(set) = part { Some(*set) } else { None });
    for set in ones.take(PLACES as usize) {
        match runs.last_mut() {
            Some((last, count)) if *last == set => *count += 1,
            _ => runs.push((set, 1)),
        }
    }
    runs
}

/// For each keyword, most bytes before it in a match, and whether it is always that many.
fn leads(parts: &[Part], all: &[Text]) -> Vec<(usize, bool)> {
    let mut known: Vec<Option<(usize, bool)>> = vec![None; all.len()];
    // Nearly all places of a pattern begin no keyword.
    let mut firsts = ByteSet([0; 4]);
    all.iter().filter_map(|keyword| keyword.bytes().next()).for_each(|byte| {
        firsts.add(byte.to_ascii_lowercase());
        firsts.add(byte.to_ascii_uppercase());
    });
    let (mut before, mut exact) = (0usize, true);
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::One(set) if set.meets(firsts) => {
                let rest = parts.get(at..).unwrap_or_default();
                let unknown = known.iter_mut().zip(all).filter(|(known, _)| known.is_none());
                unknown
                    .filter(|(_, keyword)| stands_at(rest, keyword, all))
                    .for_each(|(known, _)| *known = Some((before, exact)));
            }
            Part::Choice { branches, .. } => {
                for (known, within) in known.iter_mut().zip(in_choice(branches, all)) {
                    *known = known.or(within.map(|within| (before + within, exact)));
                }
            }
            Part::One(_) | Part::Other { .. } => {}
        }
        let (least, most) = part.lengths();
        exact &= least == most;
        before = before.saturating_add(most);
    }
    known.into_iter().map(|known| known.unwrap_or((MAX_REACH, false))).collect()
}

impl Part {
    fn lengths(&self) -> (usize, usize) {
        match self {
            Self::One(_) => (1, 1),
            Self::Other { least, most } | Self::Choice { least, most, .. } => (*least, *most),
        }
    }
}

/// Whether a match has the keyword here whenever it has one of its length here at all: the bytes that can stand here
/// spell nothing but keywords.
fn stands_at(parts: &[Part], keyword: &str, all: &[Text]) -> bool {
    let Some(here) = parts.get(..keyword.len()) else { return false };
    let set = |part: &Part| if let Part::One(set) = part { Some(*set) } else { None };
    let fits = |other: &str| {
        other.len() == here.len()
            && here.iter().zip(other.bytes()).all(|(part, byte)| set(part).is_some_and(|set| set.contains_folded(byte)))
    };
    if !fits(keyword) {
        return false;
    }
    let sets = here.iter().filter_map(set);
    let spelled = sets.fold(1usize, |product, set| product.saturating_mul(set.count_folded()));
    let mut keywords: Vec<&Text> = all.iter().filter(|other| fits(other)).collect();
    keywords.sort_unstable();
    keywords.dedup();
    spelled == keywords.len()
}

/// For each keyword, how far from its start a choice has it, if each of its branches has one, all equally far.
fn in_choice(branches: &[Vec<Part>], all: &[Text]) -> Vec<Option<usize>> {
    let of_branch = |branch: &Vec<Part>| -> Vec<Option<usize>> {
        leads(branch, all).into_iter().map(|(before, exact)| exact.then_some(before)).collect()
    };
    let leads: Vec<Vec<Option<usize>>> = branches.iter().map(of_branch).collect();
    let within = |which: usize| {
        let within = leads.iter().find_map(|branch| branch.get(which).copied().flatten())?;
        leads.iter().all(|branch| branch.contains(&Some(within))).then_some(within)
    };
    (0..all.len()).map(within).collect()
}

fn flatten(hir: &Hir, parts: &mut Vec<Part>) {
    let properties = hir.properties();
    let least = properties.minimum_len().unwrap_or(0);
    let most = properties.maximum_len().unwrap_or(MAX_REACH).min(MAX_REACH);
    match hir.kind() {
        HirKind::Concat(children) => children.iter().for_each(|child| flatten(child, parts)),
        HirKind::Capture(capture) => flatten(&capture.sub, parts),
        HirKind::Literal(literal) => parts.extend(literal.0.iter().map(|byte| Part::One(ByteSet::one(*byte)))),
        HirKind::Class(Class::Bytes(class)) => parts.push(Part::One(ByteSet::of(class))),
        HirKind::Look(_) | HirKind::Empty => {}
        HirKind::Repetition(repetition) => {
            let sub = repetition.sub.properties();
            let known = if sub.minimum_len() == sub.maximum_len() { repetition.min.min(PLACES) } else { 0 };
            let taken = sub.minimum_len().unwrap_or(0).saturating_mul(known as usize);
            (0..known).for_each(|_| flatten(&repetition.sub, parts));
            if taken != most {
                parts.push(Part::Other { least: least.saturating_sub(taken), most: most.saturating_sub(taken) });
            }
        }
        HirKind::Alternation(children) => {
            let branches = children.iter().map(|child| {
                let mut branch = Vec::new();
                flatten(child, &mut branch);
                branch
            });
            parts.push(Part::Choice { branches: branches.collect(), least, most });
        }
        HirKind::Class(_) => parts.push(Part::Other { least, most }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str, keywords: &[&str]) -> Shape {
        let keywords: Vec<Text> = keywords.iter().map(|keyword| (*keyword).to_owned().into()).collect();
        Shape::of(&super::super::pattern::parse(source).unwrap(), &keywords, 4096)
    }

    fn lead_of(source: &str, keywords: &[&str]) -> (usize, bool) {
        let shape = shape(source, keywords);
        (shape.lead, shape.exact)
    }

    #[test]
    fn knows_how_far_a_match_reaches_before_its_keyword() {
        assert_eq!(lead_of("(?P<secret>ghp_[a-z]{3})", &["ghp_"]), (0, true));
        assert_eq!(lead_of("(?i)x{2,4}(ghp_[a-z]{3})", &["ghp_"]), (4, false));
        assert_eq!(lead_of("[a-z]{4}8q~[a-z]{3}", &["8q~"]), (4, true));
        assert_eq!(lead_of("(?:a|b)[a-z]{3}", &["zzz"]), (4096, false));
    }

    #[test]
    fn knows_keywords_that_share_a_place() {
        assert_eq!(lead_of("gh[po]_[a-z]{3}", &["ghp_", "gho_"]), (0, true));
        assert_eq!(lead_of("gh[pox]_[a-z]{3}", &["ghp_", "gho_"]), (4096, false));
        assert_eq!(lead_of("x(?:abc|defg)_[a-z]{3}", &["abc", "defg"]), (1, true));
        assert_eq!(lead_of("x(?:abc|y|defg)_[a-z]{3}", &["abc", "defg"]), (4096, false));
    }

    #[test]
    fn tells_what_cannot_match() {
        let shape = shape(r"(?P<secret>pat[0-9A-Za-z]{3,4}\.[0-9a-f]{2})", &["pat"]);
        assert!(shape.fits(b"patAb9.00"));
        for text in [&b"path = 1"[..], b"PATAb9.00", b"patA"] {
            assert!(!shape.fits(text));
        }
    }
}
