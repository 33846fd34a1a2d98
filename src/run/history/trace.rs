//! What of a secret can be told while everything is read: that it is there, and what a look at it would go by.

use crate::judge::{Told, View};
use crate::run::chunks::{Chunks, Key};

/// A secret in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trace {
    /// What stands for the rule and the secret.
    pub(super) secret: u64,
    /// What stands for the secret and all else that the judge sees of it but the path: where that is the same, one look says
    /// it all. Made of content alone, so that which files are looked at does not depend on the order of reading.
    pub(super) look: u64,
    /// The chunk.
    pub(super) chunk: Key,
}

impl Trace {
    /// Of something that only a look at the whole file tells.
    pub(super) fn bare(chunk: Key) -> Self {
        Self { secret: chunk, look: chunk, chunk }
    }
}

/// What stands for a secret of a rule while the run lasts.
pub(super) fn secret(chunks: &Chunks, rule: &str, secret: &[u8]) -> u64 {
    chunks.chunker.key(secret, chunks.chunker.key(rule.as_bytes(), 3))
}

/// What stands for a secret and what the judge sees of it.
pub(super) fn seen(chunks: &Chunks, secret: u64, view: &View<'_>) -> u64 {
    let View { rule: _, secret: _, name, head, assigned: _, matched, above, before, after } = view;
    let Told { parents: [first, second, third], makes } = head.told();
    let parts = [name, first, second, third, above, before, matched, after];
    parts.into_iter().fold(secret ^ u64::from(makes), |salt, part| chunks.chunker.key(part, salt))
}
