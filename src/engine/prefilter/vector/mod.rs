//! The first look of the prefilter with the vectors of x86-64 processors: whole blocks of text at once.
//!
//! [`avx512`] where the processor has it (Intel from Ice Lake on, AMD from Zen 4 on), else [`avx2`]. Both do the same:
//! they write down where a keyword may begin, and let too many places pass rather than one too few.

mod avx2;
mod avx512;
mod halves;
mod lanes;
mod places;
mod rest;
mod sets;

use std::cell::RefCell;

use super::long::Filter;
use super::word::Word;
use places::Places;
pub(super) use rest::Rest;

/// Most places of the text that are looked at in one call.
const CHUNK: usize = 2048;

/// Places of a block, at which both looks are done before the next.
const BLOCK: usize = 64;

/// What must be there of the text behind a block's first place.
const NEEDED: usize = BLOCK + 8;

/// Even places of a block.
const EVEN: usize = BLOCK / 2;

/// Blocks of one call.
const BLOCKS: usize = CHUNK / BLOCK;

/// The look that the processor can do best.
#[derive(Debug)]
pub(super) enum Look {
    Avx2(Box<avx2::Tables>),
    Avx512(Box<avx512::Tables>),
}

impl Look {
    /// For short keywords. None if the processor has neither.
    pub(super) fn new(short: &[Word]) -> Option<Self> {
        match avx512::Tables::new(short) {
            Some(tables) => Some(Self::Avx512(tables.into())),
            None => Self::plain(short),
        }
    }

    /// The look that most processors can do.
    pub(super) fn plain(short: &[Word]) -> Option<Self> {
        avx2::Tables::new(short).map(Box::new).map(Self::Avx2)
    }

    /// Looks at the places of a text from `from` on, at most [`CHUNK`], and fewer at its end. Gives how many it looked at,
    /// an even number.
    pub(super) fn look(&self, filter: &Filter, text: &[u8], from: usize, found: &mut Found) -> usize {
        match self {
            Self::Avx2(tables) => tables.look(filter, text.get(from..).unwrap_or_default(), found),
            Self::Avx512(tables) => tables.look(filter, text, from, found),
        }
    }
}

/// What a look found, in the order of the text.
#[derive(Debug)]
pub(super) struct Found {
    /// Places where a short keyword may begin, from the first one that was looked at.
    pub(super) short: Places,
    /// Places where runs of letters and digits begin, from the same.
    pub(super) runs: Places,
    /// Even places, from the same, where a gram of a long keyword may begin.
    pub(super) long: Places,
    grams: Grams,
}

thread_local! {
    /// A thread's own, so that it is not cleared anew for each text: of a small file that would be as much work as the look.
    static ROOM: RefCell<Box<Found>> = RefCell::new(Box::new(Found::new()));
}

impl Found {
    /// Lends one for a while. Nothing is kept from one use to the next.
    pub(super) fn lend<R>(to: impl FnOnce(&mut Self) -> R) -> R {
        ROOM.with(|room| match room.try_borrow_mut() {
            Ok(mut room) => to(&mut room),
            // Lent already, to somebody who looks at another text for the first.
            Err(_) => to(&mut Self::new()),
        })
    }

    /// Leaves out what is not before a place.
    pub(super) fn end_at(&mut self, end: usize) {
        for places in [&mut self.short, &mut self.runs, &mut self.long] {
            places.keep(|at| at < end);
        }
    }

    fn new() -> Self {
        let grams = Grams { bytes: [[0; EVEN]; BLOCKS], bits: [[0; EVEN]; BLOCKS], filter: [[0; EVEN]; BLOCKS] };
        Self { short: Places::new(), runs: Places::new(), long: Places::new(), grams }
    }
}

/// The grams at the even places of some blocks, and what the filter says of them.
#[derive(Debug)]
struct Grams {
    /// Which byte of the filter.
    bytes: [[u16; EVEN]; BLOCKS],
    /// Which bit of it.
    bits: [[u8; EVEN]; BLOCKS],
    /// That byte.
    filter: [[u8; EVEN]; BLOCKS],
}

impl Grams {
    /// Fetches the filter's bytes for the first blocks.
    ///
    /// For all of them before the first is used, because what was written byte by byte cannot be read as a vector at once;
    /// and by itself, because the compiler would put vectors together byte by byte, which takes longer than the rest.
    #[inline(never)]
    fn fetch(&mut self, filter: &Filter, blocks: usize) {
        let places = self.bytes.as_flattened().iter().take(blocks * EVEN);
        for (to, place) in self.filter.as_flattened_mut().iter_mut().zip(places) {
            *to = filter.byte(*place);
        }
    }
}

/// A part of an array.
#[inline]
fn part<const N: usize, const M: usize>(bytes: &[u8; N], from: usize) -> &[u8; M] {
    bytes.get(from..).and_then(|rest| rest.first_chunk::<M>()).unwrap_or(&[0; M])
}
