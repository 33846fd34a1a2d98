//! reticent finds credentials written down where they must not be, and says so without repeating them.

pub mod config;
pub mod model;
