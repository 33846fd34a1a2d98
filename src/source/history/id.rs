//! Names of objects, SHA-1 or SHA-256.

use std::fmt;

/// An object's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    bytes: [u8; 32],
    length: u8,
}

impl Id {
    /// From 20 or 32 bytes; other lengths have no name.
    pub fn from_bytes(name: &[u8]) -> Option<Self> {
        if !matches!(name.len(), 20 | 32) {
            return None;
        }
        let mut bytes = [0; 32];
        bytes.get_mut(..name.len())?.copy_from_slice(name);
        Some(Self { bytes, length: u8::try_from(name.len()).ok()? })
    }

    /// From 40 or 64 hexadecimal digits.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        if !matches!(text.len(), 40 | 64) {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut name = Vec::with_capacity(32);
        for pair in text.chunks_exact(2) {
            let [high, low] = pair else { return None };
            name.push(digit(*high)? << 4 | digit(*low)?);
        }
        Self::from_bytes(&name)
    }

    /// The bytes of the name.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Nothing but zeros: what git writes where there is no object.
    pub fn is_zero(&self) -> bool {
        self.bytes == [0; 32]
    }

    /// The first eight bytes, by which objects are sorted and found.
    pub(super) fn prefix(name: &[u8]) -> u64 {
        name.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A commit.
    Commit,
    /// A folder.
    Tree,
    /// A file's content.
    Blob,
    /// An annotated tag.
    Tag,
}

impl Kind {
    /// The word that git uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Blob => "blob",
            Self::Tag => "tag",
        }
    }

    /// By the word that git uses.
    pub fn of_word(word: &[u8]) -> Option<Self> {
        [Self::Commit, Self::Tree, Self::Blob, Self::Tag].into_iter().find(|kind| kind.as_str().as_bytes() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        let text = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        assert_eq!(Id::from_hex(text.as_bytes()).unwrap().to_string(), text);
        assert_eq!(Id::from_hex(&text.as_bytes()[..39]), None);
        assert_eq!(Id::from_hex(text.replace('4', "g").as_bytes()), None);
    }
}
