//! Differences, as packs keep objects that are like others (<https://git-scm.com/docs/pack-format>, "Deltified
//! representation").

/// How many bytes the result has, by the difference's head; none where the difference is not one of the base's.
pub(in crate::source) fn result_size(delta: &[u8], base: usize) -> Option<(usize, &[u8])> {
    let (of, rest) = size(delta)?;
    let (size, rest) = size(rest)?;
    (of == base).then_some((size, rest))
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut size = 0usize;
    for (at, &byte) in bytes.iter().take(9).enumerate() {
        size |= usize::from(byte & 0x7f).checked_shl(u32::try_from(at * 7).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((size, bytes.get(at + 1..)?));
        }
    }
    None
}

/// A piece of an object that is the same in the object that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it begins in the base.
    pub from: usize,
    /// Where it begins in the object.
    pub to: usize,
    /// Its bytes.
    pub length: usize,
}

/// Makes an object from its base and from what follows a difference's head, and tells each piece that is copied, in the order of
/// the object. None where that does not fill `out` exactly.
pub(in crate::source) fn apply(
    base: &[u8],
    mut delta: &[u8],
    mut out: &mut [u8],
    mut copied: impl FnMut(Copied),
) -> Option<()> {
    let mut to = 0;
    while let Some((&command, rest)) = delta.split_first() {
        delta = rest;
        let piece = if command & 0x80 == 0 {
            // Zero is reserved.
            let (new, rest) = delta.split_at_checked(usize::from(command)).filter(|(new, _)| !new.is_empty())?;
            delta = rest;
            new
        } else {
            let offset = number(command, 4, &mut delta)?;
            let size = match number(command >> 4 & 7, 3, &mut delta)? {
                0 => 0x1_0000,
                size => size,
            };
            let piece = base.get(offset..offset.checked_add(size)?)?;
            copied(Copied { from: offset, to, length: size });
            piece
        };
        to += piece.len();
        let (here, rest) = std::mem::take(&mut out).split_at_mut_checked(piece.len())?;
        put(piece, here);
        out = rest;
    }
    out.is_empty().then_some(())
}

/// Adds a piece to what was copied; one that goes on where the last ended, in both, is part of that one.
pub(in crate::source) fn join(copied: &mut Vec<Copied>, piece: Copied) {
    match copied.last_mut() {
        Some(last) if last.from + last.length == piece.from && last.to + last.length == piece.to => {
            last.length += piece.length;
        }
        _ => copied.push(piece),
    }
}

/// From about so many bytes on musl copies as well.
const LONG: usize = 1 << 16;

/// Copies a piece. Most are short: for these a call takes longer than the copy. The `memcpy` of musl takes long to begin, so there
/// longer ones are copied here as well; that of glibc does not.
#[inline]
fn put(piece: &[u8], here: &mut [u8]) {
    match piece.len() {
        8..=16 => put_ends::<8>(piece, here),
        17..=32 => put_ends::<16>(piece, here),
        33..=64 => put_ends::<32>(piece, here),
        65..=128 => put_ends::<64>(piece, here),
        129..=LONG if cfg!(target_env = "musl") => put_blocks(piece, here),
        _ => here.copy_from_slice(piece),
    }
}

/// Copies block by block, and the last bytes once more: a piece of at least one block.
#[inline]
fn put_blocks(piece: &[u8], here: &mut [u8]) {
    const BLOCK: usize = 128;
    let (from, _) = piece.as_chunks::<BLOCK>();
    let (to, _) = here.as_chunks_mut::<BLOCK>();
    for (to, from) in to.iter_mut().zip(from) {
        // Else the compiler sees what the loop does, and makes the call of it.
        *to = *std::hint::black_box(from);
    }
    if let (Some(from), Some(to)) = (piece.last_chunk::<BLOCK>(), here.last_chunk_mut()) {
        *to = *from;
    }
}

/// Copies the first and the last bytes of a piece, which are all of it.
#[inline]
fn put_ends<const N: usize>(piece: &[u8], here: &mut [u8]) {
    if let (Some(from), Some(to)) = (piece.first_chunk::<N>(), here.first_chunk_mut()) {
        *to = *from;
    }
    if let (Some(from), Some(to)) = (piece.last_chunk::<N>(), here.last_chunk_mut()) {
        *to = *from;
    }
}

