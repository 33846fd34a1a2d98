//! Which versions of files can hold one of some secrets: told from their bytes, without scanning them.
//!
//! What a change adds is decided by how often its secrets stood in files before. A version in which none of their texts
//! stands holds none of them, and need not be scanned to know it.

use aho_corasick::AhoCorasick;

use super::outcome::Spot;
use super::versions::Version;
use crate::blob::{Content, container, sniff};

/// With more texts than these it is not worth it.
const MOST: usize = 20_000;

/// The texts of some secrets.
pub(super) struct Needles {
    plain: AhoCorasick,
    /// Statements, without white space.
    bare: Option<AhoCorasick>,
}

impl Needles {
    /// Of all that stands in some versions. None where a secret is not told by a text that stands there.
    pub(super) fn of<'v>(versions: impl Iterator<Item = &'v Version>) -> Option<Self> {
        let (mut plain, mut bare) = (Vec::new(), Vec::new());
        let all = versions
            .flat_map(|version| std::iter::once(version).chain(version.members.iter().map(|(_, member)| member)));
        for version in all {
            if !version.keys.is_empty() || plain.len() + bare.len() > MOST {
                return None;
            }
            for spot in &version.spots {
                let texts = [&mut plain, &mut bare].into_iter().nth(usize::from(spot.secret.is_statement()))?;
                texts.push(text_of(spot)?);
            }
        }
        let build = |mut texts: Vec<&[u8]>| {
            texts.sort_unstable();
            texts.dedup();
            AhoCorasick::new(texts).ok()
        };
        let bare = if bare.is_empty() { None } else { Some(build(bare)?) };
        Some(Self { plain: build(plain)?, bare })
    }

    /// Whether one of them can stand in the content of a file. What is packed or in another encoding may hold any.
    pub(super) fn may_stand_in(&self, name: &[u8], content: &[u8]) -> bool {
        sniff(content) != Content::Text
            || container(name, content).is_some()
            || self.plain.is_match(content)
            || self.bare.as_ref().is_some_and(|bare| {
                let stripped: Vec<u8> = content.iter().filter(|byte| !byte.is_ascii_whitespace()).copied().collect();
                bare.is_match(&stripped)
            })
    }
}

/// What of a secret stands in its file: of a statement all but its white space. None where that is not sure.
fn text_of(spot: &Spot) -> Option<&[u8]> {
    let text = spot.secret.expose();
    if spot.secret.is_statement() {
        return text.split(|byte| *byte == 0).nth(1).filter(|body| !body.is_empty());
    }
    (text.len() as u64 == spot.range.end - spot.range.start).then_some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_anywhere() {
        let needles = Needles::of([Version::default()].iter()).unwrap();
        assert!(!needles.may_stand_in(b"x", b"anything"));
        assert!(needles.may_stand_in(b"x", b"\xff\xfea\0b\0"), "it may say anything in UTF-16");
        assert!(needles.may_stand_in(b"x", b"PK\x03\x04"), "and in an archive");
    }
}
