//! Trees and commits, read from their bytes.
//!
//! Read here and not by libgit2, because the bytes come from the `git` program as well, and because a malformed commit
//! must cost itself only.

use bstr::{BStr, BString, ByteSlice as _};

use super::ObjectId;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// Content.
    Blob,
    /// A folder.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

/// An object, or its size where that is over the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes; none if there are more than were asked for.
    pub data: Option<Vec<u8>>,
}

/// What a name in a tree or in the index leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Git's mode.
    pub mode: u32,
    /// The object.
    pub id: ObjectId,
}

impl Entry {
    /// A folder.
    pub fn is_tree(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// A commit of another repository.
    pub fn is_submodule(&self) -> bool {
        self.mode & 0o170_000 == 0o160_000
    }

    /// A file or a symbolic link, whose content is a blob.
    pub fn is_blob(&self) -> bool {
        !self.is_tree() && !self.is_submodule()
    }
}

/// The entries of a tree: name, mode, object. An entry that is cut off ends the list with an error.
pub fn tree_entries(data: &[u8], id_length: usize) -> impl Iterator<Item = Result<(&BStr, Entry), String>> {
    let mut rest = data;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let read = tree_entry(&mut rest, id_length);
        if read.is_none() {
            rest = &[];
        }
        Some(read.ok_or_else(|| "an entry of the tree is cut off".to_owned()))
    })
}

fn tree_entry<'d>(rest: &mut &'d [u8], id_length: usize) -> Option<(&'d BStr, Entry)> {
    let (head, tail) = rest.split_once_str(b"\0")?;
    let (mode, name) = head.split_once_str(b" ")?;
    let mode = mode.iter().try_fold(0u32, |mode, &b| {
        let digit = u32::from(b.checked_sub(b'0')?);
        (digit < 8).then(|| mode.checked_mul(8)?.checked_add(digit))?
    })?;
    let id = ObjectId::from_bytes(tail.get(..id_length)?)?;
    *rest = tail.get(id_length..)?;
    Some((name.as_bstr(), Entry { mode, id }))
}

/// Who, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Name and address, as written.
    pub name: BString,
    /// The address.
    pub email: BString,
    /// Seconds since 1970; none where it is no number.
    pub seconds: Option<i64>,
    /// The distance of the author's clock from UTC in minutes.
    pub offset_minutes: i32,
}

/// A commit. What a malformed one lacks is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: Signature,
    /// Who made it.
    pub committer: Signature,
    /// What it says; bytes, for the encoding is anybody's choice.
    pub message: BString,
}

impl Commit {
    /// Reads a commit. None if it has no tree: then it says nothing that could be scanned.
    pub fn read(data: &[u8]) -> Option<Self> {
        let (head, message) = data.split_once_str(b"\n\n").unwrap_or((data, b""));
        let mut tree = None;
        let mut commit = Self {
            tree: ObjectId::from_bytes(&[0; 20])?,
            parents: Vec::new(),
            author: Signature::default(),
            committer: Signature::default(),
            message: message.into(),
        };
        for line in head.lines() {
            let Some((word, rest)) = line.split_once_str(b" ") else { continue };
            match word {
                b"tree" if tree.is_none() => tree = ObjectId::from_hex(rest),
                b"parent" => commit.parents.extend(ObjectId::from_hex(rest)),
                b"author" => commit.author = Signature::read(rest),
                b"committer" => commit.committer = Signature::read(rest),
                _ => {}
            }
        }
        commit.tree = tree?;
        Some(commit)
    }

    /// The first line of the message.
    pub fn subject(&self) -> &BStr {
        self.message.lines().next().unwrap_or_default().as_bstr()
    }
}

impl Signature {
    /// The day in its author's own time zone (`YYYY-MM-DD`); none where no calendar has it.
    pub fn date(&self) -> Option<String> {
        let local = self.seconds?.checked_add(i64::from(self.offset_minutes) * 60)?;
        let moment = jiff::Timestamp::from_second(local).ok()?;
        Some(jiff::tz::TimeZone::UTC.to_datetime(moment).date().to_string())
    }

    /// `NAME <EMAIL> SECONDS ±HHMM`.
    fn read(line: &[u8]) -> Self {
        let (who, when) = match line.rfind_byte(b'>') {
            Some(at) => (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default()),
            None => (line, &b""[..]),
        };
        let (name, email) = who.split_once_str(b"<").unwrap_or((who, b""));
        let mut when = when.fields();
        let number = |word: Option<&[u8]>| word.and_then(|word| word.to_str().ok()?.parse::<i64>().ok());
        let seconds = number(when.next());
        let zone = number(when.next()).and_then(|zone| i32::try_from(zone).ok()).unwrap_or_default();
        let offset_minutes = zone / 100 * 60 + zone % 100;
        Self { name: name.trim().into(), email: email.trim().into(), seconds, offset_minutes }
    }
}

impl ObjectKind {
    /// The word that git has for it.
    pub(super) fn from_word(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"blob" => Self::Blob,
            b"tree" => Self::Tree,
            b"commit" => Self::Commit,
            b"tag" => Self::Tag,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_and_a_malformed_one_costs_what_it_lacks() {
        let text = format!(
            "tree {0}\nparent {1}\nauthor A B <a@b.example> 12 +0130\ncommitter C <c@d> 99999999999999999999 x\n\nhello\n\nworld\n",
            "a".repeat(40),
            "b".repeat(40)
        );
        let commit = Commit::read(text.as_bytes()).unwrap();
        assert_eq!((commit.parents.len(), commit.subject()), (1, b"hello".as_bstr()));
        assert_eq!(
            (commit.author.name.as_bstr(), commit.author.email.as_bstr()),
            (b"A B".into(), b"a@b.example".into())
        );
        assert_eq!((commit.author.seconds, commit.author.offset_minutes), (Some(12), 90));
        assert_eq!(commit.committer.seconds, None);
        let bare = Commit::read(format!("tree {}\n", "a".repeat(40)).as_bytes()).unwrap();
        assert!(bare.message.is_empty() && bare.author.name.is_empty());
        assert_eq!(Commit::read(b"parent x\n\ntree"), None);
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
