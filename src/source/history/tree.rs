//! What a tree object holds.

/// An entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'t> {
    /// `100644`, `40000` and so on, in octal as written.
    pub(super) mode: u32,
    /// The name, one part of a path: whatever stands there, `..` and `.git` too.
    pub(super) name: &'t [u8],
    /// The object's name.
    pub(super) object: &'t [u8],
}

impl Entry<'_> {
    /// A commit of another repository.
    pub(super) fn is_submodule(&self) -> bool {
        self.mode & 0o170_000 == 0o160_000
    }

    /// A folder.
    pub(super) fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }
}

/// Calls `each` with every entry. Says whether the tree was whole.
pub(super) fn entries<'t>(content: &'t [u8], hash: usize, mut each: impl FnMut(Entry<'t>)) -> bool {
    let mut rest = content;
    while !rest.is_empty() {
        let Some(entry) = next(&mut rest, hash) else { return false };
        each(entry);
    }
    true
}

#[inline]
fn next<'t>(rest: &mut &'t [u8], hash: usize) -> Option<Entry<'t>> {
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
    Some(Entry { mode, name, object })
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
}
