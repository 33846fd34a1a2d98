//! Continuous integration: which service runs us, which commits it asks about, and how its checkout is mended.
//!
//! What a service says is taken as data: ids must be ids, names of branches are looked up as whole refs, and neither is
//! ever part of a command.

mod event;
mod range;
mod service;

pub(super) use range::{Ends, ends};
pub(super) use service::Ci;
