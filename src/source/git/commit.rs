//! What a commit or an annotated tag says, read leniently: history holds what old and strange tools wrote.

use bstr::{BStr, BString, ByteSlice as _};

use super::{ObjectId, ObjectKind};

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

/// A commit or a tag, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawCommit {
    /// The tree.
    pub tree: Option<ObjectId>,
    /// The parents, in order.
    pub parents: Vec<ObjectId>,
    /// The author; of a tag, who made it.
    pub author: Signature,
    /// Who made it.
    pub committer: Signature,
    /// What a tag is of.
    pub object: Option<(ObjectId, Option<ObjectKind>)>,
    /// Where the message begins.
    pub message: usize,
}

impl RawCommit {
    /// Reads the header; `content` is the object's.
    pub fn read(content: &[u8]) -> Self {
        let mut commit = Self::default();
        let mut at = 0;
        while let Some(rest) = content.get(at..).filter(|rest| !rest.is_empty()) {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            at += end + 1;
            if line.is_empty() {
                break;
            }
            commit.header(line);
        }
        commit.message = at.min(content.len());
        commit
    }

    fn header(&mut self, line: &[u8]) {
        let blank = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let (key, value) = (line.get(..blank).unwrap_or_default(), line.get(blank + 1..).unwrap_or_default());
        match key {
            b"tree" if self.tree.is_none() => self.tree = ObjectId::from_hex(value),
            b"parent" => self.parents.extend(ObjectId::from_hex(value)),
            b"author" | b"tagger" => self.author = Signature::read(value),
            b"committer" => self.committer = Signature::read(value),
            b"object" => self.object = ObjectId::from_hex(value).map(|id| (id, None)),
            b"type" => {
                if let Some((_, kind)) = &mut self.object {
                    *kind = ObjectKind::from_word(value);
                }
            }
            _ => {}
        }
    }
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
        let RawCommit { tree, parents, author, committer, message, .. } = RawCommit::read(data);
        let message = data.get(message..).unwrap_or_default().into();
        Some(Self { tree: tree?, parents, author, committer, message })
    }

    /// The first line of the message.
    pub fn subject(&self) -> &BStr {
        self.message.lines().next().unwrap_or_default().as_bstr()
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
    fn strange_commits_are_read() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let text =
            format!("tree {tree}\nparent {tree}\nauthor A B <a@b> 1700000000 +0530\ncommitter C <c> x\n\nhello\n");
        let commit = RawCommit::read(text.as_bytes());
        assert_eq!((commit.parents.len(), commit.committer.seconds), (1, None));
        assert_eq!(commit.author.date().as_deref(), Some("2023-11-15"));
        assert_eq!(&text[commit.message..], "hello\n");
        assert_eq!(RawCommit::read(b"").message, 0);
        assert_eq!(RawCommit::read(b"author nobody\n\n").author.name, b"nobody");
        let far = RawCommit::read(b"author A <> 99999999999999999 +0000\n\n");
        assert_eq!(far.author.date(), None);
        assert_eq!(RawCommit::read(b"author A <> -9223372036854775808 -9999\n\n").author.date(), None);
    }
}
