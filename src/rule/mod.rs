//! Rules: as written (`raw`), as compiled (`compile`), and those that come with the program (`builtin`),
//! which `build.rs` checks and packs with the code of this room (`pack`).
//!
//! A rule is data: what to look for, what to ask of it, what to say. This room turns it into something that the engine
//! can run and refuses what is wrong, with file, line and reason. Searching is the engine's, judging the judge's.

mod branch;
mod builtin;
mod clause;
mod clue;
mod compile;
mod compile_clue;
mod compile_fact;
mod compile_verify;
mod compiled;
mod duplicates;
mod fact;
mod lazy;
mod literals;
mod loose;
mod needs;
mod pack;
mod packed;
mod packer;
mod paths;
mod pattern;
mod problem;
mod raw;
mod searched;
mod set;
mod shape;
mod verify;
mod word;
mod written;

pub use branch::Branch;
pub use builtin::{builtin, packed};
pub use clause::{FactClause, FactClauses, path_matches};
pub use clue::{Clue, KINDS, Terms};
pub use compile::compile_file;
pub use compiled::{Assignment, Checks, Matcher, Near, Pair, Rule, Scope};
pub use fact::{LANGUAGES, RawFact, RawMinimum, Unit, Weak, plain_name};
pub use pack::{Packed, Packer, Unpacker, packed_alone};
pub use pattern::Pattern;
pub use problem::RuleProblem;
pub use raw::{RawExamples, RawFile, RawPair, RawRule, Source};
pub use set::{Keyword, RuleIndex, RuleSet};
pub use shape::Shape;
pub use verify::{Piece, RawAnswer, RawVerify, host_of, pieces};
pub use word::{FileWords, Notation};
