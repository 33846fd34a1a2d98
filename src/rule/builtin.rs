//! The rules that come with the program, as `build.rs` has checked and packed them.

use super::compile::Rule;
use super::pack::unpack_all;

/// `rules/secret/`, packed.
static SECRET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/secret.pack"));

/// `rules/key/`, packed.
static KEY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/key.pack"));

/// The built-in rules, sorted by id. `build.rs` has read them back: they are all there in a program that was built.
pub fn builtin() -> Vec<Rule> {
    let mut rules: Vec<Rule> = unpack_all(KEY).unwrap_or_default();
    rules.extend(unpack_all::<Rule>(SECRET).unwrap_or_default());
    // The families are few, and each is sorted, so that this is a merge.
    rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
    rules
}
