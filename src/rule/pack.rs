//! The form in which `build.rs` hands rules to the program: read back in place, without parsing and nearly without
//! allocating.
//!
//! Numbers are LEB128, a list is its length and its members, a text twice its length and its bytes, or, where the same text stood
//! before, twice that one's place and one. There are no names and no versions, because writer and reader are always of one build. A
//! family's own types join with [`packed!`].

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use super::packer::{Packer, Unpacker};
use crate::model::Text;

/// What can be packed.
pub trait Packed: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Packer);

    /// Reads it back; `None` where the bytes are none of ours.
    fn unpack(from: &mut Unpacker) -> Option<Self>;
}

/// The bytes of a value by itself.
pub fn packed_alone<T: Packed>(value: &T) -> Vec<u8> {
    let mut packer = Packer::default();
    value.pack(&mut packer);
    packer.into_bytes()
}

/// All of a family's rules.
pub(crate) fn unpack_all<T: Packed>(bytes: &'static [u8]) -> Option<Vec<T>> {
    let mut from = Unpacker::new(bytes);
    let all = Vec::unpack(&mut from)?;
    (from.left() == 0).then_some(all)
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
        let mut all = Self::with_capacity(length.min(from.left()));
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
            Self::Ready(value) => Cow::Owned(packed_alone(value)),
            Self::Packed(packed) => Cow::Borrowed(*packed),
        };
        bytes.len().pack(out);
        out.raw(&bytes);
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
        packed_alone(value).leak()
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
