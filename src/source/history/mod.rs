//! A whole history: every object of a git repository, each read once, and who holds what.
//!
//! [`Objects`] numbers what packs, loose files and alternates hold; [`traverse`] reads all of it in parallel and hands it
//! to a [`Visitor`]; [`Graph`] keeps what trees and commits say of each other, so that the few blobs with findings can be
//! attributed without a second reading. What an object's text means is the business of `run`; what a repository may do to
//! whoever opens it, of its neighbours in `source`.

#![expect(
    clippy::disallowed_types,
    reason = "maps of millions of object ids, looked up and never walked through: their order reaches no output"
)]
#![expect(clippy::excessive_nesting, reason = "loops over packs, objects and their parents, one in the other")]

mod above;
mod alike;
mod bounds;
mod cache;
mod carriers;
mod chains;
mod descend;
mod fault;
mod gather;
mod graph;
mod loose;
mod mailmap;
mod names;
mod number;
mod objects;
mod order;
mod pack;
mod packs;
mod repository;
mod roots;
mod spread;
mod trees;

pub use alike::{Alike, Marks, Reserved};
pub use bounds::Bounds;
pub use cache::{
    Belief, Cache, Came, Code, Findings, Heard, KnownLook, LookFound, NO_SECRET, Remembered, Stale, Stamp, State,
};
pub use carriers::Carriers;
pub use descend::{Like, Visitor};
pub use fault::{Fault, FaultKind};
pub use gather::{Part, Row, Submodule};
pub use graph::{Commit, CommitAt, Graph};
pub use mailmap::Mailmap;
pub use number::Number;
pub use objects::Objects;
pub use order::{Narrowed, Order};
pub use packs::traverse;
pub use repository::{History, Reader, Unreadable};
pub use roots::{Root, Roots};
pub use spread::{Place, Spread};
