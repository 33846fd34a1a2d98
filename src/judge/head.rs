//! The text before a name, and what of it the judge goes by.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::check::parents;

/// How secrets are made on a command line, in code, by a framework.
const MAKERS: &[&str] = &[
    "openssl rand",
    "token_hex",
    "token_urlsafe",
    "token_bytes",
    "randomBytes",
    "SecureRandom",
    "/dev/urandom",
    "encryption:init",
    "rails secret",
    "rake secret",
    "uuidgen",
    "pwgen",
];

/// The text before a name, as it stands or as it was summed up.
#[derive(Clone, Copy, Debug)]
pub enum Head<'t> {
    /// At most [`Head::REACH`] bytes of it.
    Text(&'t [u8]),
    /// What the judge goes by.
    Told(Told<'t>),
}

/// What the judge goes by of the text before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told<'t> {
    /// The names that the name stands under, the nearest first; empty ones where there are fewer.
    pub parents: [&'t [u8]; 3],
    /// It says how to make a secret.
    pub makes: bool,
}

impl<'t> Head<'t> {
    /// How much of the text counts, in bytes.
    pub const REACH: usize = 4096;

    /// What the judge goes by.
    pub fn told(&self) -> Told<'t> {
        Told { parents: self.parents(), makes: self.makes() }
    }

    /// The names that the name stands under, the nearest first; empty ones where there are fewer.
    pub(super) fn parents(&self) -> [&'t [u8]; 3] {
        match *self {
            Self::Text(text) => parents(text).map(|range| text.get(range).unwrap_or_default()),
            Self::Told(told) => told.parents,
        }
    }

    /// Whether the text says how to make a secret.
    pub(super) fn makes(&self) -> bool {
        static SEARCH: OnceLock<Option<AhoCorasick>> = OnceLock::new();
        match *self {
            Self::Text(text) => {
                // Which of them it is does not matter, and where that is so, many bytes are looked at together.
                let builder = || AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(MAKERS).ok();
                let search = SEARCH.get_or_init(builder);
                search.as_ref().is_some_and(|search| search.is_match(text))
            }
            Self::Told(told) => told.makes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_what_the_text_says() {
        let texts = [
            (&b"db:\n  main:\n    "[..], [&b"main"[..], b"db", b""], false),
            (b"Run `openssl rand -hex 32`:\n", [b"", b"", b""], true),
            (b"", [b"", b"", b""], false),
        ];
        for (text, parents, makes) in texts {
            let told = Head::Text(text).told();
            assert_eq!(told, Told { parents, makes });
            assert_eq!(Head::Told(told).told(), told);
        }
        for maker in MAKERS {
            assert!(Head::Text(maker.as_bytes()).makes(), "{maker}");
        }
    }
}
