//! Small pure functions that answer one question about bytes.

pub mod line_hash;
