//! What a commit or an annotated tag says, read leniently: history holds what old and strange tools wrote.

use super::id::{Id, Kind};

/// Who, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// As written.
    pub name: Vec<u8>,
    /// As written, without the angle brackets.
    pub email: Vec<u8>,
    /// Seconds since 1970, if it is a number.
    pub seconds: Option<i64>,
    /// Minutes east of Greenwich.
    pub offset: i32,
}

impl Person {
    /// `Name <email> seconds +hhmm`, with any part missing.
    fn read(line: &[u8]) -> Self {
        let open = line.iter().position(|byte| *byte == b'<');
        let close = line.iter().rposition(|byte| *byte == b'>');
        let (name, email, when) = match (open, close) {
            (Some(open), Some(close)) if open < close => {
                (line.get(..open), line.get(open + 1..close), line.get(close + 1..))
            }
            _ => (Some(line), None, None),
        };
        let mut when = when.unwrap_or_default().split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let text = |word: Option<&[u8]>| word.and_then(|word| std::str::from_utf8(word).ok()).map(str::to_owned);
        let seconds = text(when.next()).and_then(|word| word.parse().ok());
        let zone: i32 = text(when.next()).and_then(|word| word.parse().ok()).unwrap_or(0);
        Self {
            name: name.unwrap_or_default().trim_ascii().to_vec(),
            email: email.unwrap_or_default().trim_ascii().to_vec(),
            seconds,
            offset: zone / 100 * 60 + zone % 100,
        }
    }

    /// The day in the person's own time zone; nothing where no calendar has it.
    pub fn day(&self) -> Option<String> {
        let seconds = self.seconds?.checked_add(i64::from(self.offset) * 60)?;
        let instant = jiff::Timestamp::from_second(seconds).ok()?;
        Some(jiff::tz::TimeZone::UTC.to_datetime(instant).date().to_string())
    }
}

/// A commit or a tag, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawCommit {
    /// The tree.
    pub tree: Option<Id>,
    /// The parents, in order.
    pub parents: Vec<Id>,
    /// The author; of a tag, who made it.
    pub author: Person,
    /// When it was committed: seconds since 1970.
    pub committed: Option<i64>,
    /// What a tag is of.
    pub object: Option<(Id, Option<Kind>)>,
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
            b"tree" => self.tree = Id::from_hex(value),
            b"parent" => self.parents.extend(Id::from_hex(value)),
            b"author" | b"tagger" => self.author = Person::read(value),
            b"committer" => self.committed = Person::read(value).seconds,
            b"object" => self.object = Id::from_hex(value).map(|id| (id, None)),
            b"type" => {
                if let Some((_, kind)) = &mut self.object {
                    *kind = Kind::of_word(value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_commits_are_read() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let text =
            format!("tree {tree}\nparent {tree}\nauthor A B <a@b> 1700000000 +0530\ncommitter C <c> x\n\nhello\n");
        let commit = RawCommit::read(text.as_bytes());
        assert_eq!((commit.parents.len(), commit.committed), (1, None));
        assert_eq!(commit.author.day().as_deref(), Some("2023-11-15"));
        assert_eq!(&text[commit.message..], "hello\n");
        assert_eq!(RawCommit::read(b"").message, 0);
        assert_eq!(RawCommit::read(b"author nobody\n\n").author.name, b"nobody");
        let far = RawCommit::read(b"author A <> 99999999999999999 +0000\n\n");
        assert_eq!(far.author.day(), None);
        assert_eq!(RawCommit::read(b"author A <> -9223372036854775808 -9999\n\n").author.day(), None);
    }
}
