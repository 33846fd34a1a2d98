//! Base64 without armour: how far a run of it reaches, and what it holds.

use std::ops::Range;

use super::base64::{decode, is_digit};
use super::found::Found;
use super::material::Key;
use super::{armour, der, pem, shape, ssh};

/// The longest run of base64 that is decoded, in digits.
const LONGEST: usize = 1 << 17;

/// Base64 without armour around `at`: a structure, or armour within.
pub(super) fn bare(text: &[u8], at: usize, from: usize) -> Option<Found> {
    let range = run(text, at, from);
    let bytes = decode(text.get(range.clone())?.iter().copied().take(LONGEST));
    let keys = if bytes.first() == Some(&0x30) {
        let tlv = der::first(&bytes)?;
        shape::by_shape(&tlv, 0)
    } else if bytes.starts_with(b"-----BEGIN ") {
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"-----BEGIN ").take(100).collect();
        find_armour(&bytes, &places)
    } else {
        ssh_in(&bytes)
    };
    let keys: Vec<Key> = keys
        .into_iter()
        .map(|key| {
            let container = format!("base64 {}", if key.container.is_empty() { "DER" } else { &key.container });
            key.within(container)
        })
        .collect();
    let shown = range.start..range.end.min(range.start + 16);
    (!keys.is_empty()).then(|| Found { hidden: range.clone(), range, shown, keys })
}

fn find_armour(bytes: &[u8], places: &[usize]) -> Vec<Key> {
    places.iter().filter_map(|&at| armour::armour(bytes, at)).flat_map(|armour| pem::keys(&armour)).collect()
}

fn ssh_in(bytes: &[u8]) -> Vec<Key> {
    ssh::blob(bytes).into_iter().collect()
}

/// The run of base64 around a place: its line, and lines before and behind that are base64 throughout and long.
fn run(text: &[u8], at: usize, from: usize) -> Range<usize> {
    let low = from.max(at.saturating_sub(LONGEST));
    let mut start = back(text, at, low);
    // The n of an escaped line end is no digit.
    if start > low && text.get(start - 1) == Some(&b'\\') && matches!(text.get(start), Some(b'n' | b'r')) {
        start += 1;
    }
    let end = forward(text, at);
    start..end
}

/// Back over digits, and over line ends between lines of digits.
fn back(text: &[u8], at: usize, low: usize) -> usize {
    let mut start = at;
    loop {
        while start > low && text.get(start - 1).is_some_and(|byte| is_digit(*byte)) {
            start -= 1;
        }
        let gap = text.get(low..start).unwrap_or_default();
        let blank = gap.iter().rev().take(120).take_while(|byte| byte.is_ascii_whitespace()).count();
        let has_line = gap.get(gap.len() - blank..).is_some_and(|blank| blank.contains(&b'\n'));
        let before = gap.get(..gap.len() - blank).unwrap_or_default();
        let digits = before.iter().rev().take(400).take_while(|byte| is_digit(**byte)).count();
        let edge = before.len().checked_sub(digits + 1).and_then(|at| before.get(at));
        let alone = edge.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'>' | b'|'));
        if !has_line || digits < 40 || !alone {
            return start;
        }
        start -= blank;
    }
}

/// Forward, likewise.
pub(super) fn forward(text: &[u8], at: usize) -> usize {
    let mut end = at;
    let limit = text.len().min(at + LONGEST);
    loop {
        while end < limit && text.get(end).is_some_and(|byte| is_digit(*byte)) {
            end += 1;
        }
        let rest = text.get(end..limit).unwrap_or_default();
        let blank = rest.iter().take(120).take_while(|byte| byte.is_ascii_whitespace()).count();
        let has_line = rest.get(..blank).is_some_and(|blank| blank.contains(&b'\n'));
        let after = rest.get(blank..).unwrap_or_default();
        let digits = after.iter().take(400).take_while(|byte| is_digit(**byte)).count();
        let edge = after.get(digits);
        let alone = edge.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'<'));
        if !has_line || digits < 4 || !alone {
            let padding = rest.iter().take(2).take_while(|byte| **byte == b'=').count();
            return end + padding;
        }
        end += blank;
    }
}
