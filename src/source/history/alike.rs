//! What need not even be looked at: of an object that was made from another one, the parts that were copied from there.
//!
//! A pack keeps most versions of a file, and of a folder, as the pieces in which they are the same as another version. Where all
//! that decided a part's ends, and what is known of it, lies within such a piece, the same is known of it as there. Parts
//! are the chunks of a text and the entries of a tree; what is known of them is for others to say.

use std::ops::Range;

use super::descend::Like;
use crate::source::git::Copied;

/// The parts of an object, while others are made from it.
#[derive(Debug)]
pub struct Marks<T> {
    /// In which way it was looked at; none of what was not looked at as it stands there.
    way: Option<u64>,
    marks: Vec<Mark<T>>,
}

/// The place of a part of which nothing is known yet.
#[derive(Clone, Copy, Debug)]
pub struct Reserved(usize);

/// Behind the end of the object.
const THE_END: u32 = u32::MAX;

/// A part.
#[derive(Clone, Copy, Debug)]
struct Mark<T> {
    start: u32,
    end: u32,
    /// Up to where its end, and what is known of it, depend on the object. [`THE_END`]: on where the object ends.
    needs: u32,
    /// On how many bytes before it.
    front: u16,
    known: T,
}

impl<T> Default for Marks<T> {
    fn default() -> Self {
        Self { way: None, marks: Vec::new() }
    }
}

impl<T: Copy> Marks<T> {
    /// None yet of an object that is made from that, and looked at in the same way.
    pub fn new(alike: &Alike<'_, T>) -> Self {
        Self { way: Some(alike.way), marks: Vec::with_capacity(alike.base.len()) }
    }

    /// Adds the next part of an object of so many bytes. It, and what is known of it, depend on so many bytes before it, and
    /// on the object up to `needs`; [`usize::MAX`] is on where the object ends.
    pub fn add(&mut self, part: Range<usize>, (front, needs): (u16, usize), known: T, length: usize) {
        if let Some(place) = self.reserve(part, known) {
            self.fill(place, (front, needs), known, length);
        }
    }

    /// Adds the next part of an object, of which more will be known before the object is done: [`Self::fill`] is to be called.
    /// None of parts so far behind that nothing is kept of them.
    pub fn reserve(&mut self, part: Range<usize>, known: T) -> Option<Reserved> {
        let (start, end) = (u32::try_from(part.start).ok()?, u32::try_from(part.end).ok()?);
        self.marks.push(Mark { start, end, needs: THE_END, front: u16::MAX, known });
        Some(Reserved(self.marks.len() - 1))
    }

    /// Says what is known of a part whose place was reserved; the rest as for [`Self::add`].
    pub fn fill(&mut self, place: Reserved, (front, needs): (u16, usize), known: T, length: usize) {
        // What would stand behind the object is that there is no more of it.
        let needs = u32::try_from(needs).ok().filter(|_| needs <= length).unwrap_or(THE_END);
        if let Some(mark) = self.marks.get_mut(place.0) {
            *mark = Mark { needs, front, known, ..*mark };
        }
    }
}

/// The way through the pieces that an object has in common with the one that it was made from.
#[derive(Debug)]
pub struct Alike<'l, T> {
    way: u64,
    base: &'l [Mark<T>],
    base_length: usize,
    length: usize,
    copied: &'l [Copied],
    /// The mark that probably is the next.
    next: usize,
}

impl<'l, T: Copy> Alike<'l, T> {
    /// Of an object of so many bytes. Only what was looked at in the same way says anything of it.
    pub fn of(like: Option<Like<'l, Marks<T>>>, way: u64, length: usize) -> Self {
        let fits = |like: &Like<'_, _>| [length, like.length].into_iter().all(|length| u32::try_from(length).is_ok());
        let like = like.filter(|like| like.left.way == Some(way) && fits(like));
        let (base, base_length, copied) =
            like.map_or_else(Default::default, |like| (like.left.marks.as_slice(), like.length, like.copied));
        Self { way, base, base_length, length, copied, next: 0 }
    }

    /// Adds to the marks the parts that begin at a place and are the base's, as many as there are one behind the other. Gives
    /// where the last of them ends. Places are asked for in order.
    pub fn go_on(&mut self, place: usize, marks: &mut Marks<T>, mut each: impl FnMut(T)) -> usize {
        let Some(piece) = self.piece(place) else { return place };
        // Also where this is less than nothing: what is added to it is more.
        let [from, to] = [piece.from, piece.to].map(|place| u32::try_from(place).unwrap_or(THE_END));
        let shift = to.wrapping_sub(from);
        let Some(at) = u32::try_from(place).ok().and_then(|place| self.mark(place.wrapping_sub(shift))) else {
            return place;
        };
        let begins_both = piece.from == 0 && piece.to == 0;
        let piece_end = piece.from + piece.length;
        let ends_both = piece_end == self.base_length && piece.to + piece.length == self.length;
        let holds = |mark: &Mark<T>| {
            let front = begins_both || u32::from(mark.front) <= mark.start.wrapping_sub(from);
            front && (ends_both || (mark.needs != THE_END && mark.needs as usize <= piece_end))
        };
        let mut end = place;
        for mark in self.base.get(at..).unwrap_or_default() {
            let follows = mark.start.wrapping_add(shift) as usize == end;
            if !(follows && holds(mark)) {
                break;
            }
            each(mark.known);
            end = mark.end.wrapping_add(shift) as usize;
            let needs = if mark.needs == THE_END { THE_END } else { mark.needs.wrapping_add(shift) };
            marks.marks.push(Mark {
                start: mark.start.wrapping_add(shift),
                end: mark.end.wrapping_add(shift),
                needs,
                ..*mark
            });
            self.next += 1;
        }
        end
    }

