//! What stands near a provider's name and is no secret of theirs by what is right beside it: commits, digests, types of code.

use std::ops::Range;

/// Whether a run is the commit that something is pinned to: `uses: actions/checkout@0123…`, `git+https://…/name@0123…`,
/// `"sha": "0123…"`.
pub(super) fn is_revision(before: &[u8], run: &[u8]) -> bool {
    let digits = matches!(run.len(), 40 | 64) && run.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let behind_name = || matches!(before, [.., name, b'@'] if name.is_ascii_alphanumeric());
    digits && (behind_name() || names_revision(before))
}

/// Whether a run is the module of a type, as code refers to it: `&acmev1alpha1.Generator{`.
pub(super) fn is_type(text: &[u8], run: Range<usize>) -> bool {
    let before = run.start.checked_sub(1).and_then(|at| text.get(at));
    let behind = text.get(run.end) == Some(&b'.') && text.get(run.end + 1).is_some_and(u8::is_ascii_uppercase);
    behind && matches!(before, Some(b'&' | b'*' | b']'))
}

/// Whether a text ends with the name of a commit or a digest, and what assigns.
fn names_revision(before: &[u8]) -> bool {
    const NAMES: [&[u8]; 8] =
        [b"sha", b"sha1", b"sha256", b"commit", b"revision", b"digest", b"checksum", b"integrity"];
    let near = before.get(before.len().saturating_sub(32)..).unwrap_or_default().to_ascii_lowercase();
    let sign = |byte: &u8| b"\"' \t:=".contains(byte);
    let end = near.iter().rposition(|byte| !sign(byte)).map_or(0, |at| at + 1);
    let (left, signs) = near.split_at_checked(end).unwrap_or_default();
    let start = left.iter().rposition(|byte| !byte.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    signs.iter().any(|byte| b":=".contains(byte)) && NAMES.contains(&left.get(start..).unwrap_or_default())
}
