//! Reading DER, and BER where other programs write it: tags, lengths, contents; nothing is refused for its value.
//!
//! Bounded by the input: every step consumes at least two bytes, and indefinite lengths are followed [`DEPTH`] deep.

use std::fmt::Write as _;

/// How deep indefinite lengths may lie in each other.
const DEPTH: usize = 16;

/// SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;
/// SET.
pub(super) const SET: u8 = 0x31;
/// INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub(super) const OID: u8 = 0x06;
/// `UTCTime`.
pub(super) const UTC_TIME: u8 = 0x17;
/// `GeneralizedTime`.
pub(super) const GENERALIZED_TIME: u8 = 0x18;

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tlv<'d> {
    /// The first byte: class, constructed, number.
    pub(super) tag: u8,
    /// The contents.
    pub(super) body: &'d [u8],
    /// All of it.
    pub(super) raw: &'d [u8],
}

/// Elements behind each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Elements<'d> {
    rest: &'d [u8],
}

impl<'d> Elements<'d> {
    /// Of some bytes.
    pub(super) fn of(bytes: &'d [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next one, if it has this tag; otherwise nothing is taken.
    pub(super) fn only(&mut self, tag: u8) -> Option<Tlv<'d>> {
        let mut ahead = self.clone();
        let found = ahead.next().filter(|tlv| tlv.tag == tag)?;
        *self = ahead;
        Some(found)
    }

    /// The next one without taking it.
    pub(super) fn peek(&self) -> Option<Tlv<'d>> {
        let mut ahead = self.clone();
        ahead.next()
    }
}

impl<'d> Iterator for Elements<'d> {
    type Item = Tlv<'d>;

    fn next(&mut self) -> Option<Tlv<'d>> {
        let tlv = first(self.rest)?;
        self.rest = self.rest.get(tlv.raw.len()..).unwrap_or_default();
        Some(tlv)
    }
}

/// The element at the beginning; none where it is cut off or its length lies.
pub(super) fn first(bytes: &[u8]) -> Option<Tlv<'_>> {
    element(bytes, 0)
}

/// Tag and length: the tag, where the contents begin, and how long they are (none: until an end mark).
fn header(bytes: &[u8]) -> Option<(u8, usize, Option<usize>)> {
    let tag = *bytes.first()?;
    let mut at = 1;
    if tag & 0x1f == 0x1f {
        // A tag of several bytes, which no key has.
        while bytes.get(at)? & 0x80 != 0 {
            at += 1;
            if at > 5 {
                return None;
            }
        }
        at += 1;
    }
    let length = *bytes.get(at)?;
    at += 1;
    if length < 0x80 {
        return Some((tag, at, Some(usize::from(length))));
    }
    let count = usize::from(length & 0x7f);
    if count == 0 {
        return Some((tag, at, None));
    }
    let digits = bytes.get(at..at + count)?;
    let significant = digits.iter().position(|digit| *digit != 0).unwrap_or(count);
    let digits = digits.get(significant..).filter(|digits| digits.len() <= 4)?;
    let length = digits.iter().fold(0usize, |length, digit| (length << 8) | usize::from(*digit));
    Some((tag, at + count, Some(length)))
}

fn element(bytes: &[u8], depth: usize) -> Option<Tlv<'_>> {
    let (tag, start, length) = header(bytes)?;
    if let Some(length) = length {
        let end = start.checked_add(length)?;
        return Some(Tlv { tag, body: bytes.get(start..end)?, raw: bytes.get(..end)? });
    }
    if depth >= DEPTH || tag & 0x20 == 0 {
        return None;
    }
    let mut at = start;
    loop {
        let rest = bytes.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            return Some(Tlv { tag, body: bytes.get(start..at)?, raw: bytes.get(..at + 2)? });
        }
        at += element(rest, depth + 1)?.raw.len();
    }
}

/// How long the element at the beginning says that it is, also where the bytes end before.
pub(super) fn claimed_length(bytes: &[u8]) -> Option<usize> {
    let (_, start, length) = header(bytes)?;
    start.checked_add(length?)
}

impl<'d> Tlv<'d> {
    /// What a constructed element holds.
    pub(super) fn elements(&self) -> Elements<'d> {
        Elements::of(self.body)
    }

    /// The contents of a SEQUENCE.
    pub(super) fn sequence(&self) -> Option<Elements<'d>> {
        (self.tag == SEQUENCE).then(|| self.elements())
    }

    /// The bytes of an octet string, also one that BER cuts into pieces: then only the first piece.
    pub(super) fn octets(&self) -> Option<&'d [u8]> {
        match self.tag {
            OCTET_STRING => Some(self.body),
            0x24 => self.elements().next().and_then(|piece| piece.octets()),
            _ => None,
        }
    }

    /// The bytes of a bit string, without the count of unused bits.
    pub(super) fn bits(&self) -> Option<&'d [u8]> {
        (self.tag == BIT_STRING).then(|| self.body.get(1..)).flatten()
    }

    /// An object identifier in dots.
    pub(super) fn oid(&self) -> Option<String> {
        (self.tag == OID && !self.body.is_empty()).then(|| oid_text(self.body))
    }

    /// A number.
    pub(super) fn number(&self) -> Option<Number<'d>> {
        (self.tag == INTEGER).then(|| Number::signed(self.body))
    }

    /// A number that fits.
    pub(super) fn small(&self) -> Option<u64> {
        self.number()?.small()
    }
}

