//! Long runs of letters and digits: what is encoded in base64 or hexadecimal is made of them, and other text has few.
//!
//! Every run of [`SURE`] letters and digits is found wherever a text is cut and whatever looks for it; of shorter ones
//! some are.

/// Letters and digits of a run that is always found.
pub const SURE: usize = 2 * ENOUGH - 1;

/// Letters and digits that a piece of a run needs to be seen.
const ENOUGH: usize = 16;

/// The places in a text where [`ENOUGH`] letters and digits begin; one a run.
pub(super) fn each(text: &[u8], runs: &mut Vec<usize>) {
    let mut length = 0;
    for (at, byte) in text.iter().enumerate() {
        length = if byte.is_ascii_alphanumeric() { length + 1 } else { 0 };
        if length == ENOUGH {
            runs.push(at + 1 - ENOUGH);
        }
    }
}

/// The same in a block: a bit for each place where a run begins, of a bit for each letter and digit.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn begins(alnum: u64) -> u64 {
    let two = alnum & (alnum >> 1);
    let four = two & (two >> 2);
    let eight = four & (four >> 4);
    let sixteen = eight & (eight >> 8);
    sixteen & !(sixteen << 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_told_by_its_beginning() {
        let mut runs = Vec::new();
        each(b"short 0123456789abcdefghij; 0123456789abcde", &mut runs);
        assert_eq!(runs, [6]);
        #[cfg(target_arch = "x86_64")]
        {
            assert_eq!(begins(0xffff_f000), 1 << 12);
            assert_eq!(begins(0x7fff | 0xffff_ffff << 32), 1 << 32);
        }
    }
}
