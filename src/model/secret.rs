//! A credential's bytes, which cannot be printed by accident.

use std::fmt;

use super::mask::MASK;

/// The bytes of a credential. `Debug` and `Display` give the mask; it does not implement `Serialize`.
///
/// [`Secret::expose`] is the one way to the bytes: a search for it finds every place that handles them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Takes the bytes in.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// A statement that is no secret, such as a call that makes a weak key: what tells one finding from another. `number`
    /// tells equal ones of a file apart. It begins with a byte that stands in no text.
    pub fn statement(bytes: &[u8], number: u32) -> Self {
        let body = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).copied();
        let tail = number.to_string();
        Self(std::iter::once(0).chain(body).chain(std::iter::once(0)).chain(tail.bytes()).collect())
    }

    /// A secret whose bytes are not here, because a report that was read back tells its mask only. `file` and `group`
    /// tell it apart from the others: equal numbers are the same secret. It begins with bytes that stand in no text.
    pub fn withheld(file: u64, group: u64) -> Self {
        Self([0, 1].into_iter().chain(file.to_be_bytes()).chain(group.to_be_bytes()).collect())
    }

    /// Whether it is a statement, of which there is nothing to reveal.
    pub fn is_statement(&self) -> bool {
        self.0.first() == Some(&0) && !self.is_withheld()
    }

    /// Whether its bytes are not here.
    pub fn is_withheld(&self) -> bool {
        self.0.starts_with(&[0, 1])
    }

    /// Whether equal ones are one secret in several places: neither a statement nor nothing at all.
    pub fn makes_groups(&self) -> bool {
        !self.0.is_empty() && !self.is_statement()
    }

    /// Whether there is something to reveal.
    pub fn can_be_revealed(&self) -> bool {
        !self.0.is_empty() && self.0.first() != Some(&0)
    }

    /// The bytes themselves; none where they are withheld. For checks, fingerprints under a key, and `--reveal`; never for
    /// a message.
    pub fn expose(&self) -> &[u8] {
        if self.is_withheld() { &[] } else { &self.0 }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_gives_the_mask() {
        let secret = Secret::new(b"correct horse");
        let withheld = Secret::withheld(1, 2);
        assert!(withheld.makes_groups() && !withheld.can_be_revealed() && withheld.expose().is_empty());
        assert!(secret.can_be_revealed() && !Secret::statement(b"x", 1).makes_groups());
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), format!("{MASK} {MASK} Some({MASK})"));
    }
}
