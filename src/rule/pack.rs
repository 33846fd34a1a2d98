//! The form in which `build.rs` hands rules to the program: read back in place, without parsing and nearly without
//! allocating.
//!
//! Numbers are LEB128, a text is its length and its bytes, a list its length and its members; there are no names and no
//! versions, because writer and reader are always of one build. A family's own types join with [`packed!`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::Text;

/// What can be packed.
pub trait Packed: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Vec<u8>);

    /// Reads it back; `None` where the bytes are none of ours.
    fn unpack(from: &mut Unpacker) -> Option<Self>;
}

/// A place in packed bytes.
#[derive(Debug)]
pub struct Unpacker {
    rest: &'static [u8],
}

impl Unpacker {
    /// At the beginning.
    pub fn new(bytes: &'static [u8]) -> Self {
        Self { rest: bytes }
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

    fn bytes(&mut self) -> Option<&'static [u8]> {
        let length = usize::unpack(self)?;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }
}

/// All of a family's rules.
pub(crate) fn unpack_all<T: Packed>(bytes: &'static [u8]) -> Option<Vec<T>> {
    let mut from = Unpacker::new(bytes);
    let all = Vec::unpack(&mut from)?;
    from.rest.is_empty().then_some(all)
}

fn pack_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Packed for $number {
            fn pack(&self, out: &mut Vec<u8>) {
                pack_number(u64::try_from(*self).unwrap_or(u64::MAX), out);
            }

            fn unpack(from: &mut Unpacker) -> Option<Self> {
                from.number()?.try_into().ok()
            }
        }
    )+};
}

numbers!(u8, u32, u64, usize);

/// As the number that its bits are.
impl Packed for i64 {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_number(u64::from_le_bytes(self.to_le_bytes()), out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        from.number().map(|number| Self::from_le_bytes(number.to_le_bytes()))
    }
}

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Some(from.number()? != 0)
    }
}

impl Packed for f32 {
    fn pack(&self, out: &mut Vec<u8>) {
        self.to_bits().pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        u32::unpack(from).map(Self::from_bits)
    }
}

impl Packed for Text {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        std::str::from_utf8(from.bytes()?).ok().map(Cow::Borrowed)
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Text::unpack(from).map(Text::into_owned)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
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
    fn pack(&self, out: &mut Vec<u8>) {
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

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        Vec::unpack(from).map(|all| all.into_iter().collect())
    }
}

impl<T: Packed, const N: usize> Packed for [T; N] {
    fn pack(&self, out: &mut Vec<u8>) {
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        let all: Option<Vec<T>> = (0..N).map(|_| T::unpack(from)).collect();
        all?.try_into().ok()
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Vec<u8>) {
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
    fn pack(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        match self {
            Self::Ready(value) => value.pack(&mut bytes),
            Self::Packed(packed) => bytes.extend_from_slice(packed),
        }
        bytes.len().pack(out);
        out.extend(bytes);
    }

    fn unpack(from: &mut Unpacker) -> Option<Self> {
        from.bytes().map(Self::Packed)
    }
}

/// Packs a struct: its fields one after the other. A field that is left out does not compile.
macro_rules! packed {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl $crate::rule::pack::Packed for $type {
            fn pack(&self, out: &mut Vec<u8>) {
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
            fn pack(&self, out: &mut Vec<u8>) {
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
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        bytes.leak()
    }

    #[test]
    fn what_is_packed_is_read_back() {
        assert_eq!(unpack_all(packed(&vec![sample(), sample()])), Some(vec![sample(), sample()]));
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