    /// The piece in which a place lies.
    fn piece(&mut self, place: usize) -> Option<Copied> {
        if self.base.is_empty() {
            return None;
        }
        while let Some((first, rest)) = self.copied.split_first()
            && first.to + first.length <= place
        {
            self.copied = rest;
        }
        self.copied.first().copied().filter(|piece| piece.to <= place)
    }

    /// The base's part that begins at a place of the base.
    fn mark(&mut self, start: u32) -> Option<usize> {
        if self.base.get(self.next).is_none_or(|mark| mark.start != start) {
            self.next = self.base.binary_search_by_key(&start, |mark| mark.start).ok()?;
        }
        Some(self.next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::blob::Chunker;

    /// What is known of a chunk, and on how much around it that depends.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct Known {
        around: u64,
        reach: (u16, u16),
    }

    /// What a search that looks so far around a chunk could know of it: anything that depends on no more than that.
    fn known(chunker: &Chunker, text: &[u8], chunk: &Range<usize>, (front, back): (u16, u16)) -> Known {
        let (from, to) = (chunk.start.saturating_sub(front.into()), chunk.end + usize::from(back));
        let cut = [usize::from(front).saturating_sub(chunk.start), to.saturating_sub(text.len())];
        let around = chunker.key(&text[from..to.min(text.len())], chunker.key(format!("{cut:?}").as_bytes(), 0));
        Known { around, reach: (front, back) }
    }

    /// How far a search looks, by the chunk itself.
    fn reach(chunker: &Chunker, chunk: &[u8]) -> (u16, u16) {
        let dice = chunker.key(chunk, 1);
        let far = |bits: u64| if bits.is_multiple_of(4) { u16::try_from(bits / 4 % 1024).unwrap() } else { 0 };
        (far(dice), far(dice >> 16))
    }

    /// The marks of a text, by the base where that is possible; how many bytes needed no look.
    fn marks(chunker: &Chunker, text: &[u8], base: Option<&Like<'_, Marks<Known>>>) -> (Marks<Known>, usize) {
        let mut alike = Alike::of(base.map(|base| base.to(|marks| marks)), 1, text.len());
        let mut marks = Marks::new(&alike);
        let (mut from, mut spared) = (0, 0);
        while from < text.len() {
            let mut seen = Vec::new();
            let to = alike.go_on(from, &mut marks, |known| seen.push(known));
            spared += to - from;
            for known_before in seen {
                let end = chunker.end(text, from).end;
                let fresh = known(chunker, text, &(from..end), reach(chunker, &text[from..end]));
                assert_eq!(known_before, fresh, "at {from}");
                from = end;
            }
            assert_eq!(from, to);
            if from < text.len() {
                let looked = chunker.end(text, from);
                let chunk = from..looked.end;
                let fresh = known(chunker, text, &chunk, reach(chunker, &text[chunk.clone()]));
                let needs = looked.seen.max(chunk.end + usize::from(fresh.reach.1));
                marks.add(chunk, (fresh.reach.0, needs), fresh, text.len());
                from = looked.end;
            }
        }
        (marks, spared)
    }

    fn lines() -> impl Strategy<Value = Vec<u8>> {
        // Also lines so long that a chunk ends within one.
        let line = (0u32..50, any::<u32>(), prop_oneof![9 => 0usize..60, 1 => 0usize..40_000]);
        let line = line.prop_map(|(few, many, long)| format!("{few}, {many} {};", "x, ".repeat(long / 3)));
        proptest::collection::vec(line, 0..400).prop_map(|lines| lines.join("\n").into_bytes())
    }

    proptest! {
        #[test]
        fn what_was_copied_is_known(
            base in lines(),
            pieces in proptest::collection::vec((any::<bool>(), any::<usize>(), any::<usize>()), 0..6),
            whole in any::<bool>(),
        ) {
            let chunker = Chunker::new([3, 5]);
            let (mut text, mut copied) = (Vec::new(), Vec::new());
            for (copies, from, length) in pieces {
                let from = from % (base.len() + 1);
                let length = length % (base.len() - from + 1);
                if copies && length > 0 {
                    copied.push(Copied { from, to: text.len(), length });
                    text.extend(&base[from..from + length]);
                } else {
                    text.extend(format!("new {length}\n").as_bytes());
                }
            }
            if whole {
                copied.push(Copied { from: 0, to: text.len(), length: base.len() });
                text.extend(&base);
            }
            let (left, _) = marks(&chunker, &base, None);
            let like = Like { left: &left, length: base.len(), copied: &copied };
            let (left, spared) = marks(&chunker, &text, Some(&like));
            // What comes of it serves as a base again, and of the same text all is known.
            prop_assert!(spared <= text.len());
            let all = [Copied { from: 0, to: 0, length: text.len() }];
            let like = Like { left: &left, length: text.len(), copied: &all };
            prop_assert_eq!(marks(&chunker, &text, Some(&like)).1, text.len());
        }
    }

    #[test]
    fn what_was_looked_at_in_another_way_says_nothing() {
        let chunker = Chunker::new([3, 5]);
        let text = b"a text\n".repeat(1000);
        let (left, _) = marks(&chunker, &text, None);
        let all = [Copied { from: 0, to: 0, length: text.len() }];
        let like = Like { left: &left, length: text.len(), copied: &all };
        for (way, known) in [(1, text.len()), (2, 0)] {
            let mut alike = Alike::of(Some(like.to(|marks| marks)), way, text.len());
            assert_eq!(alike.go_on(0, &mut Marks::default(), |_| {}), known);
        }
    }
}
