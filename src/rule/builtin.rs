//! The rules that come with the program, as `build.rs` has checked and packed them.

use super::compile::Rule;
use super::pack::unpack_all;

/// `rules/secret/`, packed.
static SECRET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/secret.pack"));

/// The built-in rules, sorted by id. `build.rs` has read them back: they are all there in a program that was built.
pub fn builtin() -> Vec<Rule> {
    unpack_all(SECRET).unwrap_or_default()
}
