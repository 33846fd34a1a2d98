//! Strings of two bytes a character inside binaries: the literals of .NET assemblies, the resources of Windows programs
//! and of Android packages.

/// Shortest string that is taken.
const LEAST: usize = 6;

/// The ASCII strings in UTF-16 (little-endian) of a binary, a line each.
pub fn wide_strings(content: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut at = 0;
    // A character's zero byte is found faster than the character.
    while let Some(zero) = memchr::memchr(0, content.get(at + 1..).unwrap_or_default()).map(|found| at + 1 + found) {
        let run = run(content.get(zero - 1..).unwrap_or_default());
        if run >= LEAST {
            text.extend(content.iter().skip(zero - 1).step_by(2).take(run));
            text.push(b'\n');
        }
        at = zero - 1 + (2 * run).max(1);
    }
    text
}

/// How many characters a string has that begins here.
fn run(content: &[u8]) -> usize {
    content.as_chunks::<2>().0.iter().take_while(|[low, high]| matches!(low, b' '..=b'~' | b'\t') && *high == 0).count()
}