/// An octet string with all its pieces joined.
pub(super) fn joined(tlv: &Tlv<'_>, depth: usize) -> Vec<u8> {
    if tlv.tag & 0x20 == 0 || depth >= DEPTH {
        return tlv.body.to_vec();
    }
    tlv.elements().flat_map(|piece| joined(&piece, depth + 1)).collect()
}

/// An integer as it stands in a file: a sign, and the bytes behind leading zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number<'d> {
    /// The first bit says that it is negative.
    pub(super) negative: bool,
    /// Most significant byte first, without leading zeros.
    pub(super) bytes: &'d [u8],
}

impl<'d> Number<'d> {
    /// Two's complement, as ASN.1 and SSH write it. The bytes of a negative number are those that stand there: programs that
    /// forget the leading zero mean them so.
    pub(super) fn signed(bytes: &'d [u8]) -> Self {
        Self { negative: bytes.first().is_some_and(|byte| byte & 0x80 != 0), bytes: trim(bytes) }
    }

    /// Without a sign.
    pub(super) fn unsigned(bytes: &'d [u8]) -> Self {
        Self { negative: false, bytes: trim(bytes) }
    }

    /// Bits from the highest one set.
    pub(super) fn bit_length(&self) -> u32 {
        bit_length(self.bytes)
    }

    /// As a machine word, if it fits.
    pub(super) fn small(&self) -> Option<u64> {
        (self.bytes.len() <= 8 && !self.negative)
            .then(|| self.bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }
}

/// Bits from the highest one set.
pub(super) fn bit_length(bytes: &[u8]) -> u32 {
    let bytes = trim(bytes);
    let Some(first) = bytes.first() else { return 0 };
    let whole = u32::try_from(bytes.len()).unwrap_or(u32::MAX / 8).min(u32::MAX / 8).saturating_mul(8);
    whole - first.leading_zeros()
}

/// Without leading zeros.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    bytes.get(zeros..).unwrap_or_default()
}

fn oid_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut arc = 0u64;
    for byte in bytes.iter().take(64) {
        arc = (arc << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        // Writing to a string does not fail.
        _ = if text.is_empty() {
            let top = (arc / 40).min(2);
            write!(text, "{top}.{}", arc - 40 * top)
        } else {
            write!(text, ".{arc}")
        };
        arc = 0;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_that_lie_give_nothing() {
        assert_eq!(first(&[0x30, 0x82, 0xff, 0xff, 1]), None);
        assert_eq!(first(&[0x30, 0x85, 1, 0, 0, 0, 0]), None);
        assert_eq!(first(&[0x30]), None);
        assert_eq!(first(&[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), None);
        assert_eq!(first(&[0x30, 0x84, 0, 0, 0, 1, 5]).unwrap().body, [5]);
    }

    #[test]
    fn indefinite_lengths_end_where_they_end() {
        let outer = [0x30, 0x80, 0x02, 1, 7, 0x30, 0x80, 0x02, 1, 9, 0, 0, 0, 0, 0xaa];
        let tlv = first(&outer).unwrap();
        assert_eq!((tlv.body.len(), tlv.raw.len()), (10, 14));
        let deep: Vec<u8> = std::iter::repeat_n([0x30u8, 0x80], 100_000).flatten().collect();
        assert_eq!(first(&deep), None);
    }

    #[test]
    fn numbers_have_the_bits_that_they_have() {
        for (bytes, bits) in [(&[0u8, 0x80][..], 8), (&[0x01, 0x00], 9), (&[0, 0, 0], 0), (&[0x7f], 7), (&[], 0)] {
            assert_eq!(Number::signed(bytes).bit_length(), bits, "{bytes:?}");
        }
        assert!(Number::signed(&[0x80]).negative);
    }

    #[test]
    fn object_identifiers_read_as_people_write_them() {
        let rsa = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
        assert_eq!(first(&rsa).unwrap().oid().unwrap(), "1.2.840.113549.1.1.1");
        assert_eq!(oid_text(&[0x88, 0x37, 3]), "2.999.3");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let read: usize = Elements::of(&bytes).map(|tlv| tlv.raw.len()).sum();
            prop_assert!(read <= bytes.len());
        }
    }
}
