//! The hash by which GitHub recognises a line after it has moved: `primaryLocationLineHash`.
//!
//! GitHub's uploader computes it from the checkout and warns where a file brings another value, so ours must agree to
//! the last bit. The text is taken as UTF-16; blanks and tabs are dropped; every line end counts as one LF. A line's
//! hash is the polynomial (base 37, wrapping at 64 bits) of the 100 units that start with the line, followed by a
//! colon and the ordinal of the line among those with the same hash. The end of the file counts as one unit `0xFFFF`
//! and is padded with zeros.
//!
//! It is unsalted and covers whatever stands in those 100 units: who may call this, and on which text, is a question
//! of redaction that this module does not answer.

use std::collections::{BTreeMap, VecDeque};

/// How many units a line's hash covers.
pub const BLOCK: usize = 100;
const BASE: u64 = 37;
const END_OF_FILE: u16 = 0xffff;
const LF: u16 = 0x0a;
const CR: u16 = 0x0d;
const TAB: u16 = 0x09;
const BLANK: u16 = 0x20;

/// The hash of one line, counted from 1; `None` if the content has no such line.
pub fn line_hash(content: &[u8], line: u64) -> Option<String> {
    line_hashes(content, &[line]).pop().flatten()
}

/// The hashes of some lines, in the order asked for, in one pass that ends after the last of them.
pub fn line_hashes(content: &[u8], lines: &[u64]) -> Vec<Option<String>> {
    let Some(last) = lines.iter().max().and_then(|&last| usize::try_from(last).ok()) else {
        return vec![None; lines.len()];
    };
    let hashes = Roll::over(content, last);
    let hash_of = |line: u64| hashes.get(usize::try_from(line.checked_sub(1)?).ok()?).copied();
    let ordinals = ordinals(&hashes, lines);
    lines
        .iter()
        .map(|&line| {
            let ordinal = ordinals.get(&line)?;
            Some(format!("{:x}:{ordinal}", hash_of(line)?))
        })
        .collect()
}

/// For each line asked for: the how-manieth it is with its hash.
fn ordinals(hashes: &[u64], lines: &[u64]) -> BTreeMap<u64, u64> {
    let mut ordinals = BTreeMap::new();
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    let wanted: BTreeMap<usize, u64> =
        lines.iter().filter_map(|&line| Some((usize::try_from(line.checked_sub(1)?).ok()?, line))).collect();
    for hash in wanted.keys().filter_map(|&at| hashes.get(at)) {
        seen.insert(*hash, 0);
    }
    for (at, hash) in hashes.iter().enumerate() {
        // Hashes that nobody asked for need no count: a file has many lines and few findings.
        let Some(count) = seen.get_mut(hash) else { continue };
        *count += 1;
        if let Some(&line) = wanted.get(&at) {
            ordinals.insert(line, *count);
        }
    }
    ordinals
}

/// The hash of the last [`BLOCK`] units, and the line starts among them.
struct Roll {
    hash: u64,
    window: VecDeque<Unit>,
    /// `BASE` to the power of [`BLOCK`]: what the unit that leaves has been multiplied by.
    top: u64,
    hashes: Vec<u64>,
}

#[derive(Clone, Copy, Default)]
struct Unit {
    value: u16,
    starts_line: bool,
}

impl Roll {
    /// The hashes of the first `last` lines, or of all if there are fewer.
    fn over(content: &[u8], last: usize) -> Vec<u64> {
        let top = (0..BLOCK).fold(1u64, |power, _| power.wrapping_mul(BASE));
        let mut roll = Self { hash: 0, window: VecDeque::from(vec![Unit::default(); BLOCK]), top, hashes: Vec::new() };
        let mut starts_line = true;
        let mut after_cr = false;
        for unit in units(content).chain([END_OF_FILE]) {
            if unit == BLANK || unit == TAB || (after_cr && unit == LF) {
                // A blank between CR and LF makes two line ends of them: so does GitHub.
                after_cr = false;
                continue;
            }
            after_cr = unit == CR;
            let value = if after_cr { LF } else { unit };
            roll.push(Unit { value, starts_line });
            starts_line = value == LF;
            if roll.hashes.len() >= last {
                return roll.hashes;
            }
        }
        for _ in 0..BLOCK {
            roll.push(Unit::default());
        }
        roll.hashes.truncate(last);
        roll.hashes
    }