/// A number of which only those of up to four bytes are written that a mask names.
#[inline]
fn number(mask: u8, bytes: u32, delta: &mut &[u8]) -> Option<usize> {
    // Without a branch: which bytes are written changes from one number to the next.
    let mut rest = match delta.first_chunk() {
        Some(next) => u32::from_le_bytes(*next),
        None => delta.iter().rev().fold(0, |rest, &byte| rest << 8 | u32::from(byte)),
    };
    let (mut number, mut written) = (0u32, 0);
    for at in 0..bytes {
        let is_written = u32::from(mask >> at & 1);
        number |= ((rest & 0xff) * is_written) << (8 * at);
        rest >>= 8 * is_written;
        written += is_written as usize;
    }
    *delta = delta.get(written..)?;
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
        let (size, rest) = result_size(delta, base.len())?;
        let (mut out, mut copied) = (vec![0; size], Vec::new());
        apply(base, rest, &mut out, |piece| join(&mut copied, piece))?;
        for Copied { from, to, length } in copied {
            assert_eq!(out[to..to + length], base[from..from + length]);
        }
        Some(out)
    }

    #[test]
    fn copies_and_insertions_make_the_result() {
        // 10 bytes to 9: copy 4 from 2, insert "xy", copy 3 from 0.
        let delta = [10, 9, 0x91, 2, 4, 2, b'x', b'y', 0x90, 3];
        assert_eq!(made(b"0123456789", &delta).unwrap(), b"2345xy012");
        // No size means 64 KiB.
        let base = vec![7; 0x1_0001];
        let delta = [0x81, 0x80, 4, 0x80, 0x80, 4, 0x81, 1];
        assert_eq!(made(&base, &delta).unwrap(), vec![7; 0x1_0000]);
    }

    /// A number, seven bits a byte.
    fn written(mut number: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number > 0x7f {
            bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        bytes.push(number.to_le_bytes()[0]);
        bytes
    }

    proptest! {
        #[test]
        fn whatever_is_put_together_comes_out(
            base in proptest::collection::vec(any::<u8>(), 1..70_000),
            steps in proptest::collection::vec((any::<bool>(), any::<usize>(), 1usize..0xff_ffff), 0..20),
        ) {
            let (mut wanted, mut commands) = (Vec::new(), Vec::new());
            for (copies, from, length) in steps {
                let from = from % base.len();
                if copies {
                    let length = length.min(base.len() - from).max(1);
                    wanted.extend(&base[from..from + length]);
                    commands.push(0xff);
                    commands.extend(&from.to_le_bytes()[..4]);
                    commands.extend(&length.to_le_bytes()[..3]);
                } else {
                    let new = &base[from..base.len().min(from + length % 0x7f + 1)];
                    wanted.extend(new);
                    commands.push(new.len().to_le_bytes()[0]);
                    commands.extend(new);
                }
            }
            let delta = [written(base.len()), written(wanted.len()), commands].concat();
            prop_assert_eq!(made(&base, &delta), Some(wanted));
        }

        #[test]
        fn nothing_breaks_it(base in proptest::collection::vec(any::<u8>(), 0..300), delta: Vec<u8>) {
            _ = made(&base, &[&written(base.len())[..], &[40], &delta].concat());
        }
    }

    #[test]
    fn pieces_of_all_lengths_are_copied() {
        let base: Vec<u8> = (0u8..=250).cycle().take(1000).collect();
        for length in 0..600 {
            let mut here = vec![0xff; length];
            put(&base[300..300 + length], &mut here);
            assert!(here == base[300..300 + length], "{length}");
            if length >= 128 {
                here.fill(0xff);
                put_blocks(&base[300..300 + length], &mut here);
                assert!(here == base[300..300 + length], "{length} in blocks");
            }
        }
    }

    #[test]
    fn copies_that_go_on_are_one() {
        let (base, mut out, mut copied) = (vec![7; 0x2_0001], vec![0; 0x2_0002], Vec::new());
        // 64 KiB from 0, 64 KiB behind them, one new byte, and the first again.
        let delta = [0x80, 0x84, 1, 1, b'x', 0x90, 1];
        assert_eq!(apply(&base, &delta, &mut out, |piece| join(&mut copied, piece)), Some(()));
        let wanted = [(0, 0, 0x2_0000), (0, 0x2_0001, 1)].map(|(from, to, length)| Copied { from, to, length });
        assert_eq!(copied, wanted);
    }

    #[test]
    fn what_is_wrong_is_nothing() {
        let base = b"0123456789";
        let wrong: [&[u8]; 9] = [
            b"",
            &[11, 1, 1, b'x'],
            &[10, 2, 1, b'x'],
            &[10, 1, 2, b'x', b'y'],
            &[10, 1, 2, b'x'],
            &[10, 1, 0],
            &[10, 4, 0x91, 8, 4],
            &[10, 4, 0x91, 8],
            &[0x80; 32],
        ];
        for delta in wrong {
            assert_eq!(made(base, delta), None, "{delta:?}");
        }
    }
}
