//! What is inside a container: each member goes through the pipeline as a file of its own, and so does what is inside it.
//!
//! How deep this goes, and how much one outer file may unpack to, is bounded here and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use bstr::BString;

use super::blob::{BlobInput, Scanner};
use super::context::Context;
use super::outcome::BlobOutcome;
use crate::blob::{Budget, Container, Content, Trouble, container, sniff, unfold, wide_strings};
use crate::model::{Gap, GapKind, Origin, Secret};
use crate::source::guarded;

/// Containers inside each other: a compressed layer of an image in an archive of archives is five.
const DEEPEST: usize = 8;

/// The name of the strings of two bytes a character in a binary.
const WIDE: &str = "UTF-16 strings";

/// Something inside a container, and what it gave.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) origin: Origin,
    pub(super) outcome: BlobOutcome,
}

/// What a file holds beside its own text.
#[derive(Debug, Default)]
pub(super) struct Unfolded {
    /// What is inside it, in its order.
    pub(super) members: Vec<Member>,
    /// What could not be read of it.
    pub(super) gaps: Vec<Gap>,
}

/// Looks inside content that is all there. `None`: it is no container, and there is nothing beside its own bytes.
pub(super) fn inside(context: &Context<'_>, origin: &Origin, bytes: &[u8]) -> Option<Unfolded> {
    let mut members = Vec::new();
    let mut gaps = Vec::new();
    let within = |path: &[BString]| Origin { inside: [origin.inside.as_slice(), path].concat(), ..origin.clone() };
    let mut leaf = |path: &[BString], name: &[u8], bytes: &[u8]| {
        if context.stop.load(Ordering::Relaxed) {
            return;
        }
        let origin = within(path);
        if sniff(bytes) == Content::Binary {
            members.extend(wide(context, &origin, bytes));
        }
        let input = BlobInput { name: Some(name), ..BlobInput::whole(&origin, bytes) };
        let outcome = Scanner::new(context.engine).scan(&input);
        members.push(Member { origin, outcome });
    };
    let mut trouble = |path: &[BString], trouble: Trouble| gaps.push(gap(within(path), trouble));
    let opened = leaves(origin.innermost(), bytes, &mut leaf, &mut trouble);
    gaps.extend(members.iter_mut().flat_map(|member| std::mem::take(&mut member.outcome.gaps)));
    leave_to_texts(&mut members);
    opened.then_some(Unfolded { members, gaps })
}

/// Of what is found in the text that a document holds nothing more is said where its bytes have it, too.
fn leave_to_texts(members: &mut [Member]) {
    let mut known: BTreeMap<Vec<BString>, BTreeSet<Secret>> = BTreeMap::new();
    for Member { origin, outcome } in members.iter() {
        if let Some((name, outer)) = origin.inside.split_last()
            && name != WIDE
            && !(outcome.spots.is_empty() && outcome.keys.is_empty())
        {
            let keys = outcome.keys.iter().map(|spot| &spot.identity);
            let secrets = outcome.spots.iter().map(|spot| &spot.secret).chain(keys).cloned();
            known.entry(outer.to_vec()).or_default().extend(secrets);
        }
    }
    for Member { origin, outcome } in members {
        let outer =
            origin.inside.split_last().filter(|(name, _)| *name == WIDE).map_or(&*origin.inside, |(_, outer)| outer);
        if let Some(known) = known.get(outer) {
            outcome.spots.retain(|spot| !known.contains(&spot.secret));
            outcome.keys.retain(|spot| !known.contains(&spot.identity));
        }
    }
}

/// The strings of two bytes a character of a binary.
pub(super) fn wide(context: &Context<'_>, origin: &Origin, bytes: &[u8]) -> Option<Member> {
    let text = wide_strings(bytes);
    if text.is_empty() {
        return None;
    }
    let origin = Origin { inside: [origin.inside.as_slice(), &[WIDE.into()]].concat(), ..origin.clone() };
    // They lie in a binary: only formats that identify themselves are looked for.
    let input = BlobInput { kind: Content::Binary, ..BlobInput::whole(&origin, &text) };
    let outcome = Scanner::new(context.engine).scan(&input);
    (!outcome.is_empty()).then_some(Member { origin, outcome })
}

/// Hands on everything inside a container that is none itself, with the names that lead to it, and what could not be
/// read. `false`: the content is no container.
pub(super) fn leaves(name: &[u8], content: &[u8], leaf: &mut Leaf<'_>, trouble: &mut Told<'_>) -> bool {
    let Some(kind) = container(name, content) else { return false };
    let mut walk = Walk { path: Vec::new(), leaf, trouble };
    walk.open(kind, name, content, &mut Budget::default());
    true
}

/// Takes the content at the end of a path, with the name that says what it is: of a document's text, the document's.
type Leaf<'l> = dyn FnMut(&[BString], &[u8], &[u8]) + 'l;
/// Takes what could not be read at the end of a path.
type Told<'t> = dyn FnMut(&[BString], Trouble) + 't;

struct Walk<'w, 'l, 't> {
    path: Vec<BString>,
    leaf: &'w mut Leaf<'l>,
    trouble: &'w mut Told<'t>,
}

impl Walk<'_, '_, '_> {
    fn open(&mut self, kind: Container, name: &[u8], content: &[u8], budget: &mut Budget) {
        if self.path.len() >= DEEPEST {
            (self.trouble)(&self.path, Trouble::Limit(format!("more than {DEEPEST} containers inside each other")));
            return;
        }
        let (mut members, depth) = (0usize, self.path.len());
        let is_text = kind.is_document() && kind != Container::Mail;
        let mut take = |member: &[u8], content: &[u8], budget: &mut Budget| {
            members += 1;
            self.path.push(member.into());
            match container(member, content) {
                Some(kind) => self.open(kind, member, content, budget),
                None => (self.leaf)(&self.path, if is_text { name } else { member }, content),
            }
            self.path.pop();
        };
        // Readers of formats promise errors; should one panic all the same, it costs the container and not the run.
        let opened = guarded(|| unfold(kind, name, content, budget, &mut take));
        self.path.truncate(depth);
        let troubles = opened.unwrap_or_else(|| vec![Trouble::Damaged("its reader gave up".to_owned())]);
        if kind.is_document() || (members == 0 && !troubles.is_empty()) {
            // Where nothing came out of it, too, what it is made of is read as it is.
            (self.leaf)(&self.path, name, content);
        }
        for trouble in troubles {
            (self.trouble)(&self.path, trouble);
        }
    }
}

fn gap(origin: Origin, trouble: Trouble) -> Gap {
    let (kind, detail) = match trouble {
        Trouble::Damaged(detail) => (GapKind::Damaged, detail),
        Trouble::Encrypted(detail) => (GapKind::Encrypted, detail),
        Trouble::Limit(detail) => (GapKind::Limit, detail),
        Trouble::Unsupported(detail) => (GapKind::Unsupported, detail),
    };
    Gap { kind, origin, detail }
}