    fn push(&mut self, unit: Unit) {
        let leaving = self.window.pop_front().unwrap_or_default();
        if leaving.starts_line {
            // The window holds exactly the block that starts with that line.
            self.hashes.push(self.hash);
        }
        self.window.push_back(unit);
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(unit.value))
            .wrapping_sub(self.top.wrapping_mul(u64::from(leaving.value)));
    }
}

/// UTF-16 units of a text; each invalid sequence is one U+FFFD, and a byte order mark stays.
fn units(content: &[u8]) -> impl Iterator<Item = u16> {
    content.utf8_chunks().flat_map(|chunk| {
        let invalid = (!chunk.invalid().is_empty()).then_some(0xfffd);
        chunk.valid().encode_utf16().chain(invalid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(content: &[u8], lines: u64) -> Vec<String> {
        let wanted: Vec<u64> = (1..=lines).collect();
        line_hashes(content, &wanted).into_iter().map(Option::unwrap).collect()
    }

    /// Computed by another program from the description above, without rolling.
    #[test]
    fn agrees_with_an_independent_computation() {
        let cases: [(&[u8], &str); 6] = [
            (b" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
            (
                b" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
                "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 \
                 e6ceba753e1a442:1",
            ),
            (
                b"x\r\ny\rz\r \nw",
                "5bbf6f1750de58a1:1 52d6fb42f96972b7:1 80196a71e61c3b08:1 58b3d6184b01bcdc:1 d9ddcb7cd81fb962:1",
            ),
            (
                b"\xef\xbb\xbfk = \xf0\x9f\x98\x80\xc3\xa9\n\xff\xfe\xe2\x82\n\x00\n",
                "d96b2b9b8a4af71d:1 164ea28ab61b1b9e:1 fab6606a19b511d5:1 c129715d7a2bc9a3:1",
            ),
            (b"", "c129715d7a2bc9a3:1"),
            (b"\n\n", "5b5d4caf73a13177:1 3c5bef55b72b93c9:1 c129715d7a2bc9a3:1"),
        ];
        for (content, expected) in cases {
            let expected: Vec<&str> = expected.split_whitespace().collect();
            assert_eq!(all(content, expected.len() as u64), expected);
        }
    }

    #[test]
    fn equal_lines_are_numbered() {
        let content = b"a long line that repeats itself \t, again\n".repeat(12);
        assert_eq!(
            line_hashes(&content, &[2, 9, 10, 13]),
            ["e1eb64004f856f1a:2", "e1eb64004f856f1a:9", "e1eb64004f866eb8:1", "c129715d7a2bc9a3:1"]
                .map(|hash| Some(hash.to_owned()))
        );
    }

    #[test]
    fn lines_that_do_not_exist_have_no_hash() {
        assert_eq!(line_hash(b"one\ntwo", 0), None);
        assert_eq!(line_hash(b"one\ntwo", 3), None);
        assert_eq!(line_hashes(b"one", &[]), Vec::<Option<String>>::new());
    }

    #[test]
    fn one_line_is_hashed_as_among_all() {
        let content = "αβγ\n  x\nx\n\nx y\n".repeat(50);
        let whole = all(content.as_bytes(), 251);
        for line in [251u64, 1, 7, 100] {
            assert_eq!(line_hash(content.as_bytes(), line).as_ref(), whole.get(usize::try_from(line).unwrap() - 1));
        }
    }
}
