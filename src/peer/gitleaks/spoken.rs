//! What of a match the conditions of a rule speak of: its secret, its line, its entropy.

use std::collections::BTreeMap;
use std::ops::Range;

use super::config::Rule;

/// A match without the line ends around it.
pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let matched = text.get(range.clone()).unwrap_or_default();
    let start = range.start + matched.iter().take_while(|byte| **byte == b'\n').count();
    let end = range.end - matched.iter().rev().take_while(|byte| **byte == b'\n').count();
    start..end.max(start)
}

/// The group that is the secret, in a match that is looked at by itself; without one, the first that holds something.
pub(super) fn secret_of(rule: &Rule, matched: &[u8]) -> Range<usize> {
    let captures = rule.regex.as_ref().and_then(|regex| regex.captures(matched));
    let Some(captures) = captures else { return 0..matched.len() };
    if captures.len() < 2 {
        return 0..matched.len();
    }
    let group = if rule.secret_group > 0 {
        Some(captures.get(rule.secret_group).map_or(0..0, |group| group.range()))
    } else {
        captures.iter().skip(1).flatten().find(|group| !group.is_empty()).map(|group| group.range())
    };
    group.unwrap_or(0..matched.len())
}

/// The lines that a match stands on.
pub(super) fn line_of<'t>(text: &'t [u8], matched: &Range<usize>) -> &'t [u8] {
    let start = memchr::memrchr(b'\n', text.get(..matched.start).unwrap_or_default()).map_or(0, |at| at + 1);
    let rest = text.get(matched.end..).unwrap_or_default();
    let end = matched.end + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    text.get(start..end).unwrap_or_default()
}

/// Shannon's entropy as gitleaks computes it: of characters, but over the length in bytes.
pub(super) fn entropy(secret: &[u8]) -> f64 {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for c in String::from_utf8_lossy(secret).chars() {
        *counts.entry(c).or_default() += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "a secret is far shorter than 2^52 bytes")]
    let length = secret.len() as f64;
    -counts.into_values().map(|count| f64::from(count) / length).map(|share| share * share.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_counts_characters_over_bytes() {
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9 && entropy(b"aaaa").abs() < 1e-9);
    }
}
