//! Makes the keys that Debian's OpenSSL made from 2006 to 2008 once more, and packs their fingerprints:
//!
//! ```sh
//! cargo run --release --example debian_keys -- src/key/weakness/debian.bin rsa:2048:20 ssh-rsa:2048:16 ssh-dsa:1024:16
//! ```
//!
//! Each kind has 32,767 keys a machine and way of starting, since the process's number was the only thing left that varied. The last
//! number are the bits by which another key is told from them. This takes some four hours of one core.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "a tool of the maintainers, run by hand"
)]

mod make;
mod number;
mod pack;
mod prime;
mod random;

use std::{env, fs, io};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use prime::Sieve;
use random::{MACHINES, Machine, Random, Start};

/// Process numbers were below this.
const PROCESSES: u32 = 32_768;

fn main() -> io::Result<()> {
    let usage = || io::Error::other("usage: debian_keys OUT rsa:BITS:ODDS|ssh-rsa:BITS:ODDS|ssh-dsa:1024:ODDS…");
    let mut arguments = env::args().skip(1);
    let out = arguments.next().ok_or_else(usage)?;
    let sieve = Sieve::new();
    let mut file = Vec::new();
    for kind in arguments {
        let parts: Vec<&str> = kind.split(':').collect();
        let [name, length, odds] = parts[..] else { return Err(usage()) };
        let length: usize = length.parse().map_err(io::Error::other)?;
        let hashes = make(&sieve, name, length);
        println!("{kind}: {} keys", hashes.len());
        pack::pack(&hashes, odds.parse().map_err(io::Error::other)?, &mut file);
    }
    fs::write(out, file)
}

/// All keys of a kind, as hashes.
fn make(sieve: &Sieve, name: &str, length: usize) -> Vec<u64> {
    let ssh = name.starts_with("ssh-");
    let starts: &[Start] = if ssh { &[Start::Ssh] } else { &[Start::None, Start::Unread, Start::Read] };
    let ways = MACHINES.iter().flat_map(|machine| starts.iter().map(move |start| (*machine, *start)));
    let ways: Vec<(Machine, Start)> = ways.collect();
    let all = ways.par_iter().flat_map(|way| (1..PROCESSES).into_par_iter().map(move |process| (*way, process)));
    all.map(|((machine, start), process)| hash(&key(sieve, name, length, machine, start, process))).collect()
}

fn key(sieve: &Sieve, name: &str, length: usize, machine: Machine, start: Start, process: u32) -> Vec<u8> {
    let mut random = Random::new(machine, start, process);
    let exponent = if name == "rsa" { 65_537 } else { 35 };
    match (name, length) {
        ("ssh-dsa", _) => make::dsa(&mut random, sieve),
        (_, ..=512) => make::rsa::<4>(&mut random, sieve, length, exponent),
        (_, ..=1024) => make::rsa::<8>(&mut random, sieve, length, exponent),
        (_, ..=2048) => make::rsa::<16>(&mut random, sieve, length, exponent),
        _ => make::rsa::<32>(&mut random, sieve, length, exponent),
    }
}

/// The first eight bytes of the fingerprint.
fn hash(number: &[u8]) -> u64 {
    let full: [u8; 32] = Sha256::digest(number).into();
    u64::from_be_bytes(*full.first_chunk().unwrap_or(&[0; 8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By OpenSSL's own code with Debian's patch (<https://github.com/CVE-2008-0166/key_generator>): bits, process, machine, start.
    const OPENSSL: [(usize, u32, usize, Start, u64); 18] = [
        (1024, 1, 2, Start::Unread, 0x4f82_00c6_a912_a218),
        (1024, 1, 1, Start::Unread, 0xdd59_fcd2_1d64_bce9),
        (1024, 1, 0, Start::Unread, 0x33b3_dc9c_4f3c_8418),
        (1024, 1, 2, Start::None, 0x9057_58a9_1db1_c3b6),
        (1024, 1, 1, Start::None, 0x4f89_32c8_62fb_42ee),
        (1024, 1, 0, Start::None, 0x1b40_6f82_55a6_a22e),
        (1024, 1, 2, Start::Read, 0x1ff6_9ee9_6496_ebb6),
        (1024, 1, 1, Start::Read, 0x07d2_b35f_5c63_e14b),
        (1024, 1, 0, Start::Read, 0xbccc_90c8_10fb_9d22),
        (512, 4711, 2, Start::Unread, 0x52dc_eaee_31e8_9ed1),
        (512, 4711, 1, Start::Unread, 0x8011_b87d_7df3_efc6),
        (512, 4711, 0, Start::Unread, 0x8c7d_3e2e_1cc0_a444),
        (512, 4711, 2, Start::None, 0x120f_9f52_1b50_8c51),
        (512, 4711, 1, Start::None, 0xe813_1bf0_62b8_b25e),
        (512, 4711, 0, Start::None, 0x4e68_2e0c_6ff1_9974),
        (512, 4711, 2, Start::Read, 0x7a7c_24bd_5e4a_8a0b),
        (512, 4711, 1, Start::Read, 0x892e_0402_8b66_ee36),
        (512, 4711, 0, Start::Read, 0x8cd0_7a07_e337_9d18),
    ];

    #[test]
    fn makes_what_openssl_made() {
        let sieve = Sieve::new();
        for (length, process, machine, start, wanted) in OPENSSL {
            assert_eq!(
                hash(&key(&sieve, "rsa", length, MACHINES[machine], start, process)),
                wanted,
                "{length} {process}"
            );
        }
    }

    /// Keys that others published, by process number: `tests/keys/known.rs`.
    #[test]
    fn makes_what_ssh_keygen_made() {
        let sieve = Sieve::new();
        for (name, length, process, wanted) in
            [("ssh-rsa", 2048, 5429, 0xeedb_a01a_6536_64e8), ("ssh-dsa", 1024, 1390, 0x2c4b_a755_2d23_d775)]
        {
            assert_eq!(hash(&key(&sieve, name, length, MACHINES[1], Start::Ssh, process)), wanted, "{name}");
        }
    }
}
