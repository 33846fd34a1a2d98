//! The form in which `build.rs` hands rules to the program: read back in place, without parsing and nearly without
//! allocating.
//!
//! Numbers are LEB128, a list is its length and its members, a text twice its length and its bytes, or, where the same text stood
//! before, twice that one's place and one. There are no names and no versions, because writer and reader are always of one build. A
//! family's own types join with [`packed!`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::Text;

/// What can be packed.
pub trait Packed: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Packer);

    /// Reads it back; `None` where the bytes are none of ours.
    fn unpack(from: &mut Unpacker) -> Option<Self>;
}

/// What is being packed.
#[derive(Debug, Default)]
pub struct Packer {
    bytes: Vec<u8>,
    /// Where each text stands first.
    texts: BTreeMap<String, usize>,
}

impl Packer {
    /// The bytes of a value by itself.
    pub fn packed<T: Packed>(value: &T) -> Vec<u8> {
        let mut packer = Self::default();
        value.pack(&mut packer);
        packer.bytes
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &str) {
        if let Some(place) = self.texts.get(text) {
            self.number((*place as u64) << 1 | 1);
            return;
        }
        if text.len() > 2 {
            self.texts.insert(text.to_owned(), self.bytes.len());
        }
        self.number((text.len() as u64) << 1);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// A place in packed bytes.
#[derive(Debug)]
pub struct Unpacker {
    whole: &'static [u8],
    rest: &'static [u8],
}

impl Unpacker {
    /// At the beginning.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { whole: bytes, rest: bytes }
    }

    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn bytes(&mut self, length: u64) -> Option<&'static [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'static str> {
        let number = self.number()?;
        let bytes = if number & 1 == 0 {
            self.bytes(number >> 1)?
        } else {
            let place = usize::try_from(number >> 1).ok()?;
            let mut first = Self { whole: self.whole, rest: self.whole.get(place..)? };
            let length = first.number()?;
            if length & 1 == 1 {
                return None;
            }
            first.bytes(length >> 1)?
        };
        std::str::from_utf8(bytes).ok()
    }
}

/// All of a family's rules.
pub(crate) fn unpack_all<T: Packed>(bytes: &'static [u8]) -> Option<Vec<T>> {
    let mut from = Unpacker::new(bytes);
    let all = Vec::unpack(&mut from)?;
    from.rest.is_empty().then_some(all)
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Packed for $number {
            fn pack(&self, out: &mut Packer) {
                out.number(u64::try_from(*self).unwrap_or(u64::MAX));
            }

            fn unpack(from: &mut Unpacker) -> Option<Self> {
                from.number()?.try_into().ok()
            }
        }
    )+};
}

numbers!(u8, u32, u64, usize);

impl Packed for bool {
    fn pack(&self, out: &mut Packer) {
        out.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some(from.number()? != 0)
    }
}

impl Packed for f32 {
    fn pack(&self, out: &mut Packer) {
        self.to_bits().pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        u32::unpack(from).map(Self::from_bits)
    }
}

impl Packed for Text {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        from.text().map(Cow::Borrowed)
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Text::unpack(from).map(Text::into_owned)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Packer) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        if bool::unpack(from)? { T::unpack(from).map(Some) } else { Some(None) }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Packer) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        let length = usize::unpack(from)?;
        // A length that is not true must not ask for memory.
        let mut all = Self::with_capacity(length.min(from.rest.len()));
        for _ in 0..length {
            all.push(T::unpack(from)?);
        }
        Some(all)
    }
}

