//! Which commits are meant: `BASE..HEAD` and its relatives, and what a push brings.

use std::collections::BTreeSet;

use bstr::{BStr, BString, ByteSlice as _};

use super::{GitError, ObjectId, ObjectKind, Repository};
use crate::order::Order as _;

/// Tags that lead to tags; more than this many and somebody is playing.
const DEEPEST: usize = 32;

/// Largest tag that is read.
const LARGEST_TAG: u64 = 16 << 20;

/// Commits to look at, and what else is pushed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Commits, parents first.
    pub commits: Vec<ObjectId>,
    /// The commits whose version of a file is the last: an allow in them counts for the whole range.
    pub tips: Vec<ObjectId>,
    /// Messages of annotated tags, under the name of their ref.
    pub messages: Vec<(BString, ObjectId, BString)>,
    /// Blobs and trees that a ref names by itself.
    pub others: Vec<(BString, ObjectId, ObjectKind)>,
}

/// The commits that a person means.
///
/// `A..B` and `A...B` are what `B` has and `A` has not: a range is decided commit by commit, and so a merge base adds
/// nothing to it. Anything else is a single commit.
pub fn choose(repository: &Repository, revisions: &str) -> Result<Chosen, GitError> {
    let sides = revisions.split_once("...").or_else(|| revisions.split_once(".."));
    let Some((base, head)) = sides else {
        let commit = repository.resolve(revisions)?;
        return Ok(Chosen { commits: vec![commit], tips: vec![commit], ..Chosen::default() });
    };
    let or_head = |side: &str| repository.resolve(if side.is_empty() { "HEAD" } else { side });
    let (base, head) = (or_head(base)?, or_head(head)?);
    between(repository, &[head], &[base])
}

/// What some commits have and others have not.
pub fn between(repository: &Repository, heads: &[ObjectId], bases: &[ObjectId]) -> Result<Chosen, GitError> {
    Ok(Chosen { commits: repository.range(heads, bases)?, tips: heads.to_vec(), ..Chosen::default() })
}

/// A ref that a push changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The ref's name at the receiver.
    pub name: BString,
    /// What it is to name; zeros for a ref that is deleted.
    pub new: ObjectId,
    /// What it named at the receiver; zeros for a new one.
    pub old: ObjectId,
}

/// Reads what git hands to hooks: `LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID` (pre-push) or `OLD-ID NEW-ID REF`
/// (pre-receive, post-receive). The error names the line that is neither.
pub fn read_updates(input: &[u8]) -> Result<Vec<Update>, usize> {
    let mut updates = Vec::new();
    for (number, line) in (1..).zip(input.lines()) {
        let words: Vec<&[u8]> = line.split(|b| *b == b' ').collect();
        let id = |word: &[u8]| ObjectId::from_hex(word).ok_or(number);
        updates.push(match words.as_slice() {
            [_, new, name, old] | [old, new, name] => Update { name: (*name).into(), new: id(new)?, old: id(old)? },
            [b""] => continue,
            _ => return Err(number),
        });
    }
    Ok(updates)
}

/// What of a push the other side may not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'k> {
    /// What this remote was seen to have; without its name, what any was.
    Remote(Option<&'k BStr>),
    /// Whatever our own refs reach: we are the receiver.
    Ours,
}

/// The commits that a push brings and the other side is not known to have.
pub fn pushed(repository: &Repository, updates: &[Update], known: Known<'_>) -> Result<Chosen, GitError> {
    let mut chosen = Chosen::default();
    let mut heads = BTreeSet::new();
    for update in updates.iter().filter(|update| !update.new.is_zero()) {
        heads.extend(follow(repository, update, &mut chosen)?);
    }
    let mut bases: Vec<ObjectId> = updates.iter().map(|update| update.old).filter(|old| !old.is_zero()).collect();
    bases.retain(|old| repository.contains(*old));
    let prefix: BString = match known {
        Known::Remote(Some(name)) => [b"refs/remotes/", name.as_bytes(), b"/"].concat().into(),
        Known::Remote(None) => "refs/remotes/".into(),
        Known::Ours => "refs/".into(),
    };
    let refs = repository.references()?.named.into_iter();
    bases.extend(refs.filter(|(name, _)| name.starts_with(&prefix)).map(|(_, id)| id));
    bases.order();
    bases.dedup();
    let heads: Vec<ObjectId> = heads.into_iter().collect();
    let commits = if heads.is_empty() { Vec::new() } else { repository.range(&heads, &bases)? };
    Ok(Chosen { commits, tips: heads, ..chosen })
}

/// Follows a ref through its tags to a commit, if it leads to one.
fn follow(repository: &Repository, update: &Update, chosen: &mut Chosen) -> Result<Option<ObjectId>, GitError> {
    let mut id = update.new;
    for _ in 0..DEEPEST {
        let object = repository.object(id, LARGEST_TAG)?;
        if object.kind == ObjectKind::Commit {
            return Ok(Some(id));
        }
        let Some(data) = object.data.filter(|_| object.kind == ObjectKind::Tag) else {
            chosen.others.push((update.name.clone(), id, object.kind));
            return Ok(None);
        };
        let (head, message) = data.split_once_str(b"\n\n").unwrap_or((data.as_slice(), b""));
        chosen.messages.push((update.name.clone(), id, message.into()));
        let target = head.lines().find_map(|line| ObjectId::from_hex(line.strip_prefix(b"object ")?));
        id = target.ok_or_else(|| GitError::Damaged(id, "a tag that names nothing".to_owned()))?;
    }
    Err(GitError::Limit(format!("{} is a tag of a tag of a tag …", update.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_updates_are_read() {
        let (a, b) = ("a".repeat(40), "0".repeat(40));
        let push = format!("HEAD {a} refs/heads/main {b}\n(delete) {b} refs/heads/x {a}\n");
        let read = read_updates(push.as_bytes()).unwrap();
        assert_eq!(read.len(), 2);
        assert!(read[0].old.is_zero() && read[1].new.is_zero() && read[1].name == "refs/heads/x");
        let receive = read_updates(format!("{b} {a} refs/heads/main").as_bytes()).unwrap();
        assert!(receive[0].old.is_zero() && !receive[0].new.is_zero());
        assert_eq!(read_updates(b"\n"), Ok(vec![]));
        assert_eq!(read_updates(format!("{b} {a} r\nx y z\n").as_bytes()), Err(2));
    }
}
