//! reticent finds credentials written down where they must not be, and says so without repeating them.

pub mod model;
pub mod suppress;
