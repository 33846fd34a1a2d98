//! The rules that come with the program, as `build.rs` has checked and packed them.

use super::compile::Rule;
use super::pack::unpack_all;

/// `rules/secret/`, packed.
static SECRET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/secret.pack"));

/// `rules/key/`, packed.
static KEY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/key.pack"));

/// The built-in rules, sorted by id. `build.rs` has read them back: they are all there in a program that was built.
pub fn builtin() -> Vec<Rule> {
    // In the order of their families' names.
    [KEY, SECRET].into_iter().flat_map(|packed| unpack_all(packed).unwrap_or_default()).collect()
}
