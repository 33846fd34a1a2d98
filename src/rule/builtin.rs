//! The rules that come with the program, as `build.rs` has checked and packed them.

use rayon::prelude::*;

use super::compiled::Rule;
use super::pack::unpack_all;

/// `rules/secret/`, packed.
static SECRET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/secret.pack"));

/// `rules/key/`, packed.
static KEY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/key.pack"));

/// `rules/client/`, packed.
static CLIENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/client.pack"));

/// `rules/hygiene/`, packed.
static HYGIENE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hygiene.pack"));

/// `rules/clue/`, packed.
static CLUE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clue.pack"));

/// The built-in rules as they are packed, which tells one version of them from another.
pub fn packed() -> [&'static [u8]; 5] {
    [CLIENT, CLUE, HYGIENE, KEY, SECRET]
}

/// The built-in rules, sorted by id. `build.rs` has read them back: they are all there in a program that was built.
pub fn builtin() -> Vec<Rule> {
    let unpacked = packed().into_par_iter().map(|family| unpack_all::<Rule>(family).unwrap_or_default());
    let mut rules: Vec<Rule> = unpacked.collect::<Vec<_>>().into_iter().flatten().collect();
    // The families are few, and each is sorted, so that this is a merge.
    rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
    rules
}
