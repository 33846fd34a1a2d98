//! Applications: which are public clients, which confidential ones, and what shows it.
//!
//! A public client (desktop, mobile, browser, device) runs where others can read it and can keep no secret; a confidential one
//! runs on a server and can (RFC 6749, section 2.1). Rules find clues; this room gathers them by application unit (the folder
//! of a manifest), weighs them, and says what kind each unit is, with the evidence. It reads no files and reports nothing: that
//! is `run`'s and `report`'s.

mod declared;
mod evidence;
mod kind;
mod role;
mod unit;

pub use declared::{Declared, Flow};
pub use evidence::{Evidence, Seen};
pub use kind::Kind;
pub use role::{Role, role};
pub use unit::{Unit, Units};
