//! What a tree object holds.

use bstr::{BStr, ByteSlice as _};

use super::{Entry, ObjectId};

/// An entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawEntry<'t> {
    /// `100644`, `40000` and so on, in octal as written.
    pub mode: u32,
    /// The name, one part of a path: whatever stands there, `..` and `.git` too.
    pub name: &'t [u8],
    /// The object's name.
    pub object: &'t [u8],
}

impl RawEntry<'_> {
    /// A commit of another repository.
    pub fn is_submodule(&self) -> bool {
        self.mode & 0o170_000 == 0o160_000
    }

    /// A file with content of its own, no symbolic link.
    pub fn is_file(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }

    /// A folder.
    pub fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }
}

/// Calls `each` with every entry. Says whether the tree was whole.
pub fn entries<'t>(content: &'t [u8], hash: usize, mut each: impl FnMut(RawEntry<'t>)) -> bool {
    let mut rest = content;
    while !rest.is_empty() {
        let Some(entry) = next_entry(&mut rest, hash) else { return false };
        each(entry);
    }
    true
}

/// Reads the first entry of what is left of a tree; `hash` is the bytes of an object's name. None where it is cut off.
#[inline]
pub fn next_entry<'t>(rest: &mut &'t [u8], hash: usize) -> Option<RawEntry<'t>> {
    let blank = rest.iter().take(8).position(|byte| *byte == b' ')?;
    let mode = rest
        .get(..blank)?
        .iter()
        .try_fold(0u32, |mode, byte| matches!(byte, b'0'..=b'7').then(|| mode << 3 | u32::from(byte - b'0')))?;
    let behind = rest.get(blank + 1..)?;
    let end = memchr::memchr(0, behind)?;
    let name = behind.get(..end)?;
    let object = behind.get(end + 1..end + 1 + hash)?;
    *rest = behind.get(end + 1 + hash..)?;
    Some(RawEntry { mode, name, object })
}

/// The entries of a tree with their objects. An entry that is cut off ends the list with an error.
pub(super) fn tree_entries(data: &[u8], id_length: usize) -> impl Iterator<Item = Result<(&BStr, Entry), String>> {
    let mut rest = data;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let read = next_entry(&mut rest, id_length).and_then(|raw| {
            let entry = Entry { mode: raw.mode, id: ObjectId::from_bytes(raw.object)? };
            Some((raw.name.as_bstr(), entry))
        });
        if read.is_none() {
            rest = &[];
        }
        Some(read.ok_or_else(|| "an entry of the tree is cut off".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_tree_is_noticed() {
        let mut tree = b"100644 a\0".to_vec();
        tree.extend([7; 20]);
        let mut names = Vec::new();
        assert!(entries(&tree, 20, |entry| names.push(entry.name.to_vec())));
        assert_eq!(names, [b"a"]);
        assert!(!entries(&tree[..20], 20, |_| {}));
        assert!(!entries(b"10064x a\0", 20, |_| {}));
    }

    #[test]
    fn a_tree_that_is_cut_off_says_so() {
        let mut data = b"100644 a b\0".to_vec();
        data.extend([1; 20]);
        data.extend(b"40000 c\0");
        data.extend([2; 19]);
        let read: Vec<_> = tree_entries(&data, 20).collect();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].as_ref().unwrap().0, "a b");
        assert!(read[0].as_ref().unwrap().1.is_blob() && read[1].is_err());
        assert_eq!(tree_entries(b"9 x\0", 20).count(), 1);
    }
}
