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

    /// Whether it is a statement, of which there is nothing to reveal.
    pub fn is_statement(&self) -> bool {
        self.0.first() == Some(&0)
    }

    /// The bytes themselves. For checks, fingerprints under a key, and `--reveal`; never for a message.
    pub fn expose(&self) -> &[u8] {
        &self.0
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
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), format!("{MASK} {MASK} Some({MASK})"));
    }
}
