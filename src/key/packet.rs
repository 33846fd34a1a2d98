//! How OpenPGP frames what it holds: packets of the older and the newer format, and the fields of one (RFC 9580, section 4).

use super::der::Number;

/// One packet: its tag and its body.
pub(super) struct Packet<'d> {
    /// What it is.
    pub(super) tag: u8,
    /// What it holds, its parts joined.
    pub(super) body: std::borrow::Cow<'d, [u8]>,
}

/// The first packet, and what stands behind it.
pub(super) fn packet(bytes: &[u8]) -> Option<(Packet<'_>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first & 0x80 == 0 {
        return None;
    }
    if first & 0x40 != 0 {
        let (body, rest) = new_body(rest)?;
        return Some((Packet { tag: first & 0x3f, body }, rest));
    }
    let size = match first & 3 {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => {
            let body = std::borrow::Cow::Borrowed(rest);
            return Some((Packet { tag: (first >> 2) & 0x0f, body }, &[]));
        }
    };
    let (digits, rest) = rest.split_at_checked(size)?;
    let length = digits.iter().fold(0usize, |length, byte| (length << 8) | usize::from(*byte));
    let (body, rest) = rest.split_at_checked(length)?;
    Some((Packet { tag: (first >> 2) & 0x0f, body: std::borrow::Cow::Borrowed(body) }, rest))
}

/// A body in the newer format, which may come in parts.
fn new_body(mut bytes: &[u8]) -> Option<(std::borrow::Cow<'_, [u8]>, &[u8])> {
    let mut joined: Vec<u8> = Vec::new();
    loop {
        let (&first, rest) = bytes.split_first()?;
        let (length, rest, more) = match first {
            0..=191 => (usize::from(first), rest, false),
            192..=223 => {
                let (&second, rest) = rest.split_first()?;
                (((usize::from(first) - 192) << 8) + usize::from(second) + 192, rest, false)
            }
            255 => {
                let (digits, rest) = rest.split_first_chunk::<4>()?;
                (usize::try_from(u32::from_be_bytes(*digits)).ok()?, rest, false)
            }
            _ => (1usize << (first & 0x1f), rest, true),
        };
        let (body, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        if !more && joined.is_empty() {
            return Some((std::borrow::Cow::Borrowed(body), rest));
        }
        joined.extend_from_slice(body);
        if !more {
            return Some((std::borrow::Cow::Owned(joined), rest));
        }
    }
}

/// Reads a key packet from the left.
pub(super) struct Cursor<'d> {
    /// What was not read yet.
    pub(super) rest: &'d [u8],
}

impl<'d> Cursor<'d> {
    /// A byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// So many bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'d [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    /// A number behind its length in bits.
    pub(super) fn number(&mut self) -> Option<Number<'d>> {
        let bits = self.take(2)?.iter().fold(0usize, |bits, byte| (bits << 8) | usize::from(*byte));
        self.take(bits.div_ceil(8)).map(Number::unsigned)
    }

    /// An object identifier behind its length in bytes.
    pub(super) fn oid(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?);
        let body = self.take(length)?;
        super::der::Tlv { tag: super::der::OID, body, raw: body }.oid()
    }
}
