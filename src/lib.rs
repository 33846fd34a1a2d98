//! reticent finds credentials written down where they must not be, and says so without repeating them.

pub mod blob;
pub mod check;
pub mod cli;
pub mod client;
pub mod config;
pub mod engine;
pub mod facts;
pub mod judge;
pub mod key;
pub mod model;
pub mod peer;
pub mod report;
pub mod rule;
pub mod run;
pub mod source;
pub mod suppress;
