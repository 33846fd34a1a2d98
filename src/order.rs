//! Sorting where lists are short or sorted once: compiled once for all of them.
//!
//! The sort of the standard library is compiled anew for each type and each comparison, some eight kilobytes a time. What a scan
//! spends its time in sorts with that; everything else sorts with this, and the program stays small.

use std::cmp::Ordering;

/// Stable sorts of what a slice holds.
pub(crate) trait Order<T> {
    /// By what the elements say of themselves.
    fn order(&mut self)
    where
        T: Ord;

    /// By a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By what a key of each says.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Order<T> for [T] {
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() < 2 {
            return;
        }
        let mut places = places(self.len(), &mut |left, right| match (self.get(left), self.get(right)) {
            (Some(left), Some(right)) => compare(left, right),
            _ => Ordering::Equal,
        });
        for at in 0..places.len() {
            while let Some(place) = places.get(at).copied().filter(|place| *place != at) {
                self.swap(at, place);
                places.swap(at, place);
            }
        }
    }

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|left, right| key(left).cmp(&key(right)));
    }
}

/// The place that each element comes to.
fn places(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(|left, right| compare(*left, *right));
    let mut places = vec![0; length];
    for (place, element) in order.into_iter().enumerate() {
        if let Some(own) = places.get_mut(element) {
            *own = place;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list in proptest::collection::vec((0u8..20, any::<u16>()), 0..200)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            ours.order_by_key(|(first, _)| *first);
            theirs.sort_by_key(|(first, _)| *first);
            prop_assert_eq!(&ours, &theirs);
            ours.order();
            theirs.sort_unstable();
            prop_assert_eq!(&ours, &theirs);
            ours.order_by(|left, right| right.cmp(left));
            theirs.sort_by(|left, right| right.cmp(left));
            prop_assert_eq!(ours, theirs);
        }
    }
}
