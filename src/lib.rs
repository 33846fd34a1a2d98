//! reticent finds credentials written down where they must not be, and says so without repeating them.
//!
//! ```
//! use reticent::{Builder, Confidence};
//!
//! let audit = Builder::new("2026-01-31").min_confidence(Confidence::High).disable("client/*").build()?;
//! let report = audit.bytes("settings.py", b"DEBUG = True\n")?;
//! assert!(report.findings.is_empty() && !report.interrupted);
//! # Ok::<(), reticent::AuditError>(())
//! ```
//!
//! What is named here is the interface ([`audit`] says what it promises); a [`Report`] is written by [`report`]. The other
//! rooms are open for the program itself and may change with any version.

// Beside what Cargo.toml says of panics; tests may.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::unreachable, clippy::unimplemented))]

pub mod audit;
#[doc(hidden)]
pub mod blob;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod client;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod facts;
#[doc(hidden)]
pub mod judge;
#[doc(hidden)]
pub mod key;
pub mod model;
mod order;
#[doc(hidden)]
pub mod peer;
pub mod report;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod suppress;
#[doc(hidden)]
pub mod verify;

pub use audit::{Audit, AuditError, Builder, Canceller, Progress};
pub use model::{Confidence, Finding, Gap, Report, Severity};
