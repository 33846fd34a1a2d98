//! The half of the judgement that the place decides.

use super::{Verdict, View, confidence_of};
use crate::check::{PathClass, ValueKind, path_class};
use crate::model::Confidence;
use crate::rule::Matcher;

/// Where a candidate stands: what its path says, worked out once a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the file is for.
    pub class: PathClass,
    /// The file holds program code, in which a bare word is a name.
    pub code: bool,
}

const CODE: &[&str] = &[
    "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "cs", "java", "kt", "kts", "scala", "groovy", "gradle", "go",
    "rs", "swift", "dart", "py", "pyi", "rb", "erb", "php", "pl", "pm", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue",
    "svelte", "lua", "r", "jl", "ex", "exs", "erl", "hs", "ml", "mli", "clj", "cljs", "fs", "fsx", "vb", "d", "nim",
    "zig", "v", "sv", "vhd", "proto", "thrift", "graphql", "s", "asm", "css", "scss", "less", "sol", "cr", "coffee",
    "elm", "html", "htm", "cshtml", "jsp", "aspx", "hbs", "ejs", "tf", "bicep",
];

impl Place {
    /// Judges a path.
    pub fn of(path: &[u8]) -> Self {
        let extension = path.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
        Self { class: path_class(path), code: CODE.iter().any(|code| code.as_bytes() == extension) }
    }
}

/// Adds to a verdict what the place says.
pub fn contextual(mut verdict: Verdict, view: &View<'_>, place: Place) -> Verdict {
    if verdict.confidence.is_none() && !verdict.summed {
        return verdict;
    }
    if verdict.summed {
        sum(&mut verdict, view, place)
    } else {
        step(&mut verdict, view, place)
    }
    verdict
}

/// A sum of signals gets the place's.
fn sum(verdict: &mut Verdict, view: &View<'_>, place: Place) {
    let bare = view.assigned.is_some_and(|a| a.kind == ValueKind::Bare && !a.quoted);
    if place.code && bare && !is_in_string(view.before) {
        verdict.reject("bare-word-in-code");
        return;
    }
    if place.class == PathClass::Lockfile {
        verdict.reject(place.class.as_str());
        return;
    }
    let weight = match place.class {
        PathClass::Minified => -30,
        PathClass::Locale => -50,
        PathClass::Vendored | PathClass::Docs => -10,
        PathClass::Test | PathClass::Example => -8,
        PathClass::Config => 8,
        PathClass::Lockfile | PathClass::Other => 0,
    };
    if weight != 0 {
        verdict.add(place.class.as_str(), weight);
    }
    verdict.confidence = confidence_of(verdict.score);
}

/// Whether a string literal is open at the end of this text.
fn is_in_string(before: &[u8]) -> bool {
    let mut open = None;
    let mut escaped = false;
    for &byte in before {
        match (open, byte) {
            _ if escaped => escaped = false,
            (_, b'\\') => escaped = true,
            (None, b'"' | b'\'' | b'`') => open = Some(byte),
            (Some(quote), byte) if quote == byte => open = None,
            _ => {}
        }
    }
    open.is_some()
}

/// A format that identifies itself keeps its confidence; one that needs its surroundings loses a step where secrets
/// are made up.
fn step(verdict: &mut Verdict, view: &View<'_>, place: Place) {
    let proven = verdict.signals.iter().any(|signal| signal.name == "checksum-valid");
    if proven || matches!(view.rule.matcher, Matcher::Path) {
        return;
    }
    let near = matches!(view.rule.matcher, Matcher::Near(_));
    let lower = match place.class {
        PathClass::Lockfile => near,
        PathClass::Minified => near,
        _ => false,
    };
    if lower {
        verdict.add(place.class.as_str(), -20);
        verdict.confidence = verdict.confidence.map(Confidence::lower);
    }
}
