//! Which commit brought a secret in, and how far it spread.

/// A commit (or an annotated tag) as a report names it. Texts are the repository's own, made printable and masked by
/// the room that builds this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id, in full, in hexadecimal.
    pub id: String,
    /// The author's name, as the mailmap has it; empty where the commit names none.
    pub author: String,
    /// The author's address, as the mailmap has it; empty where the commit names none.
    pub email: String,
    /// The day on which the author wrote it, in the author's own time zone (`YYYY-MM-DD`); empty where the commit tells
    /// none, or one that no calendar has.
    pub date: String,
    /// The first line of its message.
    pub summary: String,
}

/// Where in a history a secret stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The commit that brought it in: the first one by topology; of code the one since which it stands at `HEAD`.
    pub introduced: CommitInfo,
    /// The commit that took it away again, if it is gone: the first one after which nothing carries it.
    pub removed: Option<CommitInfo>,
    /// How many of the commits looked at carry it; 0 where they were not counted, because it is code, which is judged as it
    /// stands at `HEAD`.
    pub commits: u64,
    /// The paths at which it stands in some commit, the reported one among them: at most [`Provenance::PATHS`], sorted.
    pub paths: Vec<super::Origin>,
    /// How many such paths there are.
    pub path_count: u64,
    /// The refs from which a commit that carries it can be reached: at most [`Provenance::REFS`], sorted, in short form.
    pub refs: Vec<String>,
    /// How many such refs there are.
    pub ref_count: u64,
    /// It stands in the commit that `HEAD` points at.
    pub at_head: bool,
    /// Who owns the reported path by CODEOWNERS, parted by blanks.
    pub owner: Option<String>,
}

impl Provenance {
    /// Most paths that are named.
    pub const PATHS: usize = 20;
    /// Most refs that are named.
    pub const REFS: usize = 20;
}
