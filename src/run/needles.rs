//! Which versions of files can hold one of some secrets: told from their bytes, without scanning them.
//!
//! What a change adds is decided by how often its secrets stood in files before. A version in which none of their texts
//! stands holds none of them, and need not be scanned to know it.

use aho_corasick::AhoCorasick;

use super::outcome::Spot;
use super::versions::Version;
use crate::blob::{Content, container, sniff};
use crate::key;

/// With more texts than these it is not worth it.
const MOST: usize = 20_000;

/// The texts of some secrets.
pub(super) struct Needles {
    plain: AhoCorasick,
    /// Statements, without white space.
    bare: Option<AhoCorasick>,
    /// What keys begin with, where what is said of a key is looked for: the same key can be written in several ways.
    keys: Option<AhoCorasick>,
}

impl Needles {
    /// Of something that stands in some versions. None where a secret is not told by a text that stands there.
    pub(super) fn of<'v>(found: impl Iterator<Item = (&'v Version, &'v Spot)>) -> Option<Self> {
        let (mut plain, mut bare, mut keys) = (Vec::new(), Vec::new(), false);
        for (version, spot) in found {
            if version.keys.iter().any(|key| key.identity == spot.secret) {
                keys = true;
                continue;
            }
            if plain.len() + bare.len() > MOST {
                return None;
            }
            let texts = [&mut plain, &mut bare].into_iter().nth(usize::from(spot.secret.is_statement()))?;
            texts.push(text_of(spot)?);
        }
        let build = |mut texts: Vec<&[u8]>| {
            texts.sort_unstable();
            texts.dedup();
            AhoCorasick::new(texts).ok()
        };
        let bare = if bare.is_empty() { None } else { Some(build(bare)?) };
        let insensitive = || AhoCorasick::builder().ascii_case_insensitive(true).build(key::keywords()).ok();
        let keys = if keys { Some(insensitive()?) } else { None };
        Some(Self { plain: build(plain)?, bare, keys })
    }

    /// Whether one of them can stand in the content of a file. What is packed or in another encoding may hold any.
    pub(super) fn may_stand_in(&self, name: &[u8], content: &[u8]) -> bool {
        sniff(content) != Content::Text
            || container(name, content).is_some()
            || self.plain.is_match(content)
            || self.keys.as_ref().is_some_and(|keys| keys.is_match(content) || key::find_whole(name, content).is_some())
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
        let needles = Needles::of(std::iter::empty()).unwrap();
        assert!(!needles.may_stand_in(b"x", b"anything"));
        assert!(needles.may_stand_in(b"x", b"\xff\xfea\0b\0"), "it may say anything in UTF-16");
        assert!(needles.may_stand_in(b"x", b"PK\x03\x04"), "and in an archive");
    }
}
