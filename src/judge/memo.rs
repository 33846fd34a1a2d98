//! What was worked out of texts lately, kept for when they come again.
//!
//! A name and its value stand in many versions of a file, and in many files: of those in a long history, nineteen of twenty
//! were judged before, beside other lines. Each thread keeps its own, of a fixed size.

use std::cell::RefCell;
use std::hash::BuildHasher as _;
use std::rc::Rc;
use std::thread::LocalKey;

use foldhash::fast::FixedState;

/// How many texts are kept.
const PLACES: u16 = 1 << 10;

/// Longer texts, in bytes, are not kept.
const LONGEST: usize = 512;

/// A text with what was worked out of it.
type Place<T> = Option<(Box<[u8]>, Rc<T>)>;

/// What was worked out of texts. Each text has one place, which the last that came keeps.
#[derive(Debug)]
pub(super) struct Memo<T> {
    places: RefCell<Vec<Place<T>>>,
}

impl<T> Memo<T> {
    /// Nothing yet.
    pub(super) const fn new() -> Self {
        Self { places: RefCell::new(Vec::new()) }
    }

    /// What a thread knows of a text; worked out anew where the thread is at its end.
    pub(super) fn known(own: &'static LocalKey<Self>, text: &[u8], work_out: fn(&[u8]) -> T) -> Rc<T> {
        let kept = own.try_with(|known| known.of(text, || work_out(text)));
        kept.unwrap_or_else(|_| Rc::new(work_out(text)))
    }

    /// What is worked out of a text, as it was kept or as `work_out` gives it, which may depend on the text alone.
    fn of(&self, text: &[u8], work_out: impl FnOnce() -> T) -> Rc<T> {
        self.kept(text).unwrap_or_else(|| {
            let made = Rc::new(work_out());
            self.keep(text, &made);
            made
        })
    }

    fn kept(&self, text: &[u8]) -> Option<Rc<T>> {
        let places = self.places.try_borrow().ok()?;
        let (of, made) = places.get(place_of(text))?.as_ref()?;
        (**of == *text).then(|| Rc::clone(made))
    }

    fn keep(&self, text: &[u8], made: &Rc<T>) {
        let Ok(mut places) = self.places.try_borrow_mut() else { return };
        if text.len() > LONGEST {
            return;
        }
        if places.is_empty() {
            places.resize_with(PLACES.into(), || None);
        }
        if let Some(place) = places.get_mut(place_of(text)) {
            *place = Some((text.into(), Rc::clone(made)));
        }
    }
}

fn place_of(text: &[u8]) -> usize {
    usize::try_from(FixedState::default().hash_one(text) % u64::from(PLACES)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_worked_out_once_while_it_is_kept() {
        let memo = Memo::new();
        assert_eq!((*memo.of(b"key", || 1), *memo.of(b"key", || 2), *memo.of(b"token", || 3)), (1, 1, 3));
        let long = [b'x'; LONGEST + 1];
        assert_eq!((*memo.of(&long, || 1), *memo.of(&long, || 2)), (1, 2));
    }

    #[test]
    fn a_place_is_for_one_text() {
        let memo = Memo::new();
        let texts: Vec<String> = (0..4 * u32::from(PLACES)).map(|number| number.to_string()).collect();
        for _ in 0..2 {
            for text in &texts {
                assert_eq!(*memo.of(text.as_bytes(), || text.clone()), *text);
            }
        }
        assert_eq!(memo.places.borrow().len(), usize::from(PLACES));
    }
}
