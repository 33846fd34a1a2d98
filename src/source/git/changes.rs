//! What differs between two trees, or between a tree and the index: by path, without looking at content.

use std::cmp::Ordering;

use bstr::BString;

use super::{Entry, GitError, IndexEntry, ObjectId, Repository};
use crate::order::Order as _;

/// More entries than any repository has; a tree can be written that unfolds to billions.
const MOST: usize = 10_000_000;

/// A path at which two trees differ. Folders are unfolded, so both sides are files, links or submodules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From the top.
    pub path: BString,
    /// What is there now; none if it is gone.
    pub new: Option<Entry>,
    /// What was there before; none if nothing was.
    pub old: Option<Entry>,
}

/// A pair of folders that are still to be compared.
struct Pair {
    prefix: BString,
    new: Option<ObjectId>,
    old: Option<ObjectId>,
}

/// The paths at which a tree differs from another, sorted. Equal folders are passed over unread.
pub fn changes(repository: &Repository, new: Option<ObjectId>, old: Option<ObjectId>) -> Result<Vec<Change>, GitError> {
    let mut found = Vec::new();
    let mut seen = 0;
    let mut open = vec![Pair { prefix: BString::default(), new, old }];
    while let Some(pair) = open.pop() {
        if pair.new == pair.old {
            continue;
        }
        let read = |id: Option<ObjectId>| id.map_or_else(|| Ok(Vec::new()), |id| repository.tree(id));
        let (new, old) = (sorted(read(pair.new)?), sorted(read(pair.old)?));
        seen += new.len() + old.len();
        if seen > MOST {
            return Err(GitError::Limit(format!("more than {MOST} entries in trees")));
        }
        join(&new, &old, |name, new, old| unfold(&pair.prefix, name, new, old, &mut open, &mut found));
    }
    found.order_by(|a: &Change, b: &Change| a.path.cmp(&b.path));
    Ok(found)
}

fn sorted(mut entries: Vec<(BString, Entry)>) -> Vec<(BString, Entry)> {
    // Git sorts folders as if their names ended with a slash, and a hostile tree need not be sorted at all.
    entries.order();
    entries
}

/// Walks two sorted lists side by side.
fn join<T: Copy>(new: &[(BString, T)], old: &[(BString, T)], mut take: impl FnMut(&BString, Option<T>, Option<T>)) {
    let (mut new, mut old) = (new.iter().peekable(), old.iter().peekable());
    loop {
        let order = match (new.peek(), old.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let left = if order == Ordering::Greater { None } else { new.next() };
        let right = if order == Ordering::Less { None } else { old.next() };
        if let Some((name, _)) = left.or(right) {
            take(name, left.map(|(_, entry)| *entry), right.map(|(_, entry)| *entry));
        }
    }
}

fn unfold(
    prefix: &BString,
    name: &BString,
    new: Option<Entry>,
    old: Option<Entry>,
    open: &mut Vec<Pair>,
    found: &mut Vec<Change>,
) {
    if new == old {
        return;
    }
    let mut path = prefix.clone();
    path.extend_from_slice(name);
    let tree = |entry: Option<Entry>| entry.filter(Entry::is_tree).map(|entry| entry.id);
    let leaf = |entry: Option<Entry>| entry.filter(|entry| !entry.is_tree());
    if leaf(new).is_some() || leaf(old).is_some() {
        found.push(Change { path: path.clone(), new: leaf(new), old: leaf(old) });
    }
    if tree(new).is_some() || tree(old).is_some() {
        path.push(b'/');
        open.push(Pair { prefix: path, new: tree(new), old: tree(old) });
    }
}

/// The paths at which the index differs from a tree, sorted. In a conflict both sides count; what was only announced
/// does not.
pub fn staged(repository: &Repository, index: &[IndexEntry], tree: Option<ObjectId>) -> Result<Vec<Change>, GitError> {
    let old: Vec<(BString, Entry)> =
        changes(repository, tree, None)?.into_iter().filter_map(|change| Some((change.path, change.new?))).collect();
    let mut new: Vec<(BString, Entry)> = Vec::new();
    let mut more = Vec::new();
    for entry in index.iter().filter(|entry| !entry.announced && entry.stage != 1) {
        if new.last().is_some_and(|(path, _)| *path == entry.path) {
            more.push(Change { path: entry.path.clone(), new: Some(entry.entry), old: None });
        } else {
            new.push((entry.path.clone(), entry.entry));
        }
    }
    let mut found = more;
    join(&new, &old, |path, new, old| {
        if new != old {
            found.push(Change { path: path.clone(), new, old });
        }
    });
    found.order_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}
