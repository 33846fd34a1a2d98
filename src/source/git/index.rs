//! The index, as both readers give it.

use bstr::{BString, ByteSlice as _};

use super::{Entry, ObjectId};

/// An entry of the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexEntry {
    /// Path from the top of the working tree.
    pub path: BString,
    /// What is there.
    pub entry: Entry,
    /// 0, or in a conflict 1 (base), 2 (ours), 3 (theirs).
    pub stage: u8,
    /// Announced with `git add --intent-to-add`: a commit would not hold it.
    pub announced: bool,
}

/// `MODE OID STAGE<TAB>PATH<NUL>`, as `git ls-files --stage -z` prints it.
pub(super) fn parse_stage(output: &[u8]) -> Vec<IndexEntry> {
    output.split(|b| *b == 0).filter_map(parse_entry).collect()
}

fn parse_entry(line: &[u8]) -> Option<IndexEntry> {
    let (head, path) = line.split_once_str(b"\t")?;
    let mut words = head.fields();
    let mode = u32::from_str_radix(words.next()?.to_str().ok()?, 8).ok()?;
    let id = ObjectId::from_hex(words.next()?)?;
    let stage = words.next()?.to_str().ok()?.parse().ok()?;
    // The listing does not tell; what is announced names the empty blob, in which there is nothing to find.
    Some(IndexEntry { path: path.into(), entry: Entry { mode, id }, stage, announced: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staged_entries_are_parsed() {
        let id = "a".repeat(40);
        let text = format!("100644 {id} 0\ta b\x00160000 {id} 2\tsub\nmodule\x00nonsense\x00");
        let entries = parse_stage(text.as_bytes());
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].path.as_bstr(), entries[0].stage), (b"a b".into(), 0));
        assert!(entries[1].entry.is_submodule());
        assert_eq!((entries[1].path.as_bstr(), entries[1].stage), (b"sub\nmodule".into(), 2));
    }
}