impl<T: Packed, const N: usize> Packed for [T; N] {
    fn pack(&self, out: &mut Packer) {
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        let all: Option<Vec<T>> = (0..N).map(|_| T::unpack(from)).collect();
        all?.try_into().ok()
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, out: &mut Packer) {
        self.len().pack(out);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Vec::<(K, V)>::unpack(from).map(|all| all.into_iter().collect())
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Packer) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

/// What few runs need: unpacked when it is asked for.
#[derive(Debug)]
pub(crate) enum Later<T> {
    /// As it is.
    Ready(T),
    /// Still packed.
    Packed(&'static [u8]),
}

impl<T: Packed + Clone> Later<T> {
    /// The value; `None` where the bytes are none of ours.
    pub(crate) fn get(&self) -> Option<Cow<'_, T>> {
        match self {
            Self::Ready(value) => Some(Cow::Borrowed(value)),
            Self::Packed(bytes) => T::unpack(&mut Unpacker::new(bytes)).map(Cow::Owned),
        }
    }
}

impl<T: Packed> Packed for Later<T> {
    fn pack(&self, out: &mut Packer) {
        let bytes = match self {
            Self::Ready(value) => Cow::Owned(Packer::packed(value)),
            Self::Packed(packed) => Cow::Borrowed(*packed),
        };
        bytes.len().pack(out);
        out.bytes.extend_from_slice(&bytes);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        let length = from.number()?;
        from.bytes(length).map(Self::Packed)
    }
}

/// Packs a struct: its fields one after the other. A field that is left out does not compile.
macro_rules! packed {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl $crate::rule::pack::Packed for $type {
            fn pack(&self, out: &mut $crate::rule::pack::Packer) {
                $($crate::rule::pack::Packed::pack(&self.$field, out);)+
            }

            fn unpack(from: &mut $crate::rule::pack::Unpacker) -> Option<Self> {
                $(let $field = $crate::rule::pack::Packed::unpack(from)?;)+
                Some(Self { $($field),+ })
            }
        }
    };
}

/// Packs a value by a name that it has: a word, or an enum without fields.
macro_rules! packed_by_name {
    ($type:ty, $name:expr, $named:expr) => {
        impl $crate::rule::pack::Packed for $type {
            fn pack(&self, out: &mut $crate::rule::pack::Packer) {
                let name: $crate::model::Text = std::borrow::Cow::Borrowed($name(*self));
                name.pack(out);
            }

            fn unpack(from: &mut $crate::rule::pack::Unpacker) -> Option<Self> {
                let name = <$crate::model::Text as $crate::rule::pack::Packed>::unpack(from)?;
                $named(&name)
            }
        }
    };
}

pub(crate) use {packed, packed_by_name};

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Sample {
        number: usize,
        text: Text,
        list: Vec<Option<Text>>,
        pair: (u32, f32),
    }

    packed!(Sample { number, text, list, pair });

    fn sample() -> Sample {
        Sample { number: 300, text: "é".into(), list: vec![None, Some("x".into())], pair: (u32::MAX, 3.5) }
    }

    fn packed<T: Packed>(value: &T) -> &'static [u8] {
        Packer::packed(value).leak()
    }

    #[test]
    fn what_is_packed_is_read_back() {
        assert_eq!(unpack_all(packed(&vec![sample(), sample()])), Some(vec![sample(), sample()]));
    }

    #[test]
    fn a_text_that_comes_again_is_written_once() {
        let long: Vec<Text> = vec!["the same again".into(); 9];
        let bytes = packed(&long);
        assert!(bytes.len() < 40, "{}", bytes.len());
        assert_eq!(unpack_all(bytes), Some(long));
        // A reference to a reference, to itself and behind the end.
        for reference in [&[1, 1][..], &[1, 3], &[1, 99]] {
            assert_eq!(unpack_all::<Text>(reference.to_vec().leak()), None);
        }
    }

    #[test]
    fn what_is_cut_or_too_long_is_refused() {
        let bytes = packed(&vec![sample()]);
        for end in 0..bytes.len() {
            assert_eq!(unpack_all::<Sample>(&bytes[..end]), None, "{end}");
        }
        assert_eq!(unpack_all::<Sample>([bytes, b"x"].concat().leak()), None);
        assert_eq!(unpack_all::<Sample>(&[0xff; 32]), None);
    }

    #[test]
    fn later_is_the_same_as_now() {
        let later: Later<Sample> = Later::unpack(&mut Unpacker::new(packed(&Later::Ready(sample())))).unwrap();
        assert!(matches!(later, Later::Packed(_)));
        assert_eq!(later.get().unwrap().into_owned(), sample());
    }
}
