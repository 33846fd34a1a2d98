//! Numbers of objects.

/// An object's number: its place in [`super::Objects`].
pub type Number = u32;

/// Stands for an object that has its number from elsewhere.
pub(super) const DOUBLE: Number = Number::MAX;

/// The first eight bytes of a name, by which objects are sorted and found.
pub(super) fn prefix(name: &[u8]) -> u64 {
    name.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
}
