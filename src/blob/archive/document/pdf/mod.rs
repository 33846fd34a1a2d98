//! PDF (ISO 32000-1): what its pages show, and the texts of everything else, a line each.
//!
//! Objects are found where they stand instead of by the tables that lead to them: those are often broken, and what no
//! table leads to was once shown. Fonts give characters other numbers than ours; where a font says what they mean
//! (`ToUnicode`), it is believed.

mod cmap;
mod object;
mod show;
mod token;

use std::collections::BTreeMap;
use std::rc::Rc;

use self::cmap::CMap;
use self::object::{Object, Objects};
use super::Lines;
use crate::blob::archive::{Sink, Trouble};

/// Most meanings of one name of a font: pages may name different fonts alike.
const MEANINGS: usize = 4;

/// Texts of a document.
pub(super) fn pdf(content: &[u8], sink: &mut Sink<'_, '_>) {
    let Objects { all, encrypted, unread } = Objects::read(content, sink.budget.bytes.min(sink.budget.member));
    if encrypted {
        return sink.trouble(Trouble::Encrypted("its texts ask for a password".to_owned()));
    }
    let fonts = fonts(&all);
    let (mut pages, mut others) = (Lines::new(sink), Lines::new(sink));
    for object in &all {
        match &object.stream {
            Some(stream) if show::is_shown(stream) => show::show(stream, &fonts, &mut pages),
            Some(stream) if object.is_text() => others.line(stream),
            _ => {}
        }
        token::strings(&object.head, &mut |text| others.line(&plain(text)));
    }
    for (trouble, met) in [
        (Trouble::Limit("unpacks to more than is read of one file".to_owned()), unread.over),
        (Trouble::Unsupported("a stream that is compressed by a rare method".to_owned()), unread.strange),
        (Trouble::Damaged("a stream that is cut off or breaks its format".to_owned()), unread.damaged),
    ] {
        if met {
            sink.trouble(trouble);
        }
    }
    pages.give("pages", sink);
    others.give("strings", sink);
}

/// What the numbers of characters mean, by the name of a font.
type Fonts = BTreeMap<Vec<u8>, Vec<Rc<CMap>>>;

/// Reads what the fonts of all pages are called and mean.
fn fonts(all: &[Object]) -> Fonts {
    let by_number: BTreeMap<u32, &Object> = all.iter().map(|object| (object.number, object)).collect();
    let mut names: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
    for object in all {
        for (name, number) in token::references(&object.head) {
            let known = names.entry(name).or_default();
            if !known.contains(&number) && known.len() < 4 * MEANINGS {
                known.push(number);
            }
        }
    }
    let mut known: BTreeMap<u32, Option<Rc<CMap>>> = BTreeMap::new();
    let mut meaning = |number: &u32| {
        let read = || {
            let font = by_number.get(number)?;
            let map = token::references(&font.head).into_iter().find(|(name, _)| name == b"ToUnicode")?.1;
            CMap::read(by_number.get(&map)?.stream.as_deref()?).map(Rc::new)
        };
        known.entry(*number).or_insert_with(read).clone()
    };
    let fonts = names.into_iter().map(|(name, numbers)| {
        let meanings: Vec<Rc<CMap>> = numbers.iter().filter_map(&mut meaning).take(MEANINGS).collect();
        (name, meanings)
    });
    fonts.filter(|(_, meanings)| !meanings.is_empty()).collect()
}

/// A text outside of pages: UTF-16 with its mark, or a byte a character.
fn plain(text: &[u8]) -> Vec<u8> {
    match text {
        [0xfe, 0xff, wide @ ..] => super::sixteen(wide, u16::from_be_bytes).into_bytes(),
        text if text.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')) => text.to_vec(),
        // Keys of fonts and sums are no text.
        text => String::from_utf8(text.to_vec()).unwrap_or_default().into_bytes(),
    }
}
